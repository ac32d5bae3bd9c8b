/**
 * What formulas count cases by: live ones by their process, ended drills of whatever process under a word of their own. A row bears one
 * of these words, so that whoever counts live work never meets a drill, and needs no filter for it.
 */
import type { Mode } from '../kernel/units.ts';
import { isProcessKey, type ProcessKey, processes, RUN_PROCESSES } from '../processes.ts';

/** Never the key of a process: it compiles as long as none is called so. */
type DrillKind = 'drill' extends ProcessKey ? never : 'drill';
export const DRILL: DrillKind = 'drill';
export type CaseKind = ProcessKey | DrillKind;

type Called = { plural: string; title: { zh: string; en: string } };
/** What people call cases of each. */
export const caseKinds: Readonly<Record<CaseKind, Called>> = {
  ...processes,
  drill: { plural: 'drills', title: { zh: '演练', en: 'Drill' } },
};
export const isCaseKind = (word: string): word is CaseKind => Object.hasOwn(caseKinds, word);
/** In the order of the processes, drills at last. */
export const caseKindKeys: readonly CaseKind[] = Object.keys(caseKinds).filter(isCaseKind);

/** Processes whose cases are counted under it, at least one. Throws nothing. */
export const processesOf = (kind: CaseKind): readonly [ProcessKey, ...ProcessKey[]] =>
  kind === DRILL ? RUN_PROCESSES : [kind];

/** Under which word a case is counted once it has ended; null: a rehearsal, or of no process of this release, which no figure counts. Throws nothing. */
export function kindOf({ mode, process }: { mode: Mode; process: string }): CaseKind | null {
  if (mode === 'drill') return RUN_PROCESSES.some((one) => one === process) ? DRILL : null;
  return mode === 'live' && isProcessKey(process) ? process : null;
}
