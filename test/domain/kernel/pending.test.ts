import type { ClockState, Clocks } from '../../../domain/kernel/clocks/clocks.ts';
import { lowestOf, refOf, refsOf, settledBy, stillOpen } from '../../../domain/kernel/pending.ts';
import type { CaseEvent, KeyedEffect } from '../../../domain/kernel/process.ts';

const command = (key: string, caseId: string): KeyedEffect => ({
  key,
  effect: { kind: 'command', process: 'incident', caseId, command: 'followParent', data: {} },
});
const notify = (key: string, notBefore?: number, data: object = {}): KeyedEffect => ({
  key,
  effect: {
    kind: 'notify',
    to: { person: 'wang' },
    template: 't',
    data,
    ...(notBefore === undefined ? {} : { notBefore }),
  },
});
const start: KeyedEffect = { key: 'e:CAL-1:3:1', effect: { kind: 'start', process: 'incident', data: {} } };
const keys = (open: readonly { key: string }[]) => open.map(({ key }) => key);

test('a reference says in words what the effect is, which case it goes to and how long it is held back', () => {
  expect(refOf(command('a', 'INC-2'))).toEqual({ key: 'a', lane: 'INC-2', what: 'followParent INC-2' });
  expect(refOf(notify('b', 100))).toEqual({ key: 'b', notBefore: 100, what: 'notice' });
  expect(refOf(notify('c'))).toEqual({ key: 'c', what: 'notice' });
  expect(refOf(start)).toEqual({ key: start.key, what: 'start incident' });
});

test('actions of one part keep their order; in a rehearsal one is answered by the clock of its case, a stop at once', () => {
  const run = {
    kind: 'run',
    action: 'x',
    part: 's1',
    attempt: 1,
    what: 'do',
    limitMs: 60_000,
    scripted: 'done',
  } as const;
  const effects = [
    { key: 'a', effect: run },
    { key: 'b', effect: { ...run, what: 'undo' } as const },
    { key: 'c', effect: { ...run, stop: true } as const },
  ];
  const lane = 'run s1';
  const live = [
    { key: 'a', lane, what: 'do s1' },
    { key: 'b', lane, what: 'undo s1' },
    { key: 'c', lane, what: 'stop s1' },
  ];
  expect(effects.map((one) => refOf(one))).toEqual(live);
  for (const mode of ['live', 'drill'] as const) expect(refsOf({ effects, mode, at: 1_000 })).toEqual(live);
  expect(refsOf({ effects, mode: 'rehearsal', at: 1_000 })).toEqual([
    { key: 'a', notBefore: 58_000, what: 'do s1' },
    { key: 'b', notBefore: 58_000, what: 'undo s1' },
    { key: 'c', what: 'stop s1' },
  ]);
});

test('what is installed or taken back keeps its order', () => {
  const install = { kind: 'install', appVersion: 'pay 4.2' } as unknown as KeyedEffect['effect'];
  const back = { ...install, back: true } as KeyedEffect['effect'];
  expect([install, back].map((effect) => refOf({ key: 'k', effect }))).toEqual([
    { key: 'k', lane: 'install', what: 'install pay 4.2' },
    { key: 'k', lane: 'install', what: 'take back pay 4.2' },
  ]);
});

test('in a rehearsal what is not run outside goes as ever', () => {
  const effects = [command('a', 'INC-2'), notify('b', 100), notify('c'), start];
  const refs = refsOf({ effects, mode: 'rehearsal', at: 1_000 });
  expect(refs).toStrictEqual([
    { key: 'a', lane: 'INC-2', what: 'followParent INC-2' },
    { key: 'b', notBefore: 100, what: 'notice' },
    { key: 'c', what: 'notice' },
    { key: start.key, what: 'start incident' },
  ]);
});

test('the earliest event of which an effect is open is the one that a revive goes back to', () => {
  const open = ['e:INC-1:12:0', 'e:INC-1:7:3', 'e:INC-1:9:1', 'r:x'].map((key) => ({ key, what: 'notice' }));
  expect([lowestOf(open), lowestOf(open.slice(3)), lowestOf([])]).toEqual([7, null, null]);
});

const firing = { clock: 'resolution', step: 'p50', generation: 1 };
const event = (type: string, data: object = {}, at = 50) =>
  ({ type: `incident.${type}`, data, at }) as unknown as CaseEvent;
const clocksWith = (droppedAt: number | null): Clocks => {
  const held = [{ step: 'p50', generation: 1, deliverAt: 100, breach: false, droppedAt }];
  return { resolution: { phase: 'cancelled', breachedAt: null, life: { held } } as unknown as ClockState };
};
const after = (open: readonly KeyedEffect[], what: CaseEvent, clocks: Clocks = {}) =>
  stillOpen(open.map(refOf), settledBy(what, open, { process: 'incident', clocks }));

test.each(['effectFailed', 'effectSkipped', 'caseStarted', 'addresseeMissing'])(
  'what %s says has ended waits no longer',
  (type) => {
    const open = [notify('a'), notify('b')];
    expect(keys(after(open, event(type, { effect: 'a' })))).toEqual(['b']);
    expect(keys(after(open, event(type, { effect: 'z' })))).toEqual(['a', 'b']);
  },
);

test('another event, and the record of another process, ends nothing', () => {
  const open = [notify('a'), notify('b')];
  expect(keys(after(open, event('commented', { effect: 'a' })))).toEqual(['a', 'b']);
  expect(settledBy(event('commented'), open, { process: 'incident', clocks: {} })).toEqual({ drop: [], move: [] });
  expect(settledBy(event('effectFailed', { effect: 7 }), open, { process: 'incident', clocks: {} }).drop).toEqual([]);
  const foreign = { ...event('effectFailed', { effect: 'a' }), type: 'call.effectFailed' } as unknown as CaseEvent;
  expect(keys(after(open, foreign))).toEqual(['a', 'b']);
});

test('a held notice goes at the instant of its release, and is gone when it is dropped', () => {
  const open = [notify('held', 100, firing), notify('other')];
  expect(after(open, event('clockNoticeReleased', firing))).toEqual([
    { key: 'held', notBefore: 50, what: 'notice' },
    { key: 'other', what: 'notice' },
  ]);
  expect(keys(after(open, event('clockNoticeDropped', firing)))).toEqual(['other']);
});

test('what is not open any more, or unknown, is neither dropped nor moved into being', () => {
  const settled = settledBy(event('clockNoticeReleased', firing), [notify('held', 100, firing)], {
    process: 'incident',
    clocks: {},
  });
  expect(stillOpen([refOf(notify('other'))], settled)).toEqual([refOf(notify('other'))]);
  expect(stillOpen([], { drop: ['a'], move: [] })).toEqual([]);
});

test('must not happen: a reminder that night held back goes out about a case that was canceled meanwhile', () => {
  const open = [notify('held', 100, firing)];
  expect(after(open, event('canceled'), clocksWith(40))).toEqual([]); // time records nothing after an end
  expect(after(open, event('canceled'), clocksWith(null))).toEqual(open.map(refOf)); // a breach is news all the same
  const another = [notify('held', 100, { ...firing, generation: 2 })];
  expect(after(another, event('canceled'), clocksWith(40))).toEqual(another.map(refOf));
});
