/** Commits written past a case's workflow, as a turn leaves them whose worker died. */
import type { Connection } from 'mongoose';
import { commitIdOf } from '../../domain/kernel/ids.ts';
import type { Commit, DomainEvent, Head } from '../../domain/kernel/process.ts';
import { commitsIn, genesisOf, linked } from '../../models/cases/commit.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';

type Written = Pick<Commit, 'by' | 'key' | 'digest'> &
  Partial<Pick<Commit, 'at' | 'mode' | 'process' | 'effects'>> & {
    events: readonly DomainEvent[];
    /** Absent: it is the first. */
    after?: Head;
  };

/** Signed, and linked to `after`; the document is left as it is. */
export async function storeCommit({ db }: { db: Connection }, caseId: string, written: Written): Promise<Commit> {
  const {
    events,
    after = genesisOf(caseId),
    at = Date.now(),
    mode = 'live',
    process = 'incident',
    effects = [],
  } = written;
  const { by, key, digest } = written;
  const seq = after.seq + 1;
  const schemed = events.map((event) => ({ ...event, schema: 1 }));
  const draft = {
    _id: commitIdOf(caseId, seq),
    caseId,
    process,
    mode,
    seq,
    at,
    by,
    key,
    digest,
    events: schemed,
    effects,
  };
  const commit = linked(draft, after.hash, recordKeyOf(db));
  await commitsIn(db).insertOne({ ...commit });
  return commit;
}

/** A chain of so many commits, one event each, behind `after`; without a document. */
export async function storeChain(
  { db }: { db: Connection },
  caseId: string,
  { count, after }: { count: number; after?: Head },
): Promise<Commit[]> {
  const made: Commit[] = [];
  let head = after;
  for (let n = 0; n < count; n += 1) {
    const commit = await storeCommit({ db }, caseId, {
      events: [{ type: 'incident.commented', data: { text: `word ${n}` } }],
      by: { id: 'eng-donghu-1', role: 'engineer' },
      key: `u:eng-donghu-1:${caseId}-${head?.seq ?? 0}`,
      digest: 'd',
      ...(head ? { after: head } : {}),
    });
    head = { seq: commit.seq, hash: commit.hash };
    made.push(commit);
  }
  return made;
}
