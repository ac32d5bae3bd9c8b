/** The plan of a change: what it must say before it is submitted, and what of it a case keeps. Its words stand in events. */
import type { FieldError } from '../kernel/process.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';

/** A step as the plan says it. */
export type PlannedStep = {
  id: string;
  title: string;
  instruction: string;
  verify?: string | undefined;
  undo?: string | undefined;
  noUndo?: string | undefined;
  minutes: number;
};
/** The plan as it was written last; what is missing was not said yet. */
export type Plan = {
  window?: { from: Millis; until: Millis } | undefined;
  outageMinutes?: number | undefined;
  consequences?: string | undefined;
  steps?: readonly PlannedStep[] | undefined;
  backOut?: string | undefined;
  backOutMinutes?: number | undefined;
  testEvidence?: string | undefined;
  implementer?: string | undefined;
  customers?: readonly OrgPath[] | undefined;
};
/** What a case keeps of it: which of its words are there, and those by which it is judged. */
export type Outline = Pick<Plan, 'window' | 'outageMinutes' | 'backOutMinutes'> & {
  /** Names of the other fields that are written. */
  written: readonly string[];
  /** By id, in their order. */
  steps: readonly { id: string; title: string; minutes: number; undo: boolean }[];
};

const MINUTE: Millis = 60_000;
/** What takes longer is several changes: a window keeps others away from its items. */
const LONGEST_WINDOW: Millis = 31 * 24 * 60 * MINUTE;
const WORDS = ['consequences', 'backOut', 'testEvidence'] as const;

export const outlineOf = ({ window, outageMinutes, backOutMinutes, steps = [], ...plan }: Plan): Outline => ({
  ...(window ? { window } : {}),
  ...(outageMinutes === undefined ? {} : { outageMinutes }),
  ...(backOutMinutes === undefined ? {} : { backOutMinutes }),
  written: WORDS.filter((name) => plan[name] !== undefined),
  steps: steps.map(({ id, title, minutes, undo }) => ({ id, title, minutes, undo: undo !== undefined })),
});

/** Faults of the plan as it is written: steps with one id, a step neither undone nor saying why not, a window that is none. */
export function planFaults({ window, steps = [], backOutMinutes }: Plan, now: Millis): FieldError[] {
  const ids = steps.map(({ id }) => id);
  return [
    ...steps.flatMap(({ id, undo, noUndo }, at): FieldError[] => [
      ...(ids.indexOf(id) === at ? [] : [{ pointer: `/steps/${at}/id`, code: 'already-named' }]),
      ...(undo === undefined && noUndo === undefined ? [{ pointer: `/steps/${at}/undo`, code: 'undo-missing' }] : []),
      ...(undo !== undefined && noUndo !== undefined ? [{ pointer: `/steps/${at}/noUndo`, code: 'one-only' }] : []),
    ]),
    ...(window && window.until <= window.from ? [{ pointer: '/window/until', code: 'not-after-from' }] : []),
    ...(window && window.until - window.from > LONGEST_WINDOW
      ? [{ pointer: '/window/until', code: 'too-long-apart' }]
      : []),
    ...(window && window.until <= now ? [{ pointer: '/window/until', code: 'not-ahead' }] : []),
    ...(window &&
    window.until > window.from &&
    backOutMinutes !== undefined &&
    backOutMinutes * MINUTE >= window.until - window.from
      ? [{ pointer: '/backOutMinutes', code: 'longer-than-window' }]
      : []),
  ];
}

/** What must be written before it is submitted, each by its place in the plan; empty: nothing is missing. */
export function missing(outline: Outline, implementer: string | undefined): FieldError[] {
  const has: Readonly<Record<string, boolean>> = {
    window: outline.window !== undefined,
    outageMinutes: outline.outageMinutes !== undefined,
    backOutMinutes: outline.backOutMinutes !== undefined,
    steps: outline.steps.length > 0,
    implementer: implementer !== undefined,
    ...Object.fromEntries(WORDS.map((name) => [name, outline.written.includes(name)])),
  };
  return Object.keys(has)
    .filter((name) => !has[name])
    .map((name) => ({ pointer: `/${name}`, code: 'required' }));
}

/** The last instant at which its steps and the way back still fit into the window; its begin where they never do. */
export function startBy({ window, steps, backOutMinutes = 0 }: Outline): Millis | null {
  if (!window) return null;
  const needed = steps.reduce((sum, { minutes }) => sum + minutes, backOutMinutes) * MINUTE;
  return Math.max(window.from, window.until - needed);
}
/** From then on the way back no longer fits. */
export const backOutBy = ({ window, backOutMinutes = 0 }: Outline): Millis | null =>
  window ? window.until - backOutMinutes * MINUTE : null;
