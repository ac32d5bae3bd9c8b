/** Who may see and do what, and where: one function gives the decision on a case and the filter of a list. */
import type { Actor, CaseView, OrgPath, Role } from '../process.ts';

/** What access looks at. */
export type Seen = Pick<CaseView, 'orgLine' | 'parties' | 'queue' | 'concealed'> & { _id?: string };
type Clause =
  | { orgLine: { $in: readonly OrgPath[] }; concealed?: null }
  | { 'parties.requester': string }
  | { 'parties.reporters': string }
  | { 'parties.involved': string }
  | { _id: { $in: readonly string[] } }
  | { 'parties.unit': OrgPath }
  | { queue: { $in: readonly string[] } };
type Filter = { $or: Clause[] } | { _id: { $in: [] } } | { $and: readonly Filter[] };
export type Reach = { covers(one: Seen): boolean; filter: Filter };
/**
 * Permission (`incident.resolve`, `incident.read`) → roles that hold it; `unit`: it reaches one's unit; `involved`: it reaches the
 * cases that name one as a party of their own or as who has a part; `concealed`: roles whose grants reach none that is concealed.
 */
export type Holders = Readonly<
  Record<
    string,
    { roles: readonly (Role | 'system')[]; unit?: boolean; involved?: boolean; concealed?: readonly Role[] }
  >
>;

/** The organisation and all above it, nearest first: '/dx/donghu' gives '/dx/donghu', '/dx'. */
export function orgLineOf(orgPath: OrgPath): OrgPath[] {
  const above = orgPath.lastIndexOf('/');
  return above <= 0 ? [orgPath] : [orgPath, ...orgLineOf(`/${orgPath.slice(1, above)}`)];
}

/** True when `path` is `top` or lies below it. */
export const isWithin = (path: OrgPath, top: OrgPath): boolean => path === top || path.startsWith(`${top}/`);

/**
 * What `actor` may do under `permission`: the same clauses decide on one case and filter a list.
 * A grant as requester reaches the cases that he reported, first or later, those that he called about before he had an account, and those of the own unit where the permission
 * says `unit`; any other grant reaches its organisation and all below; a team reaches its queue, whatever branch the case
 * comes from.
 * What is concealed, the grants of those from whom it is reach no more than a part in it does.
 * `also`: organisations whose cases he reaches beside, whatever he is granted there.
 * Nothing granted: a filter that finds nothing, since an empty `$or` must never mean "all". Throws nothing.
 */
export function reachOf(actor: Actor, permission: string, holders: Holders, also: readonly OrgPath[] = []): Reach {
  const held = holders[permission];
  const grants = held ? actor.grants.filter(({ role }) => held.roles.includes(role)) : [];
  const { concealed: kept = [] } = held ?? {};
  const placesOf = (isKept: boolean): OrgPath[] =>
    grants.filter(({ role }) => role !== 'requester' && kept.includes(role) === isKept).map(({ orgPath }) => orgPath);
  const [orgs, orgsOfKept] = [placesOf(false), placesOf(true)];
  const isNamed = held?.involved === true && grants.length > 0;
  const { called = [] } = actor;
  const asRequester = grants.some(({ role }) => role === 'requester');
  const byUnit = asRequester && held?.unit === true;
  const queues = orgs.length + orgsOfKept.length > 0 ? actor.teams : []; // a member works there in one of the roles he holds
  const clauses: Clause[] = [
    ...(orgs.length > 0 ? [{ orgLine: { $in: orgs } }] : []),
    ...(orgsOfKept.length > 0 ? [{ orgLine: { $in: orgsOfKept }, concealed: null }] : []),
    ...(also.length > 0 ? [{ orgLine: { $in: also } }] : []),
    ...(queues.length > 0 ? [{ queue: { $in: queues } }] : []),
    ...(isNamed ? [{ 'parties.involved': actor.id }] : []),
    ...(asRequester ? [{ 'parties.requester': actor.id }, { 'parties.reporters': actor.id }] : []),
    ...(asRequester && called.length > 0 ? [{ _id: { $in: called } }] : []),
    ...(byUnit ? [{ 'parties.unit': actor.unit }] : []),
  ];
  return {
    covers: ({ orgLine, parties, queue, concealed, _id }) =>
      [...orgs, ...also].some((org) => orgLine.includes(org)) ||
      (concealed === undefined && orgsOfKept.some((org) => orgLine.includes(org))) ||
      (queue !== undefined && queues.includes(queue)) ||
      (isNamed && parties.involved?.includes(actor.id) === true) ||
      (asRequester && (parties.requester === actor.id || parties.reporters?.includes(actor.id) === true)) ||
      (asRequester && _id !== undefined && called.includes(_id)) ||
      (byUnit && parties.unit === actor.unit),
    filter: clauses.length > 0 ? { $or: clauses } : { _id: { $in: [] } },
  };
}

/** What lies within both. Throws nothing. */
export const withinBoth = (one: Reach, other: Reach): Reach => ({
  covers: (seen) => one.covers(seen) && other.covers(seen),
  filter: { $and: [one.filter, other.filter] },
});

/** True for organisations of his own branches, and those above them. Throws nothing. */
export const isNear = ({ unit, grants }: Pick<Actor, 'unit' | 'grants'>, path: OrgPath): boolean =>
  [unit, ...grants.map(({ orgPath }) => orgPath)].some((place) => isWithin(path, place) || isWithin(place, path));

/**
 * Which organisations `actor` may name, as customer or as place of a wave: those of his branches and above. Others are as unknown
 * to him as one that is not there. The product itself may name any. Throws nothing.
 */
export const mayNamePlace = (actor: Actor, path: OrgPath): boolean => actor.kind === 'system' || isNear(actor, path);

/** What of a person decides who may name him. */
export type Nameable = Pick<Actor, 'id' | 'unit' | 'teams' | 'grants'>;

/**
 * Whom `actor` may name, as reporter, as who works on it, as the part that he plays: himself, staff of his branches and
 * above, members of a team of his, people of his own unit and of those that he serves. Anybody else is as unknown to him as
 * one who is not there. The product itself may name anybody. Throws nothing.
 */
export function mayName(actor: Actor, { id, unit, teams, grants }: Nameable): boolean {
  if (actor.kind === 'system' || id === actor.id || unit === actor.unit) return true;
  const serves = actor.grants.filter(({ role }) => role !== 'requester').map((grant) => grant.orgPath);
  return (
    grants.some(({ role, orgPath }) => role !== 'requester' && isNear(actor, orgPath)) ||
    serves.some((place) => isWithin(unit, place)) ||
    teams.some((team) => actor.teams.includes(team))
  );
}
