/** A release as its waves: the plan's parts put where they belong, and what keeps the next wave. Pure. */
import type { CaseAnswer, Part, ReleaseAnswer, RunPlan } from '../generated/api.ts';

export type Step = RunPlan['parts'][number];
export type Site = {
  id: string;
  orgPath: string;
  /** Of sites; absent: not for whoever asks. */
  status?: string;
  /** Code of what stood in its way as it was to begin. */
  conflict?: string;
  steps: readonly Step[];
  done: number;
};
export type Gate = { id: string; status: string };
export type Wave = {
  id: string;
  /** From 1. */
  place: number;
  title?: string;
  status: string;
  windowFrom: string;
  windowUntil: string;
  sites: readonly Site[];
  gate?: Gate;
};
type Planned = NonNullable<ReleaseAnswer['waves']>;

const DONE = new Set(['done', 'skipped', 'passed']);
/** What wants somebody stands on top. */
const ORDER = ['failed', 'rolling-back', 'running', 'pending', 'verified', 'rolled-back', 'left-out'];
const rankOf = ({ status }: Site): number => (status === undefined ? ORDER.length : ORDER.indexOf(status));

export function wavesOf({
  planned,
  steps,
  parts,
  installed,
}: {
  planned: Planned;
  /** All of the plan; empty for who does not work on it. */
  steps: readonly Step[];
  /** Waves, sites and gates as they stand. */
  parts: readonly Part[];
  installed: readonly string[];
}): Wave[] {
  return planned.map(({ id, organisations, leftOut = [], ...wave }, at) => {
    const own = parts.filter((one) => one.in === id);
    const known = own.filter(({ kind }) => kind === 'site');
    const gate = own.find(({ kind }) => kind === 'gate');
    const sites =
      known.length > 0
        ? known.map((one) => siteOf(one, steps))
        : organisations.map((orgPath) => ({
            id: orgPath,
            orgPath,
            ...(installed.includes(orgPath)
              ? { status: 'verified' }
              : leftOut.includes(orgPath)
                ? { status: 'left-out' }
                : {}),
            steps: [],
            done: 0,
          }));
    return {
      ...wave,
      id,
      place: at + 1,
      sites: sites.toSorted((a, b) => rankOf(a) - rankOf(b)),
      ...(gate ? { gate: { id: gate.id, status: gate.status } } : {}),
    };
  });
}

function siteOf(part: Part, all: readonly Step[]): Site {
  const steps = all.filter((one) => one.in === part.id);
  const conflict = part['conflict'];
  return {
    id: part.id,
    orgPath: part.orgPath ?? '',
    status: part.status,
    ...(typeof conflict === 'string' ? { conflict } : {}),
    steps,
    done: steps.filter(({ status }) => DONE.has(status)).length,
  };
}

const FAILED = new Set(['stepFailed', 'undoFailed']);
/** The newest failure at a unit that has not the version, with what was said of it; undefined where nothing failed. */
export function causeOf({ status, steps }: Pick<Site, 'status' | 'steps'>): { step: Step; said?: string } | undefined {
  if (status === 'verified') return undefined;
  const all = steps.flatMap((step) => step.lines.flatMap((line) => (FAILED.has(line.event) ? [{ step, line }] : [])));
  const newest = all.toSorted((a, b) => Date.parse(a.line.at) - Date.parse(b.line.at)).at(-1);
  if (!newest) return undefined;
  const { step, line } = newest;
  return { step, ...(line.said === undefined ? {} : { said: line.said }) };
}

/** What is to be done at a step: while it is taken back, what undoes it. */
export const wordsOf = ({ status, instruction, undo }: Pick<Step, 'status' | 'instruction' | 'undo'>) =>
  status === 'undoing' || status === 'undo-failed' ? (undo?.instruction ?? instruction) : instruction;

const OVER = new Set(['passed', 'left-out']);
/** The wave that is under way, or is next. */
export const currentOf = (waves: readonly Wave[]): Wave | undefined => waves.find(({ status }) => !OVER.has(status));

export type Stop =
  | { is: 'over' }
  | { is: 'not-admitted'; change?: string }
  | { is: 'halted' | 'going-back' }
  | { is: 'window'; from: string }
  | { is: 'window-open' | 'ready' | 'held' | 'decision' }
  | { is: 'sites'; left: number; failed: number }
  | { is: 'soak'; gate: string };

/** What keeps the release from its next wave; undefined where it goes out no more. */
export function stopOf(
  kase: Pick<CaseAnswer, 'status'> & Pick<ReleaseAnswer, 'change'>,
  waves: readonly Wave[],
  now: number,
): Stop | undefined {
  const current = currentOf(waves);
  if (kase.status === 'needs-human') return { is: 'halted' };
  if (kase.status === 'rolling-back') return { is: 'going-back' };
  if (['canceled', 'rolled-back', 'closed'].includes(kase.status)) return undefined;
  if (!current) return waves.length === 0 ? undefined : { is: 'over' };
  if (kase.status !== 'deploying')
    return { is: 'not-admitted', ...(kase.change === undefined ? {} : { change: kase.change }) };
  return ofWave(current, now);
}

function ofWave({ status, windowFrom, sites, gate }: Wave, now: number): Stop {
  switch (status) {
    case 'admitted':
      return Date.parse(windowFrom) > now ? { is: 'window', from: windowFrom } : { is: 'window-open' };
    case 'rolled-back':
      return { is: 'decision' };
    case 'rolling-back':
      return { is: 'going-back' };
    case 'gating':
      if (gate?.status === 'held') return { is: 'held' };
      return gate?.status === 'soaking' ? { is: 'soak', gate: gate.id } : { is: 'ready' };
    default:
      return {
        is: 'sites',
        left: sites.filter((one) => one.status !== 'verified' && one.status !== 'left-out').length,
        failed: sites.filter((one) => one.status === 'failed').length,
      };
  }
}

/** Steps that a roll-back of one wave takes back, in its order: of all that would be, those that stand in it. */
export function undoIn<T extends { part: string }>(wave: Wave, undo: readonly T[]): T[] {
  const own = new Set(wave.sites.flatMap(({ steps }) => steps.map(({ part }) => part)));
  return undo.filter(({ part }) => own.has(part));
}
