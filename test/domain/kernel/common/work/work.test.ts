/** Tags and time spent, beyond what each process is tried for. */
import { commonCommands } from '../../../../../domain/kernel/contract.ts';
import { suggestedAmong, withoutTags, withTags } from '../../../../../domain/kernel/common/work/tags.ts';
import { dayOf, logging, MOST_ENTRIES, shownTime, withTime } from '../../../../../domain/kernel/common/work/worklog.ts';
import type { Ctx, Pins } from '../../../../../domain/kernel/process.ts';
import { refusal } from '../../../../support/trial/refusal.ts';

const AT = Date.UTC(2026, 2, 9, 18, 30); // half past two of the next morning in Shanghai
const pins = (...offsets: number[]): Pins =>
  ({ snapshots: Object.fromEntries(offsets.map((east, n) => [`c${n}`, { offsets: [[0, east]] }])) }) as never;

test('a tag is one line without a comma, and a command names one to twenty', () => {
  const { input } = commonCommands.tag;
  expect(input.parse({ tags: [' VPN '] })).toEqual({ tags: ['VPN'] });
  for (const tags of [
    [],
    ['a,b'],
    ['a，b'],
    ['x'.repeat(41)],
    ['\n'],
    [''],
    Array.from({ length: 21 }, (_, n) => `${n}`),
  ])
    expect(input.safeParse({ tags }).success).toBe(false);
});

test('tags are kept in their order, and nothing is kept of none', () => {
  const before: { other: number; tags?: string[] } = { other: 1 };
  const some = withTags(before, { tags: ['b', 'a'] });
  expect(some).toEqual({ other: 1, tags: ['b', 'a'] });
  expect(withoutTags(some, { tags: ['B'] })).toEqual({ other: 1, tags: ['a'] });
  expect(withoutTags(some, { tags: ['A', 'b'] })).toEqual({ other: 1 });
});

test('what is proposed: the most used first, as most spell it', () => {
  const tagged = [['VPN', '打印机'], ['vpn'], ['VPN', 'Wi-Fi'], ['ｗｉ-ｆｉ'], ['Wi-Fi']];
  expect(suggestedAmong(tagged, '', 9)).toEqual([
    { tag: 'VPN', count: 3 },
    { tag: 'Wi-Fi', count: 3 },
    { tag: '打印机', count: 1 },
  ]);
  expect(suggestedAmong(tagged, 'FI', 9)).toEqual([{ tag: 'Wi-Fi', count: 3 }]);
  expect(suggestedAmong(tagged, '', 1)).toEqual([{ tag: 'VPN', count: 3 }]);
  expect(suggestedAmong(tagged, '.*', 9)).toEqual([]);
});

test('the day is that of the calendars of the case, the furthest east of them', () => {
  expect(dayOf(pins(480), AT)).toBe('2026-03-10');
  expect(dayOf(pins(0, 480), AT)).toBe('2026-03-10');
  expect(dayOf(pins(), AT)).toBe('2026-03-09');
});

test('so many entries a case has, and no more; one put right stays in its place', () => {
  const ctx = {
    now: AT,
    openedAt: AT,
    actor: { id: 'li' },
    role: 'engineer',
    facts: {},
    pins: pins(480),
  } as never as Ctx & {
    openedAt: number;
  };
  const full = Array.from({ length: MOST_ENTRIES }, () => ['li', '2026-03-01', 1] as const);
  expect(refusal(() => logging({ minutes: 1 }, { worklog: full }, ctx))).toEqual([
    'too-many-entries',
    { maximum: MOST_ENTRIES },
  ]);
  expect(logging({ minutes: 1 }, { worklog: full.slice(1) }, ctx)).toEqual({
    entry: MOST_ENTRIES,
    worker: 'li',
    day: '2026-03-10',
    minutes: 1,
  });
  const two = [
    { entry: 1, worker: 'li', day: 'd', minutes: 5 },
    { entry: 2, worker: 'bo', day: 'd', minutes: 7 },
  ].reduce(withTime, {});
  expect(shownTime(withTime(two, { entry: 1, worker: 'li', day: 'd', minutes: 2 }))).toEqual({
    spentMinutes: 9,
    worklog: [
      { entry: 1, person: 'li', day: 'd', minutes: 2 },
      { entry: 2, person: 'bo', day: 'd', minutes: 7 },
    ],
  });
  expect(shownTime({})).toEqual({});
});
