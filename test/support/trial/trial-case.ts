/** Test support: one case of the process `trial`, played in memory as a turn plays it. */
import type { ApprovalPolicy, Heirs, OfferedPolicy } from '../../../domain/kernel/approval/shapes.ts';
import { decideOn } from '../../../domain/kernel/decide.ts';
import { draftOf } from '../../../domain/kernel/draft.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { emptyCase } from '../../../domain/kernel/fold.ts';
import { tickKey } from '../../../domain/kernel/ids.ts';
import { allowedCommands } from '../../../domain/kernel/lifecycle.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, CaseEvent, CaseView, DomainEvent, Effect, Millis } from '../../../domain/kernel/process.ts';
import { dueBefore, dueBy, nextDue } from '../../../domain/kernel/tick.ts';
import { PLAN } from '../ballots.ts';
import { report } from '../factories.ts';
import { MORNING } from '../given.ts';
import { people, pinsOf, registerFacts } from '../sample.ts';
import { trial } from './trial.ts';

const SYSTEM = { id: 'system', role: 'system' } as const;
type Stamp = Pick<CaseEvent, 'by' | 'key' | 'digest'>;

/** Drafted and planned, and submitted to `policy`, if one is given; `sitters`: who holds the roles that its seats are for. */
export class TrialCase {
  now: Millis = MORNING;
  /** Of the last step. */
  effects: Effect[] = [];
  heirs: Heirs = { deputies: [], superiors: {} };
  private kase = emptyCase(trial, {
    caseId: 'TRI-000001',
    pins: pinsOf('/dx/donghu/linxi/school', { id: 'trial', version: 1, clocks: trial.clocks.shipped, terms: {} }),
    mode: 'live',
    genesis: '',
  });
  private readonly offered: OfferedPolicy;
  private commands = 0;

  constructor(policy: Omit<ApprovalPolicy, 'id' | 'version'>, sitters: OfferedPolicy['sitters'] = {}) {
    const persons = policy.stages.flatMap(({ seats }) =>
      seats.flatMap(({ id, of }) => ('person' in of ? [[id, [of.person]] as const] : [])),
    );
    this.offered = {
      policy: { id: 'normal', version: 3, ...policy },
      ref: 'normal@3#00ff',
      sitters: { ...Object.fromEntries(persons), ...sitters },
    };
    this.give(people.agent, 'create', { ...report, reporter: people.requester.id });
    this.give(people.agent, 'plan', { planHash: PLAN, implementer: people.li.id });
  }

  /** Shown to those who decide. */
  submitted(): this {
    this.give(people.agent, 'submit', { policy: 'normal' });
    return this;
  }

  /** The events, by their bare names. Throws DomainError. */
  give(actor: Actor, command: string, data: object, facts: Facts = {}): string[] {
    this.settle(dueBefore);
    this.effects = [];
    this.commands += 1;
    const key = `u:${actor.id}:${this.commands}`;
    const known = {
      approvals: { normal: this.offered },
      heirs: this.heirs,
      ...registerFacts(this.named(data)),
      ...facts,
    };
    const { role, events } = decideOn(trial, this.kase, { command, data, actor, key, facts: known, now: this.now });
    return this.save(events, { by: { id: actor.id, role }, key, digest: '' });
  }

  /** The code of its refusal, and of bad data the fields. */
  refused(actor: Actor, command: string, data: object, facts: Facts = {}): string {
    try {
      return `done: ${this.give(actor, command, data, facts).join()}`;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.fields.length > 0
        ? error.fields.map(({ pointer, code }) => `${pointer} ${code}`).join()
        : error.code;
    }
  }

  /** Time passes, stopping at every wake-up on the way; what it made happen. */
  moveTo(instant: Millis): string[] {
    const happened: string[] = [];
    this.effects = [];
    for (;;) {
      const next = nextDue(trial, this.kase, 0);
      if (next === null || next > instant) break;
      this.now = Math.max(this.now, next);
      const events = this.settle(dueBy);
      if (events.length === 0) throw new Error('It wakes up for nothing');
      happened.push(...events);
    }
    this.now = instant;
    return happened;
  }

  view(): CaseView & Readonly<Record<string, unknown>> {
    return { ...trial.view(this.kase, this.now) };
  }

  /** `person: command` of each that it waits for. */
  waits(): string[] {
    return this.view().waitsFor.map(
      ({ to, command }) => `${'person' in to ? to.person : 'role' in to ? to.role : to.team}: ${command}`,
    );
  }

  /** Whom the last step told, under which template. */
  told(): string[] {
    return this.effects.flatMap((one) =>
      one.kind === 'notify' && 'person' in one.to ? [`${one.to.person}: ${one.template}`] : [],
    );
  }

  offer(actor: Actor) {
    return allowedCommands(trial, this.kase, { actor, now: this.now });
  }

  pins() {
    return this.kase.pins;
  }

  private settle(due: typeof dueBy): string[] {
    const happened: string[] = [];
    for (;;) {
      const events = due(trial, this.kase, this.now);
      if (events.length === 0) return happened;
      happened.push(...this.save(events, { by: SYSTEM, key: tickKey(this.kase.seq + 1), digest: '' }));
    }
  }

  private save(events: readonly DomainEvent[], stamp: Stamp): string[] {
    if (events.length === 0) return [];
    const decided = JSON.parse(JSON.stringify(events)) as DomainEvent[]; // as they come back from the store
    const { steps, draft } = draftOf(trial, this.kase, decided, { ...stamp, at: this.now });
    this.kase = steps.at(-1)?.after ?? this.kase;
    this.effects.push(...draft.effects.map(({ effect }) => effect));
    return steps.map(({ event }) => event.type.slice('trial.'.length));
  }

  /** As the client looks it up: `delegate` names its person as `to`. */
  private named(data: object): object {
    return 'to' in data ? { ...data, person: data.to } : data;
  }
}
