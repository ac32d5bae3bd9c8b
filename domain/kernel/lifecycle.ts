/** Who may give which command now: one answer for the turn, the door and the console's buttons. */
import { type Holders, orgLineOf } from './people/access.ts';
import { topDesk } from './people/desks.ts';
import { DomainError, invalid } from './errors.ts';
import type {
  Actor,
  AnyProcess,
  CaseState,
  Facts,
  Millis,
  Offer,
  OrgPath,
  Party,
  Refusal,
  Role,
  SeenCase,
  Transition,
  Who,
} from './process.ts';

type Row = Transition<string, string>;
type Asking = { actor: Actor; now: Millis; facts?: Facts };
type State = { status: string };
type SeenWithQueue = SeenCase & { queueLine: readonly OrgPath[]; topLine: readonly OrgPath[] };

/** The status of a case before its first event; no case is ever shown in it. */
export const UNOPENED = 'none';

/** What this actor may do now, and what would be his but is blocked. Throws nothing. */
export function allowedCommands(process: AnyProcess, kase: CaseState<State>, asking: Asking): Offer {
  const { rows, roleUnder, blockers } = standing(process, kase, asking);
  const his = [...new Set(rows.filter(roleUnder).map((row) => row.command))];
  return {
    allowed: his.filter((command) => !blockers[command]),
    blocked: his.flatMap((command) => {
      const blocker = blockers[command];
      return blocker && blocker.code !== 'not-permitted' ? [{ command, ...blocker }] : [];
    }),
  };
}

/**
 * Refuses with 'case-ended', 'wrong-status', 'not-permitted' or the code of a blocker, in this order, and an intake for a
 * unit out of the actor's reach, or words that stand in no register, with 'invalid-data'; else says in which role the actor acts. Runs before `decide`, in the
 * turn, and before it at the door.
 */
export function guard(
  process: AnyProcess,
  kase: CaseState<State>,
  asking: Asking & { command: string },
): Role | 'system' {
  const { rows, roleUnder, blockers } = standing(process, kase, asking);
  const { status } = kase.state;
  const { command } = asking;
  if (isEnd(process, status)) refuseEnded(kase);
  const own = rows.filter((row) => row.command === command);
  if (own.length === 0)
    throw new DomainError('wrong-status', `${command} is not possible while ${status}`, {
      params: { status, command, ...('incident' in kase.state ? { incident: kase.state.incident } : {}) },
    });
  const role = own.map(roleUnder).find((one) => one !== undefined);
  const may = own.flatMap(({ who }) => who.flatMap(({ by }) => by));
  if (!role && kase.seq === 0 && asking.actor.grants.some((grant) => may.includes(grant.role)))
    throw invalid('unit', 'unknown', 'There is no such unit'); // one out of reach is answered like one that is not there
  if (!role)
    throw new DomainError('not-permitted', `${command} is not permitted to this person`, { params: { command } });
  const blocker = blockers[command];
  if (blocker)
    throw new DomainError(blocker.code, `${command} is blocked`, blocker.params ? { params: blocker.params } : {});
  if (asking.facts?.unknown)
    throw new DomainError('invalid-data', unknownWords(asking.facts.unknown), { fields: asking.facts.unknown });
  return role;
}

const unknownWords = (fields: readonly { pointer: string }[]): string =>
  `There is no such entry for ${fields.map(({ pointer }) => pointer).join(', ')}`;

function refuseEnded({ caseId, state }: CaseState<State>): never {
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

/** Every status that the table names, in its order, but for the one before the first event. */
export const statusesOf = (process: Pick<AnyProcess, 'lifecycle'>): string[] =>
  [...new Set(process.lifecycle.flatMap(({ from, to }) => [...from, ...(to === '=' ? [] : to)]))].filter(
    (status) => status !== UNOPENED,
  );

/**
 * Which status may follow which in a log that leaves commands out: those that one command leads to, and the others that
 * are no end and to which a chain of commands leads through `working` statuses only, whoever may give them. An end is
 * reached from where a command leads to it and from nowhere else; one that a row names behind another status is reached
 * by way of that (a resolve that closes at once has been resolved). From → to's, the status itself left out.
 */
export function closureOf(
  process: Pick<AnyProcess, 'lifecycle'>,
  working: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const all = statusesOf(process);
  const next = (status: string) => {
    const rows = process.lifecycle.flatMap(({ from, to }) => (to !== '=' && from.includes(status) ? [to] : []));
    const direct = rows.flatMap((to) => to.filter((one) => one === to[0] || to[0] === status || !isEnd(process, one)));
    return [...new Set(direct)];
  };
  const reach = (found: readonly string[]): readonly string[] => {
    const more = found
      .filter((status) => working.includes(status))
      .flatMap(next)
      .filter((status) => !isEnd(process, status) && !found.includes(status));
    return more.length > 0 ? reach([...new Set([...found, ...more])]) : found;
  };
  return Object.fromEntries(all.map((from) => [from, reach(next(from)).filter((to) => to !== from)]));
}

/** Permission → roles, from the table: `who` of each command's rows, and the readers (whoever may command may read). */
export function holdersOf(
  process: Pick<AnyProcess, 'key' | 'lifecycle'>,
  { readers, unitReads }: { readers: readonly Role[]; unitReads: boolean },
): Holders {
  const holders: Record<string, { roles: readonly (Role | 'system')[]; unit?: boolean }> = {};
  for (const { command, who } of process.lifecycle) {
    const by = who.flatMap((one) => one.by);
    const permission = `${process.key}.${command}`;
    holders[permission] = { roles: [...new Set([...(holders[permission]?.roles ?? []), ...by])] };
  }
  holders[`${process.key}.read`] = { roles: readers, unit: unitReads };
  return holders;
}

function standing(process: AnyProcess, kase: CaseState<State>, { actor, now, facts }: Asking) {
  const { pins, clocks, state, caseId, mode } = kase;
  const seen = seenOf(process, kase) ?? (facts?.unit ? seenOfIntake(facts.unit.orgPath, actor) : null);
  const rows = process.lifecycle.filter((row) => row.from.includes(state.status));
  const roleUnder = (row: Row) => roleOf(actor, row, seen);
  return {
    rows,
    roleUnder,
    blockers: {
      ...process.decider.blockers(state, { now, actor, pins, clocks, caseId, mode }),
      ...fourEyes(rows, actor, seen),
    },
  };
}

/** The code that each is refused with who may not be the same person. */
const FOUR_EYES: Partial<Record<Party, string>> = { resolver: 'self-confirm' };

function fourEyes(rows: readonly Row[], actor: Actor, seen: SeenWithQueue | null): Record<string, Refusal> {
  if (!seen) return {};
  const refused = rows.flatMap(({ command, not = [] }) => {
    const party = not.find((one) => isParty[one](actor, seen));
    return party ? [[command, { code: FOUR_EYES[party] ?? 'four-eyes' }] as const] : [];
  });
  return Object.fromEntries(refused);
}

function seenOf(process: AnyProcess, { seq, state, pins }: CaseState<State>): SeenWithQueue | null {
  const seen = seq === 0 ? null : process.seen(state);
  if (!seen) return null;
  const top = topDesk(pins.desks);
  return {
    ...seen,
    queueLine: seen.queueOrg ? orgLineOf(seen.queueOrg) : seen.orgLine,
    topLine: top ? orgLineOf(top.queueOrg) : [],
  };
}

/** Before the first event there is a unit and nothing else to see. */
const seenOfIntake = (unit: OrgPath, actor: Actor): SeenWithQueue => ({
  orgLine: orgLineOf(unit),
  queueLine: orgLineOf(unit),
  topLine: [],
  parties: { requester: actor.id, unit },
});

/** The role in which `actor` acts under `row`: of the first alternative that fits. */
function roleOf(actor: Actor, { who }: Row, seen: SeenWithQueue | null): Role | 'system' | undefined {
  for (const one of who) {
    const role = roleAs(actor, one, seen);
    if (role) return role;
  }
  return undefined;
}

/**
 * A role counts where it is held on the case's line of organisations; a supervisor's on the line of its queue, since those
 * below answer for it no more; a member of the queue or the assignee may hold it anywhere, for a case may come from another
 * branch.
 */
function roleAs(actor: Actor, { by, as }: Who, seen: SeenWithQueue | null): Role | 'system' | undefined {
  if (actor.kind === 'system') return by.find((role) => role === 'system');
  if (seen && as && !isParty[as](actor, seen)) return undefined;
  const anywhere = seen === null || (as !== undefined && IN_PERSON.includes(as));
  return actor.grants.find(({ role, orgPath }) => {
    if (!by.includes(role)) return false;
    if (anywhere || role === 'requester') return true;
    return (role === 'supervisor' ? seen.queueLine : seen.orgLine).includes(orgPath);
  })?.role;
}

/** Who stands in such a relation to the case needs no grant at its organisation. */
const IN_PERSON: readonly Party[] = ['queue-member', 'queue-lead', 'assignee', 'commander', 'follower'];

const isParty: Record<Party, (actor: Actor, seen: SeenWithQueue) => boolean> = {
  requester: (actor, { parties }) => parties.requester === actor.id,
  caller: (actor, { parties }) => parties.requester === actor.id || parties.unit === actor.unit,
  reporter: (actor, seen) => isParty.caller(actor, seen) || seen.parties.reporters?.includes(actor.id) === true,
  unit: (actor, { parties }) => parties.unit === actor.unit,
  assignee: (actor, { parties }) => parties.assignee === actor.id,
  commander: (actor, { parties }) => parties.commander === actor.id,
  follower: (actor, { parties }) => parties.followers?.includes(actor.id) === true,
  'queue-member': (actor, { queue }) => queue !== undefined && actor.teams.includes(queue),
  'queue-lead': (actor, { queue }) => queue !== undefined && actor.leads?.includes(queue) === true,
  'top-supervisor': ({ grants }, { topLine }) =>
    grants.some(({ role, orgPath }) => role === 'supervisor' && topLine.includes(orgPath)),
  resolver: (actor, { resolver }) => resolver === actor.id,
  'stand-in': (_actor, { deskActs }) => deskActs === true,
};
