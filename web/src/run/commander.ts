/** What a commander asks of a run: which step is whose, since when, what is late. Pure. */
import type { Run, RunPlan } from '../generated/api.ts';

export type Planned = RunPlan['parts'][number];
export type Current = Run['current'][number];
export type Line = {
  part: Planned;
  /** Of what is under way or wants a decision. */
  current?: Current;
  /** From its first event to its last, or until now. */
  tookMs?: number;
  isLate: boolean;
};
export const WHICH = ['all', 'now', 'late'] as const;
export type Which = (typeof WHICH)[number];

const UNTOUCHED = new Set(['pending', 'shut']);
/** Groups hold steps, and are nothing that anybody does. */
const DONE_BY_PEOPLE = new Set(['step', 'check', 'gate']);

/** Steps and gates in the order of the plan. `now`: an instant, ms. */
export function linesOf(plan: Pick<RunPlan, 'parts'>, run: Pick<Run, 'current'> | undefined, now: number): Line[] {
  return plan.parts
    .filter(({ kind }) => DONE_BY_PEOPLE.has(kind))
    .map((part) => {
      const current = run?.current.find((one) => one.part === part.part);
      const tookMs = tookOf(part, current, now);
      return {
        part,
        ...(current === undefined ? {} : { current }),
        ...(tookMs === undefined ? {} : { tookMs }),
        isLate: isLate(part, { current, tookMs, now }),
      };
    });
}

function tookOf({ status, lines }: Planned, current: Current | undefined, now: number): number | undefined {
  if (current?.sinceAt !== undefined) return now - Date.parse(current.sinceAt);
  const [first] = lines;
  const last = lines.at(-1);
  if (UNTOUCHED.has(status) || !first || !last) return undefined;
  return Date.parse(last.at) - Date.parse(first.at);
}

function isLate(
  { budgetMs }: Planned,
  { current, tookMs, now }: { current: Current | undefined; tookMs: number | undefined; now: number },
): boolean {
  if (current) return current.dueAt !== undefined && Date.parse(current.dueAt) < now;
  return budgetMs !== undefined && tookMs !== undefined && tookMs > budgetMs;
}

export const shownOf = (lines: readonly Line[], which: Which): readonly Line[] =>
  which === 'all'
    ? lines
    : lines.filter(({ current, isLate: late }) => (which === 'now' ? current !== undefined : late));

export type Load = { person: string; name: string; lines: readonly Line[] };
/** Who has what in hand; under no name what nobody has taken. */
export function loadsOf(lines: readonly Line[]): Load[] {
  const loads = new Map<string, { name: string; lines: Line[] }>();
  for (const line of lines) {
    if (!line.current) continue;
    const { id = '', name = id } = line.current.who ?? {};
    const own = loads.get(id) ?? { name, lines: [] };
    own.lines.push(line);
    loads.set(id, own);
  }
  return [...loads].map(([person, load]) => ({ person, ...load }));
}
