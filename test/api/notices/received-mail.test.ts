import { ownPart } from '../../../domain/kernel/people/delivery.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { mailOf } from '../../../models/notices/mail.ts';
import { photo } from '../../support/files/pictures.ts';
import { type Api, countEvents, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const solution = {
  solution: '已恢复',
  causeCode: 'release-defect',
  category: 'software-function',
  knowledge: { kind: 'none', reason: '已知' },
};
const hand = async (raw: string) => (await (await api.as('admin-system')).post('/api/mail/received', { raw })).body;

/** A delivery report as mail servers write it (RFC 3464). */
const report = (messageId: string, to: string, { action = 'failed', answers = '' } = {}) =>
  [
    'From: MAILER-DAEMON@mx.example',
    'To: changming@localhost',
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <report-1@mx.example>',
    'Auto-Submitted: auto-replied',
    ...(answers === '' ? [] : [`In-Reply-To: <${answers}>`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I could not deliver your message.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Action: ${action}`,
    'Status: 5.1.1',
    '',
    ...(answers === ''
      ? ['--b', 'Content-Type: message/rfc822', '', `To: ${to}`, `Message-ID: <${messageId}>`, 'Subject: x', '', 'x']
      : []),
    '--b--',
    '',
  ].join('\r\n');

test('R021 a mail that did not arrive shows on its notice and tells the agent once; it answers nothing', async () => {
  const number = await openIncident(api);
  const engineer = await api.as('eng-donghu-1');
  await engineer.send(`/api/incidents/${number}/start`).expect(200);
  await engineer.send(`/api/incidents/${number}/resolve`, solution).expect(200);
  const { product } = api;
  const mail = await product.eventually(async () => {
    await product.hurry('req-linxi');
    const rows = await deliveryOf(product.db).find({ caseId: number, to: 'req-linxi', state: 'sent' }).lean();
    const last = rows.find(({ notice }) => notice.includes(`${number}:`));
    return rows.length >= 3 && last?.messageId
      ? await mailOf(product.db).findOne({ person: 'req-linxi' }).sort({ at: -1 }).lean()
      : null;
  });
  const before = await product.stored(number);
  const first = await hand(report(mail._id, mail.to));
  expect(first.outcome).toBe('bounced');
  const [kept] = await auditOf(product.db).find({ type: 'mailBounced' }).lean();
  expect([kept?.by, kept?.data]).toMatchObject([
    'admin-system',
    { status: '5.1.1', deliveries: first.deliveries, messages: [ownPart(mail._id)] },
  ]);
  const told = () =>
    product.db.collection('notices').countDocuments({ caseId: number, template: 'mail-unreached', to: 'eng-donghu-1' });
  await product.eventually(async () => (await told()) > 0);
  const after = await product.stored(number);
  expect([after.status, after.readings['confirm']]).toEqual(['resolved', before.readings['confirm']]);
  for (let n = 0; n < 20; n += 1) expect((await hand(report(mail._id, mail.to))).outcome).toBe('known');
  expect((await product.stored(number)).version).toBe(after.version);
  const supervisor = await api.as('sup-donghu');
  const { items } = (await supervisor.get(`/api/cases/${number}/timeline?limit=100`)).body;
  const states = items.flatMap((entry: { deliveries?: { state: string; code?: string }[] }) => entry.deliveries ?? []);
  expect(states).toContainEqual(expect.objectContaining({ state: 'failed', code: 'bounced' }));
  expect((await hand(report('nobody.knows.this@localhost', 'a@invalid.example'))).outcome).toBe('unknown');
});

test('R010 our own mail that comes back is recognised and does nothing', async () => {
  const number = await openIncident(api);
  const { product } = api;
  const mail = await product.eventually(async () => {
    await product.hurry('eng-donghu-2');
    return await mailOf(product.db).findOne({ person: 'eng-donghu-2' }).sort({ at: -1 }).lean();
  });
  const before = await countEvents(product.db);
  expect(await hand(mail.raw)).toEqual({ outcome: 'own', deliveries: 0 });
  expect((await hand('Subject: 自动回复\r\nAuto-Submitted: auto-replied\r\n\r\n我在休假')).outcome).toBe('automatic');
  const away = `From: eng@x.example\r\nX-Auto-Response-Suppress: All\r\nIn-Reply-To: <${mail._id}>\r\nSubject: away\r\n\r\nback on Monday`;
  expect((await hand(away)).outcome).toBe('automatic'); // N14: and it stands with what it answers
  const answered = { messageId: ownPart(mail._id), automaticAt: { $gt: 0 } };
  expect(await deliveryOf(product.db).countDocuments(answered)).toBe(1);
  const deep = Array.from(
    { length: 1_100 },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
  );
  const nested = await (await api.as('admin-system')).post('/api/mail/received', {
    raw: `From: a@b.example\r\n${deep.join('')}`,
  });
  expect([nested.status, nested.body.errors]).toEqual([422, [{ pointer: '/raw', code: 'unreadable' }]]); // N15
  const large = await (await api.as('admin-system')).post('/api/mail/received', { raw: 'x'.repeat(5_000_000) });
  expect(large.status).toBe(413);
  expect((await hand('Subject: hello\r\n\r\nplease reopen')).outcome).toBe('not-taken');
  expect((await hand('garbage')).outcome).toBe('not-taken');
  expect(await countEvents(product.db)).toBe(before);
  expect((await product.stored(number)).status).toBe('queued');
  expect((await (await api.as('eng-donghu-2')).post('/api/mail/received', { raw: 'x' })).status).toBe(403);
});

test('S09 a key of one organisation hands no mail in, which may be of any', async () => {
  const admin = await api.as('admin-system');
  const wish = { name: 'mail', password: api.password, permissions: ['mail.received'] };
  const asked = async (more: object) => {
    const { key } = (await admin.post('/api/api-keys', { ...wish, ...more }).expect(201)).body;
    const by = api.post('/api/mail/received', { raw: 'garbage' }).set('Authorization', `Bearer ${key}`);
    return (await by).status;
  };
  expect([await asked({ orgPath: '/dx/donghu' }), await asked({})]).toEqual([403, 200]);
});

test('N13 N15 a bounced digest, in a gateway’s wrapping, fails all in it and tells once for each case', async () => {
  const { product } = api;
  const numbers = [await openIncident(api), await openIncident(api)];
  const about = { caseId: { $in: numbers }, to: 'req-linxi', channel: 'mail' };
  const messageId = 'digest.req-linxi.mail.0';
  const first = await product.eventually(async () => {
    const rows = await deliveryOf(product.db).find(about).lean();
    return rows.length >= 2 && rows;
  });
  const twins = first.map(({ _id, ...row }) => ({ ...row, _id: `twin-${_id}` }));
  await deliveryOf(product.db).insertMany(twins);
  await deliveryOf(product.db).updateMany(about, { $set: { state: 'sent', messageId, digest: 'digest:x' } });
  const inner = report(`${messageId}@localhost`, 'x@unit.example').replace(
    /^(?:.*\r\n)*?(?=Content-Type: multipart)/,
    '',
  );
  const outer = [
    'From: gateway@x.example',
    'Subject: [EXTERNAL]',
    'Content-Type: Multipart/Mixed; boundary="o"',
    '',
    '--o',
    inner,
    '--o--',
    '',
  ];
  expect(await hand(outer.join('\r\n'))).toEqual({ outcome: 'bounced', deliveries: twins.length * 2 });
  for (const number of numbers) {
    const failures = (await product.eventsOf(number)).filter(({ type }) => type === 'incident.effectFailed');
    expect(failures).toHaveLength(1);
  }
});

test('what watches the mailbox has a key for that and for nothing else', async () => {
  const admin = await api.as('admin-system');
  const wish = { password: api.password, name: 'mailbox', days: 30, permissions: ['mail.received'] };
  const made = await admin.post('/api/api-keys', wish);
  expect(made.status).toBe(201);
  const byKey = (path: string) => api.get(path).set('Authorization', `Bearer ${made.body.key}`);
  const handed = await api
    .post('/api/mail/received', { raw: 'Subject: x\r\n\r\nx' })
    .set('Authorization', `Bearer ${made.body.key}`);
  expect([handed.status, handed.body.outcome]).toEqual([200, 'not-taken']);
  expect((await byKey('/api/outbox')).status).toBe(403);
  expect((await byKey('/api/webhooks')).status).toBe(403);
  const foreign = await (await api.as('eng-donghu-1')).post('/api/api-keys', wish);
  expect([foreign.status, foreign.body.errors]).toEqual([
    422,
    [expect.objectContaining({ pointer: '/permissions/0', code: 'not-allowed-value' })],
  ]);
});

test('N33 a mail is handed in as the bytes that it is, in whatever encoding', async () => {
  const admin = await api.as('admin-system');
  const head =
    'Subject: =?utf-8?q?out?=\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n';
  const inGb = Buffer.concat([Buffer.from(head), Buffer.of(0xb4, 0xf2, 0xd3, 0xa1, 0xff, 0x1b)]);
  const { status, body } = await admin.post('/api/mail/received', { bytes: inGb.toString('base64') });
  expect([status, body.outcome]).toEqual([200, 'automatic']);
  const faults = async (given: object) => (await admin.post('/api/mail/received', given)).body.errors;
  expect(await faults({ raw: inGb.toString('utf8') })).toEqual([{ pointer: '/raw', code: 'bad-character' }]);
  const both = { pointer: '/bytes', code: 'either-or' };
  expect([await faults({}), await faults({ raw: 'x', bytes: 'eA==' })]).toEqual([[both], [both]]);
});

test('a report that names the message only as what it answers is understood, one of a delay fails nothing', async () => {
  const number = await openIncident(api);
  const { product } = api;
  const row = await product.eventually(async () => {
    await product.hurry('eng-donghu-1');
    return await deliveryOf(product.db).findOne({ caseId: number, to: 'eng-donghu-1', state: 'sent' }).lean();
  });
  const [id, to] = [`${row.messageId}@localhost`, 'eng-donghu-1@dongxing.example'];
  expect((await hand(report(id, to, { action: 'delayed' }))).outcome).toBe('automatic');
  expect((await hand(report('', to, { answers: id }))).outcome).toBe('bounced');
  const after = await deliveryOf(product.db).findById(row._id).lean();
  expect([after?.state, after?.code, after?.detail]).toEqual(['failed', 'bounced', '5.1.1']);
  const told = await product.db.collection('notices').countDocuments({ caseId: number, template: 'mail-unreached' });
  expect(told).toBe(0); // one of those who work on it: the case shows it, nobody is written to about it
});

const part = (name: string, bytes: Buffer) =>
  [
    '--b',
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    '',
    bytes.toString('base64'),
  ].join('\r\n');

test('an answer with files comes onto its case in the name of who was written to, and says what was not taken', async () => {
  const number = await openIncident(api);
  const { product } = api;
  const mail = await product.eventually(async () => {
    await product.hurry('req-linxi');
    const row = await deliveryOf(product.db)
      .findOne({ caseId: number, to: 'req-linxi', channel: 'mail', state: 'sent' })
      .lean();
    return row?.messageId && !row.digest
      ? {
          id: `${row.messageId}@localhost`,
          to: (await mailOf(product.db).findOne({ person: 'req-linxi' }).lean())?.to ?? '',
        }
      : null;
  });
  const raw = (from: string) =>
    [
      `From: <${from}>`,
      'To: changming@localhost',
      'Subject: Re: x',
      'Message-ID: <answer-1@unit.example>',
      `In-Reply-To: <${mail.id}>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      '见附件',
      '> what you wrote',
      part('现场.jpg', photo()),
      part('holiday.jpg', Buffer.from('MZ\u0090\0\u0003\0', 'latin1')),
      '--b--',
      '',
    ].join('\r\n');
  const admin = await api.as('admin-system');
  const handed = async (from: string, more: object) =>
    (await admin.post('/api/mail/received', { raw: raw(from), ...more })).body;
  expect((await handed(mail.to, {})).outcome).toBe('not-taken'); // nobody vouches for the sender
  expect((await handed('mallory@x.example', { senderVerified: true })).outcome).toBe('not-taken');
  for (let times = 0; times < 2; times += 1)
    expect(await handed(mail.to, { senderVerified: true })).toEqual({ outcome: 'attached', deliveries: 0, number });
  // The same message as it is: it is known, whichever way it comes.
  const whole = async (bytes: Buffer, query = '') =>
    await admin.bare(`/api/mail/messages${query}`).set('Content-Type', 'message/rfc822').send(bytes);
  const again = await whole(Buffer.from(raw(mail.to)), '?senderVerified=true');
  expect([again.status, again.body]).toEqual([200, { outcome: 'attached', deliveries: 0, number }]);
  expect((await whole(Buffer.from(raw(mail.to)))).body.outcome).toBe('not-taken');
  expect((await whole(Buffer.alloc(0))).status).toBe(422);
  expect((await whole(Buffer.alloc(31 * 1_048_576, 'a'))).body.code).toBe('body-too-large');
  const events = (await product.eventsOf(number)).filter(({ type }) => type === 'incident.attached');
  expect(events).toEqual([
    expect.objectContaining({
      by: { id: 'req-linxi', role: 'requester' },
      data: {
        files: [expect.objectContaining({ name: '现场.jpg', type: 'image/jpeg' })],
        text: '见附件\n\n未收 / not taken: holiday.jpg (file-kind)',
        audience: 'public',
      },
    }),
  ]);
});
