/**
 * Test support: cases of all processes played in memory, in virtual time, in the order in which the command loop works:
 * settle, guard, decide, fold, effects. The envelope that the save fills is filled here, but for the hashes.
 */
import { catalogue, processOf } from '../../domain/catalogue.ts';
import { canonical } from '../../domain/kernel/chain.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { effectsOf, emptyCase, fold } from '../../domain/kernel/fold.ts';
import { effectKey, eventIdOf, numberOf, tickKey } from '../../domain/kernel/ids.ts';
import { guard, isEnd } from '../../domain/kernel/lifecycle.ts';
import { dueBefore, dueBy, nextDue } from '../../domain/kernel/tick.ts';
import type {
  Actor,
  CaseEvent,
  CaseFact,
  CaseState,
  CaseView,
  Command,
  Ctx,
  DomainEvent,
  Effect,
  Facts,
  Millis,
  OrgPath,
  PinnedPolicy,
} from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { people, pinsOf, registerFacts } from './sample.ts';

type Kase = CaseState<{ status: string }>;
type Played = { process: ProcessKey; kase: Kase; events: CaseEvent[] };
type Pending = { caseId: string; event: CaseEvent; n: number; effect: Effect };
/** What the client would have looked up beside, and the stored key, where a test cares. */
type Given = { facts?: Facts; key?: string };
export type Policies = Partial<Record<ProcessKey, Partial<PinnedPolicy>>>;
/** An effect as it was carried out, with the event that it follows from. */
type Done = { caseId: string; event: string; at: Millis; effect: Effect };

const CASE_FIELDS = ['target', 'parent', 'incident', 'followUpOf'];
const by = { id: 'system', role: 'system' } as const;

const detailOf = (effect: Effect): string => (effect.kind === 'command' ? `${effect.caseId} ${effect.command}` : '');

/** Some cases and one clock on the wall. */
export class World {
  now: Millis;
  /** Every effect so far. */
  readonly done: Done[] = [];
  /** Commands of cases to cases that were refused. */
  readonly undelivered: { effect: Effect; code: string }[] = [];
  private readonly cases = new Map<string, Played>();
  private readonly pending: Pending[] = [];
  private readonly policies: Policies;
  private commands = 0;

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

  /** What the workflow itself records about an effect. */
  record(caseId: string, event: DomainEvent): void {
    const one = this.played(caseId);
    this.save(one, [event], { by, key: `r:${one.kase.seq}`, digest: '' });
    this.carryOut();
  }

  viewOf(caseId: string): CaseView {
    const { process, kase } = this.played(caseId);
    return processOf(process).view(kase, this.now);
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
    const kase = emptyCase(processOf(process), { caseId, pins, mode: 'live', genesis: '' });
    this.cases.set(caseId, { process, kase, events: [] });
    try {
      this.apply(caseId, actor, { type: 'create', data }, given);
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

  private apply(caseId: string, actor: Actor, command: Command, given: Given): CaseEvent[] {
    const one = this.played(caseId);
    this.commands += 1;
    const { key = `u:${actor.id}:key-${this.commands}` } = given;
    const digest = canonical(command);
    const known = one.keys.get(key);
    if (known && known.digest !== digest) throw new DomainError('key-reused', 'The key was used for another body');
    if (known) return [];
    const facts = { ...this.factsOf(command.data), ...given.facts };
    const process = processOf(one.process);
    const role = guard(process, one.kase, { actor, now: this.now, facts, command: command.type });
    const ctx = { ...this.context(one, key), actor, role, facts };
    return this.save(one, process.decider.decide(command, one.kase.state, ctx), {
      by: { id: actor.id, role },
      key,
      digest,
    });
  }

  private context({ kase }: Played, key: string): Omit<Ctx, 'actor' | 'role' | 'facts'> {
    const { caseId, mode, pins, clocks } = kase;
    return { now: this.now, key, caseId, mode, pins, clocks };
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

  private save(one: Played, events: DomainEvent[], stamp: Pick<CaseEvent, 'by' | 'key' | 'digest'>): CaseEvent[] {
    const process = processOf(one.process);
    const { caseId, mode } = one.kase;
    return events.map((event) => {
      const seq = one.kase.seq + 1;
      const place = { _id: eventIdOf(caseId, seq), caseId, process: one.process, mode, seq, schema: 1 };
      const sealed = { ...event, ...place, ...stamp, at: this.now, prevHash: '', hash: '' };
      const stored = JSON.parse(JSON.stringify(sealed)) as CaseEvent; // as it comes back from the store
      one.kase = fold(process, one.kase, stored);
      one.events.push(stored);
      effectsOf(process, one.kase, stored).forEach((effect, n) =>
        this.pending.push({ caseId, event: stored, n, effect }),
      );
      return stored;
    });
  }

  /** Effects come after the save, each under its own key; what is refused is kept aside. */
  private carryOut(): void {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const { caseId, event, n, effect } = next;
      this.done.push({ caseId, event: event.type, at: this.now, effect });
      try {
        this.deliver(effect, effectKey(caseId, event.seq, n));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        this.undelivered.push({ effect, code: error.code });
        const key = effectKey(caseId, event.seq, n);
        const data = { effect: key, kind: effect.kind, code: error.code, detail: detailOf(effect) };
        const one = this.played(caseId);
        this.save(one, [{ type: `${one.process}.effectFailed`, data }], { by, key: `r:${key}`, digest: '' });
      }
    }
  }

  private deliver(effect: Effect, key: string): void {
    if (effect.kind === 'start' && isProcessKey(effect.process))
      this.start(effect.process, people.system, effect.data, { key });
    if (effect.kind === 'command' && this.cases.has(effect.caseId))
      this.apply(effect.caseId, people.system, { type: effect.command, data: effect.data }, { key });
  }

  private wakeUpOf(caseId: string): Millis {
    const { process, kase } = this.played(caseId);
    return nextDue(processOf(process), kase, 0) ?? Infinity;
  }

  private factsOf(data: object): Facts {
    const cited = Object.entries(data).filter(([name]) => CASE_FIELDS.includes(name));
    const cases = Object.fromEntries(cited.map(([name, caseId]) => [name, this.caseFact(String(caseId))]));
    return { ...registerFacts(data), ...(cited.length > 0 && { cases }) };
  }

  private caseFact(caseId: string): CaseFact | null {
    const one = this.cases.get(caseId);
    if (!one) return null;
    const view = this.viewOf(caseId);
    const { status, orgPath, parties, queue, queueOrg, tier, closedAt } = view;
    const { parent, incident, mergedInto } = view as { parent?: string; incident?: string; mergedInto?: string };
    return {
      caseId,
      process: one.process,
      status,
      open: !isEnd(processOf(one.process), status),
      orgPath,
      requester: parties.requester,
      ...(queue !== undefined && { queue }),
      ...(queueOrg !== undefined && { queueOrg }),
      ...(tier !== undefined && { tier }),
      ...(parent !== undefined && { parent }),
      ...(incident !== undefined && { incident }),
      ...(mergedInto !== undefined && { mergedInto }),
      ...(closedAt !== undefined && { closedAt }),
    };
  }
}
