/** What a run came to, without what time and luck decide: so that one that was killed can be held against one that was not. */
import { cutoverRules } from '../../domain/cutover/rules.ts';
import { failoverRules } from '../../domain/failover/rules.ts';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { releaseRules } from '../../domain/release/rules.ts';
import { bodyOf } from '../../models/cases/case.ts';

export type CameTo = {
  status: string;
  /** Step → its status. */
  steps: Readonly<Record<string, string>>;
  /**
   * The run's own, in order, each with its step: late reports left out, and what came of a look at an action that got lost. By place,
   * since of those that are at work together none waits for another; '': all that stands at none.
   */
  events: Readonly<Record<string, readonly string[]>>;
};
type Told = Pick<CaseEvent, 'type' | 'data'>;
type Of = {
  part?: string;
  to?: string;
  why?: string;
  outcome?: string;
  undo?: object;
  asked?: { what: string };
  scope?: 'all' | { part: string };
};

/** Types of what a run itself says: what every case has, such as links and effects, comes as it comes. */
const OWN: ReadonlySet<string> = new Set(
  Object.entries({ failover: failoverRules, cutover: cutoverRules, release: releaseRules }).flatMap(
    ([process, { folds }]) => ['created', ...Object.keys(folds)].map((name) => `${process}.${name}`),
  ),
);
const bare = (type: string): string => type.slice(type.indexOf('.') + 1);
const dataOf = ({ data }: Told): Of => data;
/** Of a part that stands at a place of a release, `w2-03` or `w2-03-open`. */
const placeOf = (part = ''): string => /^w\d+-\d+/.exec(part)?.[0] ?? '';
const waveOf = (place: string): number => Number(/^w(\d+)/.exec(place)?.[1] ?? 0);

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

export function runEventsOf(events: readonly Told[]): CameTo['events'] {
  const own = withoutLooks(events);
  const at = (event: Told): string => placeOf(dataOf(event).part);
  const word = (event: Told): string => [bare(event.type), dataOf(event).part ?? []].flat().join(' ');
  const places = [...new Set(own.map(at))].toSorted();
  return Object.fromEntries(places.map((place) => [place, own.filter((event) => at(event) === place).map(word)]));
}

/** How many of its actions got lost in the middle, so that somebody had to look. */
export const looksIn = (events: readonly Told[]): number => events.filter(isLost).length;

/** Whoever carried it out has gone in the middle of it: the case knows nothing, and says so. */
const isLost = (event: Told): boolean =>
  bare(event.type) === 'stepUnknown' || (bare(event.type) === 'undoFailed' && dataOf(event).outcome === 'unknown');

/** Actions that got lost come with halts and, once somebody has said what he found, with going on. */
function withoutLooks(events: readonly Told[]): Told[] {
  const lost = new Set<string>();
  let halts = 0;
  return events.filter((event) => {
    const type = bare(event.type);
    const { part = '', why = '', asked } = dataOf(event);
    if (!OWN.has(event.type) || type === 'lateReport') return false;
    if (isLost(event)) {
      lost.add(part);
      return false;
    }
    if (type === 'halted' && lost.has(part) && LOOKED.includes(why)) {
      halts += 1;
      return false;
    }
    if (type === 'witnessAsked' && lost.has(part) && UNDONE.includes(asked?.what)) return false;
    if (type !== 'resumed' || halts === 0) return true;
    halts -= 1;
    return false;
  });
}
const LOOKED: readonly string[] = ['unknown', 'undo-failed'];
/** What somebody has found of an undo is asked of a second person. */
const UNDONE: readonly unknown[] = ['undone', 'keep'];

/**
 * What is wrong with the ways back of a run, by its events: a step is undone that does not stand, so twice too, or before one that began
 * after it at its place or stands in a later wave; or a way back is over and leaves one that was begun and has an undo. Empty: nothing.
 */
export function wrongUndos(events: readonly Told[]): string[] {
  const wrong: string[] = [];
  /** Begun with an undo, in the order in which they began. */
  let standing: string[] = [];
  let scope: Of['scope'] = 'all';
  const without = (part: string): string[] => standing.filter((one) => one !== part);
  for (const event of events) {
    const { part = '', undo, ...more } = dataOf(event);
    switch (bare(event.type)) {
      case 'stepStarted':
        if (undo) standing = [...without(part), part];
        break;
      case 'stepWithdrawn':
        if (more.to === 'pending') standing = without(part);
        break;
      case 'stepKept':
        standing = without(part);
        break;
      case 'rollbackStarted':
        scope = more.scope;
        break;
      case 'stepUndone':
        wrong.push(...wrongUndo(part, standing));
        standing = without(part);
        break;
      case 'waveRolledBack':
      case 'rolledBack':
        for (const left of standing) if (isWithin(left, scope)) wrong.push(`${left} was begun and is not undone`);
        break;
      default:
    }
  }
  return wrong;
}

function wrongUndo(part: string, standing: readonly string[]): string[] {
  const begunAt = standing.indexOf(part);
  if (begunAt < 0) return [`${part} is undone and did not stand`];
  const place = placeOf(part);
  const before = standing.find(
    (one, at) => (placeOf(one) === place && at > begunAt) || waveOf(placeOf(one)) > waveOf(place),
  );
  return before === undefined ? [] : [`${part} is undone before ${before}`];
}

const isWithin = (part: string, scope: Of['scope']): boolean =>
  typeof scope !== 'object' || part.startsWith(`${scope.part}-`);
