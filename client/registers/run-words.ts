/** The words of the plan that a case runs by, out of the versions that it pinned. */
import type { Connection } from 'mongoose';
import type { PinRefs } from '../../domain/kernel/process.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import type { PlanStep } from '../../domain/kernel/steps/shapes.ts';
import { stepsWritten } from '../../domain/runbooks/words.ts';
import { type PinnedRunbook, pinnedRunbooks } from './pins.ts';

type Planned = { state: object; pins: Pick<PinRefs, 'more'> };
export type RunWords = { runbooks: readonly PinnedRunbook[]; steps: ReadonlyMap<string, PlanStep> };

/**
 * The runbooks pinned, in the order in which they are run, and by the ids of parts the steps as those write them; none for a case
 * that has no plan yet. Throws DomainError 'pin-missing' and 'pin-differs'.
 */
export async function runWordsOf(registers: Connection, { state, pins }: Planned): Promise<RunWords> {
  const { outline }: Pick<Running, 'outline'> = state;
  if (!outline) return { runbooks: [], steps: new Map() };
  const runbooks = await pinnedRunbooks(registers, pins.more);
  return {
    runbooks,
    steps: stepsWritten(
      runbooks.map(({ plan }) => plan),
      outline,
    ),
  };
}
