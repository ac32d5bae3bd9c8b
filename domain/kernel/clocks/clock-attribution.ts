/** Who had the case while a clock ran, and what it waited for. */
import { clockNamed, clockOfPart } from './clock-names.ts';
import { businessMsBetween, type CalendarSnapshot } from '../time/calendar.ts';
import type {
  Attribution,
  Change,
  ClockLife,
  Clocks,
  ClockState,
  Context,
  Span,
  Stretch,
  Value,
} from './clock-types.ts';
import type { Millis } from '../units.ts';

type Trail = readonly Stretch[];
type Table = Record<string, Millis>;

/** Under this name stands what all clocks of a case watch. */
export const CASE = '*';
export type Seen = NonNullable<ClockState['seen']>;
export const seenBy = (clocks: Clocks): Seen => clocks[CASE]?.seen ?? { context: {}, trail: [] };
/** Under this name, while one of its clocks lives, what the clocks of a part watch. */
export const placeOfPart = (part: string): string => clockOfPart(CASE, part);
/** What the clock of this name watches: the case or its part. */
export function seenFor(clocks: Clocks, clock: string): Seen {
  const { part } = clockNamed(clock);
  return part === undefined ? seenBy(clocks) : (clocks[placeOfPart(part)]?.seen ?? { context: {}, trail: [] });
}

/** The trail with what `change` says of who has the case; of one instant the last word counts. */
export function extendTrail(trail: Trail, { at }: Change, context: Context): Trail {
  const { tier = null, team = null, person = null, holdReason = null, priority = null } = context;
  const next: Stretch = [at, tier, team, person, holdReason, priority];
  const last = trail.at(-1);
  if (last?.every((value, i) => i === 0 || value === next[i])) return trail;
  return last?.[0] === at ? [...trail.slice(0, -1), next] : [...trail, next];
}

/** Who had the case just before `at`; before the first event, who had it first. */
export const stretchBefore = (trail: Trail, at: Millis): Stretch | undefined =>
  trail.findLast(([from]) => from < at) ?? trail[0];

/**
 * Business ms of this cycle by tier, team and person (`-`: nobody), each summing to what was consumed; by hold reason
 * while the clock ran (`waited`) and while it stood (`paused`). Pieces of 0 ms are left out.
 */
export function attributionOf(
  calendar: CalendarSnapshot,
  { runs, pauses }: Pick<ClockLife, 'runs' | 'pauses'>,
  { trail, at }: { trail: Trail; at: Millis },
): Attribution {
  const [tier, team, person, waited, paused]: Table[] = [{}, {}, {}, {}, {}];
  eachPiece(trail, runs, at, (from, to, stretch) => {
    const ms = businessMsBetween(calendar, from, to);
    add(tier, stretch[1], ms);
    add(team, stretch[2], ms);
    add(person, stretch[3], ms);
    if (stretch[4] !== null) add(waited, stretch[4], ms);
  });
  eachPiece(trail, pauses, at, (from, to, stretch) => add(paused, stretch[4], businessMsBetween(calendar, from, to)));
  return { tier: tier ?? {}, team: team ?? {}, person: person ?? {}, waited: waited ?? {}, paused: paused ?? {} };
}

function eachPiece(
  trail: Trail,
  spans: readonly Span[],
  at: Millis,
  use: (from: Millis, to: Millis, stretch: Stretch) => void,
): void {
  for (const [from, to] of spans) {
    const end = Math.min(to ?? at, at);
    trail.forEach((stretch, i) => {
      const begin = i === 0 ? from : Math.max(from, stretch[0]);
      const until = Math.min(end, trail[i + 1]?.[0] ?? end);
      if (begin < until) use(begin, until, stretch);
    });
  }
}

function add(table: Table | undefined, value: Value, ms: Millis): void {
  if (!table || ms === 0) return;
  const key = value === null ? '-' : String(value);
  table[key] = (table[key] ?? 0) + ms;
}
