/** Who sees which items: staff, those of their organisations and above, and what they maintain themselves. */
import { isWithin, orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';

type Filter = Record<string, unknown>;
type Placed = Pick<Item, 'orgPath' | 'maintainers' | 'teams'>;

/** Where he works; a reporter works nowhere. */
const placesOf = ({ grants }: Actor): OrgPath[] => [
  ...new Set(grants.filter(({ role }) => role !== 'requester').map(({ orgPath }) => orgPath)),
];
const NOTHING: Filter = { _id: { $in: [] } };

/** A filter of lists; `seesItem` says the same of one. What an API key is cut to is asked apart. */
export function itemsOf(actor: Actor): Filter {
  const places = placesOf(actor);
  if (places.length === 0) return NOTHING;
  const above = [...new Set(places.flatMap(orgLineOf))].filter((path) => !places.includes(path));
  return {
    $or: [
      { line: { $in: places } },
      ...(above.length > 0 ? [{ orgPath: { $in: above } }] : []),
      { maintainers: actor.id },
      ...(actor.teams.length > 0 ? [{ teams: { $in: [...actor.teams] } }] : []),
    ],
  };
}

/** True when the filter of register-scope.ts would find it. */
export function seesItem(actor: Actor): (item: Placed) => boolean {
  const places = placesOf(actor);
  const only = onlyWithin(actor);
  const above = new Set<string>(places.flatMap(orgLineOf));
  return (item) =>
    places.length > 0 &&
    (only === undefined || isWithin(item.orgPath, only)) &&
    (above.has(item.orgPath) ||
      places.some((place) => isWithin(item.orgPath, place)) ||
      item.maintainers.includes(actor.id) ||
      item.teams.some((team) => actor.teams.includes(team)));
}
