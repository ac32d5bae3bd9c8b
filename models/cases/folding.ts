/** The case out of its commits: read in pages, verified, folded. For turns, rebuild and verification alike. */
import type { Connection } from 'mongoose';
import { lastSeqOf, unwound } from '../../domain/kernel/record/commit.ts';
import { emptyCase, foldCommit } from '../../domain/kernel/fold.ts';
import { NewerSchema, upcast } from '../../domain/kernel/record/shape.ts';
import type { AnyProcess, CaseState, Commit, Head, PinRefs, Pins } from '../../domain/kernel/process.ts';
import { commitsAfter, type CommitBreak, firstBreakOf, genesisOf } from './commit.ts';
import { unreadableIn } from './readable.ts';
import { recordKeyOf } from '../store/record-key.ts';

type Case = CaseState<{ status: string }>;

/** What is stored is not whole, or nobody here knows how to read it: nothing may be made from it. */
export class RecordBroken extends Error {
  override readonly name = 'RecordBroken';
  readonly code: CommitBreak['code'] | 'newer-schema' | 'unreadable' | 'no-pins';
  readonly seq: number;
  constructor(caseId: string, { seq, code }: { seq: number; code: RecordBroken['code'] }, detail = '') {
    super(`${caseId} at ${seq}: ${code}${detail}`);
    this.code = code;
    this.seq = seq;
  }
}

/** Commits a read: far below what one turn may take, whatever they hold. */
export const PAGE = 200;

/**
 * The commits behind `head`, at most a page, each checked and in the present schemas.
 * @throws RecordBroken for the first that does not follow, is not signed by us, or cannot be read
 */
export async function soundCommits(
  db: Connection,
  process: AnyProcess,
  caseId: string,
  head: Head,
  limit = PAGE,
): Promise<Commit[]> {
  const stored = await commitsAfter(db, caseId, { after: head.seq, limit });
  const from = head.seq === 0 ? genesisOf(caseId) : head;
  const broken = firstBreakOf(caseId, from, stored, recordKeyOf(db));
  if (broken) throw new RecordBroken(caseId, broken);
  return stored.map((commit) => readable(process, commit));
}

function readable(process: AnyProcess, stored: Commit): Commit {
  try {
    const commit = upcast(process, stored);
    for (const event of unwound(commit)) {
      const place = unreadableIn(event);
      if (place !== null) throw new RecordBroken(commit.caseId, { seq: event.seq, code: 'unreadable' }, ` ${place}`);
    }
    return commit;
  } catch (error) {
    if (!(error instanceof NewerSchema)) throw error;
    throw new RecordBroken(stored.caseId, { seq: stored.seq, code: 'newer-schema' }, ` ${error.message}`);
  }
}

type Reading = {
  process: AnyProcess;
  caseId: string;
  resolvePins: (refs: PinRefs) => Promise<Pins>;
  /** Begins there instead of at the first commit. */
  from?: Case | undefined;
  /** No commit that begins behind this seq is folded. */
  upTo?: number;
  /** Each commit with the case before and after it. */
  seen?: (commit: Commit, after: Case) => void;
};

/**
 * The case folded from its commits; null when there are none. Throws RecordBroken, and what `resolvePins` throws when a
 * pinned version is not there or is not what it was.
 */
export async function foldStored(db: Connection, reading: Reading): Promise<Case | null> {
  const { process, caseId, upTo = Infinity, seen } = reading;
  let kase = reading.from ?? null;
  for (;;) {
    const head = kase ? { seq: kase.seq, hash: kase.headHash } : { seq: 0, hash: '' };
    const page = await soundCommits(db, process, caseId, head);
    for (const commit of page) {
      if (commit.seq > upTo) return kase;
      kase = foldCommit(process, kase ?? (await firstOf(reading, commit)), commit);
      seen?.(commit, kase);
    }
    if (page.length < PAGE) return kase;
  }
}

/** The case before its first commit, on the pins that this names. */
async function firstOf({ process, caseId, resolvePins }: Reading, commit: Commit): Promise<Case> {
  const refs = pinsNamedIn(commit);
  if (!refs) throw new RecordBroken(caseId, { seq: 1, code: 'no-pins' });
  return emptyCase(process, {
    caseId,
    mode: commit.mode,
    pins: await resolvePins(refs),
    genesis: genesisOf(caseId).hash,
  });
}

/** What the first commit of a case pins; undefined when it names nothing. */
export function pinsNamedIn({ events }: Pick<Commit, 'events'>): PinRefs | undefined {
  const { pinned }: { pinned?: PinRefs } = events[0]?.data ?? {};
  return pinned;
}

/** Where the chain of a case ends after these commits. */
export const headAfter = (head: Head, commits: readonly Commit[]): Head => {
  const last = commits.at(-1);
  return last ? { seq: lastSeqOf(last), hash: last.hash } : head;
};
