/** Who is where on a day, what is late, and what stuff is wanted: out of the work orders and inspections that are open. Pure. */
import type { CaseView } from '../generated/api.ts';

/** Beside the fields of every case, of a work order or an inspection. */
type Own = {
  crew?: readonly string[];
  inspectors?: readonly string[];
  site?: string;
  urgent?: boolean;
  visitFrom?: string;
  visitUntil?: string;
  expectedAt?: string;
  arrivedAt?: string;
  begunAt?: string;
  spare?: string;
  depot?: string;
  vehicle?: string;
  replaced?: readonly { spare: string }[];
};
const ownOf = (kase: CaseView): Own => kase as unknown as Own;

export type Task = {
  kase: CaseView;
  people: readonly string[];
  site?: string;
  isUrgent: boolean;
  /** When somebody is to be there, or has said that he will be. */
  from?: string;
  until?: string;
  arrivedAt?: string;
  /** Clocks that are over, and `appointment`. */
  late: readonly string[];
  spare?: string;
  depot?: string;
  vehicle?: string;
};
export const APPOINTMENT = 'appointment';

/** `now`: an instant, ms. */
export function taskOf(kase: CaseView, now: number): Task {
  const own = ownOf(kase);
  const arrivedAt = own.arrivedAt ?? own.begunAt;
  const [from, until] = [own.visitFrom ?? own.expectedAt, own.visitUntil ?? own.expectedAt];
  const isMissed = arrivedAt === undefined && until !== undefined && Date.parse(until) < now;
  const over = Object.entries(kase.readings).flatMap(([name, { state }]) => (state === 'breached' ? [name] : []));
  return {
    kase,
    people: own.crew ?? own.inspectors ?? (kase.parties.assignee === undefined ? [] : [kase.parties.assignee]),
    isUrgent: own.urgent === true,
    late: [...(isMissed ? [APPOINTMENT] : []), ...over],
    ...kept({ site: own.site, from, until, arrivedAt, spare: own.spare, depot: own.depot, vehicle: own.vehicle }),
  };
}
type Words = { readonly [K in 'site' | 'from' | 'until' | 'arrivedAt' | 'spare' | 'depot' | 'vehicle']?: string };
const kept = (words: { [K in keyof Words]: string | undefined }): Words =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));

type Span = { from: number; until: number };
/** On a day: what has its time on it; on that of now also what has none, and what should have been before. */
export function isOn({ from, until }: Task, day: Span, now: number): boolean {
  const isToday = now >= day.from && now < day.until;
  if (from === undefined || until === undefined) return isToday;
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  return (begin < day.until && end >= day.from) || (isToday && end < now);
}

export type Load = { person: string; tasks: readonly Task[]; late: number };
/** By person, who has most that is late first; under no name what nobody has. A task of several stands under each. */
export function loadsOf(tasks: readonly Task[]): Load[] {
  const byPerson = new Map<string, Task[]>();
  for (const task of tasks)
    for (const person of task.people.length === 0 ? [''] : task.people)
      byPerson.set(person, [...(byPerson.get(person) ?? []), task]);
  return [...byPerson]
    .map(([person, own]) => ({
      person,
      tasks: own.toSorted(byTime),
      late: own.filter(({ late }) => late.length > 0).length,
    }))
    .toSorted(
      (a, b) => Number(a.person !== '') - Number(b.person !== '') || b.late - a.late || (a.person < b.person ? -1 : 1),
    );
}
/** Who is there comes first, then as appointed, then what has no time. */
const placeOf = ({ arrivedAt, from }: Task): number =>
  arrivedAt === undefined ? (from === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(from)) : 0;
const byTime = (a: Task, b: Task): number => placeOf(a) - placeOf(b) || (a.kase.number < b.kase.number ? -1 : 1);

export const WHICH = ['all', 'late', 'materials', 'nobody'] as const;
export type Which = (typeof WHICH)[number];
export function isOf({ late, spare, people }: Task, which: Which): boolean {
  switch (which) {
    case 'late':
      return late.length > 0;
    case 'materials':
      return spare !== undefined;
    case 'nobody':
      return people.length === 0;
    default:
      return true;
  }
}
