/**
 * The plain save of the bare case: events chained and inserted, then the document. A copy of its own, on collections by
 * name in a database of its own, so that the bare case stays the same measure whatever becomes of the product's save.
 */
import type { Collection, Connection } from 'mongoose';
import { hashOf } from '../../models/store/chain.ts';

type Doc = Readonly<Record<string, unknown>>;
export type BareEvent = Doc & { seq: number };
type StoredEvent = BareEvent & { _id: string; caseId: string; prevHash: string; hash: string };
/** A document as the product stores it. */
export type BareDocument = Doc & { _id: string; version: number };
export type BareSave = {
  caseId: string;
  /** Hash of seq - 1; SHA-256 of the caseId before seq 1. */
  headHash: string;
  events: readonly BareEvent[];
  /** After these events; the head's hash is filled here. */
  document: BareDocument;
};
export type BareSaved = { outcome: 'saved'; events: StoredEvent[] };

export function createBareSave(db: Connection) {
  const events = db.collection<StoredEvent>('events');
  const cases = db.collection<BareDocument>('cases');

  async function saveCase({ caseId, headHash, events: decided, document }: BareSave): Promise<BareSaved> {
    const own = chained(caseId, headHash, decided);
    for (const event of own) await unlessThere(events.insertOne({ ...event }));
    const head = own.at(-1)?.hash ?? headHash;
    const kase = typeof document['kase'] === 'object' ? { ...document['kase'], headHash: head } : { headHash: head };
    const { _id, version } = document;
    const older = { _id, version: { $lt: version } };
    await unlessThere(cases.replaceOne(older, { ...document, kase }, { upsert: true }));
    return { outcome: 'saved', events: own };
  }

  return { saveCase };
}

function chained(caseId: string, headHash: string, events: readonly BareEvent[]): StoredEvent[] {
  let prevHash = headHash;
  return events.map((event) => {
    const body = { ...event, _id: `${caseId}:${event.seq}`, caseId, prevHash };
    prevHash = hashOf(body);
    return { ...body, hash: prevHash };
  });
}

/** A second attempt finds what the first one wrote. */
async function unlessThere(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 11_000;
    if (!isThere) throw error;
  }
}

type Index = { key: Record<string, 1 | -1>; partialFilterExpression?: object };
const newestFirst = { openedAt: -1, _id: -1 } as const;
const dueFirst = { dueAt: 1, _id: 1 } as const;
const there = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
const ofIncidents = (filter: object = {}) => ({ partialFilterExpression: { ...filter, process: 'incident' } });

/** As the product had them when the budgets were set. */
const caseIndexes: Index[] = [
  { key: { orgLine: 1, status: 1, ...dueFirst } },
  { key: { orgLine: 1, ...newestFirst } },
  { key: { queue: 1, status: 1, ...dueFirst } },
  { key: { queue: 1, ...newestFirst } },
  { key: { 'parties.requester': 1, ...newestFirst } },
  { key: { 'parties.reporters': 1, ...newestFirst }, ...there('parties.reporters') },
  { key: { 'parties.unit': 1, ...newestFirst } },
  { key: { 'parties.assignee': 1, status: 1, ...dueFirst } },
  { key: { 'parties.commander': 1 }, ...there('parties.commander') },
  { key: { 'parties.followers': 1 }, ...there('parties.followers.0') },
  { key: { 'waitsFor.to.person': 1, ...dueFirst } },
  { key: { 'waitsFor.to.team': 1, ...dueFirst } },
  { key: { 'waitsFor.to.role': 1, 'waitsFor.to.orgPath': 1, ...dueFirst } },
  { key: { closedAt: 1, _id: 1 }, ...there('closedAt') },
  { key: { priority: 1, status: 1, ...dueFirst }, ...ofIncidents() },
  { key: { tier: 1, status: 1, ...dueFirst }, ...ofIncidents() },
  { key: { item: 1, category: 1, openedAt: -1 }, ...ofIncidents({ item: { $exists: true } }) },
  {
    key: { orgLine: 1, application: 1, causeCode: 1, openedAt: -1 },
    ...ofIncidents({ causeCode: { $exists: true } }),
  },
  { key: { parent: 1, _id: 1 }, ...ofIncidents({ parent: { $exists: true } }) },
];

export async function makeIndexes(db: Connection): Promise<void> {
  const make = async (name: string, indexes: Index[]): Promise<void> => {
    const collection: Collection = db.collection(name);
    for (const { key, ...options } of indexes) await collection.createIndex(key, options);
  };
  await make('events', [{ key: { caseId: 1, seq: 1 } }, { key: { at: 1 } }]);
  await make('cases', caseIndexes);
}
