/** Figures of changes: each counts as many as its list has. */
import { changeFigureRoutes } from '../../../api/cases/figures/change-figures.ts';
import { createReads } from '../../../api/cases/reads.ts';
import { caseOf } from '../../../models/cases/case.ts';
import type { Caller } from '../../support/product/api.ts';
import { type ChangeDesk, HOUR, startChangeDesk } from '../../support/product/changes.ts';

let desk: ChangeDesk;
beforeAll(async () => {
  desk = await startChangeDesk();
}, 120_000);
afterAll(() => desk.api.stop());

type Counted = { count: number; query: string };
/** Each count of an answer with its list, however deep. */
const countsIn = (value: unknown): Counted[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(countsIn);
  return 'query' in value ? [value as Counted, ...inner] : inner;
};
const KINDS = ['normal', 'standard', 'emergency', 'record', 'unauthorised'];
const OUTCOMES = ['successful', 'with-issues', 'failed', 'rolled-back'];
const KEPT = ['submittedAt', 'startedAt', 'finishedAt', 'beyondWindow', 'leadMs', 'causedIncidents'];

/** Of the one that was carried out: others that ended otherwise, elsewhere, as drills, and as releases before stored them. */
async function endedOthers(number: string): Promise<void> {
  const one = await desk.api.product.stored(number);
  const city = {
    orgPath: '/dx/donghu',
    orgLine: ['/dx/donghu', '/dx'],
    parties: { ...one.parties, unit: '/dx/donghu' },
  };
  const others = Array.from({ length: 60 }, (_, n) => {
    const isOld = n % 7 === 0;
    const ended = n % 10 === 0 ? 'rejected' : n % 13 === 0 ? 'canceled' : 'closed';
    const left = Object.entries(one).filter(([name]) => name !== 'outcome' && !(isOld && KEPT.includes(name)));
    return {
      ...Object.fromEntries(left),
      ...(ended === 'closed' ? { outcome: OUTCOMES[n % 4] } : {}),
      ...(isOld ? {} : { leadMs: 1_000 * n, beyondWindow: n % 4 === 1, causedIncidents: n % 6 === 1 }),
      ...(n % 3 === 0 ? city : {}),
      _id: `CHG-${800_000 + n}`,
      status: ended,
      kind: KINDS[n % 5],
      application: n % 2 === 0 ? 'payment' : 'budget',
      mode: n % 11 === 0 ? 'drill' : 'live',
      closedAt: Date.now() - n * 24 * HOUR,
    };
  });
  await caseOf(desk.api.product.db).collection.insertMany(others as never[]);
}

const ask = async (query: string, who: Caller = desk.raiser) => await who.get(`/api/figures/changes?${query}`);

describe('figures of changes', () => {
  test('a change that was carried out is in them, with its lead time', async () => {
    const number = await desk.draft();
    await desk.asked(number);
    await desk.carriedOut(number);
    const { body } = await (await desk.api.as('owner')).get('/api/changes?status=closed&leadMsFrom=0').expect(200);
    const [done] = body.items as { number: string; leadMs: number }[];
    const { total, groups } = (await ask('by=application')).body;
    expect(total).toMatchObject({
      ended: { count: 1 },
      successful: { share: 1 },
      onTime: { share: 1, unknown: { count: 0 } },
      unauthorised: { share: 0 },
      leadTime: { count: 1, medianMs: done?.leadMs, p90Ms: done?.leadMs, meanMs: done?.leadMs },
    });
    expect(groups).toMatchObject([{ value: 'payment', ended: { count: 1 } }]);
    await endedOthers(done?.number ?? '');
  });

  test.each([
    'by=org',
    'by=application&org=/dx/donghu/linxi',
    'by=kind&kind=normal,unauthorised',
    'by=kind&application=budget&from=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z',
  ])('%s: each counts as many as its list has, and no drill', async (query) => {
    const owner = await desk.api.as('owner');
    const { body, status } = await ask(query, owner);
    expect(status).toBe(200);
    const all = countsIn(body);
    expect(all.length).toBeGreaterThan(20);
    const lists = new Map(all.map(({ query: list, count }) => [list.replace('?', '/count?'), count]));
    const found = await Promise.all([...lists.keys()].map(async (list) => [list, (await owner.get(list)).body.count]));
    expect(found).toEqual([...lists]);
    for (const name of ['ended', 'closed', 'carriedOut']) {
      const ofGroups = body.groups.map((of: Record<string, Counted>) => of[name]?.count ?? 0) as number[];
      expect(ofGroups.reduce((sum, count) => sum + count, 0)).toBe(body.total[name].count);
    }
  });

  test('they end where the reach ends, and count apart what was not kept', async () => {
    const { total } = (await ask('', await desk.api.as('sup-xiling'))).body;
    expect(total).toMatchObject({ ended: { count: 0 }, successful: { share: null } });
    const { leadTime, onTime } = (await ask('', await desk.api.as('owner'))).body.total;
    expect(leadTime.unknown.count).toBeGreaterThan(0);
    expect(onTime.unknown.count).toBeGreaterThan(0);
  });

  test.each([
    ['from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z', '/until', 'not-after-from'],
    ['from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z', '/until', 'too-large'],
    ['by=risk', '/by', 'not-allowed-value'],
    ['kind=big', '/kind', 'not-allowed-value'],
  ])('refused: %s', async (query, pointer, code) => {
    const { status, body } = await ask(query);
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([
      422,
      expect.stringContaining(pointer),
      code,
    ]);
  });
});

test('refused: more changes than are counted at once', async () => {
  const { directory, db, resolvePins } = {
    ...desk.api.product,
    resolvePins: () => Promise.reject(new Error('no pins')),
  };
  const actor = await directory.actorOf('owner');
  const [figures] = changeFigureRoutes({ reads: createReads({ db, resolvePins }), most: 5 });
  const asking = { identity: { actor }, query: { by: 'org' } };
  await expect(figures?.handle(asking as never)).rejects.toMatchObject({
    code: 'invalid-data',
    fields: [{ pointer: '/from', code: 'too-many', params: { maximum: 5 } }],
  });
});

test.each([
  ['leadMsFrom=x', '/leadMsFrom'],
  ['leadMs=5', '/leadMs'],
  ['beyondWindow=maybe', '/beyondWindow'],
  ['finishedFrom=yesterday', '/finishedFrom'],
])('a list refuses %s', async (query, pointer) => {
  const { status, body } = await desk.raiser.get(`/api/changes?${query}`);
  expect([status, body.errors[0].pointer]).toEqual([422, expect.stringContaining(pointer)]);
});
