/** Whose figures somebody sees: of organisations that are granted to him in a role that reads their cases, and of no others. */
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import { type CaseKind, caseKindKeys, processesOf } from '../../domain/figures/kinds.ts';
import { holders } from '../../domain/permissions.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { Identity } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';
import { keyAllows } from '../sign-in/key-rights.ts';

/** Who may see what is made of the cases of one person, and the person himself. */
const SEES_PERSONS: readonly Role[] = ['supervisor', 'quality-lead', 'process-owner', 'project-manager', 'auditor'];

const readersOf = (process: ProcessKey): readonly Role[] =>
  (holders.get(process)?.[`${process}.read`]?.roles ?? []).filter(
    (role): role is Role => role !== 'requester' && role !== 'system',
  );
/** Who sees figures somewhere: whoever reads cases of some process, but as a reporter. */
export const figureReaders: readonly Role[] = [...new Set(processKeys.flatMap(readersOf))];
/** Who reads cases of each of these processes somewhere. */
export const readersOfAll = (of: readonly ProcessKey[]): readonly Role[] =>
  figureReaders.filter((role) => of.every((process) => readersOf(process).includes(role)));

/** `plain`: kinds all of whose cases there he reads; `concealedIn`: those of which some are kept from him. */
export type Counted = { plain: ReadonlySet<CaseKind>; concealedIn: ReadonlySet<CaseKind> };

/**
 * Of which kinds the identity sees figures of an organisation with all below; empty: of none. A reporter sees no figure. Of drills who
 * reads the cases of each process that is drilled: their figures count them all.
 */
export function countedAt(identity: Identity, org: OrgPath): Counted {
  const seen = caseKindKeys.map((kind) => {
    const sights = processesOf(kind).map((process) => sightOf(identity, process, org));
    return [kind, least(sights)] as const;
  });
  const of = (sight: Sight) => new Set(seen.flatMap(([kind, one]) => (one === sight ? [kind] : [])));
  return { plain: of('all'), concealedIn: of('unconcealed') };
}

type Sight = 'all' | 'unconcealed' | 'none';
const least = (sights: readonly Sight[]): Sight => {
  if (sights.includes('none')) return 'none';
  return sights.includes('unconcealed') ? 'unconcealed' : 'all';
};

/** Who plays a part sees no more than himself. */
function sightOf(identity: Identity, process: ProcessKey, org: OrgPath): Sight {
  if (!keyAllows(identity, `${process}.read`)) return 'none';
  const { actor, player = actor } = identity;
  return least([actor, player].map((one) => sightOfActor(one, process, org)));
}

function sightOfActor({ grants }: Actor, process: ProcessKey, org: OrgPath): Sight {
  const held = holders.get(process)?.[`${process}.read`];
  const own = grants.filter(
    ({ role, orgPath }) => role !== 'requester' && held?.roles.includes(role) === true && isWithin(org, orgPath),
  );
  if (own.length === 0) return 'none';
  return own.every(({ role }) => held?.concealed?.includes(role) === true) ? 'unconcealed' : 'all';
}

/** The organisations that are granted to him so, none of which lies below another; by path. */
export function organisationsOf(identity: Identity): OrgPath[] {
  const paths = [...new Set(identity.actor.grants.map(({ orgPath }) => orgPath))].filter((org) => {
    const { plain, concealedIn } = countedAt(identity, org);
    return plain.size + concealedIn.size > 0;
  });
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other))).toSorted();
}

/** True for those who see figures of persons at that organisation. */
export const seesPersons = ({ actor, player = actor }: Identity, org: OrgPath): boolean =>
  [actor, player].every(({ grants }) =>
    grants.some(({ role, orgPath }) => SEES_PERSONS.includes(role) && isWithin(org, orgPath)),
  );
