/** Who may give which command now: one answer for the turn, the door and the console's buttons. */
import { type Holders, orgLineOf } from './people/access.ts';
import { topDesk } from './people/desks.ts';
import { keptOut, roleOf, type Stood } from './people/parties.ts';
import { DomainError, invalid } from './errors.ts';
import { type Part, PART_ID } from './part.ts';
import { newPart } from './parts/records.ts';
import type { Facts } from './facts.ts';
import type {
  Actor,
  AnyProcess,
  AnyTransition,
  CaseState,
  Millis,
  Offer,
  OrgPath,
  PartOffer,
  Refusal,
  Role,
} from './process.ts';

type Row = AnyTransition;
/** `part`: that the command names. */
type Asking = { actor: Actor; now: Millis; facts?: Facts; part?: string | undefined };
type State = { status: string };

/** The status of a case before its first event; no case is ever shown in it. */
export const UNOPENED = 'none';

/** What this actor may do now, and what would be his but is blocked; of a case with parts, about the case itself. Throws nothing. */
export function allowedCommands(process: AnyProcess, kase: CaseState<State>, asking: Asking): Offer {
  const rows = rowsIn(process, kase).filter(({ part }) => part === undefined || part.from === 'none');
  return offerOf(process, rows, standing(process, kase, asking));
}

/** At most so many parts of a group are named beside it. */
const MOST_EXCEPT = 50;

/**
 * What he may do with its parts, by kind and status, in their order; the offer of a group is that of most of its parts. Empty
 * for a process without parts. Throws nothing.
 */
export function partOffers(process: AnyProcess, kase: CaseState<State>, asking: Asking): PartOffer[] {
  const parts = kase.seq === 0 ? [] : (process.parts?.all(kase.state) ?? []);
  const rows = rowsIn(process, kase);
  const seen = seenOf(process, kase); // the same for all of them
  const groups = new Map<string, { part: Part; offer: Offer }[]>();
  for (const part of parts) {
    const own = rows.filter((row) => isAbout(row, part));
    const offer = own.length === 0 ? NOTHING : offerOf(process, own, standing(process, kase, asking, { part, seen }));
    const group = `${part.kind} ${part.status}`;
    const others = groups.get(group);
    if (others) others.push({ part, offer });
    else groups.set(group, [{ part, offer }]);
  }
  return [...groups.values()].flatMap(groupOffer);
}

const NOTHING: Offer = { allowed: [], blocked: [] };

function groupOffer(group: readonly { part: Part; offer: Offer }[]): PartOffer[] {
  const counts = new Map<string, { offer: Offer; times: number }>();
  for (const { offer } of group) {
    const words = JSON.stringify(offer);
    counts.set(words, { offer, times: (counts.get(words)?.times ?? 0) + 1 });
  }
  const [words, usual] = [...counts].toSorted(([, a], [, b]) => b.times - a.times)[0] ?? [];
  const [first] = group;
  if (!first || !usual) return [];
  const others = group.filter(({ offer }) => JSON.stringify(offer) !== words);
  const named = others.slice(0, MOST_EXCEPT);
  const { kind, status } = first.part;
  return [
    {
      kind,
      status,
      count: group.length,
      ...usual.offer,
      except: Object.fromEntries(named.map(({ part, offer }) => [part.id, offer])),
      ...(others.length > named.length ? { more: others.length - named.length } : {}),
    },
  ];
}

function offerOf(process: AnyProcess, rows: readonly Row[], stands: Standing): Offer {
  const commands = new Set(rows.filter((row) => roleOf(stands.actor, row, stands.seen)).map(({ command }) => command));
  const his = [...commands].map((command) => ({ command, ...admission(rows, command, stands) }));
  const blocked = his.flatMap(({ command, refused }) => {
    const refusal = refused ?? stands.blockers[command];
    return refusal ? [{ command, ...refusal }] : [];
  });
  const isBlocked = (command: string) => blocked.some((one) => one.command === command);
  return {
    allowed: his.map(({ command }) => command).filter((command) => !isBlocked(command)),
    blocked: blocked.filter(({ code }) => code !== 'not-permitted'),
  };
}

/** What let a command pass. */
export type Admitted = {
  role: Role | 'system';
  /** That it names, or makes. */
  part?: Part;
  /** Where its row leads the part, if to one status alone. */
  partTo?: string;
};

/** The role of `admitted`. */
export const guard = (
  process: AnyProcess,
  kase: CaseState<State>,
  asking: Asking & { command: string },
): Role | 'system' => admitted(process, kase, asking).role;

/**
 * Refuses with 'case-ended', 'wrong-status', of a part 'unknown-part', 'part-exists' or 'invalid-data' where one is named and
 * not asked for or the reverse, then 'not-permitted', four eyes or the code of a blocker, in this order, and an intake for a
 * unit out of the actor's reach, or words that stand in no register, with 'invalid-data'; else says in which role the actor acts, and on
 * which part. Runs before `decide`, in the turn, and before it at the door.
 */
export function admitted(process: AnyProcess, kase: CaseState<State>, asking: Asking & { command: string }): Admitted {
  const { status } = kase.state;
  const { command, actor } = asking;
  if (isEnd(process, status)) refuseEnded(kase);
  const all = rowsIn(process, kase).filter((row) => row.command === command);
  if (all.length === 0) refuseStatus(kase, { status, command });
  const { rows, part } = aboutPart(process, kase, { rows: all, asking });
  const stands = standing(process, kase, asking, part ? { part } : {});
  const { role, row, refused } = admission(rows, command, stands);
  const may = rows.flatMap(({ who }) => who.flatMap(({ by }) => by));
  if (!role && kase.seq === 0 && actor.grants.some((grant) => may.includes(grant.role)))
    throw invalid('unit', 'unknown', 'There is no such unit'); // one out of reach is answered like one that is not there
  if (!role)
    throw new DomainError('not-permitted', `${command} is not permitted to this person`, { params: { command } });
  const blocker = refused ?? stands.blockers[command];
  if (blocker)
    throw new DomainError(blocker.code, `${command} is blocked`, blocker.params ? { params: blocker.params } : {});
  if (asking.facts?.unknown)
    throw new DomainError('invalid-data', unknownWords(asking.facts.unknown), { fields: asking.facts.unknown });
  const to = row?.part?.to;
  const partTo = to === undefined || to === '=' || to.length > 1 ? undefined : to[0];
  return { role, ...(part ? { part } : {}), ...(partTo === undefined ? {} : { partTo }) };
}

/** Of the status in which the case stands. */
const rowsIn = (process: AnyProcess, { state }: CaseState<State>): readonly Row[] =>
  process.lifecycle.filter((row) => row.from.includes(state.status));

/** True for a row about a part as this one stands. */
const isAbout = ({ part: about }: Row, { kind, status }: Part): boolean =>
  about !== undefined && about.kind === kind && about.from !== 'none' && about.from.includes(status);

/** The rows of a command that fit the part that it names, and that part. */
function aboutPart(
  process: AnyProcess,
  kase: CaseState<State>,
  { rows, asking: { part: id, command } }: { rows: readonly Row[]; asking: Asking & { command: string } },
): { rows: readonly Row[]; part?: Part } {
  const [about, others] = [rows.filter(({ part }) => part), rows.filter(({ part }) => !part)];
  if (id === undefined) {
    if (others.length === 0) throw invalid('part', 'required', `${command} is about a part`);
    return { rows: others };
  }
  if (about.length === 0) throw invalid('part', 'unknown-field', `${command} is about the case`);
  const part = process.parts?.all(kase.state).find((one) => one.id === id);
  const making = about.filter((row) => row.part?.from === 'none');
  if (part) {
    const ofKind = about.filter((row) => row.part?.kind === part.kind);
    const moving = ofKind.filter((row) => row.part?.from !== 'none');
    if (ofKind.length > 0 && moving.length === 0)
      throw new DomainError('part-exists', `There is a ${part.kind} ${id} already`, {
        params: { part: id, kind: part.kind, status: part.status },
      });
    const fitting = ofKind.filter((row) => isAbout(row, part));
    if (moving.length === 0) throw unknownPart(id);
    if (fitting.length === 0)
      refuseStatus(kase, { status: kase.state.status, command, part: id, kind: part.kind, partStatus: part.status });
    return { rows: fitting, part };
  }
  const kind = making[0]?.part?.kind;
  const of = kind === undefined ? undefined : process.parts?.kinds[kind];
  if (kind === undefined || !of) throw unknownPart(id);
  if (!PART_ID.test(id)) throw invalid('part', 'wrong-format', 'No part is called so');
  return { rows: making.filter((row) => row.part?.kind === kind), part: newPart(id, kind, of) };
}

const unknownPart = (part: string): DomainError =>
  new DomainError('unknown-part', `The case has no such part ${part}`, { params: { part } });

type Where = { status: string; command: string; part?: string; kind?: string; partStatus?: string };
function refuseStatus({ state }: CaseState<State>, params: Where): never {
  const { status, command, partStatus } = params;
  const words = partStatus === undefined ? status : `its part is ${partStatus}`;
  throw new DomainError('wrong-status', `${command} is not possible while ${words}`, {
    params: { ...params, ...('incident' in state ? { incident: state.incident } : {}) },
  });
}

/** The first row that lets the actor pass; else the role under which he might, and which party keeps him out. */
function admission(
  rows: readonly Row[],
  command: string,
  { actor, seen }: Standing,
): { role?: Role | 'system'; row?: Row; refused?: Refusal } {
  let kept: { role: Role | 'system'; row: Row; refused: Refusal } | undefined;
  for (const row of rows) {
    const role = row.command === command ? roleOf(actor, row, seen) : undefined;
    if (!role) continue;
    const party = keptOut(actor, row, seen);
    if (party === undefined) return { role, row };
    kept ??= { role, row, refused: { code: FOUR_EYES[party] ?? 'separation-of-duties', ...partyOf(party) } };
  }
  return kept ?? {};
}

/** The code that each is refused with who may not be the same person, where it has one of its own. */
const FOUR_EYES: Readonly<Record<string, string>> = { resolver: 'self-confirm' };
const partyOf = (party: string): Pick<Refusal, 'params'> => (party in FOUR_EYES ? {} : { params: { party } });

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

export const STATUS_KINDS = ['open', 'hold', 'end'] as const;
/** `end`: no row moves away from it; `hold`: a promise to the customer that the process ships stands still in it, whatever for. */
export function statusKind(
  process: Pick<AnyProcess, 'lifecycle' | 'clocks'>,
  status: string,
): (typeof STATUS_KINDS)[number] {
  if (isEnd(process, status)) return 'end';
  const promises = Object.values(process.clocks.shipped).filter(({ kind }) => kind === 'sla');
  const stands = promises.some(({ pause = [] }) => pause.some((cond) => cond['status']?.includes(status)));
  return stands ? 'hold' : 'open';
}

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

/** Whether a command names a part: some rows of it are about one, all, or none. */
export function namesPart(process: Pick<AnyProcess, 'lifecycle'>, command: string): 'always' | 'sometimes' | 'never' {
  const rows = process.lifecycle.filter((row) => row.command === command);
  if (!rows.some(({ part }) => part)) return 'never';
  return rows.every(({ part }) => part) ? 'always' : 'sometimes';
}

/** Permission → roles, from the table: `who` of each command's rows, and the readers (whoever may command may read). */
export function holdersOf(
  process: Pick<AnyProcess, 'key' | 'lifecycle' | 'involves' | 'conceals'>,
  { readers, unitReads }: { readers: readonly Role[]; unitReads: boolean },
): Holders {
  const holders: Record<string, Holders[string]> = {};
  const involved = process.involves ? { involved: true } : {};
  for (const { command, who } of process.lifecycle) {
    const by = who.flatMap((one) => one.by).filter((role) => role !== 'time');
    if (by.length === 0) continue; // a move of time alone is no command
    const permission = `${process.key}.${command}`;
    holders[permission] = { roles: [...new Set([...(holders[permission]?.roles ?? []), ...by])], ...involved };
  }
  const concealed = process.conceals ? { concealed: process.conceals } : {};
  holders[`${process.key}.read`] = { roles: readers, unit: unitReads, ...involved, ...concealed };
  return holders;
}

type Standing = { actor: Actor; seen: Stood | null; blockers: Partial<Record<string, Refusal>> };

/** `seen`: where it was looked up for several parts. */
function standing(
  process: AnyProcess,
  kase: CaseState<State>,
  { actor, now, facts }: Asking,
  { part, seen = seenOf(process, kase) }: { part?: Part; seen?: Stood | null } = {},
): Standing {
  const { pins, clocks, state, caseId, mode, seq } = kase;
  const place = seen ?? (facts?.unit ? seenOfIntake(facts.unit.orgPath, actor) : null);
  const about = part ? { part } : {};
  return {
    actor,
    seen: place && { ...place, ...about },
    blockers: process.decider.blockers(state, { now, actor, pins, clocks, caseId, mode, seq, ...about }),
  };
}

function seenOf(process: AnyProcess, { seq, state, pins }: CaseState<State>): Stood | null {
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
const seenOfIntake = (unit: OrgPath, actor: Actor): Stood => ({
  orgLine: orgLineOf(unit),
  queueLine: orgLineOf(unit),
  topLine: [],
  parties: { requester: actor.id, unit },
});
