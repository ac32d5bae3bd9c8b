import { dueAtOf, dueOf, stillPending } from '../../../domain/kernel/pending.ts';
import type { ClockState, Clocks } from '../../../domain/kernel/clocks.ts';
import type { CaseEvent, PendingEffect } from '../../../domain/kernel/process.ts';

const command = (key: string, caseId: string): PendingEffect => ({
  key,
  effect: { kind: 'command', process: 'incident', caseId, command: 'followParent', data: {} },
});
const notify = (key: string, notBefore?: number, data: object = {}): PendingEffect => ({
  key,
  effect: {
    kind: 'notify',
    to: { person: 'wang' },
    template: 't',
    data,
    ...(notBefore === undefined ? {} : { notBefore }),
  },
});
const keys = (pending: readonly PendingEffect[]) => pending.map(({ key }) => key);
const putOff = (key: string, at: number) => new Map([[key, { at }]]);

test('an effect waits for the instant that it names and for the one to which it was put off', () => {
  expect(dueAtOf(notify('a', 100), new Map())).toBe(100);
  expect(dueAtOf(notify('a', 100), putOff('a', 200))).toBe(200);
  expect(dueAtOf(notify('a', 300), putOff('a', 200))).toBe(300);
  expect(dueAtOf(command('a', 'INC-1'), new Map())).toBe(0);
  const pending = [notify('a', 100), notify('b', 101), notify('c')];
  expect(keys(dueOf(pending, new Map(), 100))).toEqual(['a', 'c']);
});

test('a command that was put off is not overtaken by a later one to the same case', () => {
  const pending = [
    command('resolved', 'INC-2'),
    command('other', 'INC-3'),
    command('reopened', 'INC-2'),
    notify('told'),
  ];
  expect(keys(dueOf(pending, putOff('resolved', 200), 199))).toEqual(['other', 'told']);
  expect(keys(dueOf(pending, putOff('resolved', 200), 200))).toEqual(['resolved', 'other', 'reopened', 'told']);
  expect(keys(dueOf(pending, putOff('reopened', 200), 199))).toEqual(['resolved', 'other', 'told']);
});

const firing = { clock: 'resolution', step: 'p50', generation: 1 };
const event = (type: string, data: object = {}, at = 50) =>
  ({ type: `incident.${type}`, data, at }) as unknown as CaseEvent;
const clocksWith = (droppedAt: number | null): Clocks => {
  const held = [{ step: 'p50', generation: 1, deliverAt: 100, breach: false, droppedAt }];
  return { resolution: { phase: 'cancelled', breachedAt: null, life: { held } } as unknown as ClockState };
};
const after = (pending: readonly PendingEffect[], what: CaseEvent, clocks: Clocks = {}) =>
  stillPending(pending, what, { process: 'incident', clocks });

test('what the record says has ended waits no longer; the record of another process says nothing', () => {
  const pending = [notify('a'), notify('b')];
  expect(keys(after(pending, event('effectFailed', { effect: 'a' })))).toEqual(['b']);
  expect(keys(after(pending, event('effectSkipped', { effect: 'b' })))).toEqual(['a']);
  expect(keys(after(pending, event('commented', { effect: 'a' })))).toEqual(['a', 'b']);
  const foreign = { ...event('effectFailed', { effect: 'a' }), type: 'call.effectFailed' } as unknown as CaseEvent;
  expect(keys(after(pending, foreign))).toEqual(['a', 'b']);
});

test('a held notice goes at the instant of its release, and is gone when it is dropped', () => {
  const pending = [notify('held', 100, firing), notify('other')];
  expect(after(pending, event('clockNoticeReleased', firing))[0]?.effect).toMatchObject({ notBefore: 50 });
  expect(keys(after(pending, event('clockNoticeDropped', firing)))).toEqual(['other']);
});

test('must not happen: a reminder that night held back goes out about a case that was canceled meanwhile', () => {
  const pending = [notify('held', 100, firing)];
  expect(after(pending, event('canceled'), clocksWith(40))).toEqual([]); // time records nothing after an end
  expect(after(pending, event('canceled'), clocksWith(null))).toEqual(pending); // a breach is news all the same
  const another = [notify('held', 100, { ...firing, generation: 2 })];
  expect(after(another, event('canceled'), clocksWith(40))).toEqual(another);
});
