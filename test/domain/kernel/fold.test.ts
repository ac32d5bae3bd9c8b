/** What one stored event does to any case: to its clocks and to what it is pinned to. */
import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import { effectsOf, emptyCase, fold, foldAhead } from '../../../domain/kernel/fold.ts';
import type { AnyProcess, CaseEvent, Ctx, Pins } from '../../../domain/kernel/process.ts';
import { pinsOf } from '../../support/sample.ts';

const wait: ClockDefinition = {
  key: 'wait',
  kind: 'sla',
  calendar: 'always',
  targets: [{ ms: 100 }],
  start: [{ on: ['created'] }],
  stop: [{ on: ['answered'] }],
};
const process = {
  key: 'thing',
  decider: {
    initialState: { status: 'none' },
    evolve: (_state: object, { data }: CaseEvent) => ({ status: 'open', ...data }),
  },
  clocks: { context: ({ status }: { status: string }) => ({ status }), instants: () => ({ end: 70 }) },
} as unknown as AnyProcess;
const bare = pinsOf('/dx/donghu/court', { id: 'thing', version: 1, clocks: { wait }, terms: {} });
const pins: Pins = { ...bare, more: { runbook: 'swap@1#a' } };
const eventOf = (seq: number, type: string, data: object = {}, more: object = {}) =>
  ({
    type: `thing.${type}`,
    data,
    at: seq * 10,
    seq,
    key: 'u:li:k',
    by: { id: 'li', role: 'engineer' },
    ...more,
  }) as unknown as CaseEvent;
const empty = emptyCase(process, { caseId: 'THG-000001', pins, mode: 'drill', genesis: 'of an empty case' });
const folded = (...events: CaseEvent[]) => events.reduce((kase, event) => fold(process, kase, event), empty);
const waiting = (...events: CaseEvent[]) => folded(...events).clocks['wait'];

test('before its first event a case has its pins and nothing else', () => {
  expect(empty).toEqual({
    caseId: 'THG-000001',
    state: { status: 'none' },
    clocks: {},
    pins,
    mode: 'drill',
    seq: 0,
    headHash: 'of an empty case',
    headAt: 0,
  });
});

test('an event moves the case to its place and instant, and the head hash stays that of the commit before', () => {
  const kase = folded(eventOf(1, 'created', { title: 'x' }));
  expect(kase).toMatchObject({ state: { status: 'open', title: 'x' }, seq: 1, headAt: 10, headHash: empty.headHash });
  expect(kase.clocks['*']?.seen).toEqual({
    context: { status: 'open' },
    trail: [[10, null, null, null, null, null]],
    instants: { end: 70 },
  });
});

test('an event behind the first pins more beside what is pinned; what the first says of it stands in the pins already', () => {
  const pinned = { policy: 'cab@3#b' };
  expect(folded(eventOf(1, 'created', { pinned })).pins).toBe(pins);
  expect(folded(eventOf(1, 'created'), eventOf(2, 'assessed', { pinned })).pins).toEqual({
    ...pins,
    more: { runbook: 'swap@1#a', policy: 'cab@3#b' },
  });
});

test('a promise counts from when it was received, if that is said in ms', () => {
  expect(waiting(eventOf(1, 'created', { receivedAt: 4 }))?.life).toMatchObject({ startedAt: 4, bornAt: 10 });
  for (const receivedAt of ['4', null])
    expect(waiting(eventOf(1, 'created', { receivedAt }))?.life?.startedAt).toBe(10);
});

test('what time itself does counts from when it fell due, what a person says from when he said it', () => {
  const created = eventOf(1, 'created');
  const stoppedAt = (data: object, key: string) =>
    waiting(created, eventOf(9, 'answered', data, { key }))?.life?.stoppedAt;
  expect([stoppedAt({ dueAt: 50 }, 't:9'), stoppedAt({ dueAt: 50 }, 'u:li:k')]).toEqual([50, 90]);
  expect([stoppedAt({}, 't:9'), stoppedAt({ dueAt: 'x' }, 't:9')]).toEqual([90, 90]);
});

test('a step is heard where clock and step are named, and other words of that name say nothing of clocks', () => {
  const fired = [{ clock: 'wait', generation: 1, step: 'p50', dueAt: 60 }].map((data) =>
    eventOf(2, 'clockWarned', data),
  );
  const heard = (type: string, data: object) =>
    waiting(eventOf(1, 'created'), ...fired, eventOf(7, type, data))?.life?.acked;
  expect(heard('acknowledged', { clock: 'wait', step: 'p50' })).toEqual(['p50']);
  expect(heard('noted', { clock: 'wait', step: 'p50' })).toEqual([]);
  for (const data of [{ clock: 'wait' }, { step: 'p50' }, { clock: 1, step: 'p50' }, { clock: 'wait', step: 5 }, {}])
    expect([data, heard('acknowledged', data)]).toEqual([data, []]);
});

test('what lies ahead is folded as it will be written: event by event, behind the newest', () => {
  const seen: object[] = [];
  const rules = {
    ...process,
    decider: {
      evolve: (state: { status: string }, event: CaseEvent) => {
        seen.push(event);
        return { ...state, status: event.type };
      },
    },
  } as unknown as typeof process;
  const ctx = { now: 30, actor: { id: 'li' }, role: 'engineer', key: 'k', caseId: 'THG-000001', mode: 'live', seq: 4 };
  const words = [{ type: 'thing.a', data: { x: 1 } } as const, { type: 'thing.b', data: {} } as const];
  const { state } = foldAhead(rules, { status: 'open' }, words, { ...ctx, clocks: {}, pins } as unknown as Ctx);
  expect(state).toEqual({ status: 'thing.b' });
  const place = { caseId: 'THG-000001', process: 'thing', mode: 'live', schema: 1, at: 30, key: 'k', digest: '' };
  expect(seen).toEqual([
    { ...words[0], ...place, _id: 'THG-000001:5', seq: 5, by: { id: 'li', role: 'engineer' } },
    { ...words[1], ...place, _id: 'THG-000001:6', seq: 6, by: { id: 'li', role: 'engineer' } },
  ]);
});

const ofParts = (_state: object, ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, { kind: 'step', context: { status: 'open' }, instants: {} }]));

test('the clocks of parts are ended by the event with which the case ends, and by no other', () => {
  const step: ClockDefinition = { ...wait, key: 'step', per: 'step', start: [{ on: ['created'] }] };
  const withParts = { ...process, clocks: { ...process.clocks, ofParts } } as unknown as typeof process;
  const stepping: typeof empty = { ...empty, pins: { ...pins, sla: { ...pins.sla, clocks: { step } } } };
  const clocksAfter = (...events: CaseEvent[]) =>
    Object.keys(events.reduce((kase, event) => fold(withParts, kase, event), stepping).clocks);
  const created = eventOf(1, 'created', { part: 's1' });
  expect(clocksAfter(created)).toEqual(['*', '*~s1', 'step~s1']);
  expect(clocksAfter(created, eventOf(2, 'noted', { endedAt: undefined }))).toEqual(['*', '*~s1', 'step~s1']);
  expect(clocksAfter(created, eventOf(2, 'closed', { endedAt: 20 }))).toEqual(['*', 'step']);
  const cases: typeof empty = { ...stepping, pins: { ...pins, sla: { ...pins.sla, clocks: { wait } } } };
  expect(Object.keys(fold(withParts, cases, created).clocks)).toEqual(['*', 'wait']);
});

test('what a policy is silent about is sent to nobody, and what else follows does', () => {
  const start = { kind: 'start', process: 'incident', data: {} };
  const reactions = {
    'thing.noted': () => [{ kind: 'notify', template: 'thing-noted', to: { person: 'li' }, data: {} }, start],
  };
  const loud = { ...process, reactions } as unknown as typeof process;
  const silent = { ...empty, pins: { ...pins, sla: { ...pins.sla, silent: ['thing-noted'] } } };
  expect(effectsOf(loud, silent, eventOf(2, 'noted'))).toEqual([start]);
  expect(effectsOf(loud, silent, eventOf(2, 'moved'))).toEqual([]);
});

test('a closed queue and new pins take effect with the event that says so', () => {
  const to = { queue: 'heir', queueOrg: '/dx', tier: 'L2' };
  const desks = { L1: { orgPath: '/dx/a', queue: 'old' } };
  const kase = { ...empty, pins: { ...pins, desks } } as typeof empty;
  const after = (type: string) =>
    fold(process, kase, eventOf(2, type, { from: 'old', to, reason: 'x', moved: false })).pins;
  expect(after('requeued').desks).toEqual({ L1: { orgPath: '/dx', queue: 'heir' } });
  expect(after('transferred')).toBe(kase.pins);
});
