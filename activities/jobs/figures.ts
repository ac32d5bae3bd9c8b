/** Counts ahead what boards show first (client/figures/counting-ahead.ts). */
import type { ActivityDeps } from '../deps.ts';

export function createFigureCount({ countAhead }: Pick<ActivityDeps, 'countAhead'>) {
  /** Nothing is lost where it fails or never runs: whoever asks counts what lacks. */
  async function countFigures(): Promise<{ counted: number; failed: number }> {
    if (!countAhead) throw new Error('this worker counts no figures');
    return await countAhead(Date.now());
  }
  return { countFigures };
}
