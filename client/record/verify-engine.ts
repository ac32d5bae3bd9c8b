/** Open cases against what their workflows know: the engine is a second copy of the hashes. */
import type { Connection } from 'mongoose';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { commitWith, headOf } from '../../models/cases/commit.ts';
import type { Standing } from './seals/sealed.ts';
import type { EngineCases } from '../cases/engine-cases.ts';

export type EngineHeads = Pick<EngineCases, 'headOf'>;
type Broken = { seq: number; code: 'cut-tail' | 'engine-differs' };

/**
 * What the workflow of an open case knows and the store does not bear out; null also where it has none. The workflow is asked
 * first: what it knows was stored before. `read`: the chain as somebody has just read it, which saves reading it again where the
 * workflow knows no more. Throws when an engine is away, or no worker answers.
 */
export async function brokenAtEngine(
  db: Connection,
  engine: EngineHeads,
  { process, caseId, read }: { process: string; caseId: string; read: Standing },
): Promise<Broken | null> {
  const known = await engine.headOf(process, caseId);
  if (!known || known.seq === 0 || read.hashAt(known.seq) === known.hash) return null;
  const commit = await commitWith(db, caseId, known.seq);
  if (commit && lastSeqOf(commit) === known.seq && commit.hash === known.hash) return null;
  if (commit) return { seq: commit.seq, code: 'engine-differs' };
  const stored = await headOf(db, caseId);
  return { seq: (stored?.seq ?? 0) + 1, code: 'cut-tail' };
}
