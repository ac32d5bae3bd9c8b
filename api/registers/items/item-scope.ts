/** Who sees which items: staff, those of their organisations and above, and what they maintain themselves. */
import { itemsSeenBy, type PlacedItem, worksAt } from '../../../domain/items/sight.ts';
import { isWithin, orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';

type Filter = Record<string, unknown>;
const NOTHING: Filter = { _id: { $in: [] } };

/** A filter of lists; `seesItem` says the same of one. What an API key is cut to is asked apart. */
export function itemsOf(actor: Actor): Filter {
  const places = worksAt(actor);
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
export function seesItem(actor: Actor): (item: PlacedItem) => boolean {
  const sees = itemsSeenBy(actor);
  const only = onlyWithin(actor);
  return (item) => (only === undefined || isWithin(item.orgPath, only)) && sees(item);
}
