import { createHash, verify as verifySigned } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { unreadOf } from '../../../api/notices/notices.ts';
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { commitsAfter, commitsIn } from '../../../models/cases/commit.ts';
import { historyOf } from '../../../models/cases/history.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { type Api, openIncident, startApi } from '../../support/product/api.ts';
import { storeCommit } from '../../support/commits.ts';

let api: Api;
let number: string;
beforeAll(async () => {
  api = await startApi();
  number = await openIncident(api);
  const engineer = await api.as('eng-donghu-1');
  await engineer.send(`/api/incidents/${number}/claim`);
  for (const text of ['一', '二', '三'])
    await engineer.send(`/api/incidents/${number}/comment`, { text, audience: 'internal' });
}, 120_000);
afterAll(() => api.stop());

type Entry = { kind: string; id: string; at: string; type?: string; data: Record<string, unknown> };

test('the timeline tells events and notices as one list, paged to its end', async () => {
  const engineer = await api.as('eng-donghu-1');
  await api.product.eventually(async () => (await noticeOf(api.product.db).countDocuments({ caseId: number })) > 0);
  const whole = (await engineer.get(`/api/cases/${number}/timeline?limit=100`)).body;
  expect(whole.next).toBeNull();
  expect(whole.items.map(({ at }: Entry) => at)).toEqual(whole.items.map(({ at }: Entry) => at).toSorted());
  expect(new Set(whole.items.map(({ kind }: Entry) => kind))).toEqual(new Set(['event', 'notice']));
  expect(JSON.stringify(whole.items)).not.toMatch(/"pinned"|"pins"/);

  const walked: Entry[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body } = await engineer.get(`/api/cases/${number}/timeline?limit=2${after}`);
    walked.push(...body.items);
    next = body.next;
  }
  expect(walked.map(({ id }) => id)).toEqual(whole.items.map(({ id }: Entry) => id));
});

test('N43 an event that was decided before a notice, and stored after it was read, is on the next page', async () => {
  const of = await openIncident(api);
  const { db } = api.product;
  await api.product.eventually(async () => (await noticeOf(db).countDocuments({ caseId: of })) >= 3);
  const engineer = await api.as('eng-donghu-1');
  const page = async (after = '') => (await engineer.get(`/api/cases/${of}/timeline?limit=2${after}`)).body;
  const first = await page();
  expect(first.items.map(({ kind }: Entry) => kind)).toEqual(['event', 'notice']);
  const [opened] = await commitsAfter(db, of);
  const said = (await api.product.eventsOf(number)).find(({ type }) => type === 'incident.commented');
  await storeCommit({ db }, of, {
    events: [
      { type: 'incident.commented', data: said?.data ?? {} },
      { type: 'incident.commented', data: said?.data ?? {} },
    ],
    by: { id: 'eng-donghu-1', role: 'engineer' },
    key: 'u:eng-donghu-1:stored-late',
    digest: 'x',
    at: opened?.at ?? 0,
    after: { seq: 1, hash: opened?.hash ?? '' },
  });
  const walked: Entry[] = [...first.items];
  for (let { next } = first; next !== null; ) {
    const more = await page(`&after=${encodeURIComponent(next)}`);
    walked.push(...more.items);
    next = more.next;
  }
  const ids = walked.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([`${of}:1`, `${of}:2`, `${of}:3`]));
  expect(ids).toHaveLength(new Set(ids).size);
  const notices = await noticeOf(db).find({ caseId: of }).lean();
  expect(ids).toEqual(expect.arrayContaining(notices.map(({ _id }) => _id)));
});

test('the engine says what the case waits for, its next timer and what that will do', async () => {
  const { body, status } = await (await api.as('eng-donghu-1')).get(`/api/cases/${number}/engine`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    workflowId: `incident:${number}`,
    status: 'running',
    parked: false,
    waitsFor: [expect.objectContaining({ command: 'start' })],
    next: { at: expect.stringMatching(/Z$/), does: [expect.objectContaining({ clock: expect.any(String) })] },
    pending: expect.any(Array),
  });
  expect(body.runId).toMatch(/^[0-9a-f-]{36}$/);
});

const ids = (all: readonly object[]) => all.map((one) => ('id' in one ? one.id : null));

test('an auditor reads the events and the history of a case by one id, and each look is on record', async () => {
  const auditor = await api.as('auditor');
  const history = await auditor.get(`/api/cases/${number}/history`);
  expect(history.status).toBe(200);
  expect(history.body).toMatchObject({ workflowId: `incident:${number}`, source: 'engine' });
  const commands = history.body.events.filter(({ business }: { business: string }) => business.startsWith('command '));
  expect(commands.map(({ business }: { business: string }) => business)).toEqual([
    'command create',
    'command claim',
    'command comment',
    'command comment',
    'command comment',
  ]);
  expect(commands[1]).toMatchObject({ engine: 'WorkflowExecutionUpdateAccepted', detail: { by: 'eng-donghu-1' } });
  expect(commands[1].words).toBe('指令：认领'); // in the language of the reader
  const pages = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { body: { events: object[]; next: string | null } } = await auditor.get(
      `/api/cases/${number}/history?lang=en&limit=20${next && `&after=${encodeURIComponent(next)}`}`,
    );
    pages.push(page.body.events);
    next = page.body.next;
  }
  expect(pages.slice(0, -1).every((page) => page.length === 20)).toBe(true);
  expect(ids(pages.flat()).slice(0, history.body.events.length)).toEqual(ids(history.body.events));
  expect(JSON.stringify(pages)).toContain('"words":"command: Claim"');
  expect(JSON.stringify(pages)).not.toMatch(/"words":"[^"]*[\u4E00-\u9FFF]/);
  const foreign = await auditor.get(`/api/cases/${number}/history?after=${'x'.repeat(20)}`);
  expect([foreign.status, foreign.body.fields?.[0]?.pointer ?? foreign.body.errors?.[0]?.pointer]).toEqual([
    422,
    '/after',
  ]);
  const events = await auditor.get(`/api/audit/cases/${number}`);
  expect(events.body.items[0]).toMatchObject({
    id: commitIdOf(number, 1),
    seq: 1,
    at: expect.any(Number),
    hash: expect.any(String),
    mac: expect.any(String),
  });
  const [{ id: _id, hash, mac: _mac, keyId: _keyId, ...rest }] = events.body.items;
  expect(hashOf({ _id, ...rest })).toBe(hash); // as docs/record.md says
  const looks = await auditOf(api.product.db).find({ by: 'auditor', caseId: number }).sort({ at: 1 }).lean();
  expect([...new Set(looks.map(({ type }) => type))]).toEqual(['historyRead', 'eventsRead']);
  expect((await auditor.get(`/api/cases/${number}/history?run=00000000-0000-4000-8000-000000000000`)).status).toBe(404);
});

test('after the export the history is read from there', async () => {
  const other = await openIncident(api);
  const json = JSON.stringify({
    events: [
      { eventId: '1', eventTime: '2026-11-25T01:02:03.000Z', eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED' },
    ],
  });
  const runId = '01a21077-2125-497b-b2f3-f09a6ba75308';
  await historyOf(api.product.db).create({
    _id: `${other}:${runId}`,
    caseId: other,
    process: 'incident',
    workflowId: `incident:${other}`,
    runId,
    events: 1,
    closedAt: 1,
    last: true,
    sha256: 'x',
    gzip: gzipSync(json),
  });
  const { body } = await (await api.as('owner')).get(`/api/cases/${other}/history`);
  expect(body).toMatchObject({
    source: 'export',
    runId,
    runs: [runId],
    events: [
      {
        id: 1,
        at: '2026-11-25T01:02:03.000Z',
        engine: 'WorkflowExecutionStarted',
        business: 'case registered',
        words: '工单开始运行',
      },
    ],
  });
});

test('a case is read as it stood after each of its events, by whoever audits it, on record', async () => {
  const auditor = await api.as('auditor');
  const stateAt = (seq: number | string) => auditor.get(`/api/audit/cases/${number}/states/${seq}`);
  const [first, claimed] = [(await stateAt(1)).body, (await stateAt(2)).body];
  expect([first.seq, first.case.status, first.case.parties.assignee]).toEqual([1, 'queued', undefined]);
  expect([claimed.seq, claimed.case.parties.assignee]).toEqual([3, 'eng-donghu-1']);
  const { version } = (await auditor.get(`/api/cases/${number}`)).body;
  const newest = await stateAt(version);
  expect(newest.body).toMatchObject({ seq: version, case: { number, version } });
  expect((await stateAt(version + 1)).status).toBe(404);
  expect((await stateAt(0)).status).toBe(404);
  expect((await stateAt('x')).status).toBe(404);
  for (const person of ['eng-donghu-1', 'admin-audit'])
    expect((await (await api.as(person)).get(`/api/audit/cases/${number}/states/1`)).status).toBe(403);
  const looks = await auditOf(api.product.db).countDocuments({ type: 'eventsRead', 'data.stateAt': { $exists: true } });
  expect(looks).toBe(3);
});

test('a case leaves as a file that says who took it, and whose signature a stranger can check', async () => {
  const auditor = await api.as('auditor');
  const { status, body } = await auditor.post(`/api/audit/cases/${number}/export`);
  expect(status).toBe(200);
  const { manifest, signature, commits } = body;
  expect(manifest).toMatchObject({ number, exportedBy: 'auditor', verification: { holds: true, broken: null } });
  expect(manifest.commitsHash).toBe(createHash('sha256').update(canonical(commits)).digest('hex'));
  expect(manifest.head).toBe(commits.at(-1).hash);
  const { key } = (await auditor.get('/api/audit/seals')).body;
  expect(manifest.key.fingerprint).toBe(key.fingerprint);
  const isGood = (text: string) =>
    verifySigned(null, Buffer.from(text), key.publicKey, Buffer.from(signature, 'base64'));
  expect(isGood(canonical(manifest))).toBe(true);
  expect(isGood(canonical({ ...manifest, events: manifest.events - 1 }))).toBe(false);
  const record = await auditOf(api.product.db).findOne({ type: 'recordExported', caseId: number }).lean();
  expect(record?.data).toMatchObject({ filter: { cases: [number] }, counts: { cases: 1 } });
  expect((await (await api.as('eng-donghu-1')).post(`/api/audit/cases/${number}/export`)).status).toBe(403);
});

const verify = async (of: string) => (await (await api.as('auditor')).post(`/api/audit/cases/${of}/verify`)).body;

describe('verifying a chain (F38)', () => {
  test('says that it holds', async () => {
    const { version } = await api.product.stored(number);
    expect(await verify(number)).toMatchObject({ number, holds: true, events: version, broken: null });
  });

  test.each([
    [
      'changed',
      'content',
      { seq: 2 },
      (of: string) => ({ _id: commitIdOf(of, 2) }),
      { $set: { 'events.0.data.x': 1 } },
    ],
    ['dropped', 'seq-gap', { seq: 2 }, (of: string) => ({ _id: commitIdOf(of, 2) }), undefined],
    ['cut off at the end', 'cut-tail', { seq: 4 }, (of: string) => ({ caseId: of, seq: { $gt: 3 } }), undefined],
  ])('names the place where an event was %s', async (_how, code, place, which, change) => {
    const of = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    await engineer.send(`/api/incidents/${of}/claim`);
    await engineer.send(`/api/incidents/${of}/comment`, { text: 'x', audience: 'internal' });
    const commits = commitsIn(api.product.db);
    const filter: object = which(of);
    await (change ? commits.updateOne(filter, change) : commits.deleteMany(filter));
    const { broken, holds } = await verify(of);
    expect(holds).toBe(false);
    expect(broken).toEqual({ ...place, code });
  });
});

describe('the inbox', () => {
  test('shows own notices, and marks them read; others are out of reach', async () => {
    const { db } = api.product;
    const notice = await api.product.eventually(() => noticeOf(db).findOne({ caseId: number }).lean());
    const reader = await api.as(notice.to);
    const before = (await reader.get('/api/notices?unread=true')).body;
    expect(before.items.map(({ id }: { id: string }) => id)).toContain(notice._id);
    const [shown] = before.items.filter(({ id }: { id: string }) => id === notice._id);
    expect(shown.text.en).toContain(number);
    expect(shown.text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(JSON.stringify(shown.text)).not.toContain('{caseId}');
    const stranger = await api.as('admin-audit');
    await stranger.post('/api/notices/read', { ids: [notice._id] });
    expect((await noticeOf(db).findById(notice._id).lean())?.readAt).toBeUndefined();
    const after = await reader.post('/api/notices/read', { ids: [notice._id, 'unknown'] });
    expect(after.body.unread).toBe(before.unread - 1);
    expect((await stranger.get('/api/notices')).body).toMatchObject({ items: [], next: null, unread: 0 });
  });

  test('counts and lists the unread without looking at what has been read, however much that is', async () => {
    const { collection } = noticeOf(api.product.db);
    const READ = 300;
    const one = { to: 'admin-system', key: 'x', mode: 'live', template: 'x', data: {} };
    const many = Array.from({ length: READ + 2 }, (_, at) => ({
      ...one,
      _id: `inbox-${at}`,
      at: Date.UTC(2026, 0, 1) + at,
      ...(at < READ ? { readAt: Date.UTC(2026, 0, 2) } : {}),
    }));
    await collection.insertMany(many as never[]);
    const reader = await api.as('admin-system');
    expect((await reader.get('/api/notices?unread=true')).body).toMatchObject({ unread: 2, next: null });
    const found = collection.find(unreadOf('admin-system'));
    for (const asked of [found.clone(), found.clone().sort({ at: -1, _id: -1 })]) {
      const { executionStats } = await asked.explain('executionStats');
      expect(executionStats).toMatchObject({ nReturned: 2, totalDocsExamined: 2 });
    }
    await collection.deleteMany({ to: 'admin-system' });
  });
});
