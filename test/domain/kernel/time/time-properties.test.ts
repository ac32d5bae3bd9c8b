/** Calendars through changes of clocks, reopening and explicit re-targets, for whatever comes. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addBusinessMs,
  businessMsBetween,
  type CalendarSnapshot,
  type DateRule,
  type Frame,
} from '../../../../domain/kernel/time/calendar.ts';
import {
  advance,
  type Change,
  type ClockDefinition,
  type Clocks,
  clockStanding,
} from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { compileCalendar } from '../../../../platform/zones.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Shanghai',
  'America/Sao_Paulo',
] as const;
const frame = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([from, length]): Frame => [from, Math.min(2880, from + length)]);
const frames = fc.array(frame, { maxLength: 3 });
const week = fc.tuple(frames, frames, frames, frames, frames, frames, frames);
const rule: fc.Arbitrary<DateRule> = fc.oneof(
  fc.constant('closed' as const),
  fc.constantFrom(1, 2, 3, 4, 5, 6, 7).map((like) => ({ like: like as 1 })),
  fc.array(frame, { minLength: 1, maxLength: 2 }).map((open) => ({ open })),
  frames.map((set) => ({ set })),
);
/** Around the changes of clocks of 2026 in these zones. */
const dates = fc.dictionary(
  fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
  rule,
  { maxKeys: 4 },
);
const calendars = fc
  .record({ zone: fc.constantFrom(...zones), week, dates })
  .map((one) => compileCalendar({ id: 'any', version: 1, years: [2026, 2026] as const, ...one }));
const near = fc.constantFrom(
  ...['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-06-15'].map((date) =>
    Date.parse(`${date}T00:00Z`),
  ),
);

type Wall = { minute: number; days: readonly { date: string; weekday: number }[] };
const walls = new Map<string, Wall>();

/** The wall at a whole quarter of an hour, with its day and the one before; no zone here changes its clocks in between. */
function wallAt(zone: string, quarter: number): Wall {
  const name = `${zone} ${quarter}`;
  const known = walls.get(name);
  if (known) return known;
  const wall = Temporal.Instant.fromEpochMilliseconds(quarter).toZonedDateTimeISO(zone);
  const today = wall.toPlainDate();
  const days = [today, today.subtract({ days: 1 })].map((day) => ({ date: day.toString(), weekday: day.dayOfWeek }));
  const found = { minute: wall.hour * 60 + wall.minute, days };
  walls.set(name, found);
  return found;
}

/** The open rule as it is written: minute by minute on the wall. */
function openMinutes(calendar: CalendarSnapshot, from: number, to: number): number {
  let open = 0;
  for (let at = from; at < to; at += MINUTE) if (isOpen(calendar, at)) open += MINUTE;
  return open;
}
function isOpen({ zone, week: days, dates: rules }: CalendarSnapshot, at: number): boolean {
  const since = at % QUARTER;
  const wall = wallAt(zone, at - since);
  const minute = wall.minute + since / MINUTE;
  return wall.days.some(({ date, weekday }, back) => {
    const own = days[weekday - 1] ?? [];
    const found = rules[date];
    const inForce: readonly Frame[] =
      found === undefined
        ? own
        : found === 'closed'
          ? []
          : 'like' in found
            ? (days[found.like - 1] ?? [])
            : 'open' in found
              ? [...own, ...found.open]
              : found.set;
    return inForce.some(([begin, end]) => begin <= minute + back * 1440 && minute + back * 1440 < end);
  });
}

test('business time is what one counts minute by minute on the wall, through every change of clocks', () => {
  fc.assert(
    fc.property(
      calendars,
      near,
      fc.integer({ min: -40 * 60, max: 40 * 60 }),
      fc.integer({ min: 0, max: 36 * 60 }),
      (calendar, day, offset, length) => {
        const from = day + offset * MINUTE;
        const to = from + length * MINUTE;
        expect(businessMsBetween(calendar, from, to)).toBe(openMinutes(calendar, from, to));
      },
    ),
    { numRuns: 150 },
  );
});

test('a deadline is the first instant by which so much is done', () => {
  fc.assert(
    fc.property(
      calendars,
      near,
      fc.integer({ min: -2 * DAY, max: 2 * DAY }),
      fc.integer({ min: 1, max: 60 * HOUR }),
      (calendar, day, offset, ms) => {
        const start = day + offset;
        const due = addBusinessMs(calendar, start, ms);
        fc.pre(due !== null);
        expect(businessMsBetween(calendar, start, due ?? 0)).toBe(ms);
        expect(businessMsBetween(calendar, start, (due ?? 0) - 1)).toBe(ms - 1);
      },
    ),
    { numRuns: 400 },
  );
});

test('business time adds up, and backwards is the same with its sign turned', () => {
  const points = fc.array(fc.integer({ min: -5 * DAY, max: 5 * DAY }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(calendars, near, points, (calendar, day, offsets) => {
      const [a = 0, b = 0, c = 0] = offsets.map((offset) => day + offset);
      const of = (from: number, to: number) => businessMsBetween(calendar, from, to);
      expect(of(a, b) + of(b, c)).toBe(of(a, c));
      expect(of(b, a) + of(a, b)).toBe(0);
      expect(Object.is(of(a, a), 0)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

const definition = (more: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'resolution',
  kind: 'sla',
  calendar: 'service',
  targets: [{ ms: 20 * HOUR }],
  start: [{ on: ['created'] }],
  stop: [{ on: ['resolved'] }],
  resume: [{ on: ['reopened'] }],
  pause: [{ status: ['on-hold'] }],
  ladder: [{ id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'] }],
  ...more,
});
const pinsWith = (calendar: CalendarSnapshot, clock: ClockDefinition, version = 1): ClockPins => ({
  calendars: { service: `any@${version}` },
  snapshots: { [`any@${version}`]: calendar },
  sla: { clocks: { resolution: clock } },
});
const changeOf = {
  created: 'queued',
  held: 'on-hold',
  resumed: 'in-progress',
  resolved: 'resolved',
  reopened: 'in-progress',
} as const;
type Kind = keyof typeof changeOf;
type Step = readonly [Kind, number];
const steps = fc.array(
  fc.tuple(fc.constantFrom<Kind>('held', 'resumed', 'resolved', 'reopened'), fc.integer({ min: 0, max: 30 * HOUR })),
  { maxLength: 8 },
);
const opening = Date.parse('2026-03-27T08:00Z'); // two days before Europe changes its clocks

/** The changes with their instants, the opening first. */
function story(path: readonly Step[]): Change[] {
  let at = opening;
  const later = path.map(([type, wait]): Change => {
    at += wait;
    return { at, type, set: { status: changeOf[type] } };
  });
  return [{ at: opening, type: 'created', set: { status: 'queued' } }, ...later];
}
const play = (changes: readonly Change[], pins: ClockPins): Clocks =>
  changes.reduce<Clocks>((clocks, change) => advance(clocks, pins, change), {});
const consumed = (clocks: Clocks, pins: ClockPins, at: number): number =>
  clockStanding(clocks, pins, { clock: 'resolution', at })?.consumedMs ?? -1;

/** Business time of the stretches in which the clock should run; `stopped`: those after a resolve count as well. */
function expected(
  calendar: CalendarSnapshot,
  changes: readonly Change[],
  end: number,
  { stopped = false } = {},
): number {
  let sum = 0;
  let phase: 'running' | 'stopped' = 'running';
  let onHold = false;
  changes.forEach(({ at, type }, i) => {
    if (type === 'resolved' && phase === 'running') phase = 'stopped';
    if (type === 'reopened' && phase === 'stopped') phase = 'running';
    onHold = type === 'held' || (onHold && type !== 'resumed' && type !== 'resolved' && type !== 'reopened');
    const until = changes[i + 1]?.at ?? end;
    const willResume = changes.slice(i + 1).some((next) => next.type === 'reopened');
    const counts = phase === 'running' ? !onHold : stopped && willResume;
    if (counts) sum += businessMsBetween(calendar, at, until);
  });
  return sum;
}

test('time resolved is no time at work: after a reopen the clock goes on with what it had', () => {
  fc.assert(
    fc.property(calendars, steps, fc.integer({ min: 0, max: 3 * DAY }), (calendar, path, rest) => {
      const pins = pinsWith(calendar, definition());
      const changes = story(path);
      const end = (changes.at(-1)?.at ?? opening) + rest;
      expect(consumed(play(changes, pins), pins, end)).toBe(expected(calendar, changes, end));
    }),
    { numRuns: 400 },
  );
});

test('where the definition counts stopped time, a reopen fills it in', () => {
  fc.assert(
    fc.property(calendars, steps, fc.integer({ min: 0, max: 3 * DAY }), (calendar, path, rest) => {
      const pins = pinsWith(calendar, definition({ countStopped: true, pause: [] }));
      const changes = story(path.filter(([type]) => type === 'resolved' || type === 'reopened'));
      const end = (changes.at(-1)?.at ?? opening) + rest;
      expect(consumed(play(changes, pins), pins, end)).toBe(expected(calendar, changes, end, { stopped: true }));
    }),
    { numRuns: 300 },
  );
});

test('an explicit re-target leaves a running clock as if the new calendar and target had held from the start', () => {
  fc.assert(
    fc.property(
      calendars,
      calendars,
      steps,
      fc.nat(8),
      fc.integer({ min: 1, max: 60 * HOUR }),
      (former, next, path, place, ms) => {
        const before = pinsWith(former, definition());
        const after = pinsWith(next, definition({ targets: [{ ms }] }), 2);
        const changes = story(path);
        const cut = Math.min(place + 1, changes.length);
        const at = changes[cut - 1]?.at ?? opening;
        const early = play(changes.slice(0, cut), before);
        const moved = advance(early, after, { at, type: 'retargeted', set: {} }, before);
        const all = changes.slice(cut).reduce((clocks, change) => advance(clocks, after, change), moved);
        const end = (changes.at(-1)?.at ?? opening) + DAY;
        const straight = play(changes, after);
        const standing = (clocks: Clocks) => clockStanding(clocks, after, { clock: 'resolution', at: end });
        const [one, other] = [standing(all), standing(straight)];
        fc.pre(all['resolution']?.phase === 'running' || all['resolution']?.phase === 'paused');
        expect([one?.consumedMs, one?.dueAt, one?.targetMs, one?.state]).toEqual([
          other?.consumedMs,
          other?.dueAt,
          other?.targetMs,
          other?.state,
        ]);
        expect(one?.generation).toBe(2 + (other?.generation ?? 1) - 1);
      },
    ),
    { numRuns: 300 },
  );
});
