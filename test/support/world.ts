/**
 * Test support: cases of all processes played in memory, in virtual time, in the order in which a turn works: settle,
 * guard, decide, fold, effects. What the store adds to a commit is left out.
 */
import { catalogue, processOf } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { foundIn } from '../../domain/inspection/found.ts';
import { filesAlong } from '../../domain/kernel/common/along.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { draftOf } from '../../domain/kernel/draft.ts';
import { modeOf } from '../../domain/kernel/common/mode.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { emptyCase } from '../../domain/kernel/fold.ts';
import { effectSeqOf, numberOf, outcomeKey, recordKey, tickKey } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import { dueBefore, dueBy, nextDue } from '../../domain/kernel/tick.ts';
import type { CaseFact, Facts } from '../../domain/kernel/facts.ts';
import type {
  Actor,
  CaseEvent,
  CaseState,
  CaseView,
  Command,
  DomainEvent,
  Effect,
  KeyedEffect,
  Millis,
  OrgPath,
  PinnedPolicy,
  Pins,
} from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { changePolicies, fieldFacts, people, pinsOf, registerFacts } from './sample.ts';

type Kase = CaseState<{ status: string }>;
/** `keys`: stored key of a command → its digest. */
type Played = { process: ProcessKey; kase: Kase; events: CaseEvent[]; keys: Map<string, string> };
type Pending = KeyedEffect & { caseId: string; event: CaseEvent };
/** What the client would have looked up beside, and the stored key, where a test cares; `command`: the intake, if not `create`. */
type Given = { facts?: Facts; key?: string; command?: string };
export type Policies = Partial<Record<ProcessKey, Partial<PinnedPolicy>>>;
/** An effect as it was carried out, with the event that it follows from. */
type Done = { caseId: string; event: string; at: Millis; effect: Effect };

const CASE_FIELDS = ['source', 'target', 'parent', 'incident', 'followUpOf', 'change', 'incidents', 'changes'];
const by = { id: 'system', role: 'system' } as const;
/** So many cases in a row are followed that were merged, each into the next. */
const MOST_MERGES = 5;

/** A step of a scripted path may name a part, and what is looked up for it. */
const besideOf = (
  command: Command & { part?: string; facts?: Facts },
): { part?: string | undefined; facts?: Facts | undefined } => command;
type Hashed = { approval?: { shown: string }; proposal?: { planHash: string } };
const hashIn = (state: Hashed): string => state.approval?.shown ?? state.proposal?.planHash ?? '';
/** `*` stands for the hash of what is asked, or signed, now. */
function withHash(data: object, state: object, view: () => object): object {
  if ('planHash' in data && data.planHash === '*') return { ...data, planHash: hashIn(state) };
  if ('statementHash' in data && data.statementHash === '*')
    return { ...data, statementHash: 'statementHash' in state ? state.statementHash : '' };
  if (!('recordHash' in data) || data.recordHash !== '*') return data;
  const shown = view();
  return { ...data, recordHash: 'recordHash' in shown ? shown.recordHash : '' };
}
const withPart = (command: Command, part: string | undefined): Command & { part?: string } =>
  part === undefined ? command : { ...command, part };
const shutIn = (view: object) => {
  const { rectifications = [] } = view as { rectifications?: readonly { number?: string; step?: string }[] };
  const number = (rectifications.find(({ step }) => step === undefined) ?? rectifications[0])?.number;
  return number === undefined ? {} : { shutBy: number };
};
const detailOf = (effect: Effect): string => (effect.kind === 'command' ? `${effect.caseId} ${effect.command}` : '');

/** A case is another after each event: what was found of one holds for as long as it is asked about, a view at that instant. */
const views = new WeakMap<Kase, { now: Millis; view: CaseView }>();
const wakeUps = new WeakMap<Kase, Millis>();

/** Some cases and one clock on the wall. */
export class World {
  now: Millis;
  /** Every effect so far. */
  readonly done: Done[] = [];
  /** Commands of cases to cases that were refused. */
  readonly undelivered: { effect: Effect; code: string }[] = [];
  /** Code with which a case that another one would start is refused; absent: it is not. */
  refused: string | undefined;
  /** What turns of commands of cases to cases find in registers. */
  fresh: Facts = {};
  private readonly cases = new Map<string, Played>();
  private readonly pending: Pending[] = [];
  private readonly policies: Policies;
  private commands = 0;
  private isStalled = false;

  constructor(now: Millis, policies: Policies = {}) {
    this.now = now;
    this.policies = policies;
  }

  /** Opens a case and carries out what follows. Throws DomainError; the case is not there then. */
  open(process: ProcessKey, actor: Actor, data: object, given: Given = {}): string {
    const caseId = this.start(process, actor, data, given);
    this.carryOut();
    return caseId;
  }

  /** Gives a command and carries out what follows; its events. Throws DomainError. */
  give(caseId: string, actor: Actor, command: Command, given: Given = {}): CaseEvent[] {
    this.settle(caseId, dueBefore);
    const events = this.apply(caseId, actor, command, given);
    this.carryOut();
    return events;
  }

  /** Moves on to `instant`, stopping at every wake-up of every case on the way. */
  moveTo(instant: Millis): void {
    for (;;) {
      const next = [...this.cases.keys()]
        .map((caseId) => ({ caseId, at: this.wakeUpOf(caseId) }))
        .toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > instant) break;
      this.now = Math.max(this.now, next.at);
      if (this.settle(next.caseId, dueBy) === 0) throw new Error(`${next.caseId} wakes up for nothing`);
      this.carryOut();
    }
    this.now = instant;
  }

  /** Time passes with all workers down: nothing is noticed until the next command or move. */
  skipTo(instant: Millis): void {
    this.now = instant;
  }

  /** Commands while what follows from them is not carried out; it is afterwards, in order. */
  stalled(work: () => void): void {
    this.isStalled = true;
    work();
    this.isStalled = false;
    this.carryOut();
  }

  /** What is noted of what became of an effect. */
  record(caseId: string, event: DomainEvent): void {
    const one = this.played(caseId);
    this.save(one, [event], { by, key: recordKey(`${one.kase.seq}`), digest: '' });
    this.carryOut();
  }

  viewOf(caseId: string): CaseView {
    const { process, kase } = this.played(caseId);
    const known = views.get(kase);
    if (known?.now === this.now) return known.view;
    const view = processOf(process).view(kase, this.now);
    views.set(kase, { now: this.now, view });
    return view;
  }

  eventsOf(caseId: string): readonly CaseEvent[] {
    return this.played(caseId).events;
  }

  kaseOf(caseId: string): Kase {
    return this.played(caseId).kase;
  }

  private played(caseId: string): Played {
    const one = this.cases.get(caseId);
    if (!one) throw new Error(`No case ${caseId}`);
    return one;
  }

  private start(process: ProcessKey, actor: Actor, data: object, given: Given): string {
    const count = [...this.cases.values()].filter((one) => one.process === process).length;
    const caseId = numberOf(processes[process].prefix, count + 1);
    const unit = Object.entries(data).find(([name]) => name === 'unit')?.[1] as OrgPath;
    const pins = pinsOf(unit, this.policyOf(process));
    const kase = emptyCase(processOf(process), { caseId, pins, mode: modeOf(data), genesis: '' });
    this.cases.set(caseId, { process, kase, events: [], keys: new Map() });
    try {
      this.apply(caseId, actor, { type: given.command ?? 'create', data }, given);
    } catch (error) {
      this.cases.delete(caseId);
      throw error;
    }
    return caseId;
  }

  private policyOf(process: ProcessKey): PinnedPolicy {
    const clocks = catalogue[process].clocks.shipped;
    return { id: process, version: 1, clocks, terms: {}, ...this.policies[process] };
  }

  private apply(caseId: string, actor: Actor, said: Command, given: Given): CaseEvent[] {
    const one = this.played(caseId);
    const command = { ...said, data: withHash(said.data, one.kase.state, () => this.viewOf(caseId)) };
    this.commands += 1;
    const { key = `u:${actor.id}:key-${this.commands}` } = given;
    const digest = canonical(command);
    const known = one.keys.get(key);
    if (known !== undefined && known !== digest)
      throw new DomainError('key-reused', 'The key was used for another body');
    if (known !== undefined) return [];
    const { role, events } = this.decided(one, actor, command, { ...given, key });
    return this.save(one, events, { by: { id: actor.id, role }, key, digest });
  }

  /** What a command would come to now, and nothing comes of it. Throws DomainError. */
  judged(caseId: string, actor: Actor, command: Command, given: Given = {}): DomainEvent[] {
    return this.decided(this.played(caseId), actor, command, { key: `u:${actor.id}:key-0`, ...given }).events;
  }

  private decided(one: Played, actor: Actor, command: Command, { key, ...given }: Given & { key: string }) {
    const { caseId } = one.kase;
    const fresh = command.type === 'correct' ? { pins: this.pinsUnder(caseId, command.data) } : {};
    const looked = one.process === 'change' ? { approvals: changePolicies, conflicts: [] } : {};
    const { part, facts: beside } = besideOf(command);
    const own = one.process === 'cutover' ? { conflicts: [], change: this.changeOf(one) } : {};
    const outside = one.process === 'work-order' ? fieldFacts(this.unitOf(one, command.data), command.data) : {};
    const looking = { ...this.factsOf(command.data), ...this.followingOf(one, command, actor) };
    const facts = { ...fresh, ...looked, ...own, ...outside, ...looking, ...beside, ...given.facts };
    const asked = { command: command.type, part, data: command.data, actor, key, facts, now: this.now };
    return decideOn(processOf(one.process), one.kase, asked);
  }

  /** Files that come along of another case, and what the record says of a finding. */
  private followingOf(one: Played, { type, data }: Command, actor: Actor): Facts {
    const { filesFrom = '', found } = contracts[one.process][type]?.facts ?? {};
    const at = new Map<string, unknown>(Object.entries(data));
    const [from, inspected] = [filesFrom, found?.case ?? ''].map((field) => this.cases.get(String(at.get(field))));
    const part = at.get(found?.part ?? '');
    const has = new Set(one.events.flatMap((event) => filesIn(event.data).map(({ id }) => id)));
    const first = Number(at.get('fromSeq') ?? 1);
    const along =
      from &&
      filesAlong(
        processOf(from.process),
        from.events.filter(({ seq }) => seq >= first),
        has,
      );
    return {
      ...(along ? { along: actor.kind === 'system' ? along : { ...along, within: [] } } : {}),
      ...(inspected && typeof part === 'string' ? { found: foundIn(inspected.events, part) } : {}),
    };
  }

  private unitOf({ kase }: Played, data: object): OrgPath {
    return 'unit' in data ? (data.unit as OrgPath) : this.viewOf(kase.caseId).orgPath;
  }

  /** That the case names, as it stands. */
  private changeOf({ kase: { state } }: Played): CaseFact | null {
    if (!('change' in state)) return null;
    const fact = this.caseFact(String(state.change));
    const { items = [] } = fact ? (this.viewOf(fact.caseId) as { items?: readonly string[] }) : {};
    return fact && { ...fact, items };
  }

  /** What is in force where the data of a correction place the case. */
  private pinsUnder(caseId: string, data: object): Pins {
    const { process } = this.played(caseId);
    const unit = 'unit' in data ? (data.unit as OrgPath) : this.viewOf(caseId).orgPath;
    return pinsOf(unit, this.policyOf(process));
  }

  /** Everything due, as ticks; how many events that gave. */
  private settle(caseId: string, due: typeof dueBy): number {
    const one = this.played(caseId);
    for (let count = 0; ; ) {
      const events = due(processOf(one.process), one.kase, this.now);
      if (events.length === 0) return count;
      count += this.save(one, events, { by, key: tickKey(one.kase.seq + 1), digest: '' }).length;
    }
  }

  /** One commit; nothing when nothing happened. */
  private save(one: Played, events: DomainEvent[], stamp: Pick<CaseEvent, 'by' | 'key' | 'digest'>): CaseEvent[] {
    if (events.length === 0) return [];
    const decided = JSON.parse(JSON.stringify(events)) as DomainEvent[]; // as they come back from the store
    const { steps, draft } = draftOf(processOf(one.process), one.kase, decided, { ...stamp, at: this.now });
    const saved = steps.map(({ event }) => event);
    one.kase = steps.at(-1)?.after ?? one.kase;
    one.events.push(...saved);
    one.keys.set(stamp.key, stamp.digest);
    const { caseId } = one.kase;
    for (const { key, effect } of draft.effects) {
      const event = saved.find(({ seq }) => seq === effectSeqOf(key));
      if (event) this.pending.push({ caseId, event, key, effect });
    }
    return saved;
  }

  /** Effects come after the save, each under its own key; what became of them is noted. */
  private carryOut(): void {
    if (this.isStalled) return;
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const { caseId, event, key, effect } = next;
      this.done.push({ caseId, event: event.type, at: this.now, effect });
      try {
        this.deliver(next);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        this.undelivered.push({ effect, code: error.code });
        const ref = effect.ref === undefined ? {} : { ref: effect.ref };
        const data = { effect: key, kind: effect.kind, code: error.code, detail: detailOf(effect), ...ref };
        this.note(caseId, 'effectFailed', data, recordKey(key));
      }
    }
  }

  private note(caseId: string, name: string, data: object, key: string): void {
    const one = this.played(caseId);
    this.save(one, [{ type: `${one.process}.${name}`, data }], { by, key, digest: '' });
  }

  private deliver({ caseId, key, effect }: Pending): void {
    if (effect.kind === 'start' && isProcessKey(effect.process)) {
      if (this.refused !== undefined) throw new DomainError(this.refused, 'It cannot be started');
      const started = this.start(effect.process, people.system, effect.data, { key });
      const ref = effect.ref === undefined ? {} : { ref: effect.ref };
      const data = { effect: key, process: effect.process, caseId: started, ...ref };
      this.note(caseId, 'caseStarted', data, outcomeKey(key, 'started'));
    }
    if (effect.kind === 'command' && this.cases.has(effect.caseId)) this.send(effect, key);
  }

  /** Where the target was merged into another, that one takes what may go onward. */
  private send(
    { caseId, command, data, part, onward, ifOpen }: Extract<Effect, { kind: 'command' }>,
    key: string,
  ): void {
    let target = caseId;
    for (let merges = 0; ; merges += 1)
      try {
        this.apply(target, people.system, withPart({ type: command, data }, part), { key, facts: this.fresh });
        return;
      } catch (error) {
        if (ifOpen && error instanceof DomainError && error.code === 'case-ended') return;
        const next = onward && error instanceof DomainError ? error.params['mergedInto'] : undefined;
        if (typeof next !== 'string' || merges === MOST_MERGES) throw error;
        target = next;
      }
  }

  private wakeUpOf(caseId: string): Millis {
    const { process, kase } = this.played(caseId);
    const known = wakeUps.get(kase) ?? nextDue(processOf(process), kase, 0) ?? Infinity;
    wakeUps.set(kase, known);
    return known;
  }

  private factsOf(data: object): Facts {
    const cited = Object.entries(data).filter(([name]) => CASE_FIELDS.includes(name));
    const named = cited.flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((one, at) => [`${name}/${at}`, one] as const) : [[name, value] as const],
    );
    const cases = Object.fromEntries([
      ...named.map(([name, caseId]) => [name, this.caseFact(String(caseId))] as const),
      ...this.blockedFact(data),
    ]);
    return { ...registerFacts(data), ...(Object.keys(cases).length > 0 && { cases }) };
  }

  /** That a rectification is to keep shut, and of its parts the one that it names. */
  private blockedFact(data: object): (readonly [string, CaseFact | null])[] {
    const { blocks } = data as { blocks?: { case: string; step?: string } };
    if (!blocks) return [];
    const fact = this.caseFact(blocks.case);
    if (!fact || blocks.step === undefined) return [['blocks/case', fact]];
    const { process, kase } = this.played(blocks.case);
    const found = processOf(process)
      .parts?.all(kase.state)
      .find(({ id }) => id === blocks.step);
    return [['blocks/case', { ...fact, part: found ? { kind: found.kind } : null }]];
  }

  private caseFact(caseId: string): CaseFact | null {
    const one = this.cases.get(caseId);
    if (!one) return null;
    const view = this.viewOf(caseId);
    const { status, mode, orgPath, parties, queue, queueOrg, tier, closedAt } = view;
    const { parent, incident, mergedInto, cutover } = view as Partial<
      Record<'parent' | 'incident' | 'mergedInto' | 'cutover', string>
    >;
    const { windowFrom: from, windowUntil: until } = view as { windowFrom?: Millis; windowUntil?: Millis };
    return {
      caseId,
      process: one.process,
      status,
      mode,
      open: !isEnd(processOf(one.process), status),
      orgPath,
      ...(parties.requester !== undefined && { requester: parties.requester }),
      ...(queue !== undefined && { queue }),
      ...(queueOrg !== undefined && { queueOrg }),
      ...(tier !== undefined && { tier }),
      ...(parent !== undefined && { parent }),
      ...(incident !== undefined && { incident }),
      ...(mergedInto !== undefined && { mergedInto }),
      ...(cutover !== undefined && { cutover }),
      ...(closedAt !== undefined && { closedAt }),
      ...(from !== undefined && until !== undefined && { window: { from, until } }),
      ...(view.priority !== undefined && { priority: view.priority }),
      ...shutIn(view),
      ...(view as { counts?: { reporters?: number; children?: number; awaitedBy?: number } }).counts,
    };
  }
}
