/** The commands of a job, to one case after the other. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { ActivityDeps } from '../deps.ts';

/** `key`: stored key under which the case takes it once, however often the job runs. */
export type Given = { caseId: string; command: string; data: object; key: string };
/** `refused`: of cases that had ended on the way, or take no such word where they stand. */
export type Taken = { taken: number; refused: number };

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
/** More in a row, and it is the engine that is away. */
const MOST_UNREACHED = 10;

/**
 * Gives each; an activity's heartbeat says which. Throws at the end when some could not be reached: one that is parked keeps no
 * other from its word.
 */
export async function oneByOne(
  caseClient: Pick<ActivityDeps['caseClient'], 'command'>,
  all: AsyncIterable<Given>,
): Promise<Taken> {
  const counts = { taken: 0, refused: 0 };
  let unreached: unknown;
  let inRow = 0;
  for await (const { caseId, command, data, key } of all) {
    Context.current().heartbeat(caseId);
    try {
      await caseClient.command(caseId, command, data, { actor: SYSTEM, key });
      counts.taken += 1;
      inRow = 0;
    } catch (error) {
      if (error instanceof DomainError) counts.refused += 1;
      else unreached = error;
      inRow = isAnswer(error) ? 0 : inRow + 1;
      if (inRow > MOST_UNREACHED) throw error;
    }
  }
  if (unreached !== undefined) throw unreached;
  return counts;
}

/** The engine is there: a rule has refused, or the case is known to be parked, of which there may be many. */
const isAnswer = (error: unknown): boolean =>
  error instanceof DomainError || (error instanceof Error && 'code' in error && error.code === 'case-parked');

/** Page by page until one is not full; `read` gives those after a number, in order. */
export async function* paged(read: (after: string) => Promise<string[]>, size: number): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < size) return;
    after = last;
  }
}
