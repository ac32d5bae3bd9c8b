import { type Api, openCall, report, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

type Clock = { clock: string; dueAt: string | null; targetMs: number };
const ask = async (person: string, body: object) => (await api.as(person)).post('/api/sla/preview', body);
const school = { unit: '/dx/donghu/linxi/school', application: 'payment' };
const dueBy = (clocks: Clock[]) => Object.fromEntries(clocks.map(({ clock, dueAt }) => [clock, dueAt]));

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

test.each([
  ['1', '1', 'P1'],
  ['1', '2', 'P2'],
  ['2', '2', 'P3'],
  ['3', '3', 'P4'],
])('an incident of impact %s and urgency %s owes what the preview says (%s)', async (impact, urgency, priority) => {
  const desk = await api.as('desk-donghu');
  const opened = await desk.send('/api/incidents', { ...report, impact, urgency, queue: 'donghu-l2' });
  const { at, due } = await owedBy(opened.body._id);
  const { status, body } = await ask('sup-donghu', { ...school, at, impact, urgency, queue: 'donghu-l2' });
  expect([status, body.priority]).toEqual([200, priority]);
  expect(dueBy(body.running)).toEqual(due);
  expect(body.pinned).toMatchObject({ sla: 'incident@1', contract: 'dx-treasury@1' });
});

test('a call owes what the preview says', async () => {
  const { at, due } = await owedBy(await openCall(api));
  const { body } = await ask('desk-linxi', { ...school, process: 'call', at });
  expect(dueBy(body.running)).toEqual(due);
});

test('a P3 of the Friday before the National Day is reckoned day by day, and says who would be told', async () => {
  const { body } = await ask('owner', {
    ...school,
    at: '2026-09-30T16:00:00+08:00',
    priority: 'P3',
    queue: 'donghu-l2',
  });
  const resolution = body.running.find(({ clock }: Clock) => clock === 'resolution');
  const days = resolution.arithmetic.days.map(
    (day: { date: string; lastDate?: string; rule: string; countedMs: number }) =>
      `${day.date}${day.lastDate ? `..${day.lastDate}` : ''} ${day.rule} ${day.countedMs / 3_600_000}`,
  );
  expect(days).toEqual([
    '2026-09-30 week 2',
    '2026-10-01..2026-10-02 closed 0',
    '2026-10-03..2026-10-04 week 0',
    '2026-10-05..2026-10-07 closed 0',
    '2026-10-08 week 8',
    '2026-10-09 week 6',
  ]);
  expect([resolution.dueAt, resolution.provisional]).toEqual(['2026-10-09T08:00:00.000Z', false]);
  const steps = resolution.steps.map(({ step, at, told }: { step: string; at: string; told: { people: string[] } }) => [
    step,
    at,
    told.people,
  ]);
  expect(steps.slice(0, 3)).toEqual([
    ['p75', '2026-10-09T03:00:00.000Z', ['eng-donghu-1', 'eng-donghu-2']],
    ['b30', '2026-10-09T07:30:00.000Z', ['eng-donghu-1', 'eng-donghu-2', 'sup-donghu']],
    ['p100', '2026-10-09T08:00:00.000Z', ['sup-donghu']],
  ]);
  expect(body.later.map(({ clock }: Clock) => clock)).toEqual(expect.arrayContaining(['report', 'confirm', 'ola-l3']));
});

test('beyond the horizon the deadline is provisional and says so', async () => {
  const { body } = await ask('owner', { ...school, at: '2026-12-31T16:00:00+08:00', priority: 'P4' });
  const resolution = body.running.find(({ clock }: Clock) => clock === 'resolution');
  expect([resolution.provisional, resolution.arithmetic.provisional]).toEqual([true, true]);
});

test('drafts are tried before anybody runs on them', async () => {
  const owner = await api.as('owner');
  const { process, name, organisations, calendars, clocks, terms } = (await owner.get('/api/policies/incident')).body;
  const resolution = { ...clocks.resolution, targets: [{ ms: 3_600_000, calendar: 'always' }], ladder: [] };
  const source = { process, name, organisations, calendars, clocks: { ...clocks, resolution }, terms };
  await owner.put('/api/policies/incident/draft', source).set('If-Match', '"0"').expect(200);
  const at = '2026-11-30T10:00:00+08:00';
  const of = async (drafts: boolean) => {
    const { body } = await ask('owner', { ...school, at, priority: 'P3', drafts });
    return [body.pinned.sla, dueBy(body.running)['resolution']];
  };
  expect(await of(true)).toEqual(['incident@2000001', '2026-11-30T03:00:00.000Z']);
  expect(await of(false)).toEqual(['incident@1', '2026-12-02T02:00:00.000Z']);
});

test('bad questions are refused field by field, and units out of reach are not told from unknown ones', async () => {
  const { body, status } = await ask('owner', { unit: '/dx', at: '2026-02-30T10:00:00', colour: 'red' });
  expect(status).toBe(422);
  expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)).toEqual(
    expect.arrayContaining(['/application required', '/colour unknown-field']),
  );
  const foreign = await ask('sup-xiling', { ...school, at: '2026-11-30T10:00:00+08:00', priority: 'P1' });
  const unknown = await ask('sup-xiling', {
    ...school,
    unit: '/dx/xiling/nowhere',
    at: '2026-11-30T10:00:00+08:00',
    priority: 'P1',
  });
  expect([foreign.status, foreign.body.errors]).toEqual([unknown.status, unknown.body.errors]);
  expect((await ask('req-linxi', { ...school, at: '2026-11-30T10:00:00+08:00', priority: 'P1' })).status).toBe(403);
  expect((await ask('owner', { ...school, at: '2026-11-30T10:00:00+08:00' })).body.errors).toMatchObject([
    { pointer: '/priority', code: 'required' },
  ]);
});
