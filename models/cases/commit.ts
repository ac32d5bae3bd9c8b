/**
 * Every commit of every case, once, hash-chained and signed: the truth that people see. Written by turns, and by the command
 * that accepts a loss while no turn can run.
 */
import { type Connection, Schema } from 'mongoose';
import { type Draft, lastSeqOf, unwound } from '../../domain/kernel/record/commit.ts';
import { commitIdOf } from '../../domain/kernel/ids.ts';
import type { CaseEvent, Commit, Head, Millis } from '../../domain/kernel/process.ts';
import { keysOfSeries } from '../../domain/sync/series.ts';
import { type Break, hashOf, sha256 } from '../store/chain.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { linkText, type RecordKey, recordKeyOf } from '../store/record-key.ts';

const schema = new Schema<Commit>(
  {
    _id: text, // its index decides who was first
    caseId: text,
    process: text,
    mode: text,
    seq: integer,
    key: text,
    digest: String, // '' for a tick, which `required` would refuse
    at: integer,
    by: { id: text, role: text },
    events: [anything],
    effects: [anything],
    bookings: { type: [Schema.Types.Mixed], default: undefined },
    released: { type: [Schema.Types.Mixed], default: undefined },
    files: { type: [String], default: undefined },
    prevHash: text,
    hash: text,
    mac: text,
    keyId: text,
  },
  schemaOptions('commits'),
)
  .index({ caseId: 1, key: 1 }, { unique: true }) // one key, one commit for ever
  .index({ at: 1 }) // catch-up after a stop, and figures over a time
  .index(
    { 'bookings.item': 1, 'bookings.turn': 1 }, // of two that take an item in one turn, one is first (booking.ts)
    { unique: true, partialFilterExpression: { 'bookings.item': { $exists: true } } },
  )
  .index(
    { 'events.data.meeting': 1, _id: 1 }, // what a board decided in a meeting (minuted.ts)
    { partialFilterExpression: { 'events.data.meeting': { $exists: true } } },
  )
  .index(
    { 'events.data.worker': 1, 'events.data.day': 1 }, // time that somebody put down (time-spent.ts)
    { partialFilterExpression: { 'events.data.worker': { $exists: true } } },
  )
  .index(
    { 'events.data.day': 1 }, // and everybody did
    { name: 'time_by_day', partialFilterExpression: { 'events.data.worker': { $exists: true } } },
  )
  .index({ files: 1 }, { partialFilterExpression: { files: { $exists: true } } }) // which case has a file (filed.ts)
  .index(
    { caseId: 1, seq: 1 }, // files of a case, as they came
    { name: 'files_of_case', partialFilterExpression: { files: { $exists: true } } },
  )
  .index(
    { 'by.id': 1, at: -1, _id: -1 }, // what somebody decided on (votes.ts)
    { partialFilterExpression: { 'events.data.seat': { $exists: true } } },
  )
  .index(
    { 'events.data.voter': 1, at: -1, _id: -1 }, // whose vote a chair wrote down
    { partialFilterExpression: { 'events.data.voter': { $exists: true } } },
  )
  .index(
    { 'events.data.for': 1, at: -1, _id: -1 }, // for whom somebody voted
    { partialFilterExpression: { 'events.data.for': { $exists: true } } },
  );

export const commitOf = modelOf<Commit>('Commit', schema);

/** The plain driver: no hydration, no second check of what the domain made. */
export const commitsIn = (db: Connection) => db.collection<Commit>('commits');

/** The head that the first commit of a case follows. */
export const genesisOf = (caseId: string): Head => ({ seq: 0, hash: sha256(caseId) });

/** The draft as a link behind `prevHash`, signed. Pure: the same input gives the same hash and MAC on every attempt. */
export function linked(draft: Draft, prevHash: string, key: RecordKey): Commit {
  const plain: Draft = JSON.parse(JSON.stringify(draft)); // nothing undefined: what is hashed equals what is stored
  const body = { ...plain, prevHash };
  const hash = hashOf(body);
  return { ...body, hash, ...key.sign(linkText(draft.caseId, { seq: draft.seq, hash })) };
}

/**
 * Stores the draft behind `prevHash`; null when its place, or its key, is taken already; 'booked' when another booked one of
 * its items meanwhile. Throws when MongoDB is away.
 */
export async function appended(db: Connection, draft: Draft, prevHash: string): Promise<Commit | null | 'booked'> {
  const commit = linked(draft, prevHash, recordKeyOf(db));
  try {
    await commitsIn(db).insertOne({ ...commit }); // the driver may write into what it is given
    return commit;
  } catch (error) {
    if (isDuplicate(error)) return isOfBooking(error) ? 'booked' : null;
    throw error;
  }
}

/** The draft as it will stand behind `prevHash`: its link of the chain, and its signature. */
export const linkedBehind = (db: Connection, draft: Draft, prevHash: string): Commit =>
  linked(draft, prevHash, recordKeyOf(db));

/**
 * Stores commits that stand one behind the other, none with bookings, by one request. Answers how many of the first are stored:
 * fewer than all where the place or the key of the next one is taken already. Throws when MongoDB is away.
 */
export async function appendedAll(db: Connection, commits: readonly Commit[]): Promise<number> {
  try {
    await commitsIn(db).insertMany(
      commits.map((commit) => ({ ...commit })),
      { ordered: true },
    );
    return commits.length;
  } catch (error) {
    const at = isDuplicate(error) ? firstFailedOf(error) : undefined;
    if (at === undefined) throw error;
    return at;
  }
}

/** Of an ordered insert: the place of the one that failed. */
function firstFailedOf(error: unknown): number | undefined {
  const found: unknown = typeof error === 'object' && error !== null && 'writeErrors' in error && error.writeErrors;
  const [first]: unknown[] = Array.isArray(found) ? found : [];
  if (typeof first !== 'object' || first === null || !('index' in first)) return undefined;
  return typeof first.index === 'number' ? first.index : undefined;
}

const isOfBooking = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'keyPattern' in error &&
  typeof error.keyPattern === 'object' &&
  error.keyPattern !== null &&
  'bookings.turn' in error.keyPattern;

/** Beside the breaks of any chain: `mac`: signed by nobody who holds the key; `key-unknown`: under a key that is not held. */
export type CommitBreak = Omit<Break, 'code'> & { code: Break['code'] | 'mac' | 'key-unknown' };

/**
 * The first commit that does not continue the chain from `from`, or null when all do; `seq`: of its first event. `commits`
 * oldest first, as they came from the store: every field counts, an unknown one too. MACs are checked before anything is
 * read out of them.
 */
export function firstBreakOf(
  caseId: string,
  from: Head,
  commits: readonly Commit[],
  key: RecordKey,
): CommitBreak | null {
  let { seq, hash } = from;
  for (const { hash: own, mac, keyId, ...body } of commits) {
    const first = seq + 1;
    if (body.seq !== first || body.caseId !== caseId) return { seq: first, code: 'seq-gap' };
    if (body._id !== commitIdOf(caseId, first)) return { seq: first, code: 'misplaced' };
    if (hashOf(body) !== own) return { seq: first, code: 'content' };
    if (body.prevHash !== hash) return { seq: first, code: 'not-linked' };
    const signed = key.check(linkText(caseId, { seq: first, hash: own }), { mac, keyId });
    if (signed !== 'holds') return { seq: first, code: signed === 'unknown-key' ? 'key-unknown' : 'mac' };
    seq = lastSeqOf(body);
    hash = own;
  }
  return null;
}

/**
 * One commit by itself: content and signature, which also hold its place and what it follows.
 * @throws CommitForged when no turn of ours wrote it there
 */
export function checkAlone(db: Connection, commit: Commit): void {
  const before = { seq: commit.seq - 1, hash: commit.prevHash };
  const broken = firstBreakOf(commit.caseId, before, [commit], recordKeyOf(db));
  if (broken) throw new CommitForged(`${commit._id}: ${broken.code}`);
}

/** A commit that is not what a turn of ours wrote. */
export class CommitForged extends Error {
  override readonly name = 'CommitForged';
}

/** Ids of one case lie between these. */
export const ofCase = (caseId: string) => ({ $gte: `${caseId}:`, $lt: `${caseId};` }); // ';' follows ':'

type Paged = { after?: number; limit?: number };

/** The commits of a case whose first event comes after `after`, oldest first. `after`: the end of a commit. */
export async function commitsAfter(
  db: Connection,
  caseId: string,
  { after = 0, limit }: Paged = {},
): Promise<Commit[]> {
  const { $lt } = ofCase(caseId);
  const found = commitsIn(db).find({ _id: { $gt: commitIdOf(caseId, after), $lt } }, { sort: { _id: 1 } });
  return await (limit === undefined ? found : found.limit(limit)).toArray();
}

/** The events of a case with a seq after `after`, oldest first; a page may begin and end within a commit. */
export async function eventsAfter(
  db: Connection,
  caseId: string,
  { after = 0, limit }: Paged = {},
): Promise<CaseEvent[]> {
  const from = await commitWith(db, caseId, after + 1);
  if (!from) return [];
  // Each commit holds an event at least, so so many commits hold so many events.
  const commits = await commitsAfter(db, caseId, { after: from.seq - 1, ...(limit === undefined ? {} : { limit }) });
  const events = commits.flatMap(unwound).filter(({ seq }) => seq > after);
  return limit === undefined ? events : events.slice(0, limit);
}

/** The commit that holds the event `seq`; null when there is none. */
export async function commitWith(db: Connection, caseId: string, seq: number): Promise<Commit | null> {
  const { $gte } = ofCase(caseId);
  const found = await commitsIn(db).findOne({ _id: { $gte, $lte: commitIdOf(caseId, seq) } }, { sort: { _id: -1 } });
  return found && lastSeqOf(found) >= seq ? found : null;
}

/** Seq and hash of the newest commit of a case; null when there is none. */
export async function headOf(db: Connection, caseId: string): Promise<Head | null> {
  const found = await commitsIn(db).findOne({ _id: ofCase(caseId) }, { sort: { _id: -1 } });
  return found && { seq: lastSeqOf(found), hash: found.hash };
}

/** Those of a case under these keys, by key. Throws CommitForged when no turn of ours wrote one. */
export async function commitsUnder(
  db: Connection,
  caseId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  const found = await commitsIn(db)
    .find({ caseId, key: { $in: [...keys] } })
    .toArray();
  for (const one of found) checkAlone(db, one);
  return new Map(found.map((one) => [one.key, one]));
}

/** The commit under a key of this case. Throws CommitForged when no turn of ours wrote it: it answers nothing. */
export async function commitUnder(db: Connection, caseId: string, key: string): Promise<Commit | null> {
  const found = await commitsIn(db).findOne({ caseId, key });
  if (found) checkAlone(db, found);
  return found;
}

/** The last key of a device's series under which something was taken on a case; null: none. `series`: as keys are stored. */
export async function lastOfSeries(db: Connection, caseId: string, series: string): Promise<string | null> {
  const found = await commitsIn(db).findOne(
    { caseId, key: keysOfSeries(series) },
    { sort: { key: -1 }, projection: { key: 1 } },
  );
  return found && found.key;
}

/**
 * Instants of what was recorded on a case after `after` under the keys of one person; at most `most` of them, in no order. It
 * walks his own keys on this case and no others.
 */
export async function recordedBy(
  db: Connection,
  caseId: string,
  { person, after, most }: { person: string; after: Millis; most: number },
): Promise<Millis[]> {
  const own = { $gte: `u:${person}:`, $lt: `u:${person};` }; // ';' follows ':'
  const found = commitsIn(db)
    .find({ caseId, key: own, at: { $gt: after } }, { projection: { at: 1 } })
    .limit(most);
  return (await found.toArray()).map(({ at }) => at);
}

/** How much time itself has recorded in `(after, until]`; counted up to `most`. */
export const countTicks = (
  db: Connection,
  { after, until, most }: { after: Millis; until: Millis; most: number },
): Promise<number> =>
  commitOf(db)
    .countDocuments({ at: { $gt: after, $lte: until }, key: /^t:/ }, { limit: most })
    .exec();
