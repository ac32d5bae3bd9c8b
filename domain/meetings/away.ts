/** Out of office 外出: who is away for a time and who stands in for him, and whom a notice reaches then. */
import { isWithin } from '../kernel/people/access.ts';
import type { Millis, OrgPath } from '../kernel/process.ts';

/** `process`, `orgPath`: in cases of these alone; absent: in all. Half-open. */
export type Away = {
  person: string;
  deputy: string;
  since: Millis;
  until: Millis;
  process?: string | undefined;
  orgPath?: OrgPath | undefined;
};
type Of = { process: string; orgPath: OrgPath };

/** True while it holds, for a case of that process at that organisation. Throws nothing. */
export const isAwayFrom = ({ since, until, process, orgPath }: Away, of: Of, now: Millis): boolean =>
  since <= now &&
  now < until &&
  (process === undefined || process === of.process) &&
  (orgPath === undefined || isWithin(of.orgPath, orgPath));

/** Deputies are followed so far: who stands in may himself be away by then. */
const MOST_STEPS = 5;

/** Who is told in the place of whom. */
export type Deputed = { to: string; insteadOf: string };

/**
 * Who hears in the place of `people`, where all of them are away: of each the first deputy who is there, himself no longer asked where that
 * one is one of them. Nobody twice, and nobody where the deputies lead in a circle. `holding`: what holds now, of whoever is asked for; `may`:
 * whether he reads the case. Null: one of them is there. Throws what these throw.
 */
export async function deputiesFor(
  people: readonly string[],
  {
    holding,
    may,
  }: { holding: (people: readonly string[]) => Promise<readonly Away[]>; may: (person: string) => Promise<boolean> },
): Promise<Deputed[] | null> {
  const first = await holding(people);
  if (people.length === 0 || people.some((one) => !first.some(({ person }) => person === one))) return null;
  const told: Deputed[] = [];
  for (const person of people) {
    const deputy = await follow(person, first, holding);
    const isNew = deputy !== undefined && !people.includes(deputy) && !told.some(({ to }) => to === deputy);
    if (isNew && (await may(deputy))) told.push({ to: deputy, insteadOf: person });
  }
  return told;
}

async function follow(
  person: string,
  first: readonly Away[],
  holding: (people: readonly string[]) => Promise<readonly Away[]>,
): Promise<string | undefined> {
  const seen = new Set([person]);
  let own = first.filter((one) => one.person === person);
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const deputy = own[0]?.deputy;
    if (deputy === undefined || seen.has(deputy)) return undefined;
    own = (await holding([deputy])).filter((one) => one.person === deputy);
    if (own.length === 0) return deputy;
    seen.add(deputy);
  }
  return undefined;
}
