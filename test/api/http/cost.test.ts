/** What a request costs the database. */
import { randomUUID } from 'node:crypto';
import { watchDatabase } from '../../../models/store/changes.ts';
import { type Api, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

/** How often `collection` is read while `work` is done. */
async function readsDuring(collection: string, work: () => Promise<unknown>): Promise<number> {
  const { db } = api.product.db;
  if (!db) throw new Error('not connected');
  const mark = Date.now();
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const ns = `${db.databaseName}.${collection}`;
  return await db.collection('system.profile').countDocuments({ ns, op: 'query', ts: { $gte: new Date(mark) } });
}

describe('a command', () => {
  test('that a rule refuses reads the case once, to show it: it is judged on what was shown last', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    await engineer.send(`/api/incidents/${number}/claim`).expect(200);
    const reads = await readsDuring('cases', async () => {
      const { body, status } = await engineer.send(`/api/incidents/${number}/claim`);
      expect([status, body.code, body.view.number]).toEqual([409, 'wrong-status', number]);
    });
    expect(reads).toBe(1);
  });

  test.each(['incidents/INC-999999', 'calls/INC-999999', 'incidents/out-of-reach'])(
    'for %s is not found, whatever else is wrong with it',
    async (path) => {
      const outside = await openIncident(api);
      const of = path.replace('out-of-reach', outside);
      const asked = await api.as(of === path ? 'eng-donghu-1' : 'sup-xiling');
      const answer = await asked.send(`/api/${of}/claim`, {}, randomUUID());
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
      const [single] = (await asked.send('/api/commands', { command: 'claim', numbers: [of.split('/')[1]] })).body
        .results;
      expect([single.status, single.problem.code]).toEqual([404, 'not-found']);
    },
  );
});

const ofSessions = ({ cursor }: { cursor?: { originatingCommand?: object } }): boolean =>
  JSON.stringify(cursor?.originatingCommand ?? {}).includes('"sessions","api-keys","second-factors"');

type Told = { batches: number; documents: number };

/** What MongoDB has told the API of sessions and keys. */
async function told(): Promise<Told> {
  const { db } = api.product;
  const open = [{ $currentOp: { idleCursors: true } }, { $match: { ns: { $regex: `^${db.name}[.]` } } }];
  const found = await db
    .getClient()
    .db('admin')
    .aggregate(open, { readConcern: { level: 'local' } })
    .toArray();
  const { cursor } = found.find(ofSessions) ?? {};
  return { batches: Number(cursor?.nBatchesReturned), documents: Number(cursor?.nDocsReturned) };
}

/** How much the API is told until a reading of changes that began after now has ended, and the next one too. */
async function toldOfUntilNow(): Promise<number> {
  const before = await told();
  const after = await api.product.eventually(async () => {
    const now = await told();
    return now.batches >= before.batches + 3 && now;
  });
  return after.documents - before.documents;
}

test('that a key is used is noted once a minute, and drops no session from memory', async () => {
  const { db } = api.product;
  const caller = await api.as('eng-donghu-1');
  const { key } = (await caller.post('/api/api-keys', { password: api.password, name: 'script', days: 1 })).body;
  const byKey = () => api.get('/api/me').set('Authorization', `Bearer ${key}`).expect(200);
  const stream = watchDatabase(db, [{ $match: { 'ns.coll': 'api-keys' } }]);
  await stream.tryNext();
  const reads = await readsDuring('sessions', async () => {
    await toldOfUntilNow(); // the new key itself is a change
    await caller.get('/api/me');
    await byKey();
    expect(await stream.next()).toMatchObject({ updateDescription: { updatedFields: { usedAt: expect.any(Number) } } });
    expect(await toldOfUntilNow()).toBe(0);
    await caller.get('/api/me');
    await byKey();
  });
  expect(reads).toBe(1);
  expect(await stream.tryNext()).toBeNull();
  await stream.close();
  const [listed] = (await caller.get('/api/api-keys')).body.items.filter(
    ({ name }: { name: string }) => name === 'script',
  );
  expect(listed.usedAt).toMatch(/Z$/);
});
