/**
 * What people would have done so that the product went through what the log shows: the commands of a case, in order,
 * from the log alone. The product's answers do not enter, so a second run sends the same commands under the same keys.
 */
import { priorities } from '../../models/migrations/seeds/reference.ts';
import { HAND_BACKS } from '../../domain/incident/places.ts';
import { TIERS } from '../../domain/kernel/people/desks.ts';
import type { Millis, Tier } from '../../domain/kernel/process.ts';
import { judgeCase, type Closure, type Step } from './judge.ts';
import type { LogRow } from './log-row.ts';
import {
  callerId,
  commandKey,
  deskOf,
  dutyId,
  engineerId,
  FROM_THE_LOG,
  REPLAY_APPLICATION,
  REPLAY_UNIT,
  standardTeam,
  SUPERVISOR,
  teamKey,
  UNKNOWN_CALLER,
} from './names.ts';
import type { LogCase } from './read-log.ts';

export type Planned = {
  caseId: string;
  /** Time of the log. */
  at: Millis;
  key: string;
  /** Person who sends it. */
  by: string;
  command: string;
  data: Readonly<Record<string, unknown>>;
  /** The row of the log that it comes from, and which of its steps. */
  row: number;
  nth: number;
  /** The queue it lies in at that time. */
  queue: string | null;
  /** What the dry run says of it. */
  refused: boolean;
};
/** A team's tier, by its key. */
export type Tiers = ReadonlyMap<string, Tier>;

type Status = 'new' | 'queued' | 'assigned' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'canceled';
const HOLD = 'on-hold';
const WORDS = 'From a replayed log';
const UNDONE: readonly string[] = ['new', 'queued', 'assigned', 'in-progress', 'on-hold'];

/** The teams of a log and the tier of each: that of the first row that names both; the standard team of every tier. */
export function tiersOf(cases: readonly LogCase[]): Tiers {
  const tiers = new Map<string, Tier>(TIERS.map((tier) => [standardTeam(tier), tier]));
  for (const { group, tier } of cases.flatMap(({ rows }) => rows)) {
    const team = group === undefined ? undefined : teamKey(group);
    if (team !== undefined && !tiers.has(team)) tiers.set(team, tier ?? 'L1');
  }
  return tiers;
}

/** The commands of one case; the first opens it. */
export function planCase(one: LogCase, { closure, tiers }: { closure: Closure; tiers: Tiers }): Planned[] {
  const steps = new Map<LogRow, Step[]>();
  for (const step of judgeCase(one, 'replay', closure).steps)
    steps.set(step.row, [...(steps.get(step.row) ?? []), step]);
  const planner = new Planner(one, tiers);
  for (const row of one.rows) planner.follow(row, steps.get(row) ?? []);
  return planner.planned;
}

type Weight = { impact: string; urgency: string };

/** Impact and urgency to which the matrix that ships gives a priority, as even as may be. */
const WEIGHTS: ReadonlyMap<string, Weight> = new Map(
  Object.entries(priorities)
    .flatMap(([impact, row]) => Object.entries(row).map(([urgency, priority]) => ({ priority, impact, urgency })))
    .toSorted((a, b) => unevenness(b) - unevenness(a))
    .map(({ priority, ...weight }) => [priority, weight]),
);
function unevenness({ impact, urgency }: Weight): number {
  return Math.abs(Number(impact) - Number(urgency));
}

/** What the row says; by its priority where it has neither impact nor urgency; else as it was. */
function weightOf({ impact, urgency, priority }: LogRow, before: Weight): Weight {
  if (impact === undefined && urgency === undefined) return WEIGHTS.get(priority ?? '') ?? before;
  return { impact: String(impact ?? before.impact), urgency: String(urgency ?? before.urgency) };
}

class Planner {
  readonly planned: Planned[] = [];
  private readonly caseId: string;
  private readonly caller: string;
  private readonly tiers: Tiers;
  private row: LogRow;
  private at: Millis;
  private nth = 0;
  /** Of the dry run. */
  private wanted = 'new';
  private reason = 'user';
  /** The case as the product will have it. */
  private status: Status = 'new';
  private queue: string | null = null;
  private assignee: string | null = null;
  private heldFor: string | null = null;
  private weight: Weight;
  /** The queue it was escalated from, by the tier that it came to. */
  private readonly cameFrom: Partial<Record<Tier, string>> = {};
  private readonly handBacks = new Map<string, number>();

  constructor({ caseId, start, rows }: LogCase, tiers: Tiers) {
    const [first] = rows;
    if (!first) throw new Error(`case ${caseId} has no rows`);
    this.caseId = caseId;
    this.tiers = tiers;
    this.row = first;
    this.at = start;
    const caller = rows.find((row) => row.caller !== undefined)?.caller;
    this.caller = caller === undefined ? UNKNOWN_CALLER : callerId(caller);
    this.weight = weightOf(first, { impact: '2', urgency: '2' });
    this.send(deskOf(caseId), 'create', {
      channel: 'phone',
      reporter: this.caller,
      unit: REPLAY_UNIT,
      application: REPLAY_APPLICATION,
      title: `Case ${caseId}`.slice(0, 200),
      description: WORDS,
      contact: WORDS,
      ...this.weight,
    });
  }

  /** `steps`: what the dry run made of the row; without any the status stays. */
  follow(row: LogRow, steps: readonly Step[]): void {
    this.row = row;
    this.at = row.at;
    this.nth = 0;
    if (UNDONE.includes(this.status)) {
      this.reweigh(row);
      if (row.group !== undefined) this.moveTo(teamKey(row.group));
      if (row.person !== undefined) this.giveTo(engineerId(row.person));
    }
    for (const { nth, to, refused } of steps) {
      this.nth = nth;
      if (refused === null) this.wanted = to;
      else if (refused !== 'unmapped-status') this.tryInVain(to);
      this.bringFor(row);
    }
    if (steps.length === 0) this.bringFor(row);
  }

  private bringFor({ status, further }: LogRow): void {
    const waits = [...further, status].find((one) => one?.status === HOLD);
    if (waits && this.wanted === HOLD) this.reason = waits.reason ?? 'user';
    this.bring();
  }

  private send(by: string, command: string, data: Planned['data'], { refused = false } = {}): void {
    const { caseId, at, queue, nth } = this;
    const key = commandKey(caseId, this.planned.length);
    this.planned.push({ caseId, at, key, by, command, data, queue, row: this.row.place, nth, refused });
  }

  private reweigh(row: LogRow): void {
    const next = weightOf(row, this.weight);
    if (next.impact === this.weight.impact && next.urgency === this.weight.urgency) return;
    this.weight = next;
    this.send(deskOf(this.caseId), 'reprioritise', { ...next, reason: WORDS });
  }

  private moveTo(team: string): void {
    if (this.queue === team) return;
    if (this.status === 'new') return this.triage(team);
    for (let tier = this.tier(); tier < this.tierOf(team); tier = this.tier()) this.escalate(tier);
    for (let tier = this.tier(); tier > this.tierOf(team); tier = this.tier()) if (!this.handBack(tier)) return;
    if (this.queue === team) return;
    this.send(this.assignee ?? SUPERVISOR, 'transfer', { queue: team, reason: WORDS });
    this.putInto(team);
  }

  private triage(team: string): void {
    this.send(deskOf(this.caseId), 'triage', { queue: team, category: FROM_THE_LOG, ...this.weight });
    this.putInto(team);
  }

  private escalate(tier: Tier): void {
    const higher = TIERS[TIERS.indexOf(tier) + 1] ?? tier;
    if (this.queue !== null) this.cameFrom[higher] = this.queue;
    this.send(this.assignee ?? SUPERVISOR, 'escalate', { diagnosis: WORDS, tried: WORDS, ask: WORDS });
    this.putInto(standardTeam(higher));
  }

  /** False: it was handed back between these two as often as is allowed. */
  private handBack(tier: Tier): boolean {
    const team = this.cameFrom[tier] ?? standardTeam(TIERS[TIERS.indexOf(tier) - 1] ?? tier);
    const between = `${this.queue}>${team}`;
    const times = this.handBacks.get(between) ?? 0;
    if (times === HAND_BACKS) return false;
    this.handBacks.set(between, times + 1);
    const data = { reason: tier === 'L3' ? 'info-missing' : 'below-can-solve', text: WORDS };
    this.send(this.assignee ?? SUPERVISOR, 'handBack', data);
    this.putInto(team);
    return true;
  }

  private putInto(team: string): void {
    this.queue = team;
    this.status = 'queued';
    this.assignee = null;
  }

  private giveTo(person: string): void {
    if (this.assignee === person) return;
    if (this.status === 'new') this.triage(standardTeam('L1'));
    if (this.status === HOLD) {
      this.send(SUPERVISOR, 'dispatch', { person });
    } else {
      if (this.assignee !== null) this.send(this.assignee, 'release', { reason: WORDS });
      this.send(person, 'claim', {});
    }
    this.assignee = person;
    this.status = 'assigned';
  }

  /** From the case as it is to the status that the dry run has, whatever the product puts between. */
  private bring(): void {
    if (this.status === this.wanted && this.status !== HOLD) return;
    if (this.wanted === 'new' || this.status === 'closed' || this.status === 'canceled') return;
    if (this.wanted === 'closed') return this.close();
    if (this.status === 'resolved') this.reopen();
    if (this.status === 'new') this.triage(standardTeam('L1'));
    if (this.wanted === HOLD) this.hold();
    else if (this.wanted === 'in-progress') this.work();
    else if (this.wanted === 'resolved') this.resolve();
    else if (this.wanted === 'canceled') this.cancel();
    else this.layDown();
  }

  private hand(): string {
    return this.assignee ?? dutyId(this.queue ?? standardTeam('L1'));
  }

  private byHand(command: string, data: Planned['data'], status: Status): void {
    const hand = this.hand();
    this.send(hand, command, data);
    this.assignee = hand;
    this.status = status;
  }

  private work(): void {
    if (this.status === 'in-progress') return; // by a reopening
    this.byHand(this.status === HOLD ? 'resume' : 'start', {}, 'in-progress');
  }

  private hold(): void {
    if (this.status === HOLD && this.heldFor === this.reason) return;
    const until = this.reason === 'window' ? { until: farAhead() } : {};
    this.byHand('hold', { reason: this.reason, note: WORDS, ...until }, HOLD);
    this.heldFor = this.reason;
  }

  private resolve(): void {
    const knowledge = { kind: 'none', reason: WORDS };
    const data = { solution: WORDS, causeCode: FROM_THE_LOG, category: FROM_THE_LOG, knowledge };
    this.byHand('resolve', data, 'resolved');
  }

  private close(): void {
    const report = { cause: WORDS, evidence: WORDS, handling: WORDS, prevention: WORDS };
    this.byHand('fileReport', report, 'resolved');
    this.send(this.caller, 'confirm', {});
    this.status = 'closed';
  }

  private reopen(): void {
    this.byHand('reopen', { reason: WORDS }, 'in-progress');
  }

  private cancel(): void {
    this.send(SUPERVISOR, 'cancel', { reason: WORDS });
    this.status = 'canceled';
  }

  /** Back to queued or assigned. */
  private layDown(): void {
    const { status, assignee } = this;
    if (status === HOLD) this.work();
    if (status !== 'queued') this.byHand('release', { reason: WORDS }, 'queued');
    this.assignee = this.wanted === 'assigned' ? assignee : null;
    if (this.wanted === 'assigned') this.byHand('claim', {}, 'assigned');
  }

  /** What the log did and the lifecycle refuses is tried all the same. */
  private tryInVain(to: string): void {
    const vain = { refused: true };
    const desk = deskOf(this.caseId);
    if (to === 'new')
      this.send(desk, 'triage', { queue: standardTeam('L1'), category: FROM_THE_LOG, ...this.weight }, vain);
    else if (to === 'resolved') {
      const data = { solution: WORDS, causeCode: FROM_THE_LOG, category: FROM_THE_LOG };
      this.send(SUPERVISOR, 'resolve', { ...data, knowledge: { kind: 'none', reason: WORDS } }, vain);
    } else if (to === 'closed') this.send(this.caller, 'confirm', {}, vain);
    else if (to === 'canceled') this.send(SUPERVISOR, 'cancel', { reason: WORDS }, vain);
    else this.send(SUPERVISOR, 'reopen', { reason: WORDS }, vain);
  }

  private tier(): Tier {
    return this.tierOf(this.queue ?? '');
  }

  private tierOf(team: string): Tier {
    return this.tiers.get(team) ?? 'L1';
  }
}

/** A held window needs its end; the same for a year, so that a second run sends the same words. */
const farAhead = (): string => new Date(Date.UTC(new Date().getUTCFullYear() + 2, 0, 1)).toISOString();
