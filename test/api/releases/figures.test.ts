/** Figures of releases: each counts as many as its list has. */
import { releaseFigureRoutes } from '../../../api/cases/figures/release-figures.ts';
import { createReads } from '../../../api/cases/reads.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';

const HOUR = 3_600_000;
let api: Api;
let owner: Caller;
beforeAll(async () => {
  api = await startApi();
  owner = await api.as('owner');
}, 120_000);
afterAll(() => api.stop());

type Counted = { count: number; query: string };
/** Each count of an answer with its list, however deep. */
const countsIn = (value: unknown): Counted[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(countsIn);
  return 'query' in value ? [value as Counted, ...inner] : inner;
};
/** Figures need none. */
const resolvePins = () => Promise.reject(new Error('no pins'));
const ENDS = ['closed', 'closed', 'closed', 'rolled-back', 'canceled'];
const ask = async (query: string, who: Caller = owner) => await who.get(`/api/figures/releases?${query}`);

/** Others like this one that have ended: elsewhere, otherwise, as drills. */
async function endedLike(number: string): Promise<void> {
  const one = await api.product.stored(number);
  const city = {
    orgPath: '/dx/donghu',
    orgLine: ['/dx/donghu', '/dx'],
    parties: { ...one.parties, unit: '/dx/donghu' },
  };
  const others = Array.from({ length: 40 }, (_, n) => {
    const status = ENDS[n % ENDS.length];
    return {
      ...one,
      ...(n % 3 === 0 ? city : {}),
      ...(status === 'closed' ? { outcome: n % 4 === 0 ? 'with-issues' : 'successful' } : {}),
      wentBack: status === 'rolled-back' || n % 4 === 0,
      _id: `REL-${800_000 + n}`,
      status,
      application: n % 2 === 0 ? 'payment' : 'budget',
      mode: n % 11 === 0 ? 'drill' : 'live',
      closedAt: Date.now() - n * 12 * HOUR,
    };
  });
  await caseOf(api.product.db).collection.insertMany(others as never[]);
}

describe('figures of releases', () => {
  test('of none there is no share; one that is open is in none', async () => {
    const raised = {
      unit: '/dx',
      application: 'payment',
      appVersion: '7.2.0',
      title: '支付 7.2',
      items: ['mw-payment'],
    };
    const { body } = await owner.send('/api/releases', raised).expect(201);
    expect(body).toMatchObject({ status: 'planning', appVersion: '7.2.0', version: 1 });
    const { total } = (await ask('')).body;
    expect(total).toMatchObject({ ended: { count: 0 }, successful: { share: null } });
    await endedLike(body.number);
  });

  test.each([
    'by=org',
    'by=application&org=/dx/donghu',
    'by=org&application=budget',
    'by=org&from=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z',
  ])('%s: each counts as many as its list has, and no drill', async (query) => {
    const { body, status } = await ask(query);
    expect(status).toBe(200);
    const all = countsIn(body);
    expect(all.length).toBeGreaterThan(8);
    const lists = new Map(all.map(({ query: list, count }) => [list.replace('?', '/count?'), count]));
    const found = await Promise.all([...lists.keys()].map(async (list) => [list, (await owner.get(list)).body.count]));
    expect(found).toEqual([...lists]);
    for (const name of ['ended', 'closed', 'rolledBack']) {
      const ofGroups = body.groups.map((of: Record<string, Counted>) => of[name]?.count ?? 0) as number[];
      expect(ofGroups.reduce((sum, count) => sum + count, 0)).toBe(body.total[name].count);
    }
  });

  test('they end where the reach ends', async () => {
    const { total } = (await ask('', await api.as('sup-xiling'))).body;
    expect(total).toMatchObject({ ended: { count: 0 }, successful: { share: null } });
    expect((await ask('')).body.total.successful.share).toBeGreaterThan(0.3);
  });

  test.each([
    ['from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z', '/until', 'not-after-from'],
    ['from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z', '/until', 'too-large'],
    ['by=kind', '/by', 'not-allowed-value'],
  ])('refused: %s', async (query, pointer, code) => {
    const { status, body } = await ask(query);
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([422, pointer, code]);
  });
});

test('refused: more releases than are counted at once', async () => {
  const { directory, db } = api.product;
  const actor = await directory.actorOf('owner');
  const [figures] = releaseFigureRoutes({ reads: createReads({ db, resolvePins }), most: 5 });
  const asking = { identity: { actor }, query: { by: 'org' } };
  await expect(figures?.handle(asking as never)).rejects.toMatchObject({
    code: 'invalid-data',
    fields: [{ pointer: '/from', code: 'too-many', params: { maximum: 5 } }],
  });
});
