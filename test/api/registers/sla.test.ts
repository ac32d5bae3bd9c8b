import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import { type Policy, policyOf } from '../../../models/registers/policy.ts';
import { type Api, openCall, report, startApi } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const HOUR = 3_600_000;
type Step = { step: string; at: string; told: { people: string[]; others: number } };
type Clock = { clock: string; dueAt: string | null; targetMs: number; steps: Step[] };
type Day = { date: string; lastDate?: string; rule: string; name?: string; countedMs: number };
const ask = async (person: string, body: object) => (await api.as(person)).post('/api/sla/preview', body);
const school = { unit: '/dx/donghu/linxi/school', application: 'payment' };
const dueBy = (clocks: Clock[]) => Object.fromEntries(clocks.map(({ clock, dueAt }) => [clock, dueAt]));
const clockIn = (clocks: Clock[], name: string) => clocks.find(({ clock }) => clock === name);

const text = (at: number | null) => at && new Date(at).toISOString();
/** Of a case that was really opened, what its running clocks owe. */
async function owedBy(number: string) {
  const { readings, openedAt } = await api.product.stored(number);
  const running = Object.entries(readings).filter(([, { state }]) => state === 'running');
  return {
    at: new Date(openedAt).toISOString(),
    due: Object.fromEntries(running.map(([name, { dueAt }]) => [name, text(dueAt)])),
  };
}
const weights = [
  ['1', '1', 'P1'],
  ['1', '2', 'P2'],
  ['2', '2', 'P3'],
  ['3', '3', 'P4'],
] as const;

test.each(weights)(
  'an incident of impact %s and urgency %s owes what the preview says (%s), opened at the first line or the second',
  async (impact, urgency, priority) => {
    const desk = await api.as('desk-donghu');
    for (const more of [{ queue: 'donghu-l2' }, {}]) {
      const opened = await desk.send('/api/incidents', { ...report, impact, urgency, ...more });
      const { at, due } = await owedBy(opened.body.number);
      const { status, body } = await ask('sup-donghu', { ...school, at, impact, urgency, ...more });
      expect([status, body.priority, body.status, body.queue]).toEqual([
        200,
        priority,
        opened.body.status,
        opened.body.queue,
      ]);
      expect(dueBy(body.running)).toEqual(due);
      const byPriority = await ask('sup-donghu', { ...school, at, priority, ...more });
      expect(dueBy(byPriority.body.running)).toEqual(due);
    }
  },
);

test('a call owes what the preview says', async () => {
  const { at, due } = await owedBy(await openCall(api));
  const { body } = await ask('desk-linxi', { ...school, process: 'call', at });
  expect(dueBy(body.running)).toEqual(due);
});

test.each([
  ['incident', '1', '1'],
  ['incident', '2', '2'],
  ['call', '', ''],
])(
  'each step of the ladders of a %s (%s, %s) fires when the preview says, as time goes on',
  async (process, ...weight) => {
    const [impact, urgency] = weight;
    const desk = await api.as('desk-donghu');
    const number =
      process === 'call'
        ? await openCall(api)
        : (await desk.send('/api/incidents', { ...report, impact, urgency, queue: 'donghu-l2' })).body.number;
    const { at } = await owedBy(number);
    const asked = process === 'call' ? { process } : { impact, urgency, queue: 'donghu-l2' };
    const { body } = await ask('sup-donghu', { ...school, at, ...asked });
    const last = Math.max(...body.running.flatMap(({ steps }: Clock) => steps.map((step) => Date.parse(step.at))));
    await api.product.fastForward(number, last - Date.parse(at) + HOUR);
    const fired = (await api.product.eventsOf(number)).flatMap(({ type, data }) =>
      type.endsWith('.clockWarned') && 'clock' in data && 'step' in data && 'dueAt' in data
        ? [`${String(data.clock)} ${String(data.step)} ${text(Number(data.dueAt))}`]
        : [],
    );
    const promised = body.running.flatMap(({ clock, steps }: Clock) =>
      steps.map((step) => `${clock} ${step.step} ${step.at}`),
    );
    expect(fired.length).toBeGreaterThan(2);
    expect(fired.toSorted()).toEqual(promised.toSorted());
  },
);

test('a P3 of the eve of the National Day is reckoned day by day, and says who would be told', async () => {
  const { body } = await ask('owner', {
    ...school,
    at: '2026-09-30T16:00:00+08:00',
    priority: 'P3',
    tier: 'L2',
  });
  const resolution = clockIn(body.running, 'resolution') as Clock & {
    arithmetic: { days: Day[] };
    provisional: boolean;
  };
  const days = resolution.arithmetic.days.map(({ date, lastDate, rule, name, countedMs }) =>
    [lastDate ? `${date}..${lastDate}` : date, rule, name, countedMs / HOUR]
      .filter((part) => part !== undefined)
      .join(' '),
  );
  expect(days).toEqual([
    '2026-09-30 week 2',
    '2026-10-01..2026-10-07 closed 国庆节 0',
    '2026-10-08 week 8',
    '2026-10-09 week 6',
  ]);
  expect([resolution.dueAt, resolution.provisional]).toEqual(['2026-10-09T08:00:00.000Z', false]);
  expect(resolution.steps.slice(0, 4)).toMatchObject([
    { step: 'p75', at: '2026-10-09T03:00:00.000Z', percent: 75, notice: 'incident-resolution-warned' },
    { step: 'b30', at: '2026-10-09T07:30:00.000Z', percent: 96, told: { others: 0, stoodIn: [] } },
    { step: 'p100', at: '2026-10-09T08:00:00.000Z', percent: 100, notice: 'incident-resolution-breached' },
    { step: 'p100#1', percent: 106, to: ['supervisor'], told: { people: ['sup-donghu'] } },
  ]);
  expect(resolution.steps.slice(0, 2).map(({ told }) => told.people)).toEqual([
    ['eng-donghu-1', 'eng-donghu-2'],
    ['eng-donghu-1', 'eng-donghu-2', 'sup-donghu'],
  ]);
});

test('clocks that start later are listed with what starts them, and when they would be due', async () => {
  const { body } = await ask('owner', { ...school, at: '2026-11-25T10:00:00+08:00', priority: 'P3' });
  const [running, later] = [body.running, body.later].map((list: Clock[]) => list.map(({ clock }) => clock));
  expect(running).toEqual(['response', 'resolution', 'ola-l1']);
  expect(later).toEqual(expect.arrayContaining(['on-site', 'report', 'confirm', 'ola-l2', 'ola-l3', 'uc-vendor']));
  expect(clockIn(body.later, 'report')).toMatchObject({
    kind: 'sla',
    targetMs: 24 * HOUR,
    calendar: 'always@1',
    startsWhen: ['resolved, if reportOwed is true'],
    dueAt: '2026-11-26T02:00:00.000Z',
  });
  expect(clockIn(body.later, 'ola-l2')).toMatchObject({
    startsWhen: ['enters tier is L2'],
    dueAt: '2026-11-25T07:00:00.000Z', // four hours of the desk, a break between
    arithmetic: { days: [{ date: '2026-11-25', pieces: [expect.anything(), expect.anything()] }] },
  });
});

test('it says which contract, policy, calendars and desks were chosen, and why', async () => {
  const at = '2026-11-25T10:00:00+08:00';
  const { body } = await ask('owner', { ...school, at, priority: 'P3' });
  expect(body.chosen).toMatchObject({
    contract: { id: 'dx-treasury@1', why: 'names-the-service', at: '/dx' },
    policy: { id: 'incident@1', why: 'everywhere' },
    desks: { L1: { queue: 'linxi-desk' }, L2: { queue: 'donghu-l2' }, L3: { queue: 'dx-software' } },
  });
  expect(body.chosen.calendars).toEqual(
    expect.arrayContaining([
      { name: 'always', id: 'always@1', why: 'product' },
      { name: 'service', id: 'cn-5x8@1', why: 'contract' },
      { name: 'desk-L1', id: 'cn-5x8@1', why: 'team', team: 'linxi-desk' },
    ]),
  );
  const other = await ask('owner', { ...school, application: 'office', at, priority: 'P3' });
  expect([other.body.chosen.contract, other.body.chosen.calendars[1]]).toEqual([
    null,
    { name: 'service', id: 'cn-5x8@1', why: 'policy' },
  ]);
});

test('a version of a policy can be asked for, and one of another process is unknown', async () => {
  const at = '2026-11-25T10:00:00+08:00';
  const { db } = api.product;
  const found = (await policyOf(db).findById('incident@1').lean<Policy>()) as Policy;
  const resolution = { ...(found.clocks['resolution'] as ClockDefinition), targets: [{ ms: HOUR }] };
  const clocks = { ...found.clocks, resolution };
  const strict: Policy = { ...found, _id: 'strict@1', policy: 'strict', organisations: ['/dx/xiling'], clocks };
  await policyOf(db).create(strict);
  const { body } = await ask('owner', { ...school, at, priority: 'P3', policyVersion: 'strict@1' });
  expect([body.chosen.policy, body.chosen.contract.id]).toEqual([
    { id: 'strict@1', name: found.name, why: 'asked-for' },
    'dx-treasury@1',
  ]);
  expect(clockIn(body.running, 'resolution')).toMatchObject({ targetMs: HOUR, dueAt: '2026-11-25T03:00:00.000Z' });
  for (const policyVersion of ['strict@2', 'call@1'])
    expect((await ask('owner', { ...school, at, priority: 'P3', policyVersion })).body.errors).toEqual([
      { pointer: '/policyVersion', code: 'unknown' },
    ]);
});

test('beyond the horizon the deadline is provisional and says why', async () => {
  const { body } = await ask('owner', { ...school, at: '2026-12-31T16:00:00+08:00', priority: 'P4' });
  expect(clockIn(body.running, 'resolution')).toMatchObject({
    provisional: true,
    arithmetic: { provisional: true, covered: { until: '2026-12-31T16:00:00.000Z' } },
  });
});

test('drafts of policy, calendar and matrix are tried before anybody runs on them', async () => {
  const owner = await api.as('owner');
  const found = async (path: string) => (await owner.get(path)).body;
  const draft = (path: string, source: object) => owner.put(`${path}/draft`, source).set('If-Match', '"0"').expect(200);
  const at = '2026-11-30T10:00:00+08:00';
  const of = async (drafts: boolean, more: object = { priority: 'P3' }) => {
    const { body } = await ask('owner', { ...school, at, drafts, ...more });
    return [body.chosen.policy.id, body.priority, dueBy(body.running)['resolution']];
  };
  const { process, name, organisations, calendars, clocks, terms } = await found('/api/policies/incident');
  const shorter = { ...clocks.resolution, targets: [{ ms: 8 * HOUR }], ladder: [] };
  const own = { process, name, organisations, calendars, terms };
  await draft('/api/policies/incident', { ...own, clocks: { ...clocks, resolution: shorter } });
  expect(await of(true)).toEqual(['incident@2000001', 'P3', '2026-12-01T02:00:00.000Z']);
  expect(await of(false)).toEqual(['incident@1', 'P3', '2026-12-02T02:00:00.000Z']);

  const { source } = await found('/api/calendars/cn-5x8');
  const dates = { ...source.dates, '2026-12-01': 'closed' };
  await draft('/api/calendars/cn-5x8', { ...source, dates, names: { ...source.names, '2026-12-01': '停业日' } });
  const { body } = await ask('owner', { ...school, at, priority: 'P3', drafts: true });
  const resolution = clockIn(body.running, 'resolution') as Clock & { arithmetic: { days: Day[] } };
  expect([resolution.dueAt, resolution.arithmetic.days[1]]).toEqual([
    '2026-12-02T02:00:00.000Z',
    expect.objectContaining({ date: '2026-12-01', rule: 'closed', name: '停业日' }),
  ]);

  const { priorities } = await found('/api/matrices/priority');
  await draft('/api/matrices/priority', { priorities: { ...priorities, 3: { 1: 'P1', 2: 'P1', 3: 'P1' } } });
  const light = { impact: '3', urgency: '3' };
  expect([(await of(true, light))[1], (await of(false, light))[1]]).toEqual(['P1', 'P4']);
});

const now = { at: '2026-11-30T10:00:00+08:00', priority: 'P1' };
const errorsOf = ({ body }: { body: { errors?: { pointer: string; code: string }[] } }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

test.each<[object, string[]]>([
  [{}, ['/at required', '/unit required', '/application required']],
  [{ ...school, ...now, at: '2026-02-30T10:00:00+08:00' }, ['/at wrong-format']],
  [{ ...school, ...now, at: '2026-02-27T10:00:00' }, ['/at wrong-format']],
  [{ ...school, ...now, at: '2199-02-27T10:00:00Z' }, ['/at too-large']],
  [{ ...school, ...now, unit: 'dx' }, ['/unit wrong-format']],
  [{ ...school, ...now, unit: '/dx/nowhere' }, ['/unit unknown']],
  [{ ...school, ...now, application: 'solitaire' }, ['/application unknown']],
  [{ ...school, ...now, application: { $gt: '' } }, ['/application wrong-type']],
  [{ ...school, ...now, priority: 'P9' }, ['/priority not-allowed-value']],
  [{ ...school, ...now, priority: undefined }, ['/priority required']],
  [{ ...school, ...now, priority: undefined, impact: '1' }, ['/priority required']],
  [{ ...school, ...now, impact: '1', urgency: '1' }, ['/priority said-twice']],
  [{ ...school, ...now, queue: 'donghu-l2', tier: 'L2' }, ['/tier said-twice']],
  [{ ...school, ...now, process: 'request' }, ['/process not-allowed-value']],
  [{ ...school, ...now, process: 'call', tier: 'L2' }, ['/priority unknown-field', '/tier unknown-field']],
  [{ ...school, ...now, policyVersion: 'incident' }, ['/policyVersion wrong-format']],
  [{ ...school, ...now, colour: 'red' }, ['/colour unknown-field']],
])('the question %j is refused with %j', async (body, fields) => {
  const answer = await ask('owner', body);
  expect([answer.status, answer.body.code, errorsOf(answer)]).toEqual([422, 'invalid-data', fields]);
});

test('what the intake would be refused with is refused here too', async () => {
  const foreign = await ask('owner', { ...school, ...now, queue: 'xiling-l2' });
  const unknown = await ask('owner', { ...school, ...now, queue: 'nowhere' });
  expect([foreign.status, foreign.body.code, unknown.body.code]).toEqual([409, 'target-not-open', 'target-not-open']);
});

test('a unit out of reach is answered like one that is not there, and nobody asks but staff', async () => {
  const foreign = await ask('sup-xiling', { ...school, ...now });
  const unknown = await ask('sup-xiling', { ...school, ...now, unit: '/dx/xiling/nowhere' });
  expect([foreign.status, errorsOf(foreign)]).toEqual([unknown.status, errorsOf(unknown)]);
  for (const person of ['req-linxi', 'auditor', 'admin-system', 'admin-security'])
    expect([person, (await ask(person, { ...school, ...now })).status]).toEqual([person, 403]);
  expect((await api.post('/api/sla/preview', { ...school, ...now })).status).toBe(401);
});

test('whoever may not see a person is told only that there is somebody', async () => {
  const { db, directory } = api.product;
  // A guest of another city in the queue: the county's agent serves his case, and does not know him.
  await db.collection<{ _id: string }>('people').updateOne({ _id: 'sup-xiling' }, { $set: { teams: ['donghu-l2'] } });
  directory.drop();
  const { body } = await ask('desk-linxi', { ...school, ...now, tier: 'L2' });
  const [first] = clockIn(body.running, 'response')?.steps ?? [];
  expect(first?.told).toMatchObject({ people: ['eng-donghu-1', 'eng-donghu-2'], others: 1 });
  const { body: whole } = await ask('owner', { ...school, ...now, tier: 'L2' });
  expect(clockIn(whole.running, 'response')?.steps[0]?.told).toMatchObject({ others: 0 });
});

const stored = () =>
  Promise.all(
    ['cases', 'numbers', 'commits', 'notices', 'drafts'].map((name) =>
      api.product.db.collection(name).countDocuments(),
    ),
  );

test('a preview writes nothing', async () => {
  const before = await stored();
  await ask('owner', { ...school, ...now });
  expect(await stored()).toEqual(before);
});
