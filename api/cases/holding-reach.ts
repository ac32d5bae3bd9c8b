/** Whose cases are named to somebody who looks at what hangs on an entry of a register: those that he reads or answers for. */
import { holders } from '../../domain/permissions.ts';
import { orgLineOf, reachOf } from '../../domain/kernel/people/access.ts';
import type { Actor, Role } from '../../domain/kernel/process.ts';
import type { CaseReach } from '../../models/cases/scoped.ts';
import { processKeys } from '../http/schemas.ts';

/** Those who keep people and registers read no cases; they must know which ones they hand over, and no more than numbers. */
const KEEPERS: readonly Role[] = ['security-administrator', 'system-administrator'];

export function holdingReach(actor: Actor): CaseReach {
  const kept = actor.grants.filter(({ role }) => KEEPERS.includes(role)).map(({ orgPath }) => orgPath);
  return processKeys.map((process) => ({
    process,
    reach: reachOf(actor, `${process}.read`, holders.get(process) ?? {}, kept),
  }));
}

/** A keeper at the top, to whom every case belongs. */
export const keepsAll = ({ grants }: Actor): boolean =>
  grants.some(({ role, orgPath }) => KEEPERS.includes(role) && orgLineOf(orgPath).length === 1);
