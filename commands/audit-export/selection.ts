/** Which chains an export takes, each whole, and their records in order, streamed. */
import type { Connection } from 'mongoose';
import type { Commit, Millis } from '../../domain/kernel/process.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import type { AuditRecord } from '../../models/access/audit.ts';

/**
 * A chain is taken when it has a record in the time (`from` inclusive, `until` exclusive) that is of one of the processes or cases;
 * what is absent asks for nothing.
 */
export type Filter = {
  from?: Millis;
  until?: Millis;
  processes?: readonly ProcessKey[];
  cases?: readonly string[];
};

/** What these say of other chains is always needed. */
const ALWAYS = ['upgraded', 'restored', 'lossAccepted'] as const;

const timeOf = ({ from, until }: Filter): object[] =>
  from === undefined && until === undefined
    ? []
    : [{ at: { ...(from === undefined ? {} : { $gte: from }), ...(until === undefined ? {} : { $lt: until }) } }];

/** Numbers of one process lie between these. */
const ofProcess = (key: ProcessKey): object => {
  const { prefix } = processes[key];
  return { caseId: { $gte: `${prefix}-`, $lt: `${prefix}.` } }; // '.' follows '-'
};

function casesIn({ processes: keys, cases }: Filter): object[] {
  const either = [...(keys ?? []).map(ofProcess), ...(cases ? [{ caseId: { $in: [...cases] } }] : [])];
  return either.length > 0 ? [{ $or: either }] : [];
}

const conditionsOf = (filter: Filter): object[] => [...timeOf(filter), ...casesIn(filter)];
/** MongoDB would else send 16 MB at a time, which are a multiple of that as objects. */
const STREAMED = { readConcern: { level: 'majority' }, batchSize: 250 } as const;

/** Commits of the cases, in the order of their numbers. */
export async function* commitsOf(db: Connection, filter: Filter): AsyncGenerator<Commit> {
  const commits = db.collection<Commit>('commits');
  const conditions = conditionsOf(filter);
  const sort = { _id: 1 } as const;
  if (conditions.length === 0) {
    yield* commits.find({}, { sort, ...STREAMED });
    return;
  }
  const numbers = commits.aggregate<{ _id: string }>(
    [{ $match: { $and: conditions } }, { $group: { _id: '$caseId' } }, { $sort: sort }],
    { allowDiskUse: true, ...STREAMED },
  );
  for await (const { _id } of numbers)
    yield* commits.find({ _id: { $gte: `${_id}:`, $lt: `${_id};` } }, { sort, ...STREAMED }); // ';' follows ':'
}

/**
 * Records of the audit chains as they stood at one instant: a chain that is opened later names the heads of the others, and would
 * name more than was read of them before.
 */
export async function* auditOf(db: Connection, filter: Filter): AsyncGenerator<AuditRecord> {
  const records = db.collection<AuditRecord>('audit');
  for (const { _id: node, last } of await auditHeads(db, filter))
    yield* records.find({ node, seq: { $lte: last } }, { sort: { seq: 1 }, ...STREAMED });
}

/** As many as there were starts of processes. */
async function auditHeads(db: Connection, filter: Filter): Promise<{ _id: string; last: number }[]> {
  const conditions = conditionsOf(filter);
  const audit = db.collection<AuditRecord>('audit');
  const session = await db.startSession({ snapshot: true });
  try {
    const isTaken = { $or: [{ $and: conditions }, { type: { $in: [...ALWAYS] } }] };
    const taken = conditions.length === 0 ? {} : { node: { $in: await audit.distinct('node', isTaken, { session }) } };
    return await audit
      .aggregate<{ _id: string; last: number }>(
        [{ $match: taken }, { $group: { _id: '$node', last: { $max: '$seq' } } }, { $sort: { _id: 1 } }],
        { allowDiskUse: true, session },
      )
      .toArray();
  } finally {
    await session.endSession();
  }
}

/** Collections of versions, each with the fields that name an entry. Those of plain registers lie in one. */
const REGISTERS = {
  'approval-policies': { approvalPolicy: 1 },
  calendars: { calendar: 1 },
  'change-templates': { changeTemplate: 1 },
  checklists: { checklist: 1 },
  'appraisal-schemes': { scheme: 1 },
  contracts: { contract: 1 },
  'document-templates': { documentTemplate: 1 },
  freezes: { freeze: 1 },
  indicators: { indicator: 1 },
  matrices: { matrix: 1 },
  policies: { policy: 1 },
  'register-versions': { register: 1, id: 1 },
  'risk-questionnaires': { riskQuestionnaire: 1 },
  runbooks: { runbook: 1 },
} as const;

export type Version = { collection: string; row: { _id: string; version: number; hash?: string } };
/** Versions of all registers as they are stored, by entry and version; what a case is pinned to is among them. */
export async function* versionsOf(db: Connection): AsyncGenerator<Version> {
  for (const [collection, entry] of Object.entries(REGISTERS)) {
    const sort = { ...entry, version: 1 } as const;
    const rows = db.collection<Version['row']>(collection).find({}, { sort, allowDiskUse: true, ...STREAMED });
    for await (const row of rows) yield { collection, row };
  }
}
