/** Exported histories: each is what was signed, each that is due is there, and the last of a case ends where its commits do. */
import type { Connection } from 'mongoose';
import type { Head, Millis } from '../../domain/kernel/process.ts';
import { differencesBetween } from '../../domain/kernel/record/differences.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { processOfCase } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { headOf } from '../../models/cases/commit.ts';
import { type History, historyText } from '../../models/cases/history.ts';
import { sha256 } from '../../models/store/chain.ts';
import { macFault, recordKeyOf } from '../../models/store/record-key.ts';
import { unpack } from '../../platform/histories.ts';
import { inGroups } from './in-groups.ts';
import type { BreakCode, Report } from './verify.ts';

/** The daily sweep of the export has been there twice by then (worker/schedules.ts). */
const DUE_AFTER_MS: Millis = 2 * 86_400_000;
const AT_A_TIME = 500;

type Row = Omit<History, 'gzip'> & { gzip: Buffer };

/**
 * no-history: a case was closed long enough ago and nothing of it was kept; head-differs: its last run ended on another
 * commit than the newest. How many histories there are; throws when MongoDB is away.
 */
export async function verifyHistories(db: Connection, report: Report, now: Millis = Date.now()): Promise<number> {
  let count = 0;
  const judge = async (caseId: string, rows: readonly Row[]) => {
    count += rows.length;
    let ended: { _id: string; head: Head } | null = null;
    for (const row of rows) {
      const found = await judged(db, row);
      if (typeof found === 'string') report({ chain: chainOf(row._id), seq: 0, code: found });
      else if (found && 'pointer' in found) report({ chain: chainOf(row._id), seq: 0, ...found });
      else if (found && row.last) ended = { _id: row._id, head: found };
    }
    if (!ended) return;
    const { _id, head } = ended;
    const newest = await headOf(db, caseId);
    if (newest?.seq !== head.seq || newest.hash !== head.hash)
      report({ chain: chainOf(_id), seq: head.seq, code: 'head-differs' });
  };
  const rows = db
    .collection<Row>('histories')
    .find({}, { sort: { caseId: 1, closedAt: 1 }, promoteBuffers: true, batchSize: 20 });
  await inGroups<Row>(rows, ({ caseId }) => caseId, judge);
  await reportMissing(db, report, now - DUE_AFTER_MS);
  return count;
}

const chainOf = (id: string): string => `histories/${id}`;

/** What is wrong with it, or the head that its last turn answered; null: it had no turn. */
async function judged(db: Connection, row: Row): Promise<BreakCode | Differs | Head | null> {
  const forged = macFault(recordKeyOf(db).check(historyText(row), row));
  if (forged) return forged;
  const json = await unpack(row.gzip).catch(() => null);
  if (json === null || sha256(json) !== row.sha256) return 'content';
  const { events = [] }: { events?: readonly EngineEvent[] } = JSON.parse(json);
  const [first] = differencesBetween(toldBy(row), toldIn(row._id, events));
  if (first) return { code: 'document-differs', pointer: first.pointer };
  return row.last ? lastHeadIn(events) : null;
}

type Differs = { code: 'document-differs'; pointer: string };
type Told = Omit<History, '_id' | 'sha256' | 'gzip' | 'mac' | 'keyId'>;

const toldBy = ({ _id: _own, sha256: _sha256, gzip: _gzip, mac: _mac, keyId: _keyId, ...told }: Row): Told => told;

/** What stands beside the text follows from it, and from the id that is signed with it. */
function toldIn(id: string, events: readonly EngineEvent[]): Told {
  const [caseId = '', runId = ''] = id.split(':');
  const end = events.at(-1);
  const process = processOfCase(caseId) ?? '';
  const before = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return {
    caseId,
    process,
    workflowId: workflowIdOf(process, caseId),
    runId,
    ...(before ? { previousRunId: before } : {}),
    events: events.length,
    closedAt: Date.parse(end?.eventTime ?? ''),
    last: end?.workflowExecutionCompletedEventAttributes !== undefined,
  };
}

type EngineEvent = {
  eventTime?: string;
  workflowExecutionStartedEventAttributes?: { continuedExecutionRunId?: string };
  workflowExecutionCompletedEventAttributes?: object;
  markerRecordedEventAttributes?: { details?: { result?: { payloads?: readonly { data?: string }[] } } };
};

/** Turns are local activities: the engine keeps the answer of each in a marker. */
function lastHeadIn(events: readonly EngineEvent[]): Head | null {
  for (const { markerRecordedEventAttributes: marker } of events.toReversed()) {
    const data = marker?.details?.result?.payloads?.[0]?.data;
    const head = data === undefined ? null : headIn(JSON.parse(Buffer.from(data, 'base64').toString()));
    if (head) return head;
  }
  return null;
}

function headIn(answer: unknown): Head | null {
  const { head }: { head?: Partial<Head> } = Object(answer);
  return typeof head?.seq === 'number' && typeof head.hash === 'string' ? { seq: head.seq, hash: head.hash } : null;
}

type Closed = { _id: string; version: number };

async function reportMissing(db: Connection, report: Report, until: Millis): Promise<void> {
  for (let after = ''; ; ) {
    const closed = await casesIn(db)
      .find<Closed>(
        { closedAt: { $lte: until }, _id: { $gt: after } },
        { projection: { version: 1 }, sort: { _id: 1 } },
      )
      .limit(AT_A_TIME)
      .toArray();
    const last = closed.at(-1);
    if (!last) return;
    after = last._id;
    const ids = closed.map(({ _id }) => _id);
    const kept = new Set(
      await db.collection<History>('histories').distinct('caseId', { caseId: { $in: ids }, last: true }),
    );
    for (const { _id, version } of closed)
      if (!kept.has(_id)) report({ chain: chainOf(_id), seq: version, code: 'no-history' });
  }
}
