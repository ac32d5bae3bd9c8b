/** Test support: a change, drafted by an engineer, planned, looked at and carried out. */
import type { Facts, FoundConflict, OfferedTemplate } from '../../domain/kernel/facts.ts';
import type { Command, Millis } from '../../domain/kernel/process.ts';
import type { MeetingFact } from '../../domain/kernel/approval/shapes.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { hours, MORNING } from './given.ts';
import { people } from './sample.ts';
import { World } from './world.ts';

const { li, zhao, chen, wang, hu, head, cityHead, owner, quality, principal } = people;
/** Raised by Li, carried out by Zhao. */
export const raiser = li;
export const doer = zhao;

export const raised = {
  kind: 'normal',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Patch of the payment server',
  description: 'The vendor asks for it',
  items: ['srv-dx'],
} as const;
/** What is looked up of the incident that an emergency is for. */
export const grave = {
  cases: {
    incident: {
      caseId: 'INC-000001',
      process: 'incident',
      status: 'in-progress',
      open: true,
      orgPath: '/dx',
      priority: 'P1',
    },
  },
} as const satisfies Facts;
/** The night after the morning on which tests begin. */
export const NIGHT = { from: MORNING + hours(24), until: MORNING + hours(28) } as const;

export const step = (id: string, more: object = {}) => ({
  id,
  title: `Step ${id}`,
  instruction: `Do ${id}`,
  undo: `Undo ${id}`,
  minutes: 20,
  ...more,
});
export const plan = (more: object = {}) => ({
  items: ['srv-dx'],
  window: NIGHT,
  outageMinutes: 0,
  consequences: 'None',
  steps: [step('stop'), step('patch'), step('start')],
  backOut: 'Restore the snapshot',
  backOutMinutes: 60,
  testEvidence: 'Tried on the second server',
  implementer: doer.id,
  ...more,
});
/** A template in force on the morning on which tests begin, for whatever the change names. */
export const reboot = (more: Partial<OfferedTemplate> = {}): OfferedTemplate => ({
  ref: 'reboot@1',
  pin: 'reboot@1#00ff',
  from: MORNING - hours(1),
  until: MORNING + hours(1000),
  title: 'Reboot of a node',
  description: 'Its memory is full',
  plan: {
    steps: [step('stop'), step('start')],
    consequences: 'None',
    outageMinutes: 10,
    backOut: 'The other node takes over',
    backOutMinutes: 30,
    testEvidence: 'Done twenty times',
  },
  uncovered: [],
  ...more,
});
/** What a standard change says of its own. */
export const own = (more: object = {}) => ({ items: ['srv-dx'], window: NIGHT, implementer: doer.id, ...more });
/** Every question of the questionnaire answered with no. */
export const NO = {
  'first-of-kind': false,
  'untested-way-back': false,
  'vendor-needed': false,
  'data-changed': false,
  'security-boundary': false,
  'peak-period': false,
};

export const blocks: FoundConflict = {
  key: 'overlap:srv-dx:CHG-000009',
  kind: 'overlap',
  severity: 'block',
  waivable: false,
  item: 'srv-dx',
  with: 'CHG-000009',
  ...NIGHT,
  why: { code: 'item-taken' },
};
export const warns: FoundConflict = {
  ...blocks,
  key: 'neighbour:srv-dx:CHG-000008',
  kind: 'neighbour',
  severity: 'warn',
  waivable: true,
  with: 'CHG-000008',
  why: { code: 'neighbour-changed' },
};
export const frozen: FoundConflict = {
  ...blocks,
  key: 'freeze::national-day@1',
  kind: 'freeze',
  waivable: true,
  with: 'national-day@1',
  why: { code: 'frozen' },
};

/** One change in a world of its own. */
export class ChangeCase {
  readonly world = new World(MORNING);
  readonly number: string;

  constructor(more: object = {}, { by = raiser, facts = {} }: { by?: Actor; facts?: Facts } = {}) {
    this.number = this.world.open('change', by, { ...raised, ...more }, { facts });
  }

  /** The events, by their bare names. Throws DomainError. */
  give(
    actor: Actor,
    type: string,
    data: object = {},
    { part, facts = {} }: { part?: string; facts?: Facts } = {},
  ): string[] {
    const command: Command & { part?: string } = { type, data, ...(part === undefined ? {} : { part }) };
    return this.world.give(this.number, actor, command, { facts }).map((event) => event.type.slice('change.'.length));
  }

  /** The code of its refusal, and of bad data the fields. */
  refused(actor: Actor, type: string, data: object = {}, more: { part?: string; facts?: Facts } = {}): string {
    try {
      return `done: ${this.give(actor, type, data, more).join()}`;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const fields = error.fields.map(({ pointer, code }) => `${pointer} ${code}`);
      return [error.code, ...fields].join(' ');
    }
  }

  get view() {
    return this.world.viewOf(this.number) as ReturnType<World['viewOf']> & Readonly<Record<string, never>>;
  }
  /** What is asked of those who approve. */
  get hash(): string {
    return (this.world.kaseOf(this.number).state as unknown as { approval: { shown: string } }).approval.shown;
  }
  waits(): string[] {
    return this.view.waitsFor.map(
      ({ to, command }) => `${'person' in to ? to.person : 'role' in to ? to.role : to.team}: ${command}`,
    );
  }
  events(): string[] {
    return this.world.eventsOf(this.number).map(({ type }) => type.slice('change.'.length));
  }
  to(instant: Millis): this {
    this.world.moveTo(instant);
    return this;
  }

  planned(more: object = {}): this {
    this.give(raiser, 'plan', plan(more));
    return this;
  }
  submitted(more: object = {}): this {
    this.planned(more).give(raiser, 'submit');
    return this;
  }
  /** Three assessors, who answer with no but for what is said. */
  assessed(answers: object = {}): this {
    for (const [as, who] of [
      ['technical', chen],
      ['security', quality],
      ['business', owner],
    ] as const)
      this.give(who, 'assess', { as, answers: { ...NO, ...answers }, opinion: 'Fine' });
    return this;
  }
  /** Of a low risk, by the city's head. */
  approved(): this {
    this.give(cityHead, 'approve', { planHash: this.hash });
    return this;
  }
  scheduled(more: object = {}): this {
    return this.submitted(more).assessed().approved();
  }
  started(more: object = {}): this {
    this.scheduled(more).to(NIGHT.from).give(doer, 'start');
    return this;
  }
  done(): this {
    for (const part of ['stop', 'patch', 'start']) this.give(doer, 'completeStep', { evidence: 'Log 7' }, { part });
    return this;
  }
}
export const board = [head, chen, wang, hu, quality] as const;
/** A meeting of that board which has begun, with its members as they are. */
export const cabMeeting: MeetingFact = {
  id: 'cab-1',
  from: MORNING,
  until: MORNING + hours(48),
  status: 'planned',
  chair: head.id,
  members: board.map(({ id }) => id),
  grants: Object.fromEntries(board.map(({ id, grants }) => [id, grants])),
};
export { principal };
