/**
 * The save of a case: events first, then the case's document; safe to run again at any point, by anybody, at any time
 * later. It runs as a local activity, so it may run twice with DIFFERENT events under the same seq: the worker dies
 * after the insert and before its workflow task completes, the command is decided again, with a later `now`. Hence the
 * first write wins, and the workflow folds what this answers, never what it had decided.
 */
import { ApplicationFailure } from '@temporalio/activity';
import type { CaseEvent, NewEvent, Saved, StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from '../models/case.ts';
import { firstBreak, hashOf } from '../models/chain.ts';
import { eventOf } from '../models/event.ts';
import { isDuplicate, unlessTaken } from '../models/model-of.ts';
import { unreadableIn } from '../models/readable.ts';
import type { ActivityDeps } from './index.ts';

/** What the workflow hands over. */
export type SaveCase = {
  caseId: string;
  /** Hash of seq - 1, carried by the workflow; SHA-256 of the caseId before seq 1. */
  headHash: string;
  /** Of ONE command, seq without a gap; empty: write the document alone. */
  events: readonly NewEvent[];
  /** After these events; its headHash is filled here, since the workflow cannot hash. */
  document: StoredCase;
};

/** Events a read; one answer stays far below Temporal's 2 MB a payload. */
export const PAGE = 200;

export function createSaveCase({ db }: Pick<ActivityDeps, 'db'>) {
  // The plain driver: no hydration, no second check of what the domain made.
  const events = db.collection<CaseEvent>(eventOf(db).collection.name);
  const cases = db.collection<StoredCase>(caseOf(db).collection.name);

  /** Throws only for what a retry may cure (MongoDB away, transient transaction error) or for a broken chain. */
  async function saveCase({ caseId, headHash, events: decided, document }: SaveCase): Promise<Saved> {
    const own = chain(caseId, headHash, decided);
    const first = own[0];
    if (first && !(await insertAll(own))) {
      const stored = await readEvents(caseId, first.seq - 1);
      if (firstBreak(caseId, { seq: first.seq - 1, hash: headHash }, stored) || stored.length === 0)
        throw ApplicationFailure.nonRetryable(`${first._id} does not follow the workflow's head`, 'chain-broken');
      // Same hash, same content: our own earlier attempt, whose answer got lost. Go on to the document.
      if (stored[own.length - 1]?.hash !== own.at(-1)?.hash) return { outcome: 'behind', events: stored };
    }
    await upsert({ ...document, kase: { ...document.kase, headHash: own.at(-1)?.hash ?? headHash } });
    return { outcome: 'saved', events: own };
  }

  /**
   * The stored events after `afterSeq`, oldest first, up to a page; ask again from the last one. For catch-up, and before
   * a case without an event ends itself. The caller checks that the first follows its head and then folds. Throws for a
   * value that cannot be read: the case parks until somebody has looked.
   */
  async function readEvents(caseId: string, afterSeq: number): Promise<CaseEvent[]> {
    const found = await eventOf(db)
      .find({ caseId, seq: { $gt: afterSeq } })
      .sort({ seq: 1 })
      .limit(PAGE)
      .lean<CaseEvent[]>();
    for (const event of found) {
      const place = unreadableIn(event);
      if (place !== null)
        throw ApplicationFailure.nonRetryable(`${event._id} cannot be read at ${place}`, 'event-unreadable');
    }
    return found;
  }

  /** All or none, so that half a command can never be adopted. False when a seq is taken. */
  async function insertAll(own: readonly CaseEvent[]): Promise<boolean> {
    const documents = own.map((event) => ({ ...event })); // the driver may write into what it is given
    const [only] = documents;
    return await unlessTaken(async () => {
      if (only && documents.length === 1) await events.insertOne(only);
      else await db.transaction((session) => events.insertMany(documents, { session })); // retries transient errors
    });
  }

  /** The newest version wins, whatever the order of arrival. */
  async function upsert(document: StoredCase): Promise<void> {
    const { _id, version } = document;
    const olderThan = { _id, version: { $lt: version } };
    for (let round = 1; ; round += 1) {
      try {
        await cases.replaceOne(olderThan, document, { upsert: true });
        return;
      } catch (error) {
        // Either a document as new as ours is there (no match, so MongoDB tried to insert), or another FIRST document
        // of this case was inserted at the same moment: the second round finds it and replaces it if it is older.
        if (!isDuplicate(error)) throw error;
        if (round === 2) return;
      }
    }
  }

  return { saveCase, readEvents };
}

/** Fills caseId, _id, prevHash and hash. Pure: the same input gives the same hashes on every attempt. */
export function chain(caseId: string, headHash: string, events: readonly NewEvent[]): CaseEvent[] {
  let prevHash = headHash;
  return events.map((event) => {
    const body = { ...event, _id: `${caseId}:${event.seq}`, caseId, prevHash } as const;
    prevHash = hashOf(body);
    return { ...body, hash: prevHash };
  });
}
