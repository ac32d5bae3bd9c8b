/** Work orders as dispatchers, engineers, spare keepers and customers meet them. */
import { randomUUID } from 'node:crypto';
import { qualificationOf } from '../../../models/registers/dispatch/qualification.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

const HOUR = 3_600_000;
let api: Api;
let coordinator: Caller;
let engineer: Caller;
let customer: Caller;
beforeAll(async () => {
  api = await startApi();
  [coordinator, engineer, customer] = (await Promise.all(
    (['coord-donghu', 'eng-donghu-2', 'req-donghu'] as const).map((one) => api.as(one)),
  )) as [Caller, Caller, Caller];
}, 120_000);
afterAll(() => api.stop());

const task = {
  reporter: 'req-donghu',
  unit: '/dx/donghu/hospital',
  title: 'The printer of the cash desk is dead',
  description: 'It does not start any more.',
  contact: '0551-6310022',
  site: 'Building 2, room 105',
};
async function opened(more: object = {}): Promise<string> {
  return (await coordinator.send('/api/work-orders', { ...task, ...more }).expect(201)).body.number;
}
const give = (by: Caller, number: string, command: string, body: object = {}) =>
  by.send(`/api/work-orders/${number}/${command}`, body);
/** The engineer is at the site. */
async function onSite(number: string): Promise<void> {
  await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-2'] }).expect(200);
  await give(engineer, number, 'accept').expect(200);
  await give(engineer, number, 'arrive').expect(200);
}
const done = { work: 'The power supply was replaced', result: 'fixed', labourMinutes: 45 };

test('a dispatcher is shown who may go, and nobody goes without the skill that is asked for', async () => {
  const number = await opened({ skills: ['network'], urgent: true });
  const { body } = await coordinator.get(`/api/dispatch/${number}/candidates`).expect(200);
  expect(body).toMatchObject({ zone: 'donghu', depot: expect.any(String) });
  const able = body.items.filter(({ lacks }: { lacks: string[] }) => lacks.length === 0);
  expect(able).toEqual(body.items.slice(0, able.length)); // whoever is on duty now of these two comes first
  expect(able.map(({ person }: { person: string }) => person).toSorted()).toEqual(['eng-donghu-1', 'eng-dx-2']);
  const named = body.items.map(({ person }: { person: string }) => person);
  expect(named).toEqual(expect.arrayContaining(['eng-donghu-2', 'eng-dx-1', 'eng-dx-2']));
  for (const [who, status] of [
    ['req-donghu', 403],
    ['sup-xiling', 404],
  ] as const)
    expect([who, (await (await api.as(who)).get(`/api/dispatch/${number}/candidates`)).status]).toEqual([who, status]);
  expect((await coordinator.get('/api/dispatch/WO-999999/candidates')).status).toBe(404);
  const refused = await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-2'] });
  expect([refused.status, refused.body.code, refused.body.params]).toEqual([
    409,
    'not-certified',
    { skills: ['network'] },
  ]);
  const wrong = await give(coordinator, number, 'dispatch', { engineers: ['expert-1', 'nobody'] });
  expect(wrong.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).toEqual([
    '/engineers/0 other-queue',
    '/engineers/1 unknown',
  ]);
  await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-1'] }).expect(200);
  const { items } = (await coordinator.get(`/api/dispatch/${number}/candidates`)).body;
  expect(items.find(({ person }: { person: string }) => person === 'eng-donghu-1').inHand).toBeGreaterThan(0);
});

test('who was certified yesterday and is not today does not go', async () => {
  const li = await api.as('eng-donghu-1');
  const number = await opened({ skills: ['network'] });
  await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-1'] }).expect(200);
  const his = { person: 'eng-donghu-1', skill: 'network' };
  await qualificationOf(api.product.db).updateOne(his, { $set: { validUntil: Date.now() - 1 } });
  expect((await give(li, number, 'accept')).body.code).toBe('not-certified');
  await qualificationOf(api.product.db).updateOne(his, { $unset: { validUntil: 1 } });
  await give(li, number, 'accept').expect(200);
});

test('every bad field of an order is named, and positions and hashes have their forms', async () => {
  const bad = await coordinator.send('/api/work-orders', {
    ...task,
    skills: ['magic'],
    source: 'INC-999999',
    application: 'nothing',
  });
  expect([bad.status, bad.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    422,
    ['/application'],
  ]);
  const { body } = await coordinator.send('/api/work-orders', { ...task, skills: ['magic'], source: 'INC-999999' });
  expect(body.errors).toEqual([
    { pointer: '/source', code: 'unknown' },
    { pointer: '/skills/0', code: 'unknown' },
  ]);
  const shapes = await coordinator.send('/api/work-orders', { ...task, position: '31.2, 121.4', urgent: 'yes' });
  expect(shapes.body.errors).toMatchObject([
    { pointer: '/position', code: 'wrong-format', params: { format: 'geo-uri' } },
    { pointer: '/urgent', code: 'wrong-type' },
  ]);
});

test('the customer signs what he read, once, and sees no more than is his', async () => {
  const number = await opened({ position: 'geo:30.657,104.066;u=20' });
  await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-2'], vehicle: 'A-1234' }).expect(200);
  await give(engineer, number, 'accept').expect(200);
  const far = await give(engineer, number, 'arrive', { position: 'geo:30.7,104.066' });
  expect([far.status, far.body.code, far.body.params]).toEqual([409, 'not-at-site', { metres: 4781, radius: 500 }]);
  await give(engineer, number, 'arrive', { position: 'geo:30.6571,104.0661;u=15' }).expect(200);
  const keeper = await api.as('keeper-donghu');
  await give(engineer, number, 'awaitPart', { spare: 'Power supply' }).expect(200);
  expect((await keeper.get(`/api/work-orders/${number}`).expect(200)).body).toMatchObject({
    vehicle: 'A-1234',
    allowed: expect.arrayContaining(['receivePart', 'comment', 'follow']),
  });
  await give(keeper, number, 'comment', { text: 'Shelf 7', audience: 'internal' }).expect(200);
  await give(keeper, number, 'receivePart').expect(200);
  await give(engineer, number, 'arrive', { elsewhere: 'The phone is flat' }).expect(200);
  const weaker = { spare: 'Power supply', oldSerial: 'A1', newSerial: 'B2', compares: 'weaker' };
  expect((await give(engineer, number, 'replacePart', weaker)).status).toBe(422);
  await give(engineer, number, 'complete', done).expect(200);
  const { body: shown } = await customer.get(`/api/work-orders/${number}`).expect(200);
  expect(shown).toMatchObject({ status: 'done', work: done.work, crew: ['eng-donghu-2'] });
  for (const hidden of ['vehicle', 'depot', 'queueOrg' in shown ? 'nothing' : 'queueOrg'])
    expect(shown).not.toHaveProperty(hidden);
  const lines = JSON.stringify((await customer.get(`/api/cases/${number}/timeline`)).body);
  for (const secret of ['Shelf 7', 'geo:30.6571', 'A-1234']) expect(lines).not.toContain(secret);
  const wrong = await give(customer, number, 'sign', { recordHash: '0'.repeat(64) });
  expect([wrong.status, wrong.body.code]).toEqual([409, 'hash-differs']);
  const signed = { recordHash: shown.recordHash, rating: { score: 5 } };
  const key = randomUUID();
  const first = await customer.send(`/api/work-orders/${number}/sign`, signed, key).expect(200);
  expect(first.body).toMatchObject({ status: 'closed', signedBy: 'req-donghu', rating: 5 });
  expect((await customer.send(`/api/work-orders/${number}/sign`, signed, key)).status).toBe(200);
  expect((await give(customer, number, 'sign', signed)).body.code).toBe('case-ended');
});

test('the visit of an incident is a work order; arrival and outcome come back', async () => {
  const incident = await openIncident(api);
  const li = await api.as('eng-donghu-1');
  await li.send(`/api/incidents/${incident}/start`).expect(200);
  await li
    .send(`/api/incidents/${incident}/requestOnsite`, { site: 'Room 3', contact: '0551 1', remoteHelp: 'Restarted' })
    .expect(200);
  const number: string = await api.product.eventually(
    async () => (await li.get(`/api/incidents/${incident}`)).body.workOrder,
  );
  expect((await coordinator.get(`/api/work-orders/${number}`)).body).toMatchObject({
    source: incident,
    site: 'Room 3',
  });
  await onSite(number);
  await api.product.eventually(async () => (await li.get(`/api/incidents/${incident}`)).body.onsite === 'arrived');
  await give(engineer, number, 'complete', { ...done, result: 'temporary' }).expect(200);
  const { recordHash } = (await coordinator.get(`/api/work-orders/${number}`)).body;
  const paper = { recordHash, signer: 'Ms Zhang', sheet: 'Binder 7' };
  expect((await give(engineer, number, 'recordSignature', paper)).status).toBe(403);
  await give(coordinator, number, 'recordSignature', paper).expect(200);
  await api.product.eventually(async () => (await li.get(`/api/incidents/${incident}`)).body.onsite === undefined);
  const told = await api.product.eventually(() =>
    noticeOf(api.product.db).findOne({ template: 'incident-visit-ended', to: 'eng-donghu-1' }).lean(),
  );
  expect(told.data).toMatchObject({ said: { result: done.work } });
});

test('who stands by is told of an order that nobody takes', async () => {
  const { standBy, day } = (await coordinator.get('/api/teams/donghu-l2/on-duty')).body;
  const called = standBy.length > 0 ? standBy : day;
  expect(called).toHaveLength(1);
  const number = await opened();
  await api.product.fastForward(number, HOUR / 4);
  const told = await api.product.eventually(async () => {
    const found = await noticeOf(api.product.db)
      .find({ caseId: number, template: 'work-order-dispatch-warned' })
      .lean();
    return found.length > 0 && found;
  });
  expect(told.map(({ to }) => to)).toEqual(called);
});

type Counted = { count: number; query: string; value?: string };
test('repeated faults are counted by item, cause and place, each with its list', async () => {
  const one = await api.product.stored(await openIncident(api));
  const { application: _application, ...without } = one;
  const elsewhere = {
    orgPath: '/dx/xiling',
    orgLine: ['/dx/xiling', '/dx'],
    parties: { ...one.parties, unit: '/dx/xiling' },
  };
  const copies = Array.from({ length: 24 }, (_, n) => ({
    ...without,
    ...(n % 2 === 0 ? { application: 'payroll' } : { application: 'assets' }),
    ...(n % 3 === 0 ? { item: 'srv-1' } : n === 7 ? { item: 'srv-once' } : {}),
    ...(n % 4 === 0 ? { causeCode: 'configuration' } : {}),
    ...(n % 5 === 0 ? elsewhere : {}),
    ...(n === 11 ? { parent: 'INC-000001' } : {}),
    _id: `INC-${800_000 + n}`,
    status: n === 13 ? 'canceled' : 'closed',
    mode: n === 17 ? 'drill' : 'live',
    openedAt: Date.now() - HOUR * 24 * 40 - n * 1_000,
  }));
  await caseOf(api.product.db).collection.insertMany(copies as never[]);
  const owner = await api.as('owner');
  const [from, until] = [45, 35].map((days) => new Date(Date.now() - HOUR * 24 * days).toISOString());
  const ask = async (more: string, who = owner) =>
    (await who.get(`/api/figures/repeated-faults?from=${from}&until=${until}&${more}`).expect(200)).body;
  const body = await ask('by=item');
  expect(body).toMatchObject({ by: 'item', faults: { count: 21 }, repeated: 8, unknown: { count: 12 }, groupsLeft: 0 });
  expect(body.groups).toMatchObject([{ value: 'srv-1', count: 8 }]);
  expect(await ask('by=cause')).toMatchObject({ groups: [{ value: 'configuration', count: 6 }] });
  expect(await ask('by=place')).toMatchObject({
    repeated: 21,
    groups: [{ count: 16 }, { value: '/dx/xiling', count: 5 }],
  });
  expect(await ask('by=place&least=6')).toMatchObject({ repeated: 16 });
  expect(await ask('by=place&application=payroll&org=/dx/xiling')).toMatchObject({ faults: { count: 3 } });
  expect(await ask('by=place', await api.as('sup-donghu'))).toMatchObject({ faults: { count: 16 } });
  for (const by of ['item', 'cause', 'place']) {
    const { faults, unknown, groups } = await ask(`by=${by}`);
    for (const { count, query } of [faults, ...(unknown ? [unknown] : []), ...groups] as Counted[])
      expect([query, (await owner.get(`${query}&limit=100`)).body.items.length]).toEqual([query, count]);
  }
  const bad = await owner.get('/api/figures/repeated-faults?least=1&by=moon&from=x');
  expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '/by',
    '/from',
    '/least',
  ]);
});

type Result = { key: string; taken: boolean; version?: number; problem?: { code: string; errors?: object[] } };
const kept = (command: string, data: object = {}, more: object = {}) => ({
  key: randomUUID(),
  command,
  data,
  ...more,
});
const sync = async (by: Caller, number: string, commands: readonly object[]) => {
  const { status, body } = await by.post(`/api/work-orders/${number}/sync`, { commands });
  return { status, results: (body.results ?? []) as Result[], body };
};
const codesOf = (results: readonly Result[]) => results.map(({ taken, problem }) => (taken ? 'taken' : problem?.code));
async function accepted(): Promise<string> {
  const number = await opened();
  await give(coordinator, number, 'dispatch', { engineers: ['eng-donghu-2'] }).expect(200);
  await give(engineer, number, 'accept').expect(200);
  return number;
}

describe('what a phone kept off line', () => {
  test('R060 a batch that is sent again, in pieces, by two connections at once, is taken once and answered alike', async () => {
    const number = await accepted();
    const notes = Array.from({ length: 18 }, (_, n) => kept('comment', { text: `Line ${n}`, audience: 'internal' }));
    const batch = [
      kept('arrive', { observedAt: new Date(Date.now() - HOUR).toISOString() }),
      ...notes,
      kept('complete', done),
    ];
    const first = await sync(engineer, number, batch);
    expect([first.status, first.body.taken, first.body.refused]).toEqual([200, 20, 0]);
    const again = await Promise.all([
      ...Array.from({ length: 4 }, () => sync(engineer, number, batch)),
      sync(engineer, number, batch.slice(10)),
      sync(engineer, number, batch.slice(6, 7)),
    ]);
    for (const { results } of again) for (const result of results) expect(first.results).toContainEqual(result);
    const events = (await api.product.eventsOf(number)).map(({ type }) => type.slice('work-order.'.length));
    expect(events.filter((type) => type === 'commented')).toHaveLength(18);
    expect(events.filter((type) => type === 'arrived' || type === 'completed')).toEqual(['arrived', 'completed']);
    const other = { ...batch[6], data: { text: 'Another line', audience: 'internal' } };
    expect(codesOf((await sync(engineer, number, [other])).results)).toEqual(['key-reused']);
    const mine = await sync(await api.as('sup-donghu'), number, [batch[6] ?? {}]);
    expect(codesOf(mine.results)).toEqual(['taken']); // keys are a person's own
  });

  test('what is refused says why, stops those that depend on it, and nothing else', async () => {
    const number = await accepted();
    const [early, late] = [kept('complete', done), kept('arrive', { observedAt: '2199-01-01T00:00:00Z' })];
    const arrive = kept('arrive');
    const batch = [
      early,
      late,
      kept('comment', { text: 'On the way', audience: 'internal' }),
      kept('comment', { text: 'Of no use', audience: 'internal' }, { after: [early.key] }),
      kept('awaitPart', { spare: '' }),
      kept('dance'),
      kept('callOff', { source: 'INC-000001' }),
      arrive,
      kept('awaitPart', { spare: 'Power supply' }, { after: [arrive.key] }),
      kept('amend', { fields: { title: 'x' } }),
      kept('sign', { recordHash: '0'.repeat(64) }),
    ];
    const { results } = await sync(engineer, number, batch);
    expect(codesOf(results)).toEqual([
      'wrong-status',
      'invalid-data',
      'taken',
      'depends-on-refused',
      'invalid-data',
      'not-found',
      'not-found',
      'taken',
      'taken',
      'version-required',
      'wrong-status',
    ]);
    expect(results[4]?.problem?.errors).toEqual([{ pointer: '/spare', code: 'too-short', params: { minimum: 1 } }]);
    // Later the phone sends what stands behind something that was taken the first time.
    const behind = kept('comment', { text: 'Later', audience: 'internal' }, { after: [arrive.key, batch[2]?.key] });
    const lost = kept('comment', { text: 'Never', audience: 'internal' }, { after: [randomUUID()] });
    expect(codesOf((await sync(engineer, number, [behind, lost])).results)).toEqual(['taken', 'depends-on-refused']);
    expect((await coordinator.get(`/api/work-orders/${number}`)).body.status).toBe('waiting-part');
  });

  test('after its end each is told so, but for what was taken before', async () => {
    const number = await accepted();
    const batch = [kept('arrive'), kept('complete', done)];
    await sync(engineer, number, batch);
    const { recordHash } = (await coordinator.get(`/api/work-orders/${number}`)).body;
    await give(customer, number, 'sign', { recordHash }).expect(200);
    await api.product.eventually(async () => {
      const run = await api.product.temporal.workflow.getHandle(`work-order:${number}`).describe();
      return run.status.name === 'COMPLETED';
    });
    const after = [...batch, kept('comment', { text: 'Late', audience: 'internal' }), kept('arrive')];
    expect(codesOf((await sync(engineer, number, after)).results)).toEqual([
      'taken',
      'taken',
      'case-ended',
      'case-ended',
    ]);
  });

  test('is for who reads the order, in batches of a size that a case takes', async () => {
    const number = await accepted();
    expect((await sync(await api.as('sup-xiling'), number, [kept('arrive')])).status).toBe(404);
    expect(codesOf((await sync(customer, number, [kept('arrive')])).results)).toEqual(['not-permitted']);
    const many = Array.from({ length: 201 }, () => kept('arrive'));
    const refused = await sync(engineer, number, many);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [expect.objectContaining({ pointer: '/commands', code: 'too-many' })],
    ]);
    expect((await sync(engineer, number, [])).status).toBe(422);
    expect((await sync(engineer, number, [{ ...kept('arrive'), key: 'short' }])).body.errors).toMatchObject([
      { pointer: '/commands/0/key', code: 'wrong-format' },
    ]);
  });
});
