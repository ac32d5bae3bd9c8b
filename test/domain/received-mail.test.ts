/** What comes back by mail, in the spellings of many servers. */
import { readMail, UnreadableMail, quotedIn } from '../../platform/received-mail.ts';

const OURS = 'e.INC-000007.3.0.eng-1.mail@itsm.example';
const lines = (...all: readonly string[]) => all.join('\r\n');

type Spelling = { type?: string; part?: string; returned?: string; action?: string; id?: string; answers?: string };
/** RFC 3464, without its own header lines. */
const report = ({
  type = 'multipart/report',
  part = 'message/delivery-status',
  returned = 'message/rfc822',
  action = 'Action: failed',
  id = `Message-ID: <${OURS}>`,
  answers = '',
}: Spelling = {}) =>
  lines(
    ...(answers === '' ? [] : [`In-Reply-To: <${answers}>`]),
    `Content-Type: ${type}; report-type=delivery-status; boundary="b"`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It could not be delivered.',
    '--b',
    `Content-Type: ${part}`,
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; li@unit.example',
    action,
    'Status: 5.1.1',
    '',
    ...(returned === '' ? [] : ['--b', `Content-Type: ${returned}`, '', 'To: li@unit.example', id, '', 'x']),
    '--b--',
    '',
  );
const head = lines(
  'From: MAILER-DAEMON@mx.example',
  'To: itsm@itsm.example',
  'Subject: Returned mail',
  'MIME-Version: 1.0',
);
const message = (body: string) => `${head}\r\n${body}`;
const within = (body: string, kind = 'multipart/mixed') =>
  lines(
    `Content-Type: ${kind}; boundary="o"`,
    '',
    '--o',
    'Content-Type: text/plain',
    '',
    'Gateway',
    '--o',
    body,
    '--o--',
    '',
  );
const wrapped = (body: string) =>
  lines('Content-Type: message/rfc822', '', 'From: MAILER-DAEMON@mx.example', 'Subject: x', body);

describe('a report of a failure', () => {
  test.each<[string, string]>([
    ['as it mostly comes', report()],
    [
      'its types in capitals',
      report({ type: 'MULTIPART/REPORT', part: 'Message/Delivery-Status', returned: 'MESSAGE/RFC822' }),
    ],
    ['with headers alone', report({ returned: 'Text/RFC822-Headers' })],
    [
      'of an internationalised address',
      report({ part: 'message/global-delivery-status', returned: 'message/global-headers' }),
    ],
    ['its fields in other letters', report({ action: 'ACTION:  Failed', id: `MESSAGE-Id:\r\n <${OURS}>` })],
    ['that gives nothing back but what it answers', report({ returned: '', answers: OURS })],
    ['under another name of its whole', report({ type: 'multipart/mixed' })],
    ['that a gateway put into a mixed one', within(report())],
    ['two gateways', within(within(report(), 'Multipart/Related'))],
    ['that was passed on as a message', within(wrapped(report()))],
    ['passed on twice', within(wrapped(within(wrapped(report({ type: 'Multipart/Report' })))))],
  ])('%s', async (_, body) => {
    expect((await readMail(message(body))).undelivered).toEqual({ ids: [OURS], status: '5.1.1' });
  });

  test('of a delay, a relay or a message that was read tells of nothing lost', async () => {
    for (const action of ['delayed', 'relayed', 'expanded', 'delivered'])
      expect(await readMail(message(report({ action: `Action: ${action}` })))).toMatchObject({
        undelivered: null,
        automatic: true,
      });
    const read = report({ part: 'message/disposition-notification' }).replace(
      'delivery-status;',
      'disposition-notification;',
    );
    expect((await readMail(`From: li@unit.example\r\n${read}`)).undelivered).toBeNull();
  });
});

const plain = (headers: readonly string[], text: string) =>
  lines(...headers, 'Content-Type: text/plain; charset=utf-8', '', text);

describe('a failure without a report', () => {
  test.each<[string, string]>([
    [
      'Exim',
      plain(
        [
          'From: Mail Delivery System <Mailer-Daemon@mx.example>',
          'X-Failed-Recipients: li@unit.example',
          'Subject: Mail delivery failed: returning message to sender',
        ],
        `This message was created automatically.\r\n\r\n  li@unit.example\r\n    550 5.1.1 no such user\r\n\r\nMessage-ID: <${OURS}>\r\nSubject: x`,
      ),
    ],
    [
      'qmail',
      plain(
        ['From: MAILER-DAEMON@mx.example', 'Subject: failure notice'],
        `Hi. This is the qmail-send program.\r\n<li@unit.example>:\r\nno mailbox here. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-Id: <${OURS}>`,
      ),
    ],
    [
      'a Chinese provider',
      plain(
        ['From: PostMaster@mail.example', 'Subject: =?utf-8?B?57O757uf6YCA5L+h?='],
        `很抱歉，您的邮件被退回。5.1.1\r\n原邮件标识：${OURS}`,
      ),
    ],
    [
      'one that names what it answers',
      plain(
        [
          'From: postmaster@mx.example',
          `References: <case.INC-000007@itsm.example> <${OURS}>`,
          'Subject: Undeliverable: x',
        ],
        'No such user 5.1.1',
      ),
    ],
    [
      'one whose report got lost',
      lines(
        'From: x@gateway.example',
        'Subject: x',
        'Content-Type: Multipart/Report; report-type="Delivery-Status"; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        `5.1.1 no such user, Message-ID: <${OURS}>`,
        '--b--',
        '',
      ),
    ],
  ])('%s', async (_, raw) => {
    const { undelivered, automatic } = await readMail(raw);
    expect(undelivered?.ids).toContain(OURS);
    expect([undelivered?.status, automatic]).toEqual(['5.1.1', true]);
  });

  test('a server that only warns, and a reader’s program that quotes a grave subject, tell of nothing lost', async () => {
    const warned = plain(
      ['From: MAILER-DAEMON@mx.example', 'Subject: Warning: message delayed: 凭证发送失败'],
      `5.4.7 <${OURS}>`,
    );
    const away = plain(
      [
        'From: li@unit.example',
        'Auto-Submitted: auto-replied',
        `In-Reply-To: <${OURS}>`,
        'Subject: Automatic reply: delivery failed at the bank',
      ],
      'I am away.',
    );
    const person = plain(
      ['From: li@unit.example', `In-Reply-To: <${OURS}>`, 'Subject: Re: delivery failed'],
      'Thanks 5.1.1',
    );
    expect((await readMail(warned)).undelivered).toBeNull();
    expect(await readMail(away)).toMatchObject({ undelivered: null, automatic: true, answers: [OURS] });
    expect(await readMail(person)).toMatchObject({ undelivered: null, automatic: false });
  });
});

test.each([
  ['Auto-Submitted: Auto-Replied (vacation)', true],
  ['auto-submitted: auto-generated; owner=x', true],
  ['Auto-Submitted: NO', false],
  ['X-Auto-Response-Suppress: DR, OOF, AutoReply', true],
  ['X-Auto-Response-Suppress: None', false],
  ['Precedence: Bulk', true],
  ['Precedence: auto_reply', true],
  ['Precedence: first-class', false],
  ['X-Autoreply: yes', true],
  ['X-Autorespond: I am away', true],
  ['Importance: high', false],
])('%s: by a program %s', async (header, automatic) => {
  expect((await readMail(plain(['From: li@unit.example', 'Subject: x', header], 'x'))).automatic).toBe(automatic);
});

test('what cannot be taken apart says so, and nothing else goes wrong', async () => {
  const deep = Array.from(
    { length: 1_500 },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
  );
  await expect(readMail(`From: a@b.example\r\n${deep.join('')}`)).rejects.toThrow(UnreadableMail);
  for (const odd of [
    '',
    'garbage',
    '\r\n\r\n',
    'Content-Type: multipart/report\r\n\r\nx',
    'Content-Type: ;;;\r\n\r\n--',
  ])
    expect((await readMail(odd)).undelivered).toBeNull();
});

describe('what looks like the id of a message', () => {
  test.each([
    ['<a.b+c=d@mail.example>', ['a.b+c=d@mail.example']],
    ['ab@example, abc@ example, abc@-x, 退信abc@例.x', []],
    ['see abc@x.y and abc@x.y, def@z', ['abc@x.y', 'def@z']],
    [`${'a'.repeat(600)}@x`, [`${'a'.repeat(500)}@x`]],
  ])('%s', (words, ids) => expect(quotedIn(words)).toEqual(ids));

  test('is found, 500 of them at most, in words made to be slow', () => {
    const ids = Array.from({ length: 600 }, (_, n) => `id-${n}@x`);
    expect(quotedIn(ids.join(' '))).toEqual(ids.slice(0, 500));
    // Looked for from the left this takes 500 steps for each letter.
    expect(quotedIn(`${'a'.repeat(4_000_000)} abc@x`)).toEqual(['abc@x']);
  });
});

const partOf = (heads: readonly string[], body: string) => ['--b', ...heads, '', body].join('\r\n');
const mailOf = (...parts: string[]) =>
  ['From: li@unit.example', 'Content-Type: multipart/mixed; boundary="b"', '', ...parts, '--b--', ''].join('\r\n');
const namesOf = async (...parts: string[]) => (await readMail(mailOf(...parts))).files.map(({ name }) => name);
const NAME = '现场照片 фото صورة.jpg';
const encoded = encodeURIComponent(NAME);
const octets = ['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'];
const word = (part: string) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`;
const octetsOf = (name: string) =>
  partOf([...octets, `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`], 'eA==');

describe('what a mail brings', () => {
  test('names in three scripts, by RFC 2231 whole or in pieces, and by RFC 2047', async () => {
    const [first, rest] = [encoded.slice(0, 30), encoded.slice(30)];
    expect(
      await namesOf(
        partOf([...octets, `Content-Disposition: attachment; filename*=UTF-8''${encoded}`], 'eA=='),
        partOf(
          [...octets, `Content-Disposition: attachment; filename*0*=UTF-8''${first};\r\n filename*1*=${rest}`],
          'eA==',
        ),
        partOf(
          [...octets, `Content-Disposition: attachment; filename="${word(NAME.slice(0, 8))} ${word(NAME.slice(8))}"`],
          'eA==',
        ),
        partOf([`Content-Type: image/jpeg; name="${word(NAME)}"`, 'Content-Transfer-Encoding: base64'], 'eA=='),
      ),
    ).toEqual([NAME, NAME, NAME, NAME]);
  });

  test('no path, nothing unseen, no more letters than a name has; its ending stays, whatever that is', async () => {
    const long = `${NAME.repeat(20).slice(0, 300)}.jpeg`;
    const [path, cut, turned, none, program] = await namesOf(
      octetsOf('../../etc/passwd'),
      octetsOf(long),
      octetsOf('photo\u202Egpj.exe'),
      octetsOf('..'),
      octetsOf('C:\\temp\\report.exe'),
    );
    expect([path, turned, none, program]).toEqual(['passwd', 'photogpj.exe', '4.octet-stream', 'report.exe']);
    expect(Array.from(cut ?? '')).toHaveLength(255);
    expect(cut?.endsWith('.jpeg')).toBe(true);
  });

  test('what stands within the text, and what a message that is passed on brings, at any depth that people reach', async () => {
    const inline = partOf(
      [
        'Content-Type: image/png',
        'Content-Transfer-Encoding: base64',
        'Content-ID: <c1>',
        'Content-Disposition: inline; filename="shot.png"',
      ],
      'eA==',
    );
    const passed = (inner: string) => partOf(['Content-Type: message/rfc822'], inner);
    const twice = passed(
      [
        'Subject: Fw',
        'Content-Type: multipart/mixed; boundary="c"',
        '',
        '--c',
        'Content-Type: image/jpeg; name="in.jpg"',
        'Content-Transfer-Encoding: base64',
        '',
        'eA==',
        '--c--',
      ].join('\r\n'),
    );
    expect(await namesOf(inline, twice)).toEqual(['shot.png', '2.eml', 'in.jpg']);
  });

  test('of a mail of thousands of parts so many are looked at, and no more', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => partOf([`Content-Type: text/csv; name="${n}.csv"`], 'x'));
    const { files } = await readMail(mailOf(...many)).catch(() => ({ files: [] }));
    expect(files.length).toBeLessThanOrEqual(200);
  });
});
