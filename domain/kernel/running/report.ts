/** What a run took against what its plan allowed, step by step, and which steps are weak: of its events, for drills and live runs alike. */
import type { DomainEvent } from '../process.ts';
import type { OutlineNode, Outline, StepRule, StepStatus } from '../steps/shapes.ts';
import { partsOfPlan } from '../steps/outline.ts';
import { MINUTE } from '../time/durations.ts';
import type { Millis } from '../units.ts';

/** So long a person may be waited for at one step before it counts as weak. */
export const MOST_WAIT_MS: Millis = 10 * MINUTE;

/** `undo-failed` beside what is asked of a plan: what cannot be taken back is the weakest of all. */
export const WEAKNESSES = ['over-budget', 'failed', 'unknown', 'retried', 'waited', 'undo-failed'] as const;
export type Weakness = (typeof WEAKNESSES)[number];
export type StepReport = {
  step: string;
  kind: StepRule['kind'];
  status: StepStatus;
  /** Of the plan, for one try. */
  budgetMs: Millis;
  /** From its first start until it was done, skipped or given up, whatever lay between; the way back is not in it. */
  actualMs?: Millis;
  startedAt?: Millis;
  endedAt?: Millis;
  /** How often it was begun. */
  tries: number;
  /** While nobody had it, no second person had confirmed it, or nobody had said how it goes on. */
  waitedMs: Millis;
  weak: readonly Weakness[];
};
/** From the fault until its users confirmed the service; objective absent: none was agreed. */
export type Recovery = { objectiveMs?: Millis; actualMs?: Millis; isWithin?: boolean };
export type RunReport = {
  /** In the order of the plan. */
  steps: readonly StepReport[];
  /** Of all that the plan has but what was skipped, those together that stand side by side; and what it took. */
  budgetMs: Millis;
  actualMs?: Millis;
  startedAt?: Millis;
  endedAt?: Millis;
  /** Those that are weak, the weakest first: by how many reasons, then by how far over its budget. */
  weak: readonly string[];
  recovery?: Recovery;
};
export type ReportAsked = {
  outline: Outline;
  /** Of the case from its first on, in their order. */
  events: readonly (DomainEvent & { at: Millis })[];
  /** Of a case that has one: since when the service was gone, when it was confirmed, and how soon it was to be. */
  recovery?: { from: Millis; at?: Millis | undefined; objectiveMs?: Millis | undefined } | undefined;
};

/** Throws what `partsOfPlan` throws; nothing for a run that has not ended: what is not over yet is absent. */
export function reportOf({ outline, events, recovery }: ReportAsked): RunReport {
  const seen = new Map<string, Seen>();
  let span: { from?: Millis; until?: Millis } = {};
  const seenOf = (part: string): Seen => seen.get(part) ?? UNSEEN;
  for (const { type, at, data } of events) {
    const name = type.slice(type.indexOf('.') + 1);
    const { part, to, also = {}, assignees, assigned = {} } = touchIn(data);
    if (name === 'stepStarted') span = { from: at, ...span };
    if (name === 'stepsEnded' || name === 'rolledBack') span = { ...span, until: at };
    if (part !== undefined) seen.set(part, after(seenOf(part), { name, at, to, assignees }));
    for (const [one, status] of Object.entries(also)) seen.set(one, after(seenOf(one), { name: '', at, to: status }));
    for (const [one, who] of Object.entries(assigned))
      seen.set(one, after(seenOf(one), { name: '', at, assignees: who }));
  }
  const steps = partsOfPlan(outline).flatMap(({ id, rule }) =>
    rule ? [stepOf(id, rule, seen.get(id) ?? UNSEEN)] : [],
  );
  const isLeftOut = new Set(steps.filter(({ status }) => status === 'skipped').map(({ step }) => step));
  const { from, until } = span;
  return {
    steps,
    budgetMs: plannedMs(outline, (id) => isLeftOut.has(id)),
    ...(from === undefined ? {} : { startedAt: from }),
    ...(from === undefined || until === undefined ? {} : { endedAt: until, actualMs: until - from }),
    weak: steps
      .filter(({ weak }) => weak.length > 0)
      .toSorted((a, b) => b.weak.length - a.weak.length || overOf(b) - overOf(a))
      .map(({ step }) => step),
    ...(recovery ? { recovery: recoveryOf(recovery) } : {}),
  };
}

function recoveryOf({ from, at, objectiveMs }: NonNullable<ReportAsked['recovery']>): Recovery {
  const actualMs = at === undefined ? undefined : at - from;
  return {
    ...(objectiveMs === undefined ? {} : { objectiveMs }),
    ...(actualMs === undefined ? {} : { actualMs }),
    ...(objectiveMs === undefined || actualMs === undefined ? {} : { isWithin: actualMs <= objectiveMs }),
  };
}
const overOf = ({ actualMs = 0, budgetMs }: StepReport): Millis => actualMs - budgetMs;

// ── one step
type Seen = {
  status: StepStatus;
  tries: number;
  startedAt?: Millis;
  endedAt?: Millis;
  waitedMs: Millis;
  isTaken: boolean;
  /** Since when a person has been waited for. */
  waitsSince?: Millis | undefined;
  reasons: readonly Weakness[];
};
const UNSEEN: Seen = { status: 'pending', tries: 0, waitedMs: 0, isTaken: false, reasons: [] };
type Happened = {
  name: string;
  at: Millis;
  to?: StepStatus | undefined;
  assignees?: readonly string[] | undefined;
};
type Touch = Pick<Happened, 'to' | 'assignees'> & {
  part?: string;
  also?: Readonly<Record<string, StepStatus>>;
  assigned?: Readonly<Record<string, readonly string[]>>;
};
/** Every event about a part carries its touch (kernel/part.ts). */
const touchIn = (data: object): Touch => data;

const WAITING: readonly StepStatus[] = ['waiting-human', 'to-witness', 'failed', 'undo-failed'];
const OVER: readonly StepStatus[] = ['done', 'skipped', 'failed'];
const REASON: Readonly<Record<string, Weakness>> = {
  stepFailed: 'failed',
  stepUnknown: 'unknown',
  undoFailed: 'undo-failed',
};

function after(seen: Seen, { name, at, to, assignees }: Happened): Seen {
  const status = to ?? seen.status;
  const isTaken = assignees === undefined ? seen.isTaken : assignees.length > 0;
  const isBegun = name === 'stepStarted';
  const tries = seen.tries + (isBegun ? 1 : 0);
  const reason = tries > 1 && isBegun ? 'retried' : REASON[name];
  const isWaiting = WAITING.includes(status) && !(status === 'waiting-human' && isTaken);
  const isOver = (name === 'stepEnded' || name === 'stepFailed') && OVER.includes(status);
  return {
    ...seen,
    status,
    tries,
    isTaken,
    waitedMs: seen.waitedMs + (seen.waitsSince === undefined ? 0 : at - seen.waitsSince),
    waitsSince: isWaiting ? at : undefined,
    ...(isBegun && seen.startedAt === undefined ? { startedAt: at } : {}),
    ...(isOver ? { endedAt: at } : {}),
    reasons: reason && !seen.reasons.includes(reason) ? [...seen.reasons, reason] : seen.reasons,
  };
}

function stepOf(step: string, { kind, budgetMs }: StepRule, seen: Seen): StepReport {
  const { status, tries, startedAt, endedAt, waitedMs, reasons } = seen;
  const actualMs = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
  const found: Readonly<Record<Weakness, boolean>> = {
    'over-budget': actualMs !== undefined && actualMs > budgetMs,
    failed: reasons.includes('failed'),
    unknown: reasons.includes('unknown'),
    retried: reasons.includes('retried'),
    waited: waitedMs > MOST_WAIT_MS,
    'undo-failed': reasons.includes('undo-failed'),
  };
  return {
    step,
    kind,
    status,
    budgetMs,
    ...(actualMs === undefined ? {} : { actualMs }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(startedAt === undefined || endedAt === undefined ? {} : { endedAt }),
    tries,
    waitedMs,
    weak: WEAKNESSES.filter((one) => found[one]),
  };
}

// ── the plan as a whole
type Nodes = readonly OutlineNode[];
type Where = { blocks: NonNullable<Outline['blocks']>; prefix: string; skips: (id: string) => boolean };

/**
 * The budgets of a plan laid out in its order, side by side where it says so, at most so many at a time in the order in which they
 * stand; in ms. What a gate is watched is not in it. Throws nothing.
 */
export function plannedMs({ blocks = {}, of }: Outline, skips: (id: string) => boolean = () => false): Millis {
  return sumOf(of, { blocks, prefix: '', skips });
}

const sumOf = (nodes: Nodes, where: Where): Millis => nodes.reduce((sum, node) => sum + msOf(node, where), 0);

function msOf(node: OutlineNode, where: Where): Millis {
  switch (node.node) {
    case 'gate':
      return 0;
    case 'step':
      return where.skips(`${where.prefix}${node.id}`) ? 0 : node.budgetMs;
    case 'group':
      return inOrder(
        node,
        node.of.map((one) => msOf(one, where)),
      );
    case 'each': {
      const of = typeof node.of === 'string' ? (where.blocks[node.of] ?? []) : node.of;
      return inOrder(
        node,
        node.places.map(({ id }) => sumOf(of, { ...where, prefix: `${id}-` })),
      );
    }
    default:
      return node satisfies never;
  }
}

function inOrder(how: { order: 'sequence' } | { order: 'parallel'; atMost: number }, all: readonly Millis[]): Millis {
  if (how.order === 'sequence') return all.reduce((sum, ms) => sum + ms, 0);
  const lanes: Millis[] = Array.from({ length: Math.max(1, Math.min(how.atMost, all.length)) }, () => 0);
  for (const ms of all) {
    const free = lanes.indexOf(Math.min(...lanes));
    lanes[free] = (lanes[free] ?? 0) + ms;
  }
  return Math.max(...lanes);
}
