/** Files 附件 over HTTP, on the real engines: in, onto cases, out again, and gone when no case has them. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createFileCollector } from '../../../activities/jobs/files.ts';
import { createUploads } from '../../../api/files/upload.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { blobOf } from '../../../models/files/blob.ts';
import { newBytesId, writeBytes } from '../../../models/files/bytes.ts';
import { fileOf } from '../../../models/files/file.ts';
import { beginFile } from '../../../models/files/keeping.ts';
import { type FileSettings, shippedFiles } from '../../../platform/files/settings.ts';
import { flood, gif, heic, photo, SECRET } from '../../support/files/pictures.ts';
import { type Api, openCall, openIncident, startApi } from '../../support/product/api.ts';

const HOUR = 3_600_000;
const MB = 1_048_576;
let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

type Sent = { name?: string | undefined; key?: string; type?: string };
async function upload(
  person: string,
  bytes: Buffer | string,
  { name = '现场.jpg', key = randomUUID(), type }: Sent = {},
) {
  const caller = await api.as(person);
  return await caller
    .bare('/api/files')
    .set('Idempotency-Key', key)
    .set('File-Name', encodeURIComponent(name))
    .set('Content-Type', type ?? 'application/octet-stream')
    .send(Buffer.from(bytes));
}
const uploaded = async (person: string, bytes: Buffer | string, sent?: Sent): Promise<string> => {
  const answer = await upload(person, bytes, sent);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
};
const text = (words: string) => ({ bytes: `${words} ${randomUUID()}`, name: `${words}.txt` });
const aText = async (person: string, words = 'log') =>
  await uploaded(person, text(words).bytes, { name: text(words).name });
const attach = async (person: string, number: string, files: string[], more: object = {}) => {
  const caller = await api.as(person);
  const plural = number.startsWith('CAL') ? 'calls' : 'incidents';
  return await caller.send(`/api/${plural}/${number}/attach`, { files, audience: 'public', ...more });
};
const get = async (person: string, path: string) => await (await api.as(person)).get(path);
const listed = async (person: string, number: string, query = '') =>
  (await get(person, `/api/cases/${number}/files${query}`)).body;
const chunksOf = async () => await api.product.db.collection('bytes.chunks').countDocuments();
const collect = (now: number) => createFileCollector({ db: api.product.db }).collectFiles(now);

test('a photo is freed of its position, attached, hashed into the chain, and seen as its case is', async () => {
  const name = '现场照片 фото صورة (1) "最终".jpg';
  const sent = photo();
  const { body: file } = await upload('req-linxi', sent, { name });
  expect(file).toMatchObject({ name, type: 'image/jpeg' });
  const own = await get('req-linxi', `/api/files/${file.id}`);
  expect([own.status, own.body.includes(SECRET), own.body.length]).toEqual([200, false, file.size]);
  expect((await get('desk-linxi', `/api/files/${file.id}`)).status).toBe(404); // no case has it yet

  const number = await openCall(api);
  expect((await attach('req-linxi', number, [file.id], { text: '见照片' })).body.counts).toMatchObject({ files: 1 });
  const seen = await get('desk-linxi', `/api/files/${file.id}`);
  expect(seen.status).toBe(200);
  expect(seen.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': String(file.size),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  const [, exact = ''] = /^attachment; .*filename\*=UTF-8''(.+)$/.exec(seen.headers['content-disposition'] ?? '') ?? [];
  expect(decodeURIComponent(exact)).toBe(name);
  for (const stranger of ['sup-xiling', 'rep-xiling'])
    expect([stranger, (await get(stranger, `/api/files/${file.id}`)).status]).toEqual([stranger, 404]);

  const [commit] = await commitsIn(api.product.db).find({ caseId: number, files: file.id }).toArray();
  expect(commit?.files).toEqual([file.id]);
  expect(commit?.events[0]?.data).toEqual({ files: [file], text: '见照片', audience: 'public' });
  const { body: proof } = await (await api.as('auditor')).post(`/api/audit/cases/${number}/verify`);
  expect(proof).toMatchObject({ number, holds: true, broken: null });
});

test('files that open a case stand in its first event, once under its key, and follow to its incident', async () => {
  const shot = await uploaded('req-linxi', photo(), { name: '截图.jpg' });
  const caller = await api.as('req-linxi');
  const about = {
    unit: '/dx/donghu/linxi/school',
    application: 'payment',
    channel: 'site',
    title: '打不开',
    description: '见附件',
  };
  const [key, body] = [randomUUID(), { ...about, contact: '0571 1', files: [shot] }];
  const first = await api.product.eventually(async () => {
    const answer = await caller.send('/api/calls', body, key);
    return answer.status !== 202 && answer;
  });
  expect([first.status, first.body.counts.files]).toEqual([201, 1]);
  expect((await caller.send('/api/calls', body, key)).body.number).toBe(first.body.number);
  const other = await aText('req-linxi');
  expect((await caller.send('/api/calls', { ...body, files: [other] }, key)).body.code).toBe('key-reused');
  const call = first.body.number;
  const [opening] = await api.product.eventsOf(call);
  expect(opening?.data).toMatchObject({ files: [expect.objectContaining({ id: shot, name: '截图.jpg' })] });
  expect((await listed('req-linxi', call)).items).toMatchObject([{ id: shot, event: 'call.created', seq: 1 }]);

  const foreign = await caller.send('/api/calls', { ...body, files: [shot, await aText('desk-linxi')] });
  expect([foreign.status, foreign.body.errors]).toEqual([422, [{ pointer: '/files/1', code: 'unknown' }]]);

  const desk = await api.as('desk-linxi');
  await desk.send(`/api/calls/${call}/take`).expect(200);
  await attach('desk-linxi', call, [await aText('desk-linxi', '日志')], { audience: 'internal' });
  await desk
    .send(`/api/calls/${call}/escalate`, {
      category: 'software-function',
      impact: '2',
      urgency: '2',
      diagnosis: '服务器报错',
      tried: '重启',
    })
    .expect(200);
  const incident = await api.product.eventually(
    async () => (await get('desk-linxi', `/api/calls/${call}`)).body.incident,
  );
  const later = await aText('req-linxi', '补充');
  await attach('req-linxi', call, [later]);
  const there = await api.product.eventually(async () => {
    const { items } = await listed('eng-donghu-1', incident);
    return items.length === 3 && items;
  });
  expect(there.map(({ event }: { event: string }) => event)).toEqual([
    'incident.created',
    'incident.created',
    'incident.filesFollowed',
  ]);
  expect((await listed('req-linxi', incident)).items.map(({ id }: { id: string }) => id)).toEqual([shot, later]);
  expect((await get('eng-donghu-1', `/api/files/${shot}`)).status).toBe(200);
  expect((await get('sup-xiling', `/api/files/${shot}`)).status).toBe(404);
  const { body: proof } = await (await api.as('auditor')).post(`/api/audit/cases/${incident}/verify`);
  expect(proof).toMatchObject({ holds: true, broken: null });
});

test('what phones send is taken, without where it was taken, also where no small view can be made of it', async () => {
  for (const [name, { bytes }, type] of [
    ['IMG_1.HEIC', heic(), 'image/heic'],
    ['clip.gif', { bytes: gif() }, 'image/gif'],
  ] as const) {
    const { body: file } = await upload('req-linxi', bytes, { name });
    expect(file).toMatchObject({ name, type });
    expect((await get('req-linxi', `/api/files/${file.id}`)).body.includes(SECRET)).toBe(false);
    const small = await api.product.eventually(async () => {
      const answer = await get('req-linxi', `/api/files/${file.id}/thumbnail`);
      return answer.status !== 202 && answer;
    });
    expect(small.status).toBe(404);
  }
  const { status, body } = await upload('req-linxi', heic({ first: 'mdat' }).bytes, { name: 'IMG_2.HEIC' });
  expect([status, body.code]).toEqual([422, 'position-stays']);
});

test('what a requester hands in while his call waits for him is the answer', async () => {
  const number = await openCall(api);
  const desk = await api.as('desk-linxi');
  await desk.send(`/api/calls/${number}/take`).expect(200);
  await desk.send(`/api/calls/${number}/requestInfo`, { question: '请发截图' }).expect(200);
  const answer = await attach('req-linxi', number, [await aText('req-linxi', '截图')]);
  expect(answer.body.status).toBe('in-service');
  const types = (await api.product.eventsOf(number)).map(({ type }) => type).slice(-2);
  expect(types).toEqual(['call.attached', 'call.infoSupplied']);
});

test('internal files are for those who work on the case, and nothing tells the others that they are there', async () => {
  const number = await openIncident(api);
  const [open, within] = [await aText('eng-donghu-1'), await aText('eng-donghu-1')];
  const only = await attach('eng-donghu-1', number, [within], { audience: 'internal' });
  expect(only.body.counts.files).toBe(1);
  expect((await get('req-linxi', `/api/incidents/${number}`)).body.counts).not.toHaveProperty('files');
  await attach('eng-donghu-1', number, [open]);
  expect((await listed('eng-donghu-1', number)).items.map(({ id }: { id: string }) => id)).toEqual([within, open]);
  const seen = await listed('req-linxi', number);
  expect(seen.items).toEqual([
    expect.objectContaining({ id: open, audience: 'public', by: { id: 'eng-donghu-1', role: 'engineer' } }),
  ]);
  expect((await get('req-linxi', `/api/incidents/${number}`)).body.counts.files).toBe(1);
  expect((await get('req-linxi', `/api/files/${within}`)).status).toBe(404);
  expect((await get('req-linxi', `/api/files/${open}`)).status).toBe(200);
  expect((await attach('req-linxi', number, [await aText('req-linxi')], { audience: 'internal' })).body.code).toBe(
    'not-permitted',
  );
  const told = (await get('req-linxi', `/api/cases/${number}/timeline`)).body.items;
  expect(told.filter(({ type }: { type?: string }) => type === 'incident.attached')).toHaveLength(1);
});

test('a list of files goes page by page, also within one command', async () => {
  const number = await openIncident(api);
  const ids: string[] = [];
  for (let n = 0; n < 7; n += 1) ids.push(await aText('eng-donghu-1', `n${n}`));
  await attach('eng-donghu-1', number, ids.slice(0, 5));
  await attach('eng-donghu-1', number, ids.slice(5));
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page = await listed('eng-donghu-1', number, `?limit=2${next && `&after=${encodeURIComponent(next)}`}`);
    seen.push(...page.items.map(({ id }: { id: string }) => id));
    next = page.next;
  }
  expect(seen).toEqual(ids);
});

test('the same again is the same; other bytes under its key are refused; the same bytes lie once', async () => {
  const [key, sent] = [randomUUID(), `once ${randomUUID()}`];
  const first = await upload('req-linxi', sent, { key, name: 'a.txt' });
  const before = await chunksOf();
  expect((await upload('req-linxi', sent, { key, name: 'a.txt' })).body).toEqual(first.body);
  for (const other of [
    { bytes: `${sent}!`, name: 'a.txt' },
    { bytes: sent, name: 'b.txt' },
  ])
    expect((await upload('req-linxi', other.bytes, { key, name: other.name })).body.code).toBe('key-reused');
  const twice = await Promise.all([1, 2, 3].map(() => upload('req-linxi', sent, { name: 'c.txt' })));
  expect(new Set([first, ...twice].map(({ body }) => body.id)).size).toBe(4);
  expect(new Set([first, ...twice].map(({ body }) => body.sha256)).size).toBe(1);
  const atOnce = randomUUID();
  const same = await Promise.all([1, 2, 3].map(() => upload('req-linxi', sent, { key: atOnce, name: 'd.txt' })));
  expect(new Set(same.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  expect(await chunksOf()).toBe(before);
  expect((await upload('desk-linxi', sent, { key, name: 'a.txt' })).body.id).not.toBe(first.body.id); // a key is a person's own
});

test('what is no file of the sender is unknown to a command; his own may be on two cases', async () => {
  const [call, incident] = [await openCall(api), await openIncident(api)];
  const [his, hers] = [await aText('req-linxi'), await aText('desk-linxi')];
  const foreign = await attach('req-linxi', call, [his, hers]);
  expect([foreign.status, foreign.body.errors]).toEqual([422, [{ pointer: '/files/1', code: 'unknown' }]]);
  for (const files of [[randomUUID()], []]) expect((await attach('req-linxi', call, files)).status).toBe(422);
  expect((await attach('req-linxi', call, [his, his])).body.errors).toEqual([{ pointer: '/files', code: 'duplicate' }]);
  expect((await attach('req-linxi', call, ['../a'])).body.errors).toMatchObject([
    { pointer: '/files/0', code: 'wrong-format' },
  ]);
  for (const number of [call, incident]) expect((await attach('desk-linxi', number, [hers])).status).toBe(200);
  expect((await get('req-linxi', `/api/files/${hers}`)).status).toBe(200);
  expect((await get('eng-donghu-1', `/api/files/${hers}`)).status).toBe(200);
  expect((await api.get(`/api/files/${hers}`)).status).toBe(401);
});

test('more than one command may have is refused as one field', async () => {
  const number = await openIncident(api);
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) ids.push(await uploaded('eng-donghu-1', `${n}`.repeat(8 * MB), { name: `${n}.log` }));
  expect((await attach('eng-donghu-1', number, ids)).body.errors).toEqual([
    { pointer: '/files', code: 'too-large', params: { maximum: 20 * MB } },
  ]);
  expect((await attach('eng-donghu-1', number, ids.slice(1))).status).toBe(200);
});

describe('what is refused leaves nothing', () => {
  const executable = Buffer.concat([Buffer.from('MZ\u0090\0\u0003\0', 'latin1'), Buffer.alloc(2_000)]);
  const long = '现场照片 фото صورة'.repeat(20).slice(0, 300);
  test.each([
    ['a photo of 40 MB', Buffer.concat([photo(), Buffer.alloc(40 * MB)]), {}, 413, 'body-too-large'],
    ['a program called a picture', executable, { name: 'holiday.jpg' }, 415, 'file-kind'],
    ['a pixel flood', flood(), { name: 'a.png' }, 422, 'too-many-pixels'],
    ['nothing', Buffer.alloc(0), {}, 422, 'file-empty'],
    ['a form', 'x', { type: 'multipart/form-data; boundary=b' }, 415, 'media-type'],
    ['a name of 300 letters', 'x', { name: long }, 422, 'invalid-data'],
    ['a path', 'x', { name: '../../etc/passwd' }, 422, 'invalid-data'],
    ['a torn picture', photo().subarray(0, 30), {}, 422, 'file-damaged'],
  ])('%s', async (_what, bytes, sent, status, code) => {
    const before = [await fileOf(api.product.db).countDocuments(), await chunksOf()];
    const answer = await upload('req-linxi', bytes, sent);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect([await fileOf(api.product.db).countDocuments(), await chunksOf()]).toEqual(before);
  });

  test('a name of 200 letters in three scripts is kept exactly', async () => {
    const name = `${long.slice(0, 196)}.txt`;
    const { body } = await upload('req-linxi', 'x', { name });
    expect(body.name).toBe(name);
  });

  test('without a name, a key, or with what no percent-encoding is', async () => {
    const caller = await api.as('req-linxi');
    const bare = () => caller.bare('/api/files').set('Content-Type', 'text/plain');
    const named = await bare().set('Idempotency-Key', randomUUID()).send('x');
    expect(named.body.errors).toEqual([{ pointer: '/file-name', code: 'required' }]);
    const odd = await bare().set('Idempotency-Key', randomUUID()).set('File-Name', '%E4%B').send('x');
    expect(odd.body.errors).toMatchObject([{ pointer: '/file-name', code: 'wrong-format' }]);
    expect((await bare().set('File-Name', 'a.txt').send('x')).body.code).toBe('key-required');
  });

  test('more than the limit without a length, byte by byte', async () => {
    const answer = await raw({ length: null, body: Buffer.alloc(12 * MB, 'a') });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('an upload that is cut in the middle', async () => {
    const before = [await fileOf(api.product.db).countDocuments(), await chunksOf()];
    await raw({ length: 5 * MB, body: Buffer.alloc(3 * MB, 'a'), isCut: true });
    const left = async () => [await fileOf(api.product.db).countDocuments(), await chunksOf()];
    const after = await api.product.eventually(async () => {
      const now = await left();
      return now.join() === before.join() && now;
    });
    expect(after).toEqual(before);
  });
});

/** Over a bare connection: with a length that is not kept, or none. */
async function raw({ length, body, isCut = false }: { length: number | null; body: Buffer; isCut?: boolean }) {
  const { cookie } = await api.as('req-linxi');
  const { port } = new URL(api.address);
  const socket = connect(Number(port), '127.0.0.1');
  const head = [
    'POST /api/files HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Cookie: ${cookie}`,
    `Origin: ${api.address}`,
    `Idempotency-Key: ${randomUUID()}`,
    'File-Name: a.log',
    'Connection: close',
    length === null ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  if (length === null) socket.write(`${body.length.toString(16)}\r\n`);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part)).on('error', () => undefined);
  await new Promise<void>((resolve) => void socket.write(body, () => resolve()));
  if (isCut) {
    await api.product.eventually(async () => (await fileOf(api.product.db).countDocuments({ state: 'coming' })) > 0);
    socket.destroy();
  } else socket.write('\r\n0\r\n\r\n');
  await new Promise((resolve) => void socket.once('close', resolve));
  return Buffer.concat(parts).toString();
}

test('files of no case are marked after a day, named no more, and removed an hour later with their bytes', async () => {
  const { db } = api.product;
  const number = await openCall(api);
  const [words, later] = [text('alone'), Date.now() + 25 * HOUR];
  const alone = await uploaded('req-linxi', words.bytes, { name: words.name });
  const shared = await uploaded('req-linxi', words.bytes, { name: 'copy.txt' });
  const { sha256 } = (await fileOf(db).findById(alone).lean()) ?? {};
  await attach('req-linxi', number, [shared]);
  const [cut, bytes] = [randomUUID(), newBytesId()];
  await beginFile(db, { _id: cut, bytes, by: 'req-linxi' });
  await writeBytes(
    db,
    bytes,
    (async function* () {
      yield Buffer.from('half');
    })(),
  );
  expect(await collect(Date.now())).toEqual({ marked: 0, removed: 0, cut: 0 });

  const first = await collect(later);
  expect([first.marked > 0, first.removed, first.cut]).toEqual([true, 0, 1]);
  expect(await db.collection('bytes.chunks').countDocuments({ files_id: bytes })).toBe(0);
  expect((await attach('req-linxi', number, [alone])).body.errors).toEqual([{ pointer: '/files/0', code: 'unknown' }]);
  expect((await collect(later + HOUR / 2)).removed).toBe(0);
  expect((await collect(later + 2 * HOUR)).removed).toBe(first.marked);
  expect([await fileOf(db).exists({ _id: alone }), await blobOf(db).exists({ _id: sha256 ?? '' })]).toEqual([
    null,
    { _id: sha256 },
  ]);
  expect((await get('req-linxi', `/api/files/${shared}`)).text).toBe(words.bytes); // the other has the same bytes
  expect((await get('req-linxi', `/api/files/${alone}`)).status).toBe(404);
});

test('a command that was slow keeps its file, and one that is asked for again begins its day anew', async () => {
  const number = await openCall(api);
  const later = Date.now() + 25 * HOUR;
  const key = randomUUID();
  const [slow, again] = [await aText('req-linxi'), await uploaded('req-linxi', 'again', { key, name: 'a.txt' })];
  await attach('req-linxi', number, [slow]);
  // As if the command had come between the two looks: marked before its commit was there.
  await fileOf(api.product.db).updateMany({ _id: { $in: [slow, again] } }, { $set: { goneAt: later - 2 * HOUR } });
  expect(await uploaded('req-linxi', 'again', { key, name: 'a.txt' })).toBe(again);
  await collect(later);
  expect((await get('req-linxi', `/api/files/${slow}`)).status).toBe(200);
  expect((await attach('req-linxi', number, [again])).status).toBe(422); // marked by this look: it was uploaded long before
  expect(await uploaded('req-linxi', 'again', { key, name: 'a.txt' })).toBe(again);
  expect((await attach('req-linxi', number, [again])).status).toBe(200);
});

test('a small view is made when it is first asked for, and none of what is no picture', async () => {
  const [shot, words] = [await uploaded('req-linxi', photo()), await aText('req-linxi')];
  const small = await api.product.eventually(async () => {
    const answer = await get('req-linxi', `/api/files/${shot}/thumbnail`);
    return answer.status === 202 ? null : answer;
  });
  expect([small.status, small.headers['content-type'], small.body.subarray(0, 2)]).toEqual([
    200,
    'image/jpeg',
    Buffer.of(0xff, 0xd8),
  ]);
  expect((await get('req-linxi', `/api/files/${words}/thumbnail`)).status).toBe(404);
  expect((await get('desk-linxi', `/api/files/${shot}/thumbnail`)).status).toBe(404);
});

const found = async (person: string) =>
  (await get(person, `/api/incidents?q=${encodeURIComponent('堆转储-8821')}`)).body.items.map(
    (one: { number: string }) => one.number,
  );

test('a file is found by its name, where its reader sees it', async () => {
  const number = await openIncident(api);
  await attach('eng-donghu-1', number, [await uploaded('eng-donghu-1', 'x', { name: '堆转储-8821.txt' })], {
    audience: 'internal',
  });
  expect(await found('eng-donghu-1')).toEqual([number]);
  expect(await found('req-linxi')).toEqual([]);
});

describe('a scanner of the operator', () => {
  let scanner: Server;
  let answer = 200;
  const seen: number[] = [];
  const from = (settings: Partial<FileSettings>) =>
    createUploads({ db: api.product.db, settings: { ...shippedFiles(), scanUrl: addressOf(scanner), ...settings } });
  const take = async (settings: Partial<FileSettings> = {}) =>
    await from(settings).take({
      by: 'req-linxi',
      key: randomUUID(),
      name: 'a.txt',
      bytes: (async function* () {
        yield Buffer.alloc(3 * MB, 'a');
      })(),
    });
  beforeAll(async () => {
    scanner = createServer((request, response) => {
      let size = 0;
      request.on('data', (part: Buffer) => (size += part.length));
      request.on('end', () => {
        seen.push(size);
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((resolve) => void scanner.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => scanner.close());

  test('sees every byte, and its word holds', async () => {
    expect(await take()).not.toHaveProperty('unscanned');
    expect(seen).toEqual([3 * MB]);
    const before = await fileOf(api.product.db).countDocuments();
    answer = 409;
    await expect(take({ admitsUnscanned: true })).rejects.toMatchObject({ code: 'file-infected' });
    expect(await fileOf(api.product.db).countDocuments()).toBe(before);
  });

  test('that does not answer keeps files out, or they are marked, as the installation says', async () => {
    answer = 500;
    await expect(take()).rejects.toMatchObject({ code: 'scanner-away' });
    expect(await take({ admitsUnscanned: true })).toMatchObject({ unscanned: true });
    await expect(take({ scanUrl: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ code: 'scanner-away' });
  });

  test('nobody fills the disk: what a person uploads within a day has an end', async () => {
    await expect(take({ dayBytes: 1 })).rejects.toMatchObject({ code: 'file-quota' });
  });
});

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
