/** The log judged by the lifecycle, case by case; no product runs. */
import type { Millis } from '../../domain/kernel/process.ts';
import type { LogRow, Meant } from './log-row.ts';
import type { LogCase } from './read-log.ts';

export type Rule = 'conformance' | 'replay';
/** Status → the statuses that some chain of commands leads to (kernel/lifecycle.ts `closureOf`). */
export type Closure = Readonly<Record<string, readonly string[]>>;
export type Step = {
  row: LogRow;
  /** Of several that a row takes, 0 the first. */
  nth: number;
  from: string;
  to: string;
  /** null: accepted; else why: `wrong-status`, `case-ended`, `unmapped-status`, or what a running product said. */
  refused: string | null;
};
export type Judged = {
  caseId: string;
  rows: number;
  steps: Step[];
  reasonChanges: number;
  finalStatus: string | null;
  /** The last that the log names. */
  priority: string | null;
  /** Time on hold by reason; a visit of 0 s counts. */
  holdMs: ReadonlyMap<string, Millis>;
  firstResolveMs: Millis | null;
  netResolveMs: Millis | null;
  groupChanges: number;
  tierUp: number;
  tierDown: number;
};

/** Where somebody works on a case, or waits for it: what a log may leave out on the way to another status. */
export const WORKING: readonly string[] = ['queued', 'assigned', 'in-progress', 'on-hold'];
const HOLD = 'on-hold';
const RESOLVED = 'resolved';
const NO_REASON = 'none';

/**
 * `replay`: the case starts as new; a row of another status than the case's is a step, and a refused one leaves it as it
 * is. `conformance`: the log's own statuses, equal neighbours once, each pair looked up. Throws nothing.
 */
export function judgeCase({ caseId, start, rows }: LogCase, rule: Rule, closure: Closure): Judged {
  const watch = new Stopwatch(start);
  const steps: Step[] = [];
  let status: string | null = rule === 'replay' ? 'new' : null;
  let reasonChanges = 0;
  for (const row of rows) {
    const meant = meantBy(row);
    if (meant.length === 0 && !row.silent)
      steps.push({ row, nth: 0, from: status ?? '', to: row.said, refused: 'unmapped-status' });
    if (status === meant.at(-1)?.status && meant.length > 1) continue; // it says again where the case has come to
    for (const [nth, { status: to, reason }] of meant.entries()) {
      if (status === to) {
        if (to === HOLD && watch.changeReason(reason ?? NO_REASON, row.at)) reasonChanges += 1;
        continue;
      }
      const refused: string | null = status === null ? null : refusalOf(closure, status, to);
      if (status !== null) steps.push({ row, nth, from: status, to, refused });
      if (refused && rule === 'replay') continue;
      watch.enter({ status: to, reason: reason ?? NO_REASON, at: row.at, resolves: refused === null });
      status = to;
    }
  }
  watch.stop(rows.at(-1)?.at ?? start);
  const { holdMs, firstResolveMs, netResolveMs } = watch;
  return {
    caseId,
    rows: rows.length,
    steps,
    reasonChanges,
    finalStatus: status,
    priority: rows.findLast((row) => row.priority !== undefined)?.priority ?? null,
    holdMs,
    firstResolveMs,
    netResolveMs,
    ...handovers(rows),
  };
}

const meantBy = ({ status, further }: LogRow): Meant[] => (status ? [status, ...further] : []);

function refusalOf(closure: Closure, from: string, to: string): Step['refused'] {
  const next = closure[from] ?? [];
  if (next.includes(to)) return null;
  return next.length > 0 ? 'wrong-status' : 'case-ended';
}

/** How long the case was where. */
class Stopwatch {
  readonly holdMs = new Map<string, Millis>();
  firstResolveMs: Millis | null = null;
  netResolveMs: Millis | null = null;
  private readonly start: Millis;
  /** On hold or resolved so far: time that nobody worked. */
  private restedMs = 0;
  private now: { status: string; reason: string; since: Millis } | null = null;

  constructor(start: Millis) {
    this.start = start;
  }

  enter({ status, reason, at, resolves }: { status: string; reason: string; at: Millis; resolves: boolean }): void {
    this.stop(at);
    this.now = { status, reason, since: at };
    if (status === HOLD) this.spend(reason, 0);
    if (status !== RESOLVED || !resolves) return;
    this.firstResolveMs ??= at - this.start;
    this.netResolveMs = at - this.start - this.restedMs;
  }

  /** True when the case waits for something else from now on. */
  changeReason(reason: string, at: Millis): boolean {
    if (!this.now || this.now.reason === reason) return false;
    this.enter({ status: HOLD, reason, at, resolves: false });
    return true;
  }

  stop(at: Millis): void {
    if (!this.now) return;
    const spent = at - this.now.since;
    if (this.now.status === HOLD) this.spend(this.now.reason, spent);
    if (this.now.status === HOLD || this.now.status === RESOLVED) this.restedMs += spent;
    this.now = null;
  }

  private spend(reason: string, ms: Millis): void {
    this.holdMs.set(reason, (this.holdMs.get(reason) ?? 0) + ms);
  }
}

function handovers(rows: readonly LogRow[]): Pick<Judged, 'groupChanges' | 'tierUp' | 'tierDown'> {
  const groups = changesOf(rows.map(({ group }) => group));
  const tiers = changesOf(rows.map(({ tier }) => tier));
  return {
    groupChanges: groups.length,
    tierUp: tiers.filter(([from, to]) => to > from).length,
    tierDown: tiers.filter(([from, to]) => to < from).length,
  };
}

/** Known values in order, missing ones skipped, equal neighbours once: the pairs of neighbours. */
function changesOf<T>(values: readonly (T | undefined)[]): (readonly [T, T])[] {
  const known = values.filter((value): value is T => value !== undefined);
  return known.flatMap((value, i) => {
    const before = known[i - 1];
    return before === undefined || before === value ? [] : [[before, value] as const];
  });
}
