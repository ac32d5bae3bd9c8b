/** Time spent 工时: what somebody worked on a case on a day. An entry stands; what was wrong in it is put right by a word of its own. */
import { DomainError, invalid } from '../../errors.ts';
import type { CommonCommand } from '../../contract.ts';
import type { Ctx, Millis, Pins } from '../../process.ts';
import { dayAt } from '../../time/on-the-wall.ts';

/** Of one case: a case to which more is put down is a project. */
export const MOST_ENTRIES = 400;
/** Minutes of a day. */
export const WHOLE_DAY = 1_440;
/** Work may have begun so long before its case was written down. */
export const DAYS_BEFORE = 31;
const DAY: Millis = 86_400_000;

/** Whose, on which day `2026-12-02`, and how many minutes, as put right last. Its number is its place, from 1. */
export type Entry = readonly [worker: string, day: string, minutes: number];
export type TimeLogged = { entry: number; worker: string; day: string; minutes: number; what?: string };
/** `was`: minutes before. */
export type TimeCorrected = Omit<TimeLogged, 'what'> & { was: number; reason: string };

type DataOf<K extends CommonCommand['type']> = Extract<CommonCommand, { type: K }>['data'];
type Kept = { worklog?: readonly Entry[] };
type Now = Pick<Ctx, 'now' | 'actor' | 'role' | 'facts' | 'pins'>;

/**
 * The data of an entry. Throws 'not-permitted' for the time of another where the actor does not supervise, 'invalid-data' for a
 * person who is unknown or takes part in no case, for a day that is none, is still to come or lies more than a month before the case
 * was opened, and for more minutes than a day has, 'too-many-entries'.
 */
export function logging(
  { on, day: said, minutes, what }: DataOf<'logTime'>,
  { worklog = [] }: Kept,
  { openedAt, ...ctx }: Now & { openedAt: Millis },
): TimeLogged {
  const worker = workerIn(on, ctx);
  const today = dayOf(ctx.pins, ctx.now);
  const day = said ?? today;
  if (!isDay(day)) throw invalid('day', 'unknown', 'The calendar has no such day');
  if (day > today) throw invalid('day', 'in-future', 'That day is still to come');
  if (day < dayOf(ctx.pins, openedAt - DAYS_BEFORE * DAY))
    throw invalid('day', 'before-start', 'That was long before the case was opened');
  if (worklog.length >= MOST_ENTRIES)
    throw new DomainError('too-many-entries', `A case has ${MOST_ENTRIES} entries of time at most`, {
      params: { maximum: MOST_ENTRIES },
    });
  refuseLongDay(worklog, [worker, day, minutes]);
  return { entry: worklog.length + 1, worker, day, minutes, ...(what === undefined ? {} : { what }) };
}

function workerIn(on: string | undefined, { actor, role, facts }: Pick<Now, 'actor' | 'role' | 'facts'>): string {
  if (on === undefined || on === actor.id) return actor.id;
  if (role !== 'supervisor')
    throw new DomainError('not-permitted', 'Each puts down his own time; for others their supervisor does');
  if (!facts.person) throw invalid('on', 'unknown', 'There is no such person');
  if (facts.person.roleMissing) throw invalid('on', 'role-missing', 'He takes part in no case');
  return on;
}

/**
 * The data of a correction, which may come down to none. Throws 'invalid-data' for an entry that is not there or more minutes than a day
 * has, 'not-permitted' for one of another where the actor does not supervise, 'nothing-changes'.
 */
export function correcting(
  { entry, minutes, reason }: DataOf<'correctTime'>,
  { worklog = [] }: Kept,
  { actor, role }: Pick<Ctx, 'actor' | 'role'>,
): TimeCorrected {
  const found = worklog[entry - 1];
  if (!found) throw invalid('entry', 'unknown', 'The case has no such entry of time');
  const [worker, day, was] = found;
  if (worker !== actor.id && role !== 'supervisor')
    throw new DomainError('not-permitted', 'Each puts his own time right; that of others their supervisor does');
  if (was === minutes) throw new DomainError('nothing-changes', 'It says so already');
  refuseLongDay(
    worklog.filter((_one, at) => at !== entry - 1),
    [worker, day, minutes],
  );
  return { entry, worker, day, minutes, was, reason };
}

function refuseLongDay(others: readonly Entry[], [worker, day, minutes]: Entry): void {
  const same = others.filter(([who, when]) => who === worker && when === day);
  if (spentIn(same) + minutes > WHOLE_DAY) throw invalid('minutes', 'more-than-a-day', 'A day has 24 hours');
}

/** With one more, or one put right. Throws nothing. */
export function withTime<C extends Kept>(kept: C, { entry, worker, day, minutes }: Omit<TimeLogged, 'what'>): C {
  const { worklog = [] } = kept;
  const own: Entry = [worker, day, minutes];
  return { ...kept, worklog: [...worklog.slice(0, entry - 1), own, ...worklog.slice(entry)] };
}

/** Minutes of all of them. */
export const spentIn = (entries: readonly Entry[]): number => entries.reduce((sum, [, , minutes]) => sum + minutes, 0);

/** The day on the wall of the case at an instant: of its calendars, the furthest east; without one that of UTC. Throws nothing. */
export function dayOf({ snapshots }: Pick<Pins, 'snapshots'>, at: Millis): string {
  const days = Object.values(snapshots).map(({ offsets }) => dayAt(offsets, at));
  return dateOf(days.length > 0 ? Math.max(...days) : Math.floor(at / DAY));
}
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
/** False for 30 February, which has the form of a day. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

type Shown = { worklog?: { entry: number; person: string; day: string; minutes: number }[]; spentMinutes?: number };
/** As those who work on the case see it; nothing while nobody has put any down. Throws nothing. */
export function shownTime({ worklog }: Kept): Shown {
  if (!worklog) return {};
  const rows = worklog.map(([person, day, minutes], at) => ({ entry: at + 1, person, day, minutes }));
  return { worklog: rows, spentMinutes: spentIn(worklog) };
}
