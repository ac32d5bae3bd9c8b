/** R037: records that an older release left. What can be read goes on; what cannot parks its case, and no other. */
import { commitsIn, headOf } from '../../../models/cases/commit.ts';
import { unreadableIn } from '../../../models/cases/readable.ts';
import { type Api, openIncident, startApi } from '../../support/product/api.ts';
import { storeCommit } from '../../support/commits.ts';
import { publishPolicy } from '../../support/product/policy.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ deadlineMs: 1_500 });
}, 120_000);
afterAll(() => api.stop());

/** An event in the chain's next place, as another hand wrote it while no worker looked; the id of its commit. */
async function writeBehind(number: string, data: object): Promise<string> {
  const { db } = api.product;
  const after = (await headOf(db, number)) ?? undefined;
  const { _id } = await storeCommit({ db }, number, {
    events: [{ type: 'incident.clockBreached', data }],
    by: { id: 'system', role: 'system' },
    key: `t:${(after?.seq ?? 0) + 1}`,
    digest: '',
    ...(after ? { after } : {}),
  });
  return _id;
}

test('R037 an event with an instant that is none parks its case: 503, in the list of stuck cases, and its neighbour goes on', async () => {
  const [nulled, emptied, neighbour] = [await openIncident(api), await openIncident(api), await openIncident(api)];
  const broken = { clock: 'response', generation: 1, dueAt: Date.now() };
  const ids = [
    await writeBehind(nulled, { ...broken, receivedAt: null }),
    await writeBehind(emptied, { ...broken, receivedAt: '' }),
  ];
  const engineer = await api.as('eng-donghu-1');
  const claim = (of: string) => engineer.send(`/api/incidents/${of}/claim`, {}, `old-record-${of}`);
  const system = await api.as('admin-system');
  const stuck = async () => {
    const { body } = await system.get('/api/cases/stuck');
    return body.items as { number: string }[];
  };
  for (const number of [nulled, emptied]) {
    const parked = await api.product.eventually(async () => {
      const answer = await claim(number);
      return answer.status === 503 && answer;
    });
    expect([parked.body.code, parked.headers['retry-after']]).toEqual(['case-parked', '60']);
    expect(parked.text).not.toContain('receivedAt'); // what is wrong inside is for the log
    const listed = await api.product.eventually(async () => (await stuck()).find((one) => one.number === number));
    expect(listed).toMatchObject({ number, process: 'incident', tries: expect.any(Number), since: expect.any(String) });
    expect((await engineer.get(`/api/incidents/${number}`)).body.status).toBe('queued');
  }
  expect((await claim(neighbour)).status).toBe(200);
  expect((await stuck()).map(({ number }) => number)).not.toContain(neighbour);
  expect((await api.get('/metrics')).text).toMatch(/^changming_cases_stuck 2$/m); // what an alarm looks at

  // Mended, they go on where they were, under the key of before.
  await commitsIn(api.product.db).deleteMany({ _id: { $in: ids } });
  for (const number of [nulled, emptied])
    await api.product.eventually(async () => (await claim(number)).body.status === 'assigned');
  await api.product.eventually(async () => (await stuck()).length === 0);
}, 120_000);

test('R037 a case that fails by itself is told by the engine, though nobody gave a command', async () => {
  const unit = '/dx/donghu/hospital';
  const soon = { orgPath: unit, only: ['response'], targets: { response: 2_000 }, silent: true } as const;
  await publishPolicy(api.product, 'incident', soon);
  const number = await openIncident(api, { unit, reporter: 'req-donghu' });
  await writeBehind(number, { clock: 'response', generation: 1, dueAt: Date.now(), receivedAt: '' });
  const system = await api.as('admin-system');
  const listed = await api.product.eventually(async () => {
    const { body } = await system.get('/api/cases/stuck');
    const stuck = (body.items as { number: string; problems: string[] }[]).find((one) => one.number === number);
    return stuck?.problems.includes('category=WorkflowTaskFailed') && stuck; // its turn says why at once, the engine after some tries
  });
  expect(listed.problems).toContain('category=WorkflowTaskFailed');
  await api.product.eventually(async () => {
    const { body } = await (await api.as('owner')).get(`/api/cases/${number}/engine`);
    return body.parked === true;
  });
}, 120_000);

test('R037 who does not run the product or own a process does not see which cases are stuck', async () => {
  for (const person of ['eng-donghu-1', 'sup-dx', 'req-linxi', 'admin-security'])
    expect([person, (await (await api.as(person)).get('/api/cases/stuck')).status]).toEqual([person, 403]);
});

const event = { at: 1, data: {} };
test.each<[object, string | null]>([
  [event, null],
  [{ ...event, data: { dueAt: 5, clocks: { response: { dueAt: null } } } }, null],
  [{ ...event, at: '2026-01-01' }, '/at'],
  [{ ...event, data: null }, '/data'],
  [{ ...event, data: { receivedAt: null } }, '/data/receivedAt'],
  [{ ...event, data: { dueAt: '' } }, '/data/dueAt'],
  [{ ...event, data: { until: 1.5 } }, '/data/until'],
  [{ ...event, data: { due: '0000-00-00' } }, '/data/due'],
])('R037 of %j unreadable is %j', (one, place) => {
  expect(unreadableIn(one as never)).toBe(place);
});
