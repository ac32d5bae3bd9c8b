/** Whom a fired ladder step tells, in the case's own words; people are found at delivery. */
import { isRole, type Role } from '../../roles.ts';
import { orgLineOf } from './access.ts';
import { stepOf, thresholdOf } from '../clocks/clock-ladder.ts';
import { clockNamed, definitionIn } from '../clocks/clock-names.ts';
import { type Clocks, clockStanding, isClockEvent, type Step } from '../clocks/clocks.ts';
import type { Part } from '../part.ts';
import type {
  Actor,
  AnyProcess,
  Audience,
  CaseEvent,
  CaseState,
  CaseView,
  Effect,
  OrgPath,
  SeenCase,
} from '../process.ts';

type Case = CaseState<{ status: string }>;
type Notify = Extract<Effect, { kind: 'notify' }>;
/** Where a case stands, for words that are relative to it. */
type Around = Pick<CaseView, 'parties' | 'queue' | 'orgPath'> & {
  queueOrg: OrgPath | null;
  /** Of those who reported it, whom the word `requester` means. */
  reporters: readonly string[];
  /** Whose approval it waits for. */
  approvers: () => readonly string[];
  /** The part whose clock it is: who has that is meant, or could have it. */
  part?: Pick<Part, 'assignees' | 'role' | 'orgPath'>;
};

/**
 * The notices of a fired step; empty for any other event. `kase` is the case after it. What they say (percent, status,
 * assignee …) is what holds at the firing, `dueAt` the deadline. Throws nothing.
 */
export function escalation(process: AnyProcess, kase: Case, event: CaseEvent): Effect[] {
  if (!isClockEvent(event) || !event.type.endsWith('.clockWarned') || !('step' in event.data)) return [];
  const { clock, step: key, generation, dueAt: firedAt } = event.data;
  const { id, repeat } = stepOf(key);
  const definition = definitionIn(kase.pins.sla.clocks, clock);
  const step = definition?.ladder?.find((one) => one.id === id);
  const standing = clockStanding(kase.clocks, kase.pins, { clock, at: firedAt });
  if (!step || !standing || standing.targetMs === null) return [];
  const view = process.view(kase, event.at);
  const { status, title, priority, parties } = view;
  const { targetMs, consumedMs, dueAt } = standing;
  const breached = thresholdOf(step, targetMs, repeat) >= targetMs;
  const { definition: own, part: of } = clockNamed(clock);
  const part = of === undefined ? undefined : process.parts?.all(kase.state).find((one) => one.id === of);
  const place = { ...placeOf(kase, view, clock), ...(part ? { part } : {}) };
  const data = {
    caseId: kase.caseId,
    clock,
    ...(of === undefined ? {} : { part: of, clockKind: definition?.kind }),
    step: key,
    generation,
    firedAt,
    dueAt,
    status,
    title,
    channel: step.channel,
    percent: targetMs === 0 ? 100 : Math.floor((consumedMs * 100) / targetMs),
    reporters: 1 + (parties.reporters?.length ?? 0),
    ...(priority !== undefined && { priority }),
    ...(parties.assignee !== undefined && { assignee: parties.assignee }),
    ...(step.do !== undefined && step.do !== 'notify' && { propose: step.do }),
  };
  const template = `${process.key}-${own}-${breached ? 'breached' : 'warned'}`;
  const held = 'deliverAt' in event.data ? { notBefore: event.data.deliverAt } : {};
  return audiencesOf(step, place).map((to): Notify => ({ kind: 'notify', to, template, data, ...held }));
}

function placeOf({ pins }: Case, view: CaseView, clock: string): Around {
  const { parties, queue, queueOrg, orgPath } = view;
  const desk = Object.values(pins.desks).find((one) => one.queue === queue);
  return {
    parties,
    orgPath,
    queueOrg: queueOrg ?? desk?.orgPath ?? null,
    reporters: REMINDING.includes(definitionIn(pins.sla.clocks, clock)?.kind ?? 'sla')
      ? askedOf(view)
      : reportersIn(view),
    approvers: () => approversIn(view),
    ...(queue !== undefined && { queue }),
  };
}

const approversIn = ({ waitsFor }: Pick<CaseView, 'waitsFor'>): string[] =>
  waitsFor.flatMap(({ to, command }) => (command === 'approve' && 'person' in to ? [to.person] : []));

/** Clocks of these kinds remind: of those who reported the case they speak to whom it waits for. */
const REMINDING: readonly string[] = ['nag', 'timer'];
const reportersIn = ({ parties: { requester, reporters = [] } }: Pick<CaseView, 'parties'>): string[] => [
  ...(requester === undefined ? [] : [requester]),
  ...reporters,
];
function askedOf(view: CaseView): string[] {
  const asked = view.waitsFor.flatMap(({ to }) => ('person' in to ? [to.person] : []));
  return reportersIn(view).filter((id) => asked.includes(id));
}

/** Whom the words of a step mean where nobody has the case; a word for one person means who stands in for him. */
export const audiencesAt = (
  to: readonly string[],
  { queue, orgPath }: { queue: string; orgPath: OrgPath },
): Audience[] =>
  audiencesOf(
    { to },
    {
      queue,
      orgPath,
      queueOrg: orgPath,
      reporters: [],
      approvers: () => [],
      parties: { requester: '', unit: orgPath },
    },
  );

function audiencesOf({ to }: Pick<Step, 'to'>, place: Around): Audience[] {
  const all = to.flatMap((word) =>
    word.startsWith('org-parent:')
      ? audienceOf(word.slice('org-parent:'.length), place).map((audience) => above(audience, place))
      : audienceOf(word, place),
  );
  return [...new Map(all.map((audience) => [JSON.stringify(audience), audience])).values()];
}

/** A step never waits for nobody: who is not there is stood in for by the queue, at last by the process owner. */
function audienceOf(word: string, place: Around): Audience[] {
  const { parties, queue, orgPath, reporters, approvers, part } = place;
  switch (word) {
    case 'assignee':
      if (part?.assignees.length) return part.assignees.map((person) => ({ person }));
      if (part?.role !== undefined) return [{ role: part.role, orgPath: part.orgPath ?? orgPath }];
      return parties.assignee === undefined ? audienceOf('team', place) : [{ person: parties.assignee }];
    case 'requester':
      // Who works on it tells a caller without an account.
      if (reporters.length === 0 && parties.requester === undefined) return audienceOf('assignee', place);
      return reporters.map((person) => ({ person }));
    case 'commander':
      return parties.commander === undefined ? [{ role: 'process-owner', orgPath }] : [{ person: parties.commander }];
    case 'followers':
      return (parties.followers ?? []).map((person) => ({ person }));
    case 'approvers':
      return asked(approvers(), { role: 'process-owner', orgPath });
    case 'team':
      return queue === undefined ? audienceOf('supervisor', place) : [{ team: queue }];
    case 'team-lead':
    case 'tier-lead':
      return queue === undefined ? audienceOf('supervisor', place) : [{ team: queue, of: 'lead' }];
    case 'oncall':
    case 'oncall-backup':
      return queue === undefined ? audienceOf('supervisor', place) : [{ team: queue, of: word }];
    case 'supervisor':
      return [supervisorOf(place)];
    default:
      return [{ role: isRole(word) ? word : 'process-owner', orgPath }];
  }
}

const asked = (people: readonly string[], instead: Audience): Audience[] =>
  people.length === 0 ? [instead] : people.map((person) => ({ person }));

function supervisorOf({ queue, queueOrg, orgPath }: Around): Audience {
  if (queueOrg !== null) return { role: 'supervisor', orgPath: queueOrg };
  return { role: 'supervisor', orgPath, ...(queue !== undefined && { queue }) };
}

function above(audience: Audience, place: Around): Audience {
  return 'person' in audience ? { ...supervisorOf(place), above: true } : { ...audience, above: true };
}

/** Of a case, what tells whether a step speaks to somebody. */
export type CasePlace = Pick<CaseView, 'orgLine' | 'parties' | 'queue' | 'queueOrg'> & { part?: Part };
/** The case as a step of a clock of this part looks at it. */
export const atPart = (seen: SeenCase, part: Part): SeenCase & { part: Part } => ({ ...seen, part });

/**
 * True when the step tells `actor`, as far as the case knows: who is on call, and who stands in for whom, shows at delivery
 * only. So a queue's members count for any of its words, and the supervisors and the process owner, who are told when
 * nobody is there, for all.
 */
export function isTold(
  actor: Actor,
  { to }: Pick<Step, 'to'>,
  { orgLine, parties, queue, queueOrg, part }: CasePlace,
): boolean {
  const queueLine = queueOrg ? orgLineOf(queueOrg) : orgLine;
  const holds = (role: Role, line: readonly OrgPath[]): boolean =>
    actor.grants.some((grant) => grant.role === role && line.includes(grant.orgPath));
  const isMember = queue !== undefined && actor.teams.includes(queue);
  const isMeant = (word: string): boolean => {
    if (word === 'assignee' && part?.assignees.length) return part.assignees.includes(actor.id);
    if (word === 'assignee' && part?.role !== undefined)
      return holds(part.role, part.orgPath ? orgLineOf(part.orgPath) : orgLine);
    if (word === 'assignee' && parties.assignee !== undefined) return parties.assignee === actor.id;
    if (word === 'requester') return reportersIn({ parties }).includes(actor.id);
    if (word === 'commander') return parties.commander === actor.id;
    if (word === 'followers') return parties.followers?.includes(actor.id) === true;
    if (word === 'assignee' || QUEUE_WORDS.includes(word)) return isMember;
    return isRole(word) && holds(word, orgLine);
  };
  return holds('supervisor', queueLine) || holds('process-owner', orgLine) || to.some(isMeant);
}

const QUEUE_WORDS: readonly string[] = ['team', 'team-lead', 'tier-lead', 'oncall', 'oncall-backup'];

/** A notice about to be delivered to one person. */
export type Notice = { key: string; to: string; template: string; data: object };

/**
 * All firings of one clock that one save tells a person become one notice: the last, gravest one, under its own key,
 * with all `steps` in it; of a clock that parts have, those of all of them, with `parts`. Other notices stay as they are, in order.
 */
export function mergeNotices<T extends Notice>(notices: readonly T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const notice of notices) {
    const { to, data, key } = notice;
    const clock = 'clock' in data && 'step' in data ? data.clock : undefined;
    const group = typeof clock === 'string' ? `${to} ${clockNamed(clock).definition}` : `${to} ${key}`;
    groups.set(group, [...(groups.get(group) ?? []), notice]);
  }
  return [...groups.values()].flatMap((group) => {
    const last = group.at(-1);
    const steps = group.flatMap(({ data }) => ('step' in data ? [data.step] : []));
    const parts = [...new Set(group.flatMap(({ data }) => ('part' in data ? [data.part] : [])))];
    const more = parts.length > 1 ? { parts } : {};
    return last ? [group.length > 1 ? { ...last, data: { ...last.data, steps, ...more } } : last] : [];
  });
}

/**
 * What `event` makes of a notice that quiet hours hold back: delivered now, or dropped for good. `clocks`: after it; what
 * they say counts too, since an end drops notices and time records nothing after it.
 */
export function endsNotice(event: CaseEvent, effect: Effect, clocks: Clocks): 'released' | 'dropped' | null {
  if (effect.kind !== 'notify' || effect.notBefore === undefined) return null;
  const { data } = effect;
  if (!('clock' in data) || !('step' in data) || !('generation' in data)) return null;
  const isSame = (other: { step: string; generation: number }) =>
    data.step === other.step && data.generation === other.generation;
  const clock = String(data.clock);
  const held = clocks[clock]?.life?.held.find(isSame);
  if (held && held.droppedAt !== null) return 'dropped';
  // The clock of a part is gone once it has ended: a breach is news all the same.
  if (clockNamed(clock).part !== undefined && !clocks[clock] && !effect.template.endsWith('-breached'))
    return 'dropped';
  if (!isClockEvent(event) || !('step' in event.data) || event.data.clock !== data.clock || !isSame(event.data))
    return null;
  if (event.type.endsWith('.clockNoticeReleased')) return 'released';
  return event.type.endsWith('.clockNoticeDropped') ? 'dropped' : null;
}
