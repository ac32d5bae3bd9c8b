/** Which version organisations have, as far as somebody sees these organisations. */
import type { Installed } from '../../../domain/items/installed.ts';
import { isNear, isWithin } from '../../../domain/kernel/people/access.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';

/** Those of his branches and above: what others run is no business of his. */
export function installedNear(actor: Actor, rows: readonly Installed[]): Installed[] {
  const only = onlyWithin(actor);
  return rows.filter(({ organisation }) =>
    only === undefined ? isNear(actor, organisation) : isWithin(organisation, only),
  );
}
