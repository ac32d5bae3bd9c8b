/** Test support: a failover, raised by an engineer, authorised by the head of the city, run step by step. */
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Facts, OfferedRunbook } from '../../domain/kernel/facts.ts';
import type { Part } from '../../domain/kernel/part.ts';
import type { Actor, Command, Hold, Millis } from '../../domain/kernel/process.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { Outline, OutlineNode, StepRule } from '../../domain/kernel/steps/shapes.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { hours, MORNING } from './given.ts';
import { people } from './sample.ts';
import { type Policies, World } from './world.ts';

const { li, cityHead } = people;
export const commander = cityHead;

/** A step by hand that can be taken back. */
export const byHand = (id: string, more: Partial<StepRule> = {}): StepRule => ({
  node: 'step',
  id,
  kind: 'manual',
  role: 'engineer',
  budgetMs: 10 * 60_000,
  retries: 0,
  onFailure: 'needs-human',
  undo: { kind: 'manual', budgetMs: 10 * 60_000 },
  ...more,
});
/** The same by an action outside. */
export const byAction = (id: string, more: Partial<StepRule> = {}): StepRule => ({
  ...byHand(id),
  kind: 'automatic',
  action: `do-${id}`,
  undo: { kind: 'automatic', action: `undo-${id}`, budgetMs: 10 * 60_000 },
  ...more,
});
export const outlineWith = (...of: OutlineNode[]): Outline => ({ id: 'plan', of });
/** An approved runbook. */
export const runbook = (id: string, scheme: string, outline: Outline): OfferedRunbook => ({
  ref: `${id}@1`,
  hash: '00ff',
  orgPath: '/dx',
  pin: `${id}@1#00ff`,
  scheme,
  title: { zh: '切备机', en: 'Standby node' },
  outline,
});

/** A case with a plan, in a world of its own. */
export class RunCase {
  readonly world: World;
  readonly number: string;
  readonly process: ProcessKey;
  /** What registers offer; a test may change it. */
  facts: Facts;

  constructor(process: ProcessKey, by: Actor, data: object, facts: Facts, policies: Policies = {}) {
    this.world = new World(this.begins, policies);
    this.process = process;
    this.facts = facts;
    this.number = this.world.open(process, by, data, { facts });
  }

  /** When its world begins. */
  protected get begins(): Millis {
    return MORNING;
  }

  /** The events, by their bare names. Throws DomainError. */
  give(actor: Actor, type: string, data: object = {}, part?: string): string[] {
    const command: Command & { part?: string } = { type, data, ...(part === undefined ? {} : { part }) };
    const events = this.world.give(this.number, actor, command, { facts: this.facts });
    return events.map((event) => event.type.slice(this.process.length + 1));
  }

  /** The code of its refusal, and of bad data the fields. */
  refused(actor: Actor, type: string, data: object = {}, part?: string): string {
    try {
      return `done: ${this.give(actor, type, data, part).join()}`;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return [error.code, ...error.fields.map(({ pointer, code }) => `${pointer} ${code}`)].join(' ');
    }
  }

  /** `yes`, or the code of its refusal; nothing comes of it. */
  judged(actor: Actor, type: string, data: object = {}, part?: string): string {
    const command: Command & { part?: string } = { type, data, ...(part === undefined ? {} : { part }) };
    try {
      this.world.judged(this.number, actor, command, { facts: this.facts });
      return 'yes';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code;
    }
  }

  /** What the action of a step came to, as its workflow reports it. */
  report(part: string, outcome: string, more: object = {}): string[] {
    const { status, attempt } = this.part(part);
    const what = status === 'undoing' ? 'undo' : 'do';
    return this.give(people.system, 'reportStep', { attempt, what, outcome, ...more }, part);
  }

  get view() {
    return this.world.viewOf(this.number) as ReturnType<World['viewOf']> & Readonly<Record<string, never>>;
  }
  part(id: string): Part & { attempt?: number } {
    const found = processOf(this.process)
      .parts?.all(this.world.kaseOf(this.number).state)
      .find((one) => one.id === id);
    if (!found) throw new Error(`no part ${id}`);
    return found;
  }
  /** `id status` of each step that was touched. */
  steps(): string[] {
    const all = processOf(this.process).parts?.all(this.world.kaseOf(this.number).state) ?? [];
    return all.filter(({ rev, kind }) => rev > 0 && kind !== 'precheck').map(({ id, status }) => `${id} ${status}`);
  }
  /** `who: command part` of each that it waits for. */
  waits(): string[] {
    return this.view.waitsFor.map(({ to, command, parts = [] }) =>
      [`${'person' in to ? to.person : 'role' in to ? to.role : to.team}:`, command, ...parts].join(' '),
    );
  }
  /** Exclusive things that it holds now. */
  holds(): readonly Hold[] {
    return processOf(this.process).holds?.(this.world.kaseOf(this.number).state) ?? [];
  }
  events(): string[] {
    return this.world.eventsOf(this.number).map(({ type }) => type.slice(this.process.length + 1));
  }
  to(instant: Millis): this {
    this.world.moveTo(instant);
    return this;
  }
}

export const raised = {
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'The payment server is down',
  items: ['srv-dx'],
  faultAt: MORNING - hours(1),
  facts: { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true, dataLost: false },
  commander: commander.id,
} as const;

/** A failover whose facts lead to the standby node; its plan is of these nodes. */
export function failoverWith(...of: OutlineNode[]): RunCase {
  return new RunCase('failover', li, raised, { runbooks: [runbook('standby', 'standby-node', outlineWith(...of))] });
}
/** The same, authorised. */
export function running(...of: OutlineNode[]): RunCase {
  const one = failoverWith(...of);
  one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'The bureau, by phone' });
  return one;
}
export const hashOf = (one: RunCase): string => (one.view['proposal'] as unknown as { planHash: string }).planHash;
