/** The words of the plan that a case runs by, out of the versions that it pinned. */
import type { Connection } from 'mongoose';
import type { CaseEvent, PinRefs } from '../../domain/kernel/process.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { stepsOfItsOwn, stepsWritten, type StepText } from '../../domain/runbooks/words.ts';
import { bodyOf, casesIn } from '../../models/cases/case.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import type { Words } from '../../domain/notice-words.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { type PinnedRunbook, pinnedRunbooks } from './pins.ts';

type Planned = { state: object; pins: Pick<PinRefs, 'more'> };
export type RunWords = { runbooks: readonly PinnedRunbook[]; steps: ReadonlyMap<string, StepText> };

/**
 * The runbooks pinned, in the order in which they are run, and by the ids of parts what the steps say; none for a case that has no
 * plan yet. `events`: all of the case, asked for only where it has pinned no runbook, and so wrote its steps itself. Throws
 * DomainError 'pin-missing' and 'pin-differs'.
 */
export async function runWordsOf(
  registers: Connection,
  { state, pins }: Planned,
  events: () => Promise<readonly CaseEvent[]>,
): Promise<RunWords> {
  const { outline }: Pick<Running, 'outline'> = state;
  if (!outline) return { runbooks: [], steps: new Map() };
  const runbooks = await pinnedRunbooks(registers, pins.more);
  const own = runbooks.length > 0 ? undefined : stepsOfItsOwn(await events());
  const plans = runbooks.map(({ plan }) => plan);
  return { runbooks, steps: stepsWritten(plans, outline, own) };
}

/**
 * What the steps of a case are called, by the ids of parts. None for a plan that is not what was pinned: what happened is told all the
 * same.
 */
export async function stepTitlesOf(
  { db, registers }: { db: Connection; registers: Connection },
  caseId: string,
): Promise<ReadonlyMap<string, Words>> {
  const stored = await casesIn(db).findOne({ _id: caseId });
  if (!stored) return new Map();
  try {
    const { steps } = await runWordsOf(registers, bodyOf(stored), () => eventsAfter(db, caseId));
    return new Map([...steps].map(([id, { title }]) => [id, title]));
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('pin-')) return new Map();
    throw error;
  }
}
