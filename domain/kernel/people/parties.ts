/** How a person stands to a case, and to a part of it: what the table's words for parties mean. */
import { orgLineOf } from './access.ts';
import type { Part, PartParty } from '../part.ts';
import type { Actor, AnyTransition, OrgPath, Party, Role, SeenCase, Who } from '../process.ts';

/** A case, and the part that is asked about, as parties look at it. */
export type Stood = SeenCase & { queueLine: readonly OrgPath[]; topLine: readonly OrgPath[]; part?: Part };
type Row = Pick<AnyTransition, 'who' | 'not'>;

/** The role in which `actor` acts under `row`: of the first alternative that fits; undefined: none does. */
export function roleOf(actor: Actor, { who }: Row, seen: Stood | null): Role | 'system' | undefined {
  for (const one of who) {
    const role = roleAs(actor, one, seen);
    if (role) return role;
  }
  return undefined;
}

/** Which of the parties that the row keeps out the actor is; undefined: none. */
export const keptOut = (actor: Actor, { not = [] }: Row, seen: Stood | null): string | undefined =>
  seen ? not.find((party) => isParty(party, actor, seen)) : undefined;

/**
 * A role counts where it is held on the line of organisations of the case, or of the part that has one of its own; a
 * supervisor's on the line of its queue, since those below answer for it no more; whom the case or the part itself names may
 * hold it anywhere, for it may come from another branch. `at`: on the line of that other organisation alone.
 */
function roleAs(actor: Actor, { by, as, at }: Who<string>, seen: Stood | null): Role | 'system' | undefined {
  if (actor.kind === 'system') return by.find((role) => role === 'system');
  const parties = as === undefined ? [] : typeof as === 'string' ? [as] : as;
  if (seen && !parties.every((party) => isParty(party, actor, seen))) return undefined;
  if (at !== undefined) return roleAt(actor, by, seen?.others?.[at]);
  const anywhere = seen === null || parties.some((party) => isInPerson(party, seen));
  const line = seen && lineOf(seen);
  return actor.grants.find(({ role, orgPath }) => {
    if (!by.includes(role)) return false;
    if (seen && parties.includes('part-role') && !holdsPart({ role, orgPath }, seen)) return false;
    if (anywhere || role === 'requester') return true;
    return (role === 'supervisor' && seen.part?.orgPath === undefined ? seen.queueLine : (line ?? [])).includes(
      orgPath,
    );
  })?.role;
}

function roleAt({ grants }: Actor, by: Who['by'], organisation: OrgPath | undefined): Role | undefined {
  const line = organisation === undefined ? [] : orgLineOf(organisation);
  return grants.find(({ role, orgPath }) => by.includes(role) && line.includes(orgPath))?.role;
}

/** Who stands in such a relation to the case needs no grant at its organisation. */
const IN_PERSON: readonly string[] = [
  'queue-member',
  'queue-lead',
  'assignee',
  'commander',
  'follower',
  'involved',
  'part-assignee',
] satisfies readonly (Party | PartParty)[];
const isInPerson = (party: string, { own }: Stood): boolean =>
  IN_PERSON.includes(party) || (own !== undefined && Object.hasOwn(own, party));

/** Where roles are looked for. */
const lineOf = ({ part, orgLine }: Stood): readonly OrgPath[] => (part?.orgPath ? orgLineOf(part.orgPath) : orgLine);

const holdsPart = ({ role, orgPath }: Actor['grants'][number], seen: Stood): boolean =>
  role === seen.part?.role && lineOf(seen).includes(orgPath);

/** A word that neither the kernel nor the process knows means nobody. */
function isParty(party: string, actor: Actor, seen: Stood): boolean {
  const known = Object.hasOwn(parties, party) ? parties[party] : undefined;
  if (known) return known(actor, seen);
  const own = seen.own && Object.hasOwn(seen.own, party) ? seen.own[party] : undefined;
  return own?.includes(actor.id) === true;
}

type Is = (actor: Actor, seen: Stood) => boolean;
const ofKernel: Record<Party | PartParty, Is> = {
  requester: (actor, seen) => seen.parties.requester === actor.id,
  caller: (actor, seen) => seen.parties.requester === actor.id || seen.parties.unit === actor.unit,
  reporter: (actor, seen) => ofKernel.caller(actor, seen) || seen.parties.reporters?.includes(actor.id) === true,
  unit: (actor, seen) => seen.parties.unit === actor.unit,
  assignee: (actor, seen) => seen.parties.assignee === actor.id,
  commander: (actor, seen) => seen.parties.commander === actor.id,
  follower: (actor, seen) => seen.parties.followers?.includes(actor.id) === true,
  involved: (actor, seen) => seen.parties.involved?.includes(actor.id) === true,
  'queue-member': (actor, { queue }) => queue !== undefined && actor.teams.includes(queue),
  'queue-lead': (actor, { queue }) => queue !== undefined && actor.leads?.includes(queue) === true,
  'top-supervisor': ({ grants }, { topLine }) =>
    grants.some(({ role, orgPath }) => role === 'supervisor' && topLine.includes(orgPath)),
  resolver: (actor, { resolver }) => resolver === actor.id,
  'stand-in': (_actor, { deskActs }) => deskActs === true,
  'part-assignee': (actor, { part }) => part?.assignees.includes(actor.id) === true,
  'part-former': (actor, { part }) => formersOf(part).includes(actor.id),
  'part-role': ({ grants }, seen) => grants.some((grant) => holdsPart(grant, seen)),
  'part-asker': (actor, { part }) => askerOf(part) === actor.id,
};
const parties: Readonly<Record<string, Is | undefined>> = ofKernel;
/** True for a party that is looked up at the part. */
export const isPartParty = (party: string): boolean => party.startsWith('part-');
/** True for a party that every process has. */
export const isKernelParty = (party: string): boolean => Object.hasOwn(ofKernel, party) && !isPartParty(party);

/** Who had the part before: kept with it as `had`. */
function formersOf(part: Part | undefined): readonly unknown[] {
  const had: unknown = part && 'had' in part ? part.had : undefined;
  return Array.isArray(had) ? had : [];
}

/** Who asked for what a second person is to confirm: kept with the part as `asked { by }`. */
function askerOf(part: Part | undefined): string | undefined {
  const asked: unknown = part && 'asked' in part ? part.asked : undefined;
  return typeof asked === 'object' && asked !== null && 'by' in asked && typeof asked.by === 'string'
    ? asked.by
    : undefined;
}
