/** Documents of cases: asked for, made aside once, read by whoever reads the case; and templates that a customer changes. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Response } from 'supertest';
import { commitWith } from '../../../models/cases/commit.ts';
import { type CaseDocument, documentOf } from '../../../models/documents/document.ts';
import { readXlsx } from '../../../platform/files/xlsx.ts';
import { readPdf } from '../../support/documents/pdf.ts';
import { analysis, solution } from '../../support/product/desk.ts';
import { type Caller, openIncident } from '../../support/product/api.ts';
import { type ChangeDesk, instant, startChangeDesk } from '../../support/product/changes.ts';
import { faultsIn, publishSource } from '../../support/product/registers.ts';

let desk: ChangeDesk;
beforeAll(async () => {
  desk = await startChangeDesk();
}, 120_000);
afterAll(() => desk.api.stop());

const KIND = 'fault-analysis-report';
const documents = (number: string) => `/api/cases/${number}/documents`;
const ask = (who: Caller, number: string, more: object = {}) =>
  who.post(documents(number), { kind: KIND, format: 'pdf', locale: 'zh', ...more });

/** Its file, once it is made. */
async function fileOf(who: Caller, { body: { id, number }, headers }: Response): Promise<Response> {
  await desk.api.product.eventually(async () => {
    const { items } = await listOf(who, number);
    return items.some((one: { id: string; state: string }) => one.id === id && one.state === 'ready');
  });
  return await who.get(String(headers['location'])).buffer(true).parse(asBytes);
}
function asBytes(response: unknown, done: (error: null, bytes: Buffer) => void): void {
  const stream = response as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('end', () => done(null, Buffer.concat(parts)));
}
const textOf = ({ body }: Response): string => readPdf(body).pages.join('');

async function resolvedIncident(more: object = {}): Promise<string> {
  const number = await openIncident(desk.api, more);
  const engineer = await desk.api.as('eng-donghu-1');
  for (const command of ['claim', 'start']) await engineer.send(`/api/incidents/${number}/${command}`).expect(200);
  await engineer.send(`/api/incidents/${number}/resolve`, solution).expect(200);
  return number;
}
async function reportedIncident(more: object = {}): Promise<string> {
  const number = await resolvedIncident(more);
  const engineer = await desk.api.as('eng-donghu-1');
  await engineer.send(`/api/incidents/${number}/fileReport`, analysis).expect(200);
  return number;
}
const listOf = async (who: Caller, number: string) => (await who.get(documents(number)).expect(200)).body;
const filesStored = async () => await desk.api.product.db.collection('document-files.files').countDocuments();

test('a report is made once, whoever asks and however often, and says which version of which record it tells', async () => {
  const title = '登录失败 http://127.0.0.1/x <script>alert(1)</script> 𠮷';
  const number = await resolvedIncident({ title });
  const [engineer, head] = [await desk.api.as('eng-donghu-1'), await desk.api.as('sup-donghu')];
  const early = await ask(engineer, number);
  expect([early.status, early.body.code, early.body.params]).toEqual([
    409,
    'report-not-filed',
    { kind: KIND, report: 'owed' },
  ]);
  expect((await listOf(engineer, number)).kinds).toEqual([
    expect.objectContaining({ kind: KIND, possible: false, code: 'report-not-filed', sides: ['inner', 'outward'] }),
  ]);
  await engineer.send(`/api/incidents/${number}/fileReport`, analysis).expect(200);

  // Of a version that nothing within moves: what it tells people is recorded on a case in its own time.
  const askOutward = (who: Caller) => ask(who, number, { outward: true });
  const before = await filesStored();
  const people = await Promise.all(
    ['eng-donghu-1', 'eng-donghu-2', 'sup-donghu', 'owner'].map((id) => desk.api.as(id)),
  );
  const asked = await Promise.all([...people, engineer].map(askOutward));
  expect(asked.map(({ status }) => status).every((status) => status === 202 || status === 200)).toBe(true);
  const [first = await askOutward(engineer)] = asked;
  const location = first.headers['location'];
  expect(asked.every(({ headers }) => headers['location'] === location)).toBe(true);
  const file = await fileOf(head, first);
  const again = await askOutward(head);
  expect([again.status, again.headers['location']]).toEqual([200, location]);
  expect(await filesStored()).toBe(before + 1);
  expect(await documentOf(desk.api.product.db).countDocuments({ caseId: number })).toBe(1);

  const { body } = again;
  const { version } = body;
  expect(body).toMatchObject({ kind: KIND, side: 'outward', version, state: 'ready', unprintable: ['U+20BB7'] });
  expect(body.template).toMatch(/^fault-analysis-report@1#[0-9a-f]{32}$/);
  expect(body.sha256).toBe(createHash('sha256').update(file.body).digest('hex'));
  expect(file.headers['content-type']).toBe('application/pdf');
  expect(decodeURIComponent(String(file.headers['content-disposition']))).toContain(
    `故障分析报告 ${number} v${version}.pdf`,
  );
  const { pages, fonts } = readPdf(file.body);
  const text = pages.join('');
  expect(fonts.map(({ isEmbedded }) => isEmbedded)).toEqual([true, true]);
  for (const words of [number, body.hash, '故障原因', analysis.cause, '<script>alert(1)</script>', '[U+20BB7]'])
    expect(text).toContain(words);
  expect(body.hash).toBe((await commitWith(desk.api.product.db, number, version))?.hash);
  // What its requester sees happen later is of another version.
  await head.send(`/api/incidents/${number}/comment`, { text: '已阅', audience: 'public' }).expect(200);
  expect((await askOutward(head)).headers['location']).not.toBe(location);
}, 60_000);

test('it comes in the language and form that are asked for; a workbook reads back, and nothing in it computes', async () => {
  const number = await reportedIncident({ title: '=1+2' });
  const engineer = await desk.api.as('eng-donghu-1');
  const english = await fileOf(engineer, await ask(engineer, number, { locale: 'en' }));
  const text = textOf(english);
  for (const words of ['Fault analysis report', 'Cause', 'Wrong version', 'Timeline', 'Page 1 of'])
    expect(text).toContain(words);
  const sheet = await fileOf(engineer, await ask(engineer, number, { format: 'xlsx' }));
  const folder = await mkdtemp(path.join(tmpdir(), 'sheet-'));
  writeFileSync(path.join(folder, 'report.xlsx'), sheet.body);
  const rows: string[][] = [];
  for await (const { cells } of readXlsx(path.join(folder, 'report.xlsx'))) rows.push(cells);
  await rm(folder, { recursive: true });
  const cells = rows.flat();
  expect(cells).toEqual(
    expect.arrayContaining(['故障分析报告', `${number}  =1+2`, '故障原因', 'Wrong version', '记录版本']),
  );
  expect(sheet.headers['content-disposition']).toMatch(/\.xlsx/);
}, 60_000);

test("the requester's side gets what it sees of the case, and only kinds that are for it; nobody of another branch gets any", async () => {
  const number = await reportedIncident();
  const [requester, engineer, stranger] = (await Promise.all(
    ['req-linxi', 'eng-donghu-1', 'req-school'].map((id) => desk.api.as(id)),
  )) as [Caller, Caller, Caller];
  const own = await ask(requester, number);
  expect([own.status, own.body.side]).toEqual([202, 'outward']);
  const text = textOf(await fileOf(requester, own));
  expect(text).toContain(analysis.cause);
  expect(text).not.toContain(analysis.evidence);
  const inner = await ask(engineer, number);
  await fileOf(engineer, inner);
  expect((await ask(engineer, number, { outward: true })).headers['location']).toBe(own.headers['location']);
  expect((await listOf(requester, number)).items.map(({ side }: { side: string }) => side)).toEqual(['outward']);
  expect((await listOf(engineer, number)).items).toHaveLength(2);
  expect((await requester.get(inner.headers['location'] ?? '')).status).toBe(404);
  // What happens within makes no other version for them.
  await engineer.send(`/api/incidents/${number}/comment`, { text: '内部', audience: 'internal' }).expect(200);
  expect((await ask(requester, number)).headers['location']).toBe(own.headers['location']);
  expect((await ask(stranger, number)).status).toBe(404);
  expect((await stranger.get(documents(number))).status).toBe(404);
  expect((await stranger.get(own.headers['location'] ?? '')).status).toBe(404);
  const other = await reportedIncident();
  expect((await engineer.get(`${documents(other)}/${inner.body.id}`)).status).toBe(404);
}, 60_000);

test('what cannot be asked for is refused with its place', async () => {
  const number = await reportedIncident();
  const engineer = await desk.api.as('eng-donghu-1');
  for (const [more, field] of [
    [{ kind: 'invoice' }, '/kind'],
    [{ kind: 'change-minutes' }, '/kind'],
    [{ format: 'docx' }, '/format'],
    [{ locale: 'fr' }, '/locale'],
    [{ copies: 2 }, '/copies'],
  ] as const) {
    const refused = await ask(engineer, number, more);
    expect([refused.status, faultsIn(refused)]).toEqual([422, [expect.stringContaining(field)]]);
  }
  expect((await engineer.get(`${documents(number)}/${'0'.repeat(32)}`)).status).toBe(404);
  expect((await engineer.get(`${documents(number)}/..`)).status).toBe(404);
});

test('minutes of a change tell who voted what; they are for those within', async () => {
  const number = await desk.draft({ window: { from: instant(300), until: instant(304) } });
  expect((await ask(desk.raiser, number, { kind: 'change-minutes' })).body.code).toBe('nothing-decided');
  await desk.asked(number);
  await desk.approvedBy(number, 'sup-donghu');
  const asked = await ask(desk.raiser, number, { kind: 'change-minutes', locale: 'zh' });
  expect(asked.status).toBe(202);
  const text = textOf(await fileOf(desk.raiser, asked));
  for (const words of ['变更会审纪要', '表决情况', '同意', '可行', '会审结论', '通过']) expect(text).toContain(words);
  const outward = await ask(desk.raiser, number, { kind: 'change-minutes', outward: true });
  expect([outward.status, faultsIn(outward)]).toEqual([422, ['/outward not-for-this-kind']]);
}, 60_000);

test('a customer changes a template; what was made by the former one stays, and what cannot be laid out is not published', async () => {
  const owner = await desk.api.as('owner');
  const number = await reportedIncident();
  const engineer = await desk.api.as('eng-donghu-1');
  const former = await ask(engineer, number);
  await fileOf(engineer, former);
  const own = {
    kind: KIND,
    name: '东湖省报告',
    organisations: ['/dx/donghu'],
    title: { zh: '重大故障报告', en: 'Report of a fault' },
    letterhead: [{ zh: '东湖省信息中心', en: 'Information centre of Donghu' }],
    footer: [{ zh: '内部资料', en: 'Internal' }],
    parts: [
      { block: 'prevention' },
      { paragraph: { zh: '本报告由运维服务方出具。', en: 'Issued by the service provider.' } },
      { block: 'cause', title: { zh: '根因', en: 'Root cause' } },
    ],
  };
  await publishSource(owner, 'document-templates/donghu-report', own);
  const asked = await ask(engineer, number);
  expect(asked.body.template).toMatch(/^donghu-report@1#/);
  expect(asked.headers['location']).not.toBe(former.headers['location']);
  const text = textOf(await fileOf(engineer, asked));
  for (const words of [
    '东湖省信息中心',
    '重大故障报告',
    '本报告由运维服务方出具。',
    '根因',
    '内部资料',
    asked.body.hash,
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('时间线');
  expect(text.indexOf('预防措施')).toBeLessThan(text.indexOf('根因'));
  expect((await fileOf(engineer, former)).status).toBe(200);

  const draft = (source: object) => owner.put('/api/document-templates/other/draft', source).set('If-Match', '"0"');
  const paragraph = { paragraph: { zh: '一', en: 'one' } };
  const many = await draft({ ...own, parts: Array.from({ length: 300 }, () => paragraph) });
  expect([many.status, faultsIn(many)]).toEqual([422, [expect.stringMatching(/^\/parts /)]]);
  const wrong = await draft({
    ...own,
    kind: 'fault-analysis-report',
    organisations: ['/dx/donghu', '/dx/nowhere'],
    parts: [{ block: 'secrets' }, { block: 'cause' }, { block: 'cause' }],
  });
  expect(wrong.status).toBe(200);
  expect(
    wrong.body.problems.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
  ).toEqual([
    '/parts/0/block unknown',
    '/parts/2/block already-named',
    '/organisations/1 unknown',
    '/organisations overlaps',
  ]);
  const refused = await owner
    .post('/api/document-templates/other/publish', { note: 'x' })
    .set('If-Match', `"${wrong.body.revision}"`);
  expect(refused.status).toBe(422);
}, 60_000);

test('nothing in a text is fetched or run, a file that was altered is not handed out, a failure is told and mended by asking again, and a job that the engine lost by whoever waits for it', async () => {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const number = await reportedIncident({
    title: `http://127.0.0.1:${port}/title`,
    description: `![](http://127.0.0.1:${port}/image) file:///etc/passwd`,
  });
  const engineer = await desk.api.as('eng-donghu-1');
  const askOutward = () => ask(engineer, number, { outward: true }); // of a version that nothing within moves
  const asked = await askOutward();
  const location = asked.headers['location'] ?? '';
  await fileOf(engineer, asked);
  expect(hits).toEqual([]);
  await new Promise((resolve) => void server.close(resolve));

  const { db } = desk.api.product;
  const stored = await documentOf(db).findById(asked.body.id).lean<CaseDocument>();
  const chunk = { files_id: stored?.file };
  await db.collection('document-files.chunks').updateOne(chunk, { $set: { data: Buffer.from('%PDF-forged') } });
  const altered = await engineer.get(location);
  expect([altered.status, altered.body.code]).toEqual([500, 'document-altered']);

  await documentOf(db).updateOne(
    { _id: stored?._id ?? '' },
    { $set: { state: 'failed', code: 'not-made' }, $unset: { file: '' } },
  );
  const failed = await engineer.get(location);
  expect([failed.status, failed.body.code, failed.body.params]).toEqual([409, 'document-failed', { code: 'not-made' }]);
  const again = await askOutward();
  expect([again.status, again.headers['location']]).toEqual([202, location]);
  expect((await fileOf(engineer, asked)).status).toBe(200);
  const wait = { state: 'making', at: Date.now() - 120_000 } as const;
  await documentOf(db).updateOne({ _id: stored?._id ?? '' }, { $set: wait, $unset: { file: '' } });
  expect((await engineer.get(location)).status).toBe(202);
  expect((await fileOf(engineer, asked)).status).toBe(200);
  const pieces = { files_id: { $regex: `^${stored?._id}:` } }; // the others go once it is ready
  await desk.api.product.eventually(
    async () => (await db.collection('document-files.chunks').countDocuments(pieces)) === 1,
  );
}, 120_000);
