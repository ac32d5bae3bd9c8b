/** The sample organisation, migrated once for the run; the database of each test file is a copy of it. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { hash } from '@node-rs/argon2';
import { type Connection, mongo } from 'mongoose';
import { personOf } from '../../../models/registers/person.ts';
import { accountsFile, migrate } from '../../../worker/migrate.ts';

type Collection = { name: string; indexes: mongo.IndexDescription[]; documents: mongo.Document[] };

const FOLDER = 'JEST_SAMPLE_STORE';
const storeFile = (folder: string): string => path.join(folder, 'store.bson');
const { BSON } = mongo;

/** On an empty database, before jest's workers start: they inherit where it lies. */
export async function makeSample(db: Connection, dataFolder: string): Promise<void> {
  await migrate(db, { embedded: true, dataFolder });
  await cheapen(db, dataFolder);
  const folder = await mkdtemp(path.join(tmpdir(), 'changming-sample-'));
  await writeFile(storeFile(folder), BSON.serialize({ collections: await contentOf(db) }));
  await copyFile(accountsFile(dataFolder), accountsFile(folder));
  process.env[FOLDER] = folder;
}

/** The accounts' one password under a hash that is checked at once: test files sign in some hundred times. */
async function cheapen(db: Connection, dataFolder: string): Promise<void> {
  const [, password = ''] = /^password: (\S+)$/m.exec(await readFile(accountsFile(dataFolder), 'utf8')) ?? [];
  const cheap = await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  await personOf(db).updateMany({ password: { $exists: true } }, { $set: { password: cheap } });
}

export async function removeSample(): Promise<void> {
  const folder = process.env[FOLDER];
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

/** Into an empty database, and the accounts into its folder. */
export async function copySample(db: Connection, dataFolder: string): Promise<void> {
  const collections = await collectionsIn(sampleFolder());
  await giveAccounts(dataFolder);
  await Promise.all(collections.map((one) => build(db, one)));
  await Promise.all(collections.map(({ name, documents }) => fill(db, name, documents)));
}

/**
 * The sample once more in a database that a test file has left, for a tenth of what a new one costs: its indexes stand. False:
 * the file altered more than documents, and the database is of no more use.
 */
export async function renewSample(db: Connection): Promise<boolean> {
  const collections = await collectionsIn(sampleFolder());
  if (!(await hasShapeOf(db, collections))) return false;
  await Promise.all(
    collections.map(async ({ name, documents }) => {
      await db.collection(name).deleteMany({});
      await fill(db, name, documents);
    }),
  );
  return true;
}

/** The sample's accounts, with their password, into the data folder of one that serves it. */
export const giveAccounts = (dataFolder: string): Promise<void> =>
  copyFile(accountsFile(sampleFolder()), accountsFile(dataFolder));

async function hasShapeOf(db: Connection, collections: readonly Collection[]): Promise<boolean> {
  const listed = (await db.db?.listCollections().toArray()) ?? [];
  const known = new Set(collections.map(({ name }) => name));
  if (listed.length !== known.size || listed.some(({ name }) => !known.has(name))) return false;
  const same = await Promise.all(
    collections.map(async (one) => isDeepStrictEqual(byName(await indexesOf(db, one.name)), byName(one.indexes))),
  );
  return same.every(Boolean);
}

const byName = (indexes: readonly mongo.IndexDescription[]) =>
  indexes.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));

/** Databases that test files have left, by name: whoever takes one first has it. */
const leftFolder = (): string => path.join(sampleFolder(), 'left');

export async function leaveDatabase(name: string): Promise<void> {
  await mkdir(leftFolder(), { recursive: true });
  await writeFile(path.join(leftFolder(), name), '');
}

/** Null: there is none. */
export async function takeDatabase(): Promise<string | null> {
  for (const name of await readdir(leftFolder()).catch(() => [])) {
    const taken = await unlink(path.join(leftFolder(), name)).then(
      () => true,
      () => false,
    );
    if (taken) return name;
  }
  return null;
}

function sampleFolder(): string {
  const folder = process.env[FOLDER];
  if (folder === undefined) throw new Error('no sample store: jest runs globalSetup first');
  return folder;
}

async function collectionsIn(folder: string): Promise<Collection[]> {
  const { collections } = BSON.deserialize(await readFile(storeFile(folder))) as { collections: Collection[] };
  return collections;
}

const indexesOf = async (db: Connection, name: string): Promise<mongo.IndexDescription[]> =>
  (await db.collection(name).listIndexes().toArray()).filter((index) => index.name !== '_id_');

async function contentOf(db: Connection): Promise<Collection[]> {
  const listed = (await db.db?.listCollections().toArray()) ?? [];
  return await Promise.all(
    listed.map(async ({ name, options = {} }: mongo.CollectionInfo) => {
      if (Object.keys(options).length > 0) throw new Error(`the copy of ${name} would lack its options`);
      const [indexes, documents] = await Promise.all([indexesOf(db, name), db.collection(name).find().toArray()]);
      return { name, indexes, documents };
    }),
  );
}

const build = (db: Connection, { name, indexes }: Collection): Promise<unknown> =>
  indexes.length > 0 ? db.collection(name).createIndexes(indexes) : db.createCollection(name);

async function fill(db: Connection, name: string, documents: mongo.Document[]): Promise<void> {
  if (documents.length > 0) await db.collection(name).insertMany(documents);
}
