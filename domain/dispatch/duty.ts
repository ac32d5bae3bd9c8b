/** Duty rosters 值班表 of teams: who has day duty 白班 and who stands by 值守 when, on the wall of a zone. */
import { fieldFault } from '../kernel/errors.ts';
import type { CalendarSnapshot } from '../kernel/time/calendar-snapshot.ts';
import { DAY, dayOf } from '../kernel/time/calendar-table.ts';
import { MINUTE } from '../kernel/time/durations.ts';
import { type Interval, meets, uncovered } from '../kernel/time/intervals.ts';
import { instantsOf } from '../kernel/time/on-the-wall.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/units.ts';

export const DUTIES = ['day', 'stand-by'] as const;
export type Duty = (typeof DUTIES)[number];
export type Shift = {
  duty: Duty;
  /** Local date on which it begins. */
  day: string;
  /** Minutes of that local day, half-open, counted on over midnight: 18:00 to 8:00 is 1080 to 1920. */
  fromMinute: number;
  untilMinute: number;
  people: readonly string[];
  /** Whoever is in it may be in another at the same time. */
  doubled?: true | undefined;
};
/** A shift as instants, half-open; a change of the clocks makes more than one of it, or none. */
export type Turn = Interval & { duty: Duty; people: readonly string[] };
export type DutyRoster = {
  name: string;
  team: string;
  /** The organisation of the team. */
  orgPath: OrgPath;
  /** IANA name. */
  zone: string;
  /** Local dates, both inclusive, on which shifts begin. */
  firstDay: string;
  lastDay: string;
  shifts: readonly Shift[];
  /** False: nobody is on duty by it. */
  open: boolean;
  /** Of its days, half-open. */
  from: Millis;
  until: Millis;
  /** Its shifts as they were understood when it was saved. */
  turns: readonly Turn[];
};
/** Over midnight a shift of the last day goes on for no longer than this. */
export const LONGEST_AFTER: Millis = 2 * DAY;

/** On the wall line (kernel/time), which no change of the clocks bends. */
const wallOf = ({ day, fromMinute, untilMinute }: Shift): Interval => ({
  from: dayOf(day) * DAY + fromMinute * MINUTE,
  until: dayOf(day) * DAY + untilMinute * MINUTE,
});

/**
 * The shifts as instants of a zone with these offsets, ascending. A person is on duty while the clock on the wall shows a time
 * of his shift: an hour that is skipped is nobody's, one that comes twice is his twice. Throws nothing for shifts without faults.
 */
export const turnsOf = (shifts: readonly Shift[], offsets: CalendarSnapshot['offsets']): Turn[] =>
  shifts
    .flatMap((shift) => {
      const wall = wallOf(shift);
      const around = { from: wall.from - DAY, until: wall.until + DAY }; // no offset is longer
      const { duty, people } = shift;
      return instantsOf(offsets, around, () => [wall]).map((span) => ({ ...span, duty, people }));
    })
    .toSorted((a, b) => a.from - b.from || a.until - b.until);

export type OnDuty = { day: readonly string[]; standBy: readonly string[] };
type Turns = Pick<DutyRoster, 'open' | 'turns'>;

/** Who has day duty and who stands by at `at`, each once; a closed roster answers nobody. Throws nothing. */
export function onDuty({ open, turns }: Turns, at: Millis): OnDuty {
  const now = open ? turns.filter(({ from, until }) => from <= at && at < until) : [];
  const of = (duty: Duty) => [...new Set(now.flatMap((one) => (one.duty === duty ? one.people : [])))];
  return { day: of('day'), standBy: of('stand-by') };
}

/** The same of several rosters of a team: the last night of one goes on into the next. Throws nothing. */
export function onDutyByAny(rosters: readonly Turns[], at: Millis): OnDuty {
  const all = rosters.map((one) => onDuty(one, at));
  const each = (duty: keyof OnDuty) => [...new Set(all.flatMap((one) => one[duty]))];
  return { day: each('day'), standBy: each('standBy') };
}

/** When within `within` nobody is on duty of either kind by any of these rosters: ascending, may be empty. Throws nothing. */
export const gapsIn = (rosters: readonly Turns[], within: Interval): Interval[] =>
  uncovered(
    within,
    rosters.flatMap(({ open, turns }) => (open ? turns.map(({ from, until }) => ({ from, until })) : [])),
  );

/** What registers say of what a roster names. */
export type Known = {
  /** True of an open team of that organisation. */
  isTeam: boolean;
  /** Active members of the team. */
  members: ReadonlySet<string>;
};
type Edit = { body: Partial<DutyRoster>; former: Partial<DutyRoster> | null };
const MOST_DAYS = 366;
/** Nobody plans earlier or later, and what lies there is no instant of the product. */
const [FIRST_DAY, LAST_DAY] = ['2001-01-01', '2100-12-31'] as const;

/**
 * What stands against a roster as edited, each fault by its field. Whoever stands in it already may stay when he is no member
 * any more. Fields that are absent were refused before. Throws nothing.
 */
export function rosterFaults({ body, former }: Edit, { isTeam, members }: Known): FieldError[] {
  const { team, orgPath, shifts = [] } = body;
  const isKept = former !== null && former.team === team && former.orgPath === orgPath;
  const had = new Set(former?.shifts?.flatMap(({ people }) => people));
  return [
    ...fieldFault(former !== null && former.team !== team, '/team', 'immutable'),
    ...fieldFault(!isKept && (former === null || former.team === team) && !isTeam, '/team', 'unknown'),
    ...dayFaults(body),
    ...shifts.flatMap((shift, i) => shiftFaults(shift, `/shifts/${i}`, body)),
    ...shifts.flatMap(({ people }, i) =>
      people.flatMap((one, k) => [
        ...fieldFault(people.indexOf(one) !== k, `/shifts/${i}/people/${k}`, 'already-named'),
        ...fieldFault(!had.has(one) && !members.has(one), `/shifts/${i}/people/${k}`, 'not-a-member'),
      ]),
    ),
    ...overlapsIn(shifts),
  ];
}

/** True when first and last day are dates, in order and not too far apart. Throws nothing. */
export const hasDays = (
  body: Partial<DutyRoster>,
): body is Partial<DutyRoster> & { firstDay: string; lastDay: string } =>
  body.firstDay !== undefined && body.lastDay !== undefined && dayFaults(body).length === 0;

function dayFaults({ firstDay = '', lastDay = '' }: Partial<DutyRoster>): FieldError[] {
  const [first, last] = [dayOf(firstDay), dayOf(lastDay)];
  return [
    ...fieldFault(Number.isNaN(first), '/firstDay', 'unknown-date'),
    ...fieldFault(Number.isNaN(last), '/lastDay', 'unknown-date'),
    ...fieldFault(first < dayOf(FIRST_DAY), '/firstDay', 'too-small'),
    ...fieldFault(last > dayOf(LAST_DAY), '/lastDay', 'too-large'),
    ...fieldFault(last < first, '/lastDay', 'out-of-order'),
    ...fieldFault(last - first >= MOST_DAYS, '/lastDay', 'too-long-apart'),
  ];
}

function shiftFaults(
  shift: Shift,
  pointer: string,
  { firstDay = '', lastDay = '' }: Partial<DutyRoster>,
): FieldError[] {
  const day = dayOf(shift.day);
  const isOutside = day < dayOf(firstDay) || day > dayOf(lastDay);
  return [
    ...fieldFault(Number.isNaN(day), `${pointer}/day`, 'unknown-date'),
    ...fieldFault(isOutside, `${pointer}/day`, 'outside-roster'),
    ...fieldFault(shift.untilMinute <= shift.fromMinute, `${pointer}/untilMinute`, 'not-after-from'),
  ];
}

/** A person in two shifts at the same time of the wall, of which neither says that it is meant: told of the later in the list. */
const overlapsIn = (shifts: readonly Shift[]): FieldError[] =>
  shifts.flatMap((shift, i) =>
    shift.people.flatMap((person, k) => {
      const other = shifts.findIndex(
        (one, j) => j < i && !one.doubled && one.people.includes(person) && meets(wallOf(one), wallOf(shift)),
      );
      if (shift.doubled || other === -1) return [];
      return [{ pointer: `/shifts/${i}/people/${k}`, code: 'on-duty-already', params: { shift: other } }];
    }),
  );
