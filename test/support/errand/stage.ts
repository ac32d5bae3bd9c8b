/** One case of a process that is in no registry, played in the order of a turn: settle, guard, decide, fold. */
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { decideOn } from '../../../domain/kernel/decide.ts';
import { draftOf } from '../../../domain/kernel/draft.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { emptyCase } from '../../../domain/kernel/fold.ts';
import { tickKey } from '../../../domain/kernel/ids.ts';
import { MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import { dueBefore, dueBy, nextDue } from '../../../domain/kernel/tick.ts';
import type {
  Actor,
  AnyProcess,
  CaseEvent,
  CaseState,
  CaseView,
  DomainEvent,
  Effect,
  Millis,
  OrgPath,
  PinnedPolicy,
} from '../../../domain/kernel/process.ts';
import { MORNING } from '../given.ts';
import { people, pinsOf, registerFacts } from '../sample.ts';

type Kase = CaseState<{ status: string }>;
export type Given = { part?: string; data?: object; facts?: object };

export class Stage {
  readonly process: AnyProcess;
  now: Millis = MORNING;
  kase: Kase;
  readonly events: CaseEvent[] = [];
  readonly effects: Effect[] = [];
  private commands = 0;

  constructor(process: AnyProcess, unit: OrgPath, policy: Partial<PinnedPolicy> = {}) {
    this.process = process;
    const sla = { id: process.key, version: 1, clocks: process.clocks.shipped, terms: {}, ...policy };
    this.kase = this.empty(pinsOf(unit, sla));
  }

  /** A case of the same number before anything happened to it. */
  empty(pins = this.kase.pins): Kase {
    return emptyCase(this.process, { caseId: 'ERR-000001', pins, mode: 'live', genesis: '' });
  }

  /** Its events, or the refusal, by code, that was thrown. */
  give(actor: Actor, command: string, { part, data = {}, facts = {} }: Given = {}): CaseEvent[] {
    this.settle(dueBefore);
    this.commands += 1;
    const key = `u:${actor.id}:${this.commands}`;
    const asked = { command, part, data, actor, key, facts: { ...registerFacts(data), ...facts }, now: this.now };
    const { role, events } = decideOn(this.process, this.kase, asked);
    return this.save(events, { by: { id: actor.id, role }, key, digest: canonical(data) });
  }

  /** The refusal of a command; undefined: it was taken. */
  refusal(actor: Actor, command: string, given: Given = {}): DomainError | undefined {
    try {
      this.give(actor, command, given);
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** On to `instant`, by every wake-up on the way. */
  moveTo(instant: Millis): CaseEvent[] {
    const before = this.events.length;
    for (;;) {
      const next = nextDue(this.process, this.kase, 0);
      if (next === null || next > instant) break;
      this.now = Math.max(this.now, next);
      if (this.settle(dueBy) === 0) throw new Error('it wakes up for nothing');
    }
    this.now = instant;
    return this.events.slice(before);
  }

  view(): CaseView {
    return this.process.view(this.kase, this.now);
  }

  part(id: string) {
    return this.process.parts?.all(this.kase.state).find((one) => one.id === id);
  }

  private settle(due: typeof dueBy): number {
    for (let count = 0; ; ) {
      const events = due(this.process, this.kase, this.now);
      if (events.length === 0) return count;
      const by = { id: 'system', role: 'system' } as const;
      count += this.save(events, { by, key: tickKey(this.kase.seq + 1), digest: '' }).length;
    }
  }

  private save(events: readonly DomainEvent[], stamp: Pick<CaseEvent, 'by' | 'key' | 'digest'>): CaseEvent[] {
    if (events.length === 0) return [];
    const decided = JSON.parse(JSON.stringify(events)) as DomainEvent[]; // as they come back from the store
    const { steps, draft } = draftOf(this.process, this.kase, decided, { ...stamp, at: this.now });
    this.kase = steps.at(-1)?.after ?? this.kase;
    const { state, clocks } = this.kase;
    const bytes = Buffer.byteLength(JSON.stringify(state)) + Buffer.byteLength(JSON.stringify(clocks));
    if (bytes > MOST_STATE_BYTES) throw new Error(`state and clocks have ${bytes} bytes`);
    this.events.push(...steps.map(({ event }) => event));
    this.effects.push(...draft.effects.map(({ effect }) => effect));
    return steps.map(({ event }) => event);
  }
}

const plan = ['s1', 's2', 's3'].map((id) => ({ id, role: 'engineer' }));
/** An errand of Li's that has begun; `steps`: of three by engineers. */
export function begunErrand(
  process: AnyProcess,
  {
    steps = plan,
    policy = {},
    more = {},
  }: { steps?: readonly object[]; policy?: Partial<PinnedPolicy>; more?: object } = {},
): Stage {
  const unit = '/dx/donghu/court';
  const stage = new Stage(process, unit, policy);
  const data = { unit, title: 'Swap the router', implementer: people.li.id, steps, ...more };
  stage.give(people.li, 'create', { data });
  stage.give(people.li, 'begin');
  return stage;
}
