/** Who may give which command now: one answer for the update validator, the handler and the console's buttons. */
import { type Holders, orgLineOf, type Seen } from './access.ts';
import { DomainError } from './errors.ts';
import type {
  Actor,
  AnyProcess,
  CaseState,
  Facts,
  Millis,
  Offer,
  OrgPath,
  Party,
  Role,
  Transition,
} from './process.ts';

type Row = Transition<string, string>;
type Asking = { actor: Actor; now: Millis; facts?: Facts };
type State = { status: string };

/** What this actor may do now, and what would be his but is blocked. Throws nothing. */
export function allowedCommands(process: AnyProcess, kase: CaseState<State>, asking: Asking): Offer {
  const { rows, roleUnder, blockers } = standing(process, kase, asking);
  const his = [...new Set(rows.filter(roleUnder).map((row) => row.command))];
  return {
    allowed: his.filter((command) => !blockers[command]),
    blocked: his.flatMap((command) => (blockers[command] ? [{ command, ...blockers[command] }] : [])),
  };
}

/**
 * Refuses with 'case-ended', 'wrong-status', 'not-permitted' or the code of a blocker, in this order; else says in
 * which role the actor acts. Runs before `decide`, in the client, the validator and again in the handler.
 */
export function guard(
  process: AnyProcess,
  kase: CaseState<State>,
  asking: Asking & { command: string },
): Role | 'system' {
  const { rows, roleUnder, blockers } = standing(process, kase, asking);
  const { status } = kase.state;
  const { command } = asking;
  if (isEnd(process, status)) refuseEnded(kase, command, rows);
  const own = rows.filter((row) => row.command === command);
  if (own.length === 0)
    throw new DomainError('wrong-status', `${command} is not possible while ${status}`, {
      params: { status, command },
    });
  const role = own.map(roleUnder).find((one) => one !== undefined);
  if (!role)
    throw new DomainError('not-permitted', `${command} is not permitted to this person`, { params: { command } });
  const blocker = blockers[command];
  if (blocker)
    throw new DomainError(blocker.code, `${command} is blocked`, blocker.params ? { params: blocker.params } : {});
  return role;
}

function refuseEnded({ caseId, state }: CaseState<State>, command: string, rows: readonly Row[]): void {
  if (rows.some((row) => row.command === command)) return; // what an end still allows: a comment, a link
  throw new DomainError('case-ended', `The case is ${state.status}`, {
    params: {
      status: state.status,
      followUpOf: caseId,
      ...('mergedInto' in state ? { mergedInto: state.mergedInto } : {}),
    },
  });
}

/** A status that no row moves away from. */
export const isEnd = (process: Pick<AnyProcess, 'lifecycle'>, status: string): boolean =>
  !process.lifecycle.some(({ from, to }) => from.includes(status) && to !== '=' && to.some((one) => one !== status));

/** Every status that the table names. */
export const statusesOf = (process: Pick<AnyProcess, 'lifecycle'>): string[] => [
  ...new Set(process.lifecycle.flatMap(({ from, to }) => [...from, ...(to === '=' ? [] : to)])),
];

/** Permission → roles, from the table: `by` of each command's rows, and the readers (whoever may command may read). */
export function holdersOf(
  process: Pick<AnyProcess, 'key' | 'lifecycle'>,
  { readers, unitReads }: { readers: readonly Role[]; unitReads: boolean },
): Holders {
  const holders: Record<string, { roles: readonly (Role | 'system')[]; unit?: boolean }> = {};
  for (const { command, by } of process.lifecycle) {
    const permission = `${process.key}.${command}`;
    holders[permission] = { roles: [...new Set([...(holders[permission]?.roles ?? []), ...by])] };
  }
  holders[`${process.key}.read`] = { roles: readers, unit: unitReads };
  return holders;
}

function standing(process: AnyProcess, kase: CaseState<State>, { actor, now, facts }: Asking) {
  const seen: Seen | null =
    kase.seq > 0 ? process.view(kase, now) : facts?.unit ? seenOfIntake(facts.unit.orgPath, actor) : null;
  const { pins, clocks, state, caseId, mode } = kase;
  return {
    rows: process.lifecycle.filter((row) => row.from.includes(state.status)),
    roleUnder: (row: Row) => roleOf(actor, row, seen),
    blockers: process.decider.blockers(state, { now, actor, pins, clocks, caseId, mode }),
  };
}

/** Before the first event there is a unit and nothing else to see. */
const seenOfIntake = (unit: OrgPath, actor: Actor): Seen => ({
  orgLine: orgLineOf(unit),
  parties: { requester: actor.id, unit },
});

/**
 * The role in which `actor` acts under `row`: held at an organisation on the case's line, or anywhere when he is a
 * member of its queue or its assignee (a case may come from another branch); and every party that the row names is his.
 */
function roleOf(actor: Actor, row: Row, seen: Seen | null): Role | 'system' | undefined {
  if (actor.kind === 'system') return row.by.find((role) => role === 'system');
  const parties: readonly Party[] =
    row.party === undefined ? [] : typeof row.party === 'string' ? [row.party] : row.party;
  if (seen && !parties.every((party) => isParty[party](actor, seen))) return undefined;
  const ofQueue = parties.some((party) => party === 'queue-member' || party === 'assignee' || party === 'commander');
  const here = actor.grants.filter(
    ({ role, orgPath }) => ofQueue || role === 'requester' || seen === null || seen.orgLine.includes(orgPath),
  );
  return here.find(({ role }) => row.by.includes(role))?.role;
}

const isParty: Record<Party, (actor: Actor, seen: Seen) => boolean> = {
  requester: (actor, { parties }) => parties.requester === actor.id,
  unit: (actor, { parties }) => parties.unit === actor.unit,
  assignee: (actor, { parties }) => parties.assignee === actor.id,
  commander: (actor, { parties }) => parties.commander === actor.id,
  follower: (actor, { parties }) => parties.followers?.includes(actor.id) === true,
  'queue-member': (actor, { queue }) => queue !== undefined && actor.teams.includes(queue),
  seat: () => false, // no process with seats yet
  'not-requester': (actor, { parties }) => parties.requester !== actor.id,
  'not-assignee': (actor, { parties }) => parties.assignee !== actor.id,
};
