/** What people keep for themselves and share with others (saved views, canned answers, case templates): who uses an entry, who keeps it. */
import { fieldFault } from '../kernel/errors.ts';
import { isNear, isWithin, orgLineOf } from '../kernel/people/access.ts';
import type { Actor, FieldError, OrgPath, Role } from '../kernel/process.ts';

export const SCOPES = ['me', 'team', 'organisation'] as const;
export type Scope = (typeof SCOPES)[number];
/** For whom an entry is. */
export type Shared = {
  scope: Scope;
  /** Of one that is somebody's own: who that is. */
  owner?: string;
  /** Of one of a team. */
  team?: string;
  /** Of one of an organisation: for it and all below. */
  organisation?: OrgPath;
  /** Where the team lies, or the organisation itself. */
  orgPath?: OrgPath;
};

/** Who keeps what teams and organisations share, each at his organisations. */
export const TEAM_KEEPERS = ['supervisor'] as const satisfies readonly Role[];
export const ORGANISATION_KEEPERS = ['supervisor', 'process-owner'] as const satisfies readonly Role[];

/** Where he holds one of these roles. Throws nothing. */
export const placesAs = ({ grants }: Actor, roles: readonly Role[]): OrgPath[] => [
  ...new Set(grants.filter(({ role }) => roles.includes(role)).map(({ orgPath }) => orgPath)),
];

/** Organisations whose entries he uses: where he works or watches over the work, and all above. A requester uses none. Throws nothing. */
export const organisationsUsedBy = ({ grants }: Actor): OrgPath[] => [
  ...new Set(grants.filter(({ role }) => role !== 'requester').flatMap(({ orgPath }) => orgLineOf(orgPath))),
];

/** True where he has the entry among those that he works with. Throws nothing. */
export function uses(actor: Actor, { scope, owner, team, orgPath }: Shared): boolean {
  if (scope === 'me') return owner === actor.id;
  if (scope === 'team') return team !== undefined && actor.teams.includes(team);
  return orgPath !== undefined && organisationsUsedBy(actor).includes(orgPath);
}

/** True where it is his to make, edit and end: his own; of a team its lead's and its supervisor's; of an organisation its supervisor's and process owner's. Throws nothing. */
export function keeps(actor: Actor, { scope, owner, team, orgPath }: Shared): boolean {
  if (scope === 'me') return owner === actor.id;
  const isAt = (roles: readonly Role[]): boolean =>
    orgPath !== undefined && placesAs(actor, roles).some((place) => isWithin(orgPath, place));
  if (scope === 'organisation') return isAt(ORGANISATION_KEEPERS);
  return (team !== undefined && actor.leads?.includes(team) === true) || isAt(TEAM_KEEPERS);
}

/** What an edit says of its scope, as far as it is well-formed. */
export type ScopeSaid = { scope?: Scope; team?: string; organisation?: OrgPath };
/** Of the team and the organisation that it names: where they lie and whether they are open; null: nobody knows them. */
export type ScopeKnown = {
  team: { orgPath: OrgPath; open: boolean } | null;
  organisation: { open: boolean } | null;
};

/**
 * Whom the edit makes it for; null where that cannot be said, and `scopeFaults` says why. What lies outside his branches is as
 * unknown to him as what is not there. Throws nothing.
 */
export function sharedAs(actor: Actor, { scope, team, organisation }: ScopeSaid, known: ScopeKnown): Shared | null {
  if (scope === 'me') return { scope, owner: actor.id };
  if (scope === 'team') {
    const { orgPath } = known.team ?? {};
    return team !== undefined && orgPath !== undefined && isNear(actor, orgPath) ? { scope, team, orgPath } : null;
  }
  if (scope === undefined || organisation === undefined || !known.organisation) return null;
  return isNear(actor, organisation) ? { scope, organisation, orgPath: organisation } : null;
}

/** What is wrong with the scope of an edit; `former`: the entry before it. Empty: nothing. Throws nothing. */
export function scopeFaults(
  actor: Actor,
  said: ScopeSaid,
  { former, known }: { former: Shared | null; known: ScopeKnown },
): FieldError[] {
  const { scope, team, organisation } = said;
  if (scope === undefined) return [];
  const isThere = sharedAs(actor, said, known) !== null;
  const isKept =
    former !== null && former.scope === scope && former.team === team && former.organisation === organisation;
  const isOpen = (one: { open: boolean } | null): boolean => isKept || one?.open === true;
  return [
    ...fieldFault(scope !== 'team' && team !== undefined, '/team', 'not-of-scope'),
    ...fieldFault(scope !== 'organisation' && organisation !== undefined, '/organisation', 'not-of-scope'),
    ...fieldFault(scope === 'team' && team === undefined, '/team', 'required'),
    ...fieldFault(scope === 'organisation' && organisation === undefined, '/organisation', 'required'),
    ...fieldFault(scope === 'team' && team !== undefined && !(isThere && isOpen(known.team)), '/team', 'unknown'),
    ...fieldFault(
      scope === 'organisation' && organisation !== undefined && !(isThere && isOpen(known.organisation)),
      '/organisation',
      'unknown',
    ),
  ];
}
