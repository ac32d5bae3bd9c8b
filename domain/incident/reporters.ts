/** Who reported an incident, and what those have said of its solution. */
import type { Incident } from './state.ts';

/** Everybody who reported it, the first one first. */
export const reportersOf = ({ reporter, reporters }: Pick<Incident, 'reporter' | 'reporters'>): string[] => [
  reporter,
  ...reporters.map((other) => other.reporter),
];
/** Each with his call. */
export const reportsOf = ({ reporter, call, reporters }: Incident): Incident['reporters'] => [
  { reporter, call },
  ...reporters,
];

/** Whom `person` speaks for: himself, or, as a colleague of the unit, who reported it first. */
export const reporterIn = (incident: Incident, person: string): string =>
  reportersOf(incident).includes(person) ? person : incident.reporter;

/** Who reported it by this call; undefined when it is none of its calls. */
export const reporterBy = (incident: Incident, call: string): string | undefined =>
  reportsOf(incident).find((one) => one.call === call)?.reporter;

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
