/** What a run came to, without what time and luck decide: so that one that was killed can be held against one that was not. */
import type { Failover } from '../../domain/failover/state.ts';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { runFolds } from '../../domain/kernel/running/folds.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { bodyOf } from '../../models/cases/case.ts';

export type CameTo = {
  status: string;
  /** Step → its status. */
  steps: Readonly<Record<string, string>>;
  /** The run's own, in order, each with its step: late reports left out, and what came of a look at an action that got lost. */
  events: readonly string[];
};
type Told = Pick<CaseEvent, 'type' | 'data'>;
type Of = { part?: string; why?: string; outcome?: string; undo?: object };

const OF_RUN: readonly string[] = Object.keys(runFolds<Failover>('executing'));
const bare = (type: string): string => type.slice(type.indexOf('.') + 1);
const dataOf = ({ data }: Told): Of => data;

export function cameTo(stored: StoredCase, events: readonly Told[]): CameTo {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case that runs a plan
  const { parts } = bodyOf(stored).state as Running;
  const steps = Object.entries(parts?.step ?? {}).map(([id, { status }]) => [id, status] as const);
  return {
    status: stored.status,
    steps: Object.fromEntries(steps.toSorted(([one], [other]) => (one < other ? -1 : 1))),
    events: runEventsOf(events),
  };
}

/** The run's own events, each with its step, without late reports and what came of a look. */
export const runEventsOf = (events: readonly Told[]): string[] =>
  withoutLooks(events).map((event) => [bare(event.type), dataOf(event).part ?? []].flat().join(' '));

/** How many of its actions got lost in the middle, so that somebody had to look. */
export const looksIn = (events: readonly Told[]): number => events.filter(isLost).length;

/** Whoever carried it out has gone in the middle of it: the case knows nothing, and says so. */
const isLost = (event: Told): boolean =>
  bare(event.type) === 'stepUnknown' || (bare(event.type) === 'undoFailed' && dataOf(event).outcome === 'unknown');

/** Each action that got lost comes with a halt and, once somebody has said what he found, with going on. */
function withoutLooks(events: readonly Told[]): Told[] {
  const lost = { step: '', halts: 0 };
  return events.filter((event) => {
    const type = bare(event.type);
    if (!OF_RUN.includes(type) || type === 'lateReport') return false;
    if (isLost(event)) {
      lost.step = dataOf(event).part ?? '';
      return false;
    }
    if (type === 'halted' && dataOf(event).part === lost.step && LOOKED.includes(dataOf(event).why ?? '')) {
      lost.halts += 1;
      return false;
    }
    if (type !== 'resumed' || lost.halts === 0) return true;
    lost.halts -= 1;
    return false;
  });
}
const LOOKED: readonly string[] = ['unknown', 'undo-failed'];

/**
 * What is wrong with the way back of a run: a step is undone twice, or before one that began after it; `isOver`: or one that was begun
 * and has an undo is not undone. Empty: nothing.
 */
export function wrongUndos(events: readonly Told[], isOver: boolean): string[] {
  const of = (type: string): Told[] => events.filter((event) => bare(event.type) === type);
  const partsOf = (type: string): string[] => of(type).flatMap((event) => dataOf(event).part ?? []);
  const withdrawn = new Set(partsOf('stepWithdrawn'));
  const began = of('stepStarted').filter((event) => dataOf(event).undo);
  const begun = [...new Set(began.flatMap((event) => dataOf(event).part ?? []))].filter((id) => !withdrawn.has(id));
  const undone = partsOf('stepUndone');
  const due = begun.toReversed();
  const wanted = isOver ? due : due.slice(0, undone.length);
  return undone.join() === wanted.join() ? [] : [`undone: ${undone.join(' ')}; wanted: ${wanted.join(' ')}`];
}
