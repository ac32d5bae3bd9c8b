/**
 * Test support: who did what in a run, read off its events alone, and what nobody may have done. It knows neither the rows nor the
 * rules by which commands are judged; only the plan.
 */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import type { StepRule } from '../../../domain/kernel/steps/shapes.ts';

type Data = {
  part?: string;
  to?: string;
  also?: Readonly<Record<string, string>>;
  assignees?: readonly string[];
  assigned?: Readonly<Record<string, readonly string[]>>;
  asked?: { what: string; by: string };
  commander?: string;
  from?: string;
  person?: string;
  outcome?: string;
};
/** Events of one who does it with his own hands, where no second person confirms it. */
const PERFORMED = ['stepTaken', 'stepFailed', 'undoFailed'];

export class Watch {
  /** What was looked at, and how often. */
  readonly looked: Record<string, number> = {};
  /** What was not right, in words. */
  readonly wrong: string[] = [];
  private readonly ruleOf: (part: string) => StepRule | undefined;
  private commander: string | undefined;
  private isBegun = false;
  private readonly led = new Set<string>();
  private readonly performed = new Set<string>();
  private readonly inspected = new Set<string>();
  private readonly hands = new Map<string, Set<string>>();
  private readonly asked = new Map<string, { what: string; by: string }>();
  private readonly status = new Map<string, string>();

  constructor(ruleOf: (part: string) => StepRule | undefined) {
    this.ruleOf = ruleOf;
  }

  /** Of one command, in their order. */
  see(events: readonly CaseEvent[]): void {
    for (const event of events) this.event(event);
  }

  private event({ type, data, by }: CaseEvent): void {
    const name = type.slice(type.indexOf('.') + 1);
    const said: Data = data;
    const who = by.role === 'system' ? undefined : by.id;
    const { part = '', to, also = {}, asked } = said;
    const stood = this.status.get(part);
    this.persons(name, said, { who, stood });
    if (name === 'stepStarted' || name === 'gateOpened') this.isBegun = true;
    if (asked) this.asked.set(part, asked);
    if (to !== undefined) this.status.set(part, to);
    for (const [id, status] of Object.entries(also)) this.status.set(id, status);
    for (const id of said.assignees ?? []) this.handsOn(part).add(id);
    if (name === 'waveRetried') for (const id of Object.keys(also)) this.hands.delete(id);
  }

  private persons(name: string, said: Data, { who, stood }: { who: string | undefined; stood: string | undefined }) {
    const { part = '', to, also = {}, asked } = said;
    const isDecision = this.ruleOf(part)?.kind === 'decision';
    const isWitnessed = stood === 'to-witness';
    switch (name) {
      case 'created':
        this.commander = said.commander;
        break;
      case 'stepEnded': {
        if (isWitnessed) this.second(name, part, who);
        else if (isDecision) this.commands(name, who);
        else this.performs(name, part, who);
        const isAlone = !isWitnessed;
        if (isAlone && this.wantsSecond(part)) this.wrong.push(`${part} was done without a witness`);
        if (to === 'skipped') {
          if (isAlone) this.wrong.push(`${part} was left out by one`);
          if (!this.ruleOf(part)?.skippable) this.wrong.push(`${part} was left out, and may not be`);
        }
        for (const id of Object.keys(also)) {
          this.count('left out by a choice');
          if (!isDecision) this.wrong.push(`${id} was left out beside ${part}`);
          if (isAlone && this.wantsSecond(id)) this.wrong.push(`${id}, which has a witness, was left out by one`);
        }
        break;
      }
      case 'witnessAsked':
        this.count(`asked: ${asked?.what ?? ''}`);
        if (asked?.what === 'done' && !isDecision) this.performs(name, part, who);
        else this.commands(name, who);
        break;
      case 'witnessRefused':
      case 'stepKept':
        if (!isWitnessed) this.wrong.push(`${part}: ${name} without being asked`);
        this.second(name, part, who);
        break;
      case 'stepUndone':
        if (isWitnessed) this.second(name, part, who);
        else this.performs(name, part, who);
        break;
      case 'gatePassed':
      case 'gateRefused':
      case 'serviceConfirmed':
      case 'serviceRefused':
        if (this.ruleOf(part) === undefined && !/^g\d/.test(part)) this.judges(name, who);
        if (name === 'gatePassed' && who !== undefined) this.inspected.add(who);
        break;
      case 'gateApproved':
        this.count(name);
        if (who !== undefined) {
          this.not(name, who, { performed: this.performed });
          this.inspected.add(who);
        }
        break;
      case 'commanderChanged':
      case 'relieved':
        this.changes(name, said);
        break;
      case 'corrected':
        this.judges(name, who);
        break;
      default:
        if (PERFORMED.includes(name) && said.outcome === undefined) this.performs(name, part, who);
    }
  }

  private changes(name: string, { commander, person, assigned = {} }: Data): void {
    const gone = name === 'commanderChanged' || person === this.commander ? this.commander : undefined;
    if (gone !== undefined && this.isBegun) this.led.add(gone);
    if (name === 'commanderChanged' || gone !== undefined) this.commander = commander;
    if (commander !== undefined) this.not(name, commander, { performed: this.performed });
    for (const [id, people] of Object.entries(assigned)) {
      if (this.ruleOf(id) === undefined) continue;
      if (person !== undefined) this.handsOn(id).add(person);
      for (const heir of people) this.performs(name, id, heir);
    }
  }

  /** With his own hands; nobody: an action did it, or time. */
  private performs(name: string, part: string, who: string | undefined): void {
    if (who === undefined) return;
    this.count('performed');
    this.not(`${name} ${part}`, who, { led: this.led, inspected: this.inspected, commands: this.now() });
    this.performed.add(who);
    this.handsOn(part).add(who);
  }

  private second(name: string, part: string, who: string | undefined): void {
    this.count(`second person: ${this.asked.get(part)?.what ?? ''}`);
    if (who === undefined) {
      this.wrong.push(`${name} ${part} by nobody`);
      return;
    }
    const by = this.asked.get(part)?.by ?? '';
    const hands = this.handsOn(part);
    this.not(`${name} ${part}`, who, { led: this.led, commands: this.now(), hands, asked: new Set([by]) });
  }

  /** Whether it is good. */
  private judges(name: string, who: string | undefined): void {
    if (who === undefined) return;
    this.count(name);
    this.not(name, who, { led: this.led, commands: this.now(), performed: this.performed });
  }

  private commands(name: string, who: string | undefined): void {
    this.count('commanded');
    if (who !== this.commander) this.wrong.push(`${name} by ${who ?? 'nobody'}, who does not command`);
  }

  private now = (): Set<string> => new Set(this.commander === undefined ? [] : [this.commander]);

  private not(what: string, who: string, sets: Readonly<Record<string, ReadonlySet<string>>>): void {
    for (const [why, people] of Object.entries(sets)) if (people.has(who)) this.wrong.push(`${what} by ${who}: ${why}`);
  }

  private wantsSecond(part: string): boolean {
    const { witness, noReturn } = this.ruleOf(part) ?? {};
    return witness === true || noReturn === true;
  }

  private handsOn(part: string): Set<string> {
    const hands = this.hands.get(part) ?? new Set<string>();
    this.hands.set(part, hands);
    return hands;
  }

  private count(what: string): void {
    this.looked[what] = (this.looked[what] ?? 0) + 1;
  }
}
