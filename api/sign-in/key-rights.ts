/** What an API key may do: what its owner may do, or less. */
import { holders } from '../../domain/permissions.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath } from '../../domain/kernel/process.ts';
import type { Identity } from '../http/route.ts';

/** True when `actor` holds `permission` somewhere. */
export function holds(actor: Actor, permission: string): boolean {
  return [...holders.values()].some((table) => {
    const roles = table[permission]?.roles ?? [];
    return actor.grants.some(({ role }) => roles.includes(role));
  });
}

/**
 * The owner cut to one organisation: grants at it or below stay, grants above are narrowed to it. Team membership goes,
 * since a queue may hold cases of any branch; so does what he has as a requester of a unit outside.
 */
export function narrowed(owner: Actor, orgPath: OrgPath | undefined): Actor {
  if (orgPath === undefined) return owner;
  const grants = owner.grants.flatMap((grant) => {
    if (isWithin(grant.orgPath, orgPath)) return [grant];
    if (grant.role !== 'requester' && isWithin(orgPath, grant.orgPath)) return [{ ...grant, orgPath }];
    return [];
  });
  const own = isWithin(owner.unit, orgPath);
  const unit = own ? owner.unit : orgPath;
  const cut = { ...owner, unit, teams: [], grants: own ? grants : grants.filter(({ role }) => role !== 'requester') };
  limits.set(cut, orgPath);
  return cut;
}

/** An actor stands for a person, wherever he is passed to; what a key cut of him is remembered beside him. */
const limits = new WeakMap<Actor, OrgPath>();
/** The organisation outside of which he sees nothing, since an API key was cut to it; undefined: none. */
export const onlyWithin = (actor: Actor): OrgPath | undefined => limits.get(actor);

/** False when an API key is not meant for this. Sessions and keys without a list of their own may all. */
export const keyAllows = (identity: Identity, permission: string): boolean =>
  identity.by === 'session' || identity.permissions === undefined || identity.permissions.includes(permission);

/** True for an API key that is cut to one organisation. */
export const isNarrowed = (identity: Identity): boolean => identity.by === 'key' && identity.orgPath !== undefined;
