/** The last cases that this worker has folded. A help and no more: used only where seq and hash are those of the head. */
import type { CaseState, Head } from '../domain/kernel/process.ts';

type Case = CaseState<{ status: string }>;

export function createKaseCache(most: number) {
  const kept = new Map<string, Case>(); // in order of use, the oldest first

  return {
    /** The case at that head; null when it is not held. */
    at(caseId: string, { seq, hash }: Head): Case | null {
      const found = kept.get(caseId);
      if (!found || found.seq !== seq || found.headHash !== hash) return null;
      kept.delete(caseId);
      kept.set(caseId, found);
      return found;
    },
    put(kase: Case): void {
      kept.delete(kase.caseId);
      kept.set(kase.caseId, kase);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    forget(caseId: string): void {
      kept.delete(caseId);
    },
    clear: (): void => kept.clear(),
  };
}
