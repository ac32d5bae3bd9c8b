/** Whether the commits of cases are whole, and what is in the store is what a turn of it wrote. */
import type { Connection } from 'mongoose';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import type { Commit, Millis, StoredCase } from '../../domain/kernel/process.ts';
import { caseOf } from '../../models/cases/case.ts';
import type { Break } from '../../models/store/chain.ts';
import { commitOf, commitsAfter, type CommitBreak, firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { brokenAtEngine, type EngineHeads } from './verify-engine.ts';
import { inGroups } from './in-groups.ts';
import { NOTHING_SEALED, type SealCode, type Sealed, type Standing } from './seals/sealed.ts';
import type { AuditCode } from './verify-audit.ts';

/**
 * Beside those of a chain. cut-tail: the case's document, or an effect that was carried out, knows of events that are
 * not there; head-differs: the document has another hash for its version; document-behind, no-document: events went on
 * without it (`npm run rebuild -- --write` heals these two). Of what else is verified: see the file of each.
 */
export type BreakCode =
  | Break['code']
  | CommitBreak['code']
  | AuditCode
  | SealCode
  | 'head-differs'
  | 'engine-differs'
  | 'document-behind'
  | 'no-document'
  | 'document-differs'
  | 'pin-missing'
  | 'pin-differs'
  | 'no-history'
  | 'bytes-missing'
  | 'bytes-differ'
  | 'row-missing'
  | 'row-differs'
  | 'row-beside';
/** `pointer`: of the first difference, where two things that should be equal are not. */
export type Broken = { seq: number; code: BreakCode; pointer?: string };
export type ChainCheck = { events: number; head: string; broken: Broken | null };
/** `chain`: number of a case, node of an audit chain, or entry of a register (`policies/incident`; `seq` its version). */
export type Finding = { chain: string } & Broken;
export type Report = (finding: Finding) => void;

/** As it is stored, by whomever: what the types promise is not to be trusted here. */
type Head = Pick<StoredCase, '_id' | 'process' | 'mode' | 'version' | 'closedAt'> & { kase?: { headHash: string } };
/** What the record is held against beside itself. Without them what its owner took away whole is not missed. */
export type Anchors = { sealed?: Sealed; engine?: EngineHeads };
/** `againMs`: so long what is being written at this moment is given; as shipped a second. */
export type Patience = { againMs?: Millis };
/** Case → newest seq that an effect carried out long since speaks of. */
type Witness = ReadonlyMap<string, number>;

const HEAD = { process: 1, mode: 1, version: 1, closedAt: 1, 'kase.headHash': 1 } as const;
const CASES_AT_A_TIME = 500;
const AGAIN_MS = 1_000;

/** One case. A document that is being written at this moment is given the time for it. Throws when an engine is away. */
export async function verifyCase(
  db: Connection,
  caseId: string,
  { againMs = AGAIN_MS, ...anchors }: Anchors & Patience = {},
): Promise<ChainCheck> {
  const found = await lookAt(db, caseId, anchors);
  if (!found.broken || !isLag(found.broken)) return found;
  await new Promise((resolve) => setTimeout(resolve, againMs));
  return await lookAt(db, caseId, anchors);
}

/**
 * All cases of one store, in order; `report` hears of each that is broken, with its first broken place. Throws when an engine is
 * away.
 */
export async function verifyCases(
  db: Connection,
  report: Report,
  { sealed = NOTHING_SEALED, engine, ...patience }: Anchors & Patience = {},
): Promise<{ cases: number; events: number }> {
  const counts = { cases: 0, events: 0 };
  for (let after: string | null = ''; after !== null; ) {
    const heads: Head[] = await caseOf(db)
      .find({ _id: { $gt: after } }, HEAD)
      .sort({ _id: 1 })
      .limit(CASES_AT_A_TIME)
      .lean<Head[]>();
    const last: string | null = heads.length < CASES_AT_A_TIME ? null : (heads.at(-1)?._id ?? null);
    await verifyRange(db, { heads, after, last, report, counts, sealed, ...(engine ? { engine } : {}), ...patience });
    after = last;
  }
  for (const chain of sealed.unseen('cases')) report({ chain, seq: 1, code: 'cut-tail' });
  return counts;
}

type Range = {
  heads: readonly Head[];
  after: string;
  /** Null: to the end. */
  last: string | null;
  report: Report;
  counts: { cases: number; events: number };
  sealed: Sealed;
  engine?: EngineHeads;
} & Patience;

/** Documents and effects were read before the events that they speak of, so what they know must be there. */
async function verifyRange(
  db: Connection,
  { heads, after, last, report, counts, sealed, engine, ...patience }: Range,
): Promise<void> {
  const within = last === null ? { $gt: after } : { $gt: after, $lte: last };
  const witness = await witnessOf(db, { caseId: within }, numberRange(after, last));
  const byId = new Map(heads.map((head) => [head._id, head]));
  const seen = new Set<string>();
  const judge = async (caseId: string, commits: readonly Commit[]) => {
    seen.add(caseId);
    counts.cases += 1;
    counts.events += eventsIn(commits);
    const { broken } = checkCase(db, caseId, commits, {
      head: byId.get(caseId) ?? null,
      told: witness.get(caseId) ?? 0,
      sealed,
    });
    const anchors = { sealed, ...(engine ? { engine } : {}), ...patience };
    const asked = broken ? null : await askedOf(db, engine, byId.get(caseId), commits);
    const sure = broken && isLag(broken) ? (await verifyCase(db, caseId, anchors)).broken : (broken ?? asked);
    if (sure) report({ chain: caseId, ...sure });
  };
  const commits = commitOf(db).find({ caseId: within }).sort({ _id: 1 }).lean<Commit[]>().cursor();
  await inGroups<Commit>(commits, ({ caseId }) => caseId, judge);
  for (const caseId of new Set([...byId.keys(), ...witness.keys()])) if (!seen.has(caseId)) await judge(caseId, []);
}

async function lookAt(
  db: Connection,
  caseId: string,
  { sealed = NOTHING_SEALED, engine }: Anchors,
): Promise<ChainCheck> {
  const head = await caseOf(db).findById(caseId, HEAD).lean<Head>();
  const witness = await witnessOf(db, { caseId }, numberRange(caseId, caseId));
  const commits = await commitsAfter(db, caseId);
  const found = checkCase(db, caseId, commits, { head, told: witness.get(caseId) ?? 0, sealed });
  return found.broken ? found : { ...found, broken: await askedOf(db, engine, head, commits) };
}

/** Of an open case. */
async function askedOf(
  db: Connection,
  engine: EngineHeads | undefined,
  head: Head | null | undefined,
  commits: readonly Commit[],
): Promise<Broken | null> {
  if (!engine || !head || head.closedAt !== undefined) return null;
  return await brokenAtEngine(db, engine, { process: head.process, caseId: head._id, read: standingOf(commits) });
}

const hasEvents = ({ events }: { events: unknown }): boolean => Array.isArray(events);
const eventsIn = (commits: readonly Commit[]): number =>
  commits.filter(hasEvents).reduce((sum, { events }) => sum + events.length, 0);

function checkCase(
  db: Connection,
  caseId: string,
  commits: readonly Commit[],
  { head, told, sealed }: { head: Head | null; told: number; sealed: Sealed },
): ChainCheck {
  const againstSeals = sealed.broken('cases', caseId, standingOf(commits));
  const broken =
    firstBreakOf(caseId, genesisOf(caseId), commits, recordKeyOf(db)) ??
    againstSeals ??
    checkHead(commits, head, Math.max(told, head?.version ?? 0));
  return { events: eventsIn(commits), head: commits.at(-1)?.hash ?? genesisOf(caseId).hash, broken };
}

const standingOf = (commits: readonly Commit[]): Standing => {
  const whole = commits.filter(hasEvents);
  const bySeq = new Map(whole.map((commit) => [lastSeqOf(commit), commit.hash]));
  const newest = whole.at(-1);
  return { last: newest ? lastSeqOf(newest) : 0, hashAt: (seq) => bySeq.get(seq) };
};

function checkHead(commits: readonly Commit[], head: Head | null, known: number): Broken | null {
  const newest = commits.at(-1);
  const last = newest ? lastSeqOf(newest) : 0;
  if (known > last) return { seq: last + 1, code: 'cut-tail' };
  if (!head) return { seq: last, code: 'no-document' };
  const at = commits.find((commit) => lastSeqOf(commit) === head.version);
  if (at?.hash !== head.kase?.headHash)
    return { seq: Number.isInteger(head.version) ? head.version : last, code: 'head-differs' };
  if (head.version < last) return { seq: head.version + 1, code: 'document-behind' };
  return head.mode === newest?.mode ? null : { seq: head.version, code: 'document-differs', pointer: '/mode' };
}

const isLag = ({ code }: Broken): boolean => code === 'document-behind' || code === 'no-document';

/** What effects tell: a notice, or a case started, under the key `e:caseId:seq:n` has an event `seq` behind it. */
async function witnessOf(
  db: Connection,
  notices: { caseId: string | { $gt: string; $lte?: string } },
  numbers: { $gte: string; $lt: string },
): Promise<Witness> {
  const [told, started] = await Promise.all([
    noticeOf(db).find(notices, { key: 1, _id: 0 }).lean<{ key: string }[]>(),
    numberRecords(db).find({ _id: numbers }, { _id: 1 }).lean<{ _id: string }[]>(),
  ]);
  const newest = new Map<string, number>();
  for (const key of [...told.map((one) => one.key), ...started.map(({ _id }) => _id)]) {
    const [, caseId, seq] = /^e:([^:]+):(\d+):\d+$/.exec(key) ?? [];
    if (caseId !== undefined) newest.set(caseId, Math.max(newest.get(caseId) ?? 0, Number(seq)));
  }
  return newest;
}

/** Keys of effects of the cases from (excluded, unless it is the last) to `last`. */
const numberRange = (after: string, last: string | null) => ({
  $gte: after === last ? `e:${after}:` : `e:${after};`, // ';' follows ':'
  $lt: last === null ? 'e;' : `e:${last};`,
});
