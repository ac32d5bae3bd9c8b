/** Who reported an incident, and what those have said of its solution. */
import { callerBy, firstReporter } from '../kernel/common/whom.ts';
import type { Incident } from './state.ts';

type Reported = Pick<Incident, 'reporter' | 'reporterGone' | 'reporters'>;
/** Everybody who reported it, the first one first; a caller without an account by what stands for him. */
export const reportersOf = (incident: Reported): string[] => [
  firstReporter(incident),
  ...incident.reporters.map(({ reporter, call }) => reporter ?? callerBy(call)),
];
/** Each with his call. */
export const reportsOf = ({ reporter, caller, call, reporters }: Incident): Incident['reporters'] => [
  { reporter, ...(caller === undefined ? {} : { caller }), call },
  ...reporters,
];

/** Whom `person` speaks for: himself, or, as a colleague of the unit, who reported it first. */
export const reporterIn = (incident: Incident, person: string): string =>
  reportersOf(incident).includes(person) ? person : firstReporter(incident);

/** Who reported it by this call; undefined when it is none of its calls. */
export const reporterBy = (incident: Incident, call: string): string | undefined =>
  reportersOf(incident)[reportsOf(incident).findIndex((one) => one.call === call)];

/** Those who have confirmed, with this one; the same list where he has already. */
export function withConfirmed({ confirmedBy }: Pick<Incident, 'confirmedBy'>, reporter: string): readonly string[] {
  if (confirmedBy?.includes(reporter)) return confirmedBy;
  return [...(confirmedBy ?? []), reporter];
}

/** Those whose word on the solution is waited for. What the parent has solved is confirmed there. */
export function unconfirmed(incident: Incident): string[] {
  const { confirmed, windowOver, confirmedBy = [], solved } = incident;
  if (confirmed || windowOver || solved?.byParent) return [];
  return [...new Set(reportersOf(incident))].filter((one) => !confirmedBy.includes(one));
}
