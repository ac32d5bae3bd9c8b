import type { CaseOutside } from '../../../domain/kernel/record/outside.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

const MANY = 205;
let api: Api;
let owner: Caller;
let first: string;
beforeAll(async () => {
  api = await startApi();
  owner = await api.as('owner');
  first = await openIncident(api);
  await copies(first);
}, 120_000);
afterAll(() => api.stop());

/** Many cases with one deadline and one priority, as a bulk create of one moment would leave them. */
async function copies(number: string): Promise<void> {
  const { db } = api.product;
  const one = await api.product.stored(number);
  const rest = Array.from({ length: MANY - 1 }, (_, at) => ({
    ...one,
    _id: `INC-${String(900_000 + at)}`,
    title: at < 100 ? '同一故障' : `同一故障 ${at}`,
  }));
  await caseOf(db).collection.insertMany(rest as never[]);
}

async function walk(query: string, between: () => Promise<unknown> = async () => undefined): Promise<CaseOutside[]> {
  const found: CaseOutside[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body, status } = await owner.get(`/api/incidents?limit=50&${query}${after}`);
    expect(status).toBe(200);
    found.push(...body.items);
    next = body.next;
    await between();
  }
  return found;
}

const sorts = ['dueAt', 'priority', 'title', 'openedAt'];

test.each(sorts.flatMap((sort) => [sort, `-${sort}`]))(
  'R031 a walk through all pages by %s shows each of 205 cases once, while others are at work',
  async (sort) => {
    const engineer = await api.as('eng-donghu-1');
    const found = await walk(`sort=${sort}`, () =>
      engineer.send(`/api/incidents/${first}/comment`, { text: '同时', audience: 'internal' }),
    );
    expect(found).toHaveLength(MANY);
    expect(new Set(found.map(({ number }) => number)).size).toBe(MANY);
  },
);

test.each(['updatedAt', '-updatedAt'])(
  'R031 a walk by %s misses and doubles nothing that did not change',
  async (sort) => {
    const engineer = await api.as('eng-donghu-1');
    const found = await walk(`sort=${sort}`, () =>
      engineer.send(`/api/incidents/${first}/comment`, { text: '同时', audience: 'internal' }),
    );
    const unchanged = found.filter(({ number }) => number !== first).map(({ number }) => number);
    expect(unchanged).toHaveLength(MANY - 1);
    expect(new Set(unchanged).size).toBe(MANY - 1);
  },
);

test.each([...sorts, 'updatedAt'])('R031 a walk by %s backwards meets the same cases', async (sort) => {
  const [up, down] = [await walk(`sort=${sort}`), await walk(`sort=-${sort}`)];
  expect(down.map(({ number }) => number)).toEqual(up.map(({ number }) => number).toReversed());
});

const cursor = async (query = '') => (await owner.get(`/api/incidents?limit=10${query}`)).body.next as string;
const ask = async (after: string, query = '', caller = owner) => {
  const { status, body } = await caller.get(`/api/incidents?limit=10${query}&after=${encodeURIComponent(after)}`);
  return [status, body.errors?.[0]?.pointer];
};

describe('a cursor', () => {
  test('is good for its own list, filter and person, and for nothing else', async () => {
    const after = await cursor('&status=queued');
    expect(await ask(after, '&status=queued')).toEqual([200, undefined]);
    expect(await ask(after)).toEqual([422, '/after']);
    expect(await ask(after, '&status=queued,new')).toEqual([422, '/after']);
    expect(await ask(after, '&status=queued', await api.as('auditor'))).toEqual([422, '/after']);
  });

  test('that somebody made or changed is refused', async () => {
    const after = await cursor();
    const forged = Buffer.from('{"id":"INC-000001","value":{"$gt":""}}').toString('base64url');
    const changedAt = (at: number) => `${after.slice(0, at)}${after[at] === 'A' ? 'B' : 'A'}${after.slice(at + 1)}`;
    const ours = [0, 20, after.length - 10].map(changedAt);
    for (const one of [
      'x',
      '.',
      `${after}.`,
      `${after}A`,
      after.slice(4),
      after.slice(0, -4),
      forged,
      `${forged}.x`,
      ...ours,
    ])
      expect([one, ...(await ask(one))]).toEqual([one, 422, '/after']);
  });

  test('S07 tells nobody what is in it', async () => {
    const [after, again] = [await cursor(), await cursor()];
    expect(again).not.toBe(after);
    for (const text of [after, Buffer.from(after, 'base64url').toString('latin1')])
      expect(text).not.toMatch(/INC-|"id"|\d{6}/);
  });
});

const numbers = async (query: string, caller = owner) => {
  const { body } = await caller.get(`/api/incidents?limit=100&${query}`);
  return body.items.map(({ number }: CaseOutside) => number) as string[];
};

describe('filters', () => {
  test('find by number, first words of the title, and several values', async () => {
    expect(await numbers('q=INC-900007')).toEqual(['INC-900007']);
    expect(await numbers(`q=${encodeURIComponent('ＩＮＣ－900007')}`)).toEqual(['INC-900007']);
    expect(await numbers(`q=${encodeURIComponent('同一故障 203')}`)).toEqual(['INC-900203']);
    expect(await numbers('status=closed,canceled')).toEqual([]);
    expect(await numbers('status=queued,closed&priority=P3,P4&tier=L2')).toHaveLength(100);
  });

  test.each([
    ['VPN down: 请重启', ['vpn', 'VPN DOWN', 'ＶＰＮ', 'ｖｐｎ　down：', 'vpn down:请', 'down', 'v.n']],
    ['ＶＰＮ　断了（市局）', ['vpn', 'VPN 断了(市', 'ｖｐｎ　断了（', 'vpn断了']],
    ['①号机房 [A-Z] Σ', ['①', '①号机房 [a-z] σ', '1号']],
  ])('find the title %s whatever the case and width of the words', async (title, asked) => {
    await caseOf(api.product.db).collection.updateOne({ _id: 'INC-900042' as never }, { $set: { title } });
    const found = await Promise.all(asked.map(async (q) => (await numbers(`q=${encodeURIComponent(q)}`)).length > 0));
    const misses = ['down', 'v.n', 'vpn down:请', 'vpn断了', '1号'];
    expect(asked.filter((_, at) => !found[at])).toEqual(asked.filter((q) => misses.includes(q)));
  });

  test.each(['INC900007', 'inc900007', 'ｉｎｃ９００００７', 'inc-900007'])('find by the number %s', async (q) => {
    expect(await numbers(`q=${encodeURIComponent(q)}`)).toEqual(['INC-900007']);
  });

  test('find by person, queue, unit, organisation with all below, and deadline', async () => {
    expect(await numbers('assignee=none')).toHaveLength(100);
    expect(await numbers('assignee=me')).toEqual([]);
    expect(await numbers('assignee=eng-donghu-1')).toEqual([]);
    expect(await numbers('queue=donghu-l2&unit=/dx/donghu/linxi/school')).toHaveLength(100);
    expect(await numbers('org=/dx/xiling')).toEqual([]);
    expect(await numbers('org=/dx/donghu/linxi,/dx/xiling')).toHaveLength(100);
    expect(await numbers('clock=over')).toEqual([]);
    expect(await numbers('openedFrom=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await numbers('openedTo=2100-01-01T00:00:00%2B08:00&open=true')).toHaveLength(100);
    expect(await numbers('open=false')).toEqual([]);
  });

  test('that would reach into another organisation find what the own reach holds, which is nothing', async () => {
    const caller = await api.as('sup-xiling');
    expect(await numbers('org=/dx/donghu', caller)).toEqual([]);
    expect(await numbers('assignee=none', caller)).toEqual([]);
  });

  test('count alike, and no further than ten thousand', async () => {
    expect((await owner.get('/api/incidents/count?status=queued')).body).toEqual({ count: MANY, capped: false });
    expect((await owner.get('/api/cases/count?process=call')).body).toEqual({ count: 0, capped: false });
  });

  test('an item has no inner state', async () => {
    const { body } = await owner.get('/api/cases?limit=1');
    expect(body.items[0]).not.toHaveProperty('kase');
    expect(body.serverNow).toMatch(/^\d{4}-.*Z$/);
  });
});

test('figures count open cases, each with the query that lists them', async () => {
  const { body } = await owner.get('/api/figures/open?by=queue');
  expect(body).toMatchObject({ total: MANY, items: [{ process: 'incident', value: 'donghu-l2', count: MANY }] });
  const listed = await owner.get(body.items[0].query.replace('/api/incidents', '/api/incidents/count'));
  expect(listed.body.count).toBe(MANY);
});

test('a drill or rehearsal moves no figure', async () => {
  const cases = caseOf(api.product.db).collection;
  await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { mode: 'drill' } });
  expect((await owner.get('/api/figures/open')).body.total).toBe(MANY - 1);
  await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { mode: 'live' } });
});

test.each(['open?by=status', 'open?by=priority', 'open?by=tier', 'open?by=org', 'open?by=queue', 'taken-back'])(
  'figures/%s: each links to as many cases as it says, one of the city as well as those of its school, no drill',
  async (figure) => {
    const cases = caseOf(api.product.db).collection;
    const city = { orgPath: '/dx/donghu', orgLine: ['/dx/donghu', '/dx'], 'parties.unit': '/dx/donghu' };
    const changed = ['INC-900000', 'INC-900001'];
    const before = await Promise.all(changed.map((number) => api.product.stored(number)));
    await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { ...city, takenBack: 1 } });
    await cases.updateOne({ _id: 'INC-900001' as never }, { $set: { mode: 'drill', takenBack: 1 } });
    const { items } = (await owner.get(`/api/figures/${figure}`)).body as { items: { count: number; query: string }[] };
    const said = items.map(({ count }) => count);
    const listed = await Promise.all(items.map(({ query }) => owner.get(query.replace('?', '/count?'))));
    await Promise.all(before.map((one) => cases.replaceOne({ _id: one._id as never }, one as never)));
    expect(listed.map(({ body }) => body.count)).toEqual(said);
    expect(said.reduce((sum, count) => sum + count, 0)).toBe(figure === 'taken-back' ? 1 : MANY - 1);
  },
);

test('my work is what waits for me, my team or my role, the nearest deadline first', async () => {
  const engineer = await api.as('eng-donghu-2');
  const before = (await engineer.get('/api/work?limit=1')).body.counts;
  expect(before).toEqual({ mine: 0, team: MANY, role: 0, over: 0 });
  await engineer.send(`/api/incidents/${first}/claim`);
  const after = (await engineer.get('/api/work?of=mine')).body;
  expect(after.counts).toMatchObject({ mine: 1, team: MANY - 1 });
  expect(after.items.map(({ number }: CaseOutside) => number)).toEqual([first]);
  expect((await (await api.as('eng-dx-1')).get('/api/work')).body.items).toEqual([]);
});
