/** Puts the fixture of an earlier release (make-fixture.mjs) where a release may be started on it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import mongoose, { type mongo } from 'mongoose';

const { EJSON } = mongoose.mongo.BSON;
const unpack = promisify(gunzip);

/** The release that wrote it. */
const RELEASE = '2512ebe';
const made = path.resolve(__dirname, RELEASE);
/** As the databases were called there. */
const names = { changming: '', changming_rehearsal: '_rehearsal' } as const;

type Index = { key: Record<string, 1 | -1>; name: string; v?: unknown };
type Store = Record<keyof typeof names, Record<string, mongo.Document[]>> & {
  indexes: Record<keyof typeof names, Record<string, Index[]>>;
};
type Where = {
  /** Of a replica set: the product works in transactions. */
  mongodbUri: string;
  /** Of the live database; that of rehearsals is called after it. Both must be empty. */
  databaseName: string;
  /** Gets `temporal.db`, on which the engine is started then. */
  temporalFolder: string;
};

/** What a later release must make of each case: see `expected.json` itself. */
export type Expected = {
  madeBy: string;
  /** Epoch ms of the end. */
  madeAt: number;
  /** Of every sample account. */
  password: string;
  cases: readonly ExpectedCase[];
  /** Commands that were stored, to be sent once more under the same key. */
  repeats: readonly Repeat[];
};
export type ExpectedCase = {
  number: string;
  process: string;
  mode: 'live' | 'drill' | 'rehearsal';
  /** By all stored events. */
  status: string;
  version: number;
  ended: boolean;
  /** Of the document, where it is behind the events. */
  documentVersion?: number;
  /** What it is there for. */
  note: string;
  policy: string;
  /** True: its deadlines lie near, so what time does to it depends on the day on which it is looked at. */
  ages: boolean;
  /** Of the engine: above 1, it has continued as new. */
  runs: number;
  /** Keys of effects that were not carried out, or of which the workflow does not know that they were. */
  openEffects: readonly string[];
  /** Keys of notices that quiet hours hold back at `madeAt`. */
  heldNotices: readonly string[];
  /** Both, with what they are. */
  pending: readonly { key: string; kind: 'notify' | 'start' | 'command'; notBefore?: number; caseId?: string }[];
  readings: Readonly<Record<string, { dueAt: number | null; state: string }>>;
  /** How many are stored, and the hash of the last. */
  events: number;
  headHash: string;
  /** The last key of a person. */
  aKey: { key: string; digest: string; seq: number } | null;
};
export type Repeat = {
  who: string;
  number: string;
  command: string;
  path: string;
  body: object;
  idempotencyKey: string;
  /** Sent with it, as `If-Match`. */
  ifMatch?: string;
  /** As stored. */
  key: string;
  digest: string;
  /** What was answered; null: the answer never came. */
  status: number | null;
  /** What a repeat is answered with. */
  seq: number;
  /** The case has ended since. */
  ended: boolean;
};

export const readExpected = async (): Promise<Expected> =>
  JSON.parse(await readFile(path.join(made, 'expected.json'), 'utf8')) as Expected;

/** Of the live store, and of that of rehearsals, what the collections hold, as the driver would give it. */
export const readStores = async (): Promise<Pick<Store, keyof typeof names>> =>
  EJSON.parse((await unpacked('store.json.gz')).toString(), { relaxed: true }) as Store;

/** Into empty databases, before anything is started on them. */
export async function restoreFixture({ mongodbUri, databaseName, temporalFolder }: Where): Promise<void> {
  await mkdir(temporalFolder, { recursive: true });
  await writeFile(path.join(temporalFolder, 'temporal.db'), await unpacked('temporal.db.gz'));
  const store = parsed((await unpacked('store.json.gz')).toString());
  rejuvenate(store);
  const client = await new mongoose.mongo.MongoClient(mongodbUri).connect();
  try {
    for (const [name, suffix] of entriesOf(names)) {
      const db = client.db(`${databaseName}${suffix}`);
      const collections = Object.entries(store[name]).map(async ([collection, documents]) =>
        fill(await db.createCollection(collection), documents, store.indexes[name][collection] ?? []),
      );
      await Promise.all(collections);
    }
  } finally {
    await client.close();
  }
}

/** Indexes first, and in one go: made of a collection that is empty each costs nothing. */
async function fill(collection: mongo.Collection, documents: mongo.Document[], indexes: readonly Index[]) {
  const plain = indexes.map((index) => {
    const { v: _, ...one } = index;
    return one;
  });
  if (plain.length > 0) await collection.createIndexes(plain);
  if (documents.length > 0) await collection.insertMany(documents);
}

const unpacked = async (file: string): Promise<Buffer> => await unpack(await readFile(path.join(made, file)));

/** Numbers stay what they were, Int32 or Double or Long: read again they are the same numbers, stored they are the same bytes. */
function parsed(text: string): Store {
  const store = EJSON.parse(text, { relaxed: false }) as Store;
  // the definitions of indexes go to the driver and not into the store: there they are plain
  return { ...store, indexes: JSON.parse(EJSON.stringify(store.indexes, { relaxed: true })) as Store['indexes'] };
}

/** Rehearsals are swept away a month after their start: these were started just now. */
function rejuvenate({ changming_rehearsal: { numbers = [] } }: Store): void {
  for (const number of numbers) number['at'] = Date.now();
}

const entriesOf = <T extends object>(record: T) => Object.entries(record) as [keyof T, T[keyof T]][];
