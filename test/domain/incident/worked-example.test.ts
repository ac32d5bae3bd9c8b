/** One fault from county to city to province, minute by minute, over a make-up workday and a holiday week. */
import { at, people } from '../../support/sample.ts';
import { World } from '../../support/world.ts';

const { requester, agent, cityHead, li, wang } = people;
const MINUTE = 60_000;
const INC = 'INC-000001';
const CAL = 'CAL-000001';

const fault = {
  channel: 'site',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payments fail after an update',
  description: 'Every batch of today is rejected.',
  contact: '0571 8888',
};

/** Names of what the step recorded on the case. */
function names(stage: World, caseId: string, from: number): string[] {
  return stage
    .eventsOf(caseId)
    .slice(from)
    .map(({ type }) => type.slice(type.indexOf('.') + 1));
}
const seqOf = (stage: World, caseId: string): number => stage.kaseOf(caseId).seq;

/** What the two parties say and do, each at its minute; returns the world after the last step that was asked for. */
function play(until: string): World {
  const stage = new World(at('2026-02-13 17:20'), { incident: { terms: { reportAlways: true } } });
  const steps: [when: string, act: () => void][] = [
    ['2026-02-13 17:20', () => void stage.open('call', requester, fault)],
    ['2026-02-13 17:28', () => void stage.give(CAL, agent, { type: 'take', data: {} })],
    ['2026-02-13 17:52', () => void stage.give(CAL, agent, { type: 'escalate', data: escalation })],
    ['2026-02-14 09:26', () => void stage.give(INC, cityHead, { type: 'dispatch', data: { person: li.id } })],
    ['2026-02-14 09:31', () => void stage.give(INC, li, { type: 'start', data: {} })],
    [
      '2026-02-14 10:10',
      () => void stage.give(INC, li, { type: 'hold', data: { reason: 'user', note: 'Which batch?' } }),
    ],
    ['2026-02-14 10:50', () => void stage.give(INC, requester, { type: 'supplyInfo', data: { text: 'Batch 7' } })],
    ['2026-02-14 13:10', () => void stage.give(INC, li, { type: 'escalate', data: ask })],
    ['2026-02-14 13:15', () => void stage.give(INC, wang, { type: 'start', data: {} })],
    ['2026-02-14 15:40', () => void stage.give(INC, wang, { type: 'resolve', data: solution })],
    ['2026-02-14 16:50', () => void stage.give(INC, requester, { type: 'confirm', data: {} })],
    ['2026-02-14 17:30', () => void stage.give(INC, wang, { type: 'fileReport', data: report })],
  ];
  for (const [when, act] of steps) {
    if (at(when) > at(until)) break;
    stage.moveTo(at(when));
    act();
  }
  stage.moveTo(at(until));
  return stage;
}
const escalation = {
  category: 'payment-failure',
  impact: '2',
  urgency: '2',
  diagnosis: 'Update last night',
  tried: 'Restart',
};
const ask = {
  diagnosis: 'Middleware answers 500',
  tried: 'Restart, rollback of the client',
  ask: 'Look at the server',
};
const solution = {
  solution: 'The right middleware version was installed',
  causeCode: 'wrong-version',
  category: 'payment-failure',
  knowledge: {
    kind: 'propose',
    symptom: 'Batches rejected after an update',
    solution: 'Install the middleware version of the release note',
    firstOfKind: true,
    instructive: true,
    general: false,
  },
};
const report = {
  cause: 'Wrong version',
  evidence: 'Logs',
  handling: 'Reinstalled',
  prevention: 'Check before release',
};

test('17:20 the accountant calls: answer within 30 minutes, first line within an office hour', () => {
  const call = play('2026-02-13 17:20').viewOf(CAL);
  expect(call).toMatchObject({
    status: 'new',
    queue: 'linxi-desk',
    waitsFor: [{ to: { team: 'linxi-desk' }, command: 'take' }],
  });
  expect(call.readings['response']?.dueAt).toBe(at('2026-02-13 17:50'));
  expect(call.readings['first-line']?.dueAt).toBe(at('2026-02-14 09:20'));
});

test('17:28 the county agent takes it: response met after 8 minutes', () => {
  const { status, readings } = play('2026-02-13 17:28').viewOf(CAL);
  expect(status).toBe('in-service');
  expect(readings['response']).toMatchObject({ state: 'met', remainingMs: 22 * MINUTE });
});

test('17:52 the agent escalates: the incident lies with the city, its clocks over the make-up Saturday', () => {
  const stage = play('2026-02-13 17:52');
  expect(stage.viewOf(CAL)).toMatchObject({ status: 'escalated', waitsFor: [] });
  expect(stage.viewOf(CAL).readings['first-line']).toMatchObject({ state: 'met', remainingMs: 28 * MINUTE });
  const incident = stage.viewOf(INC);
  expect(incident).toMatchObject({ status: 'queued', queue: 'donghu-l2', tier: 'L2', priority: 'P3', call: CAL });
  const { readings } = incident;
  expect(readings['resolution']).toMatchObject({ dueAt: at('2026-02-24 17:20'), startedAt: at('2026-02-13 17:20') });
  expect(readings['ola-pickup']?.dueAt).toBe(at('2026-02-14 09:22'));
  expect(readings['ola-l2']?.dueAt).toBe(at('2026-02-14 13:52'));
  expect(Object.keys(readings).toSorted()).toEqual(['ola-l2', 'ola-pickup', 'resolution']); // no response, no first line
});

test('09:16 and 09:22 nobody has picked it up: the queue is told, then the supervisor, stamped to the minute', () => {
  const stage = play('2026-02-14 09:25');
  const fired = stage
    .eventsOf(INC)
    .slice(1)
    .map(({ type, data, at: noticed }) => ({ type, noticed, ...(data as { step?: string; dueAt: number }) }));
  expect(fired).toEqual([
    expect.objectContaining({ type: 'incident.clockWarned', step: 'p80', dueAt: at('2026-02-14 09:16') }),
    expect.objectContaining({ type: 'incident.clockBreached', clock: 'ola-pickup', dueAt: at('2026-02-14 09:22') }),
    expect.objectContaining({ type: 'incident.clockWarned', step: 'p100', dueAt: at('2026-02-14 09:22') }),
  ]);
  const told = stage.done.flatMap(({ event, at: when, effect }) =>
    effect.kind === 'notify' && event === 'incident.clockWarned' ? [{ when, to: effect.to }] : [],
  );
  expect(told).toEqual([
    { when: at('2026-02-14 09:16'), to: { team: 'donghu-l2' } },
    { when: at('2026-02-14 09:22'), to: expect.objectContaining({ role: 'supervisor', orgPath: '/dx/donghu' }) },
  ]);
});

test('09:26 the supervisor dispatches to Li, which accepts nothing; 09:31 Li starts, pickup 9 minutes late', () => {
  const dispatched = play('2026-02-14 09:26');
  expect(dispatched.viewOf(INC)).toMatchObject({ status: 'assigned', parties: { assignee: li.id }, accepted: false });
  expect(dispatched.viewOf(INC).readings['ola-pickup']?.state).toBe('breached');
  const started = play('2026-02-14 09:31');
  expect(names(started, INC, seqOf(dispatched, INC))).toEqual(['accepted', 'started']);
  expect(started.viewOf(INC).readings['ola-pickup']).toMatchObject({ state: 'late', remainingMs: -9 * MINUTE });
});

test('10:10 to 10:50 waiting for the accountant pauses resolution and ola-l2 for 40 minutes', () => {
  const held = play('2026-02-14 10:10').viewOf(INC);
  expect(held).toMatchObject({ status: 'on-hold', hold: { reason: 'user' } });
  expect(held.readings['resolution']?.state).toBe('paused');
  expect(held.readings['ola-l2']?.state).toBe('paused');
  const stage = play('2026-02-14 10:50');
  expect(names(stage, INC, seqOf(stage, INC) - 2)).toEqual(['infoSupplied', 'resumed']);
  expect(stage.viewOf(INC).readings['resolution']?.dueAt).toBe(at('2026-02-24 18:00'));
  expect(stage.viewOf(INC).readings['ola-l2']?.dueAt).toBe(at('2026-02-14 14:32'));
});

test('13:10 Li escalates to the province: ola-l2 met after 158 minutes, ola-l3 and a new pickup begin', () => {
  const { status, queue, tier, readings } = play('2026-02-14 13:10').viewOf(INC);
  expect({ status, queue, tier }).toEqual({ status: 'queued', queue: 'dx-software', tier: 'L3' });
  expect(readings['ola-l2']).toMatchObject({ state: 'met', remainingMs: (240 - 158) * MINUTE });
  expect(readings['ola-pickup']?.dueAt).toBe(at('2026-02-14 13:40'));
  expect(readings['ola-l3']?.dueAt).toBe(at('2026-02-24 13:10'));
});

test('13:15 the expert claims, accepts and starts in one go: pickup met after 5 minutes', () => {
  const stage = play('2026-02-14 13:15');
  expect(names(stage, INC, seqOf(stage, INC) - 3)).toEqual(['claimed', 'accepted', 'started']);
  expect(stage.viewOf(INC).readings['ola-pickup']).toMatchObject({ state: 'met', remainingMs: 25 * MINUTE });
});

test('15:40 resolved: 340 minutes of resolution, 150 of the third line; a report is owed, five days to confirm', () => {
  const stage = play('2026-02-14 15:40');
  const { status, readings } = stage.viewOf(INC);
  expect(status).toBe('resolved');
  expect(readings['resolution']).toMatchObject({ state: 'met', remainingMs: (960 - 340) * MINUTE });
  expect(readings['ola-l3']).toMatchObject({ state: 'met', remainingMs: (480 - 150) * MINUTE });
  expect(readings['report']?.dueAt).toBe(at('2026-02-15 15:40'));
  expect(readings['confirm']?.dueAt).toBe(at('2026-02-28 15:40'));
  const waiting = play('2026-02-14 15:40');
  waiting.moveTo(at('2026-02-28 15:39'));
  const reminders = waiting
    .eventsOf(INC)
    .filter(({ data }) => 'clock' in data && data.clock === 'confirm')
    .map(({ at: when }) => when);
  expect(reminders).toEqual([at('2026-02-25 15:40'), at('2026-02-27 15:40')]);
});

test('16:50 the accountant confirms and it stays resolved, since the report is owed', () => {
  const stage = play('2026-02-14 16:50');
  expect(names(stage, INC, seqOf(stage, INC) - 1)).toEqual(['confirmed']);
  expect(stage.viewOf(INC)).toMatchObject({ status: 'resolved', confirmed: true, reportState: 'owed' });
});

test('17:30 the report closes it with frozen facts and settles the call; February has one late pickup', () => {
  const stage = play('2026-02-14 17:30');
  expect(names(stage, INC, seqOf(stage, INC) - 2)).toEqual(['reportFiled', 'closed']);
  const closed = stage.eventsOf(INC).at(-1)?.data as { facts: { clocks: Record<string, { state: string }> } };
  const { clocks } = closed.facts;
  expect(clocks['report']).toMatchObject({ state: 'met', consumedMs: 110 * MINUTE });
  const late = Object.entries(clocks).flatMap(([clock, { state }]) => (state === 'late' ? [clock] : []));
  expect(clocks['ola-pickup']).toMatchObject({ state: 'met' });
  expect({
    late,
    past: (clocks['ola-pickup'] as { past?: { ended: string }[] }).past?.map(({ ended }) => ended),
  }).toEqual({
    late: [],
    past: ['late'],
  });
  expect(stage.viewOf(CAL)).toMatchObject({ status: 'closed', incident: INC, outcome: 'resolved' });
});

test('had she reopened at 16:50, the work would go on with Wang from 340 and 150 minutes', () => {
  const stage = play('2026-02-14 16:49');
  stage.moveTo(at('2026-02-14 16:50'));
  const events = stage.give(INC, requester, { type: 'reopen', data: { reason: 'Batch 8 fails too' } });
  expect(events.map(({ type, data }) => ({ type, data }))).toEqual([
    { type: 'incident.reopened', data: { reason: 'Batch 8 fails too', times: 1 } },
  ]);
  const view = stage.viewOf(INC);
  expect(view).toMatchObject({ status: 'in-progress', parties: { assignee: wang.id }, counts: { reopened: 1 } });
  expect(view.readings['report']?.state).toBe('cancelled');
  expect(view.readings['resolution']?.dueAt).toBe(at('2026-02-25 10:10'));
  expect(view.readings['ola-l3']?.dueAt).toBe(at('2026-02-24 14:20'));
});

test('on 2 March it has ended; her follow-up call goes to the province and counts as reopened', () => {
  const stage = play('2026-02-14 17:30');
  stage.moveTo(at('2026-03-02 09:00'));
  expect(() => stage.give(INC, requester, { type: 'reopen', data: { reason: 'Again' } })).toThrow(
    expect.objectContaining({ code: 'case-ended', params: { status: 'closed', followUpOf: INC } }),
  );
  const again = stage.open('call', requester, { ...fault, followUpOf: CAL });
  stage.give(again, agent, { type: 'take', data: {} });
  stage.give(again, agent, { type: 'escalate', data: escalation });
  expect(stage.viewOf('INC-000002')).toMatchObject({ queue: 'dx-software', tier: 'L3', followUpOf: INC });
  expect(stage.eventsOf('INC-000002')[0]?.data).toMatchObject({ countsAsReopened: true });
});
