/** What follows from a case's commits and is not carried out yet: by reference in the workflow, whole in the commits. */
import type { Clocks } from './clocks/clocks.ts';
import { endsNotice } from './people/escalation.ts';
import { effectSeqOf } from './ids.ts';
import type { CaseEvent, Commit, Effect, KeyedEffect, Millis } from './process.ts';

/** An effect that is not carried out yet, as its workflow remembers it. */
export type EffectRef = {
  key: string;
  /** Effects of one lane keep their order: commands to one case. */
  lane?: string;
  /** Not before this instant: a notice that quiet hours hold back. */
  notBefore?: Millis;
  /** In words, for whoever reads the engine: `notice`, `start incident`, `settle CAL-000001`. */
  what: string;
};

/** So long before the limit of an action a rehearsal has its answer: the engine fires a timer up to a second late, and it is told after that. */
const BEFORE_LIMIT_MS: Millis = 3_000;

/**
 * References to all that a commit decided. In a rehearsal what is run outside is only answered, by the case's own clock, just
 * before its limit. Throws nothing.
 */
export const refsOf = ({ effects, mode, at }: Pick<Commit, 'effects' | 'mode' | 'at'>): EffectRef[] =>
  effects.map((one) =>
    mode === 'rehearsal' && one.effect.kind === 'run' ? rehearsed(one.key, one.effect, at) : refOf(one),
  );

/** The reference to an effect of a case that is no rehearsal. Throws nothing. */
export function refOf({ key, effect }: KeyedEffect): EffectRef {
  const what = wordsOf(effect);
  if (effect.kind === 'command') return { key, lane: effect.caseId, what };
  if (effect.kind === 'run') return { key, lane: runLane(effect), what };
  if (effect.kind === 'install' || effect.kind === 'replace') return { key, lane: INSTALL_LANE, what };
  return effect.kind === 'notify' && effect.notBefore !== undefined
    ? { key, notBefore: effect.notBefore, what }
    : { key, what };
}

/** In no lane: a stop must not wait for the answer that it forestalls. */
function rehearsed(key: string, effect: Extract<Effect, { kind: 'run' }>, at: Millis): EffectRef {
  const what = wordsOf(effect);
  return effect.stop ? { key, what } : { key, notBefore: at + Math.max(0, effect.limitMs - BEFORE_LIMIT_MS), what };
}

/** What is installed, taken back and replaced keep their order. */
export const INSTALL_LANE = 'install';

/** Of one part its actions keep their order: none is asked to stop before it was begun. Throws nothing. */
export const runLane = ({ part }: { part: string }): string => `run ${part}`;

function wordsOf(effect: Effect): string {
  switch (effect.kind) {
    case 'notify':
      return 'notice';
    case 'start':
      return `start ${effect.process}`;
    case 'command':
      return `${effect.command} ${effect.caseId}`;
    case 'run':
      return `${effect.stop ? 'stop' : effect.what} ${effect.part}`;
    case 'gather':
      return `${effect.step} ${effect.month}, attempt ${effect.attempt}`;
    case 'fold':
      return `figures of ${effect.period}, attempt ${effect.attempt}`;
    case 'propose':
      return `proposal for ${effect.scheme}`;
    case 'install':
      return `${effect.back ? 'take back' : 'install'} ${effect.appVersion}`;
    case 'replace':
      return `replace ${effect.removed.oldSerial}`;
    case 'document':
      return `document ${effect.document}`;
    default:
      return effect satisfies never;
  }
}

/** What an event makes of effects that are open: the keys of those that are over, and those that go at another time. */
export type Settled = { drop: readonly string[]; move: readonly EffectRef[] };

/**
 * What `event` of a process does to the open effects: what it records as ended is over, a held notice that it drops too;
 * one that it releases goes now. `open`: with their content, as far as they are held. `clocks`: after it. Throws nothing.
 */
export function settledBy(
  event: CaseEvent,
  open: readonly KeyedEffect[],
  { process, clocks }: { process: string; clocks: Clocks },
): Settled {
  const recorded = settledEffectOf(process, event);
  const ends = open.map((one) => ({ one, end: endsNotice(event, one.effect, clocks) }));
  const dropped = ends.flatMap(({ one, end }) => (end === 'dropped' ? [one.key] : []));
  const released = ends.flatMap(({ one, end }) => (end === 'released' ? [{ ...refOf(one), notBefore: event.at }] : []));
  return { drop: [...(recorded === undefined ? [] : [recorded]), ...dropped], move: released };
}

/** Of one commit or several, in order: the references that stay open after `settled`. Throws nothing. */
export function stillOpen(open: readonly EffectRef[], { drop, move }: Settled): EffectRef[] {
  const over = new Set(drop);
  const moved = new Map(move.map((one) => [one.key, one]));
  return open.filter(({ key }) => !over.has(key)).map((one) => moved.get(one.key) ?? one);
}

const ENDS = ['effectFailed', 'effectSkipped', 'caseStarted', 'addresseeMissing'];

/** Key of the effect whose end this event records. */
function settledEffectOf(process: string, { type, data }: CaseEvent): string | undefined {
  const isRecord = ENDS.some((bare) => type === `${process}.${bare}`);
  return isRecord && 'effect' in data && typeof data.effect === 'string' ? data.effect : undefined;
}

/** Seq of the earliest event of which one is open, as the document keeps it for a revive; null when none is. Throws nothing. */
export function lowestOf(open: readonly EffectRef[]): number | null {
  const seqs = open.flatMap(({ key }) => effectSeqOf(key) ?? []);
  return seqs.length > 0 ? Math.min(...seqs) : null;
}
