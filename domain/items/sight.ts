/** Who sees an item, and so may name it: staff, those of their organisations and above, and what they maintain themselves. */
import { isWithin, orgLineOf } from '../kernel/people/access.ts';
import type { Actor, OrgPath } from '../kernel/process.ts';

export type PlacedItem = { orgPath: OrgPath; maintainers: readonly string[]; teams: readonly string[] };
type Looking = Pick<Actor, 'id' | 'grants' | 'teams'>;

/** Where he works; a reporter works nowhere. Throws nothing. */
export const worksAt = ({ grants }: Pick<Actor, 'grants'>): OrgPath[] => [
  ...new Set(grants.filter(({ role }) => role !== 'requester').map(({ orgPath }) => orgPath)),
];

/** Whether somebody sees an item; one that he does not see is as unknown to him as one that is not there. Throws nothing. */
export function itemsSeenBy(actor: Looking): (item: PlacedItem) => boolean {
  const places = worksAt(actor);
  const above = new Set<string>(places.flatMap(orgLineOf));
  return ({ orgPath, maintainers, teams }) =>
    places.length > 0 &&
    (above.has(orgPath) ||
      places.some((place) => isWithin(orgPath, place)) ||
      maintainers.includes(actor.id) ||
      teams.some((team) => actor.teams.includes(team)));
}
