/**
 * Test support: cases of all processes played in memory, in virtual time, in the order in which the command loop works:
 * settle, guard, decide, fold, effects. The envelope that the save fills is filled here, but for the hashes.
 */
import { catalogue, processOf } from '../../domain/catalogue.ts';
import { canonical } from '../../domain/kernel/chain.ts';
import { nextWakeUp } from '../../domain/kernel/clocks.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { effectsOf, emptyCase, fold } from '../../domain/kernel/fold.ts';
import { effectKey, eventIdOf, numberOf, tickKey } from '../../domain/kernel/ids.ts';
import { guard, isEnd } from '../../domain/kernel/lifecycle.ts';
import type {
  Actor,
  CaseEvent,
  CaseFact,
  CaseState,
  CaseView,
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
export type Options = { now: Millis; policies?: Partial<Record<ProcessKey, Partial<PinnedPolicy>>> };
/** An effect as it was carried out, with the event that it follows from. */
export type Done = { caseId: string; event: string; at: Millis; effect: Effect };

const CASE_FIELDS = ['target', 'parent', 'incident', 'followUpOf'];

export function world({ now: start, policies = {} }: Options) {
  const cases = new Map<string, Played>();
  const done: Done[] = [];
  const undelivered: { effect: Effect; code: string }[] = [];
  let now = start;
  let commands = 0;

  const played = (caseId: string): Played => {
    const one = cases.get(caseId);
    if (!one) throw new Error(`No case ${caseId}`);
    return one;
  };

  function policyOf(process: ProcessKey): PinnedPolicy {
    const clocks = catalogue[process].clocks.shipped;
    return { id: process, version: 1, clocks, terms: {}, ...policies[process] };
  }

  function factsOf(data: object): Facts {
    const cited = Object.entries(data).filter(([name]) => CASE_FIELDS.includes(name));
    const facts = cited.map(([name, caseId]) => [name, caseFact(String(caseId))] as const);
    return { ...registerFacts(data), ...(facts.length > 0 && { cases: Object.fromEntries(facts) }) };
  }

  function caseFact(caseId: string): CaseFact | null {
    const one = cases.get(caseId);
    if (!one) return null;
    const view = viewOf(caseId);
    const { status, orgPath, parties, queue, queueOrg, tier, closedAt } = view;
    const { parent, incident } = view as { parent?: string; incident?: string };
    const open = !isEnd(processOf(one.process), status);
    return {
      ...{ caseId, process: one.process, status, open, orgPath, requester: parties.requester },
      ...(queue !== undefined && { queue }),
      ...(queueOrg !== undefined && { queueOrg }),
      ...(tier !== undefined && { tier }),
      ...(parent !== undefined && { parent }),
      ...(incident !== undefined && { incident }),
      ...(closedAt !== undefined && { closedAt }),
    };
  }

  const viewOf = (caseId: string): CaseView => {
    const { process, kase } = played(caseId);
    return processOf(process).view(kase, now);
  };

  function save(
    caseId: string,
    events: readonly { type: string; data: object }[],
    stamp: Pick<CaseEvent, 'by' | 'key' | 'digest'>,
  ) {
    const one = played(caseId);
    const process = processOf(one.process);
    for (const event of events) {
      const seq = one.kase.seq + 1;
      const stored = {
        ...event,
        ...stamp,
        ...{ _id: eventIdOf(caseId, seq), caseId, process: one.process, mode: 'live', seq, schema: 1, at: now },
        ...{ prevHash: '', hash: '' },
      } as CaseEvent;
      one.kase = fold(process, one.kase, JSON.parse(JSON.stringify(stored)) as CaseEvent); // as it comes back from the store
      one.events.push(stored);
      effectsOf(process, one.kase, stored).forEach((effect, n) => pending.push({ caseId, event: stored, n, effect }));
    }
  }

  const pending: { caseId: string; event: CaseEvent; n: number; effect: Effect }[] = [];

  /** Effects come after the save, each under its own key; what cannot be carried out is kept aside. */
  function carryOut(): void {
    for (let next = pending.shift(); next; next = pending.shift()) {
      const { caseId, event, n, effect } = next;
      const key = effectKey(caseId, event.seq, n);
      done.push({ caseId, event: event.type, at: now, effect });
      try {
        if (effect.kind === 'start' && isProcessKey(effect.process))
          open(effect.process, people.system, effect.data, key);
        if (effect.kind === 'command' && cases.has(effect.caseId))
          give(effect.caseId, people.system, { type: effect.command, data: effect.data }, { key });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        undelivered.push({ effect, code: error.code });
      }
    }
  }

  function decide(caseId: string, actor: Actor, command: { type: string; data: object }, facts: Facts, key: string) {
    const { process: name, kase } = played(caseId);
    const process = processOf(name);
    const role = guard(process, kase, { actor, now, facts, command: command.type });
    const { state, clocks, pins, mode } = kase;
    const ctx = { now, actor, role, key, caseId, mode, pins, clocks, facts };
    return { role, events: process.decider.decide(command, state, ctx) };
  }

  /** Everything due before `until`, then everything due at it: the instants of ticks are those at which it fell due. */
  function settle(caseId: string): number {
    const { process: name } = played(caseId);
    const process = processOf(name);
    let count = 0;
    for (;;) {
      const { kase } = played(caseId);
      const { state, clocks, pins, mode } = kase;
      const key = tickKey(kase.seq + 1);
      if (isEnd(process, state.status)) return count;
      const ctx = { now, actor: people.system, role: 'system', key, caseId, mode, pins, clocks, facts: {} } as const;
      const events = process.decider.decide({ type: 'tick' }, state, ctx);
      if (events.length === 0) return count;
      save(caseId, events, { by: { id: 'system', role: 'system' }, key, digest: '' });
      count += events.length;
    }
  }

  function give(
    caseId: string,
    actor: Actor,
    command: { type: string; data: object },
    { facts = {}, key = `u:${actor.id}:key-${(commands += 1)}` }: { facts?: Facts; key?: string } = {},
  ): CaseEvent[] {
    const one = played(caseId);
    const known = one.kase.keys[key];
    const digest = canonical(command);
    if (known && known.digest !== digest) throw new DomainError('key-reused', 'The key was used for another body');
    if (known) return [];
    const before = one.events.length;
    const { role, events } = decide(caseId, actor, command, { ...factsOf(command.data), ...facts }, key);
    save(caseId, events, { by: { id: actor.id, role }, key, digest });
    return one.events.slice(before);
  }

  function open(
    process: ProcessKey,
    actor: Actor,
    data: object,
    key = `u:${actor.id}:open-${(commands += 1)}`,
    facts: Facts = {},
  ): string {
    const caseId = numberOf(
      processes[process].prefix,
      [...cases.values()].filter((one) => one.process === process).length + 1,
    );
    const unit = Object.entries(data).find(([name]) => name === 'unit')?.[1] as OrgPath;
    const pins = pinsOf(unit, policyOf(process));
    const kase = emptyCase(processOf(process), { caseId, pins, mode: 'live', genesis: '' });
    cases.set(caseId, { process, kase, events: [] });
    try {
      give(caseId, actor, { type: 'create', data }, { key, facts });
    } catch (error) {
      cases.delete(caseId);
      throw error;
    }
    return caseId;
  }

  /** Moves on to `instant`, stopping at every wake-up of every case on the way. */
  function moveTo(instant: Millis): void {
    for (;;) {
      const wakes = [...cases.entries()].flatMap(([caseId, { process, kase }]) => {
        const timed = processOf(process).wakeAt?.(kase.state) ?? null;
        if (isEnd(processOf(process), kase.state.status)) return [];
        const found = [nextWakeUp(kase.clocks, kase.pins, 0), timed].filter((wake) => wake !== null);
        return found.length > 0 ? [{ caseId, wake: Math.max(now, Math.min(...found)) }] : [];
      });
      const next = wakes.toSorted((a, b) => a.wake - b.wake)[0];
      if (!next || next.wake > instant) break;
      now = next.wake;
      if (settle(next.caseId) === 0) throw new Error(`${next.caseId} wakes at ${now} for nothing`);
      carryOut();
    }
    now = instant;
  }

  return {
    get now() {
      return now;
    },
    done,
    undelivered,
    moveTo,
    /** Time passes with nobody at work, all workers down: nothing is noticed until the next command or move. */
    skipTo: (instant: Millis) => void (now = instant),
    open(process: ProcessKey, actor: Actor, data: object, facts: Facts = {}): string {
      const caseId = open(process, actor, data, undefined, facts);
      carryOut();
      return caseId;
    },
    give(
      caseId: string,
      actor: Actor,
      command: { type: string; data: object },
      options: { facts?: Facts; key?: string } = {},
    ) {
      now -= 1; // what fell due before is on record first; at one instant the command comes before time
      settle(caseId);
      now += 1;
      const events = give(caseId, actor, command, options);
      carryOut();
      return events;
    },
    viewOf,
    eventsOf: (caseId: string): readonly CaseEvent[] => played(caseId).events,
    kaseOf: (caseId: string): Kase => played(caseId).kase,
  };
}
export type World = ReturnType<typeof world>;
