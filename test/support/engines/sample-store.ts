/** The sample organisation, migrated once for the run; the database of each test file is a copy of it. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  const folder = process.env[FOLDER];
  if (folder === undefined) throw new Error('no sample store: jest runs globalSetup first');
  await copyFile(accountsFile(folder), accountsFile(dataFolder));
  const { collections } = BSON.deserialize(await readFile(storeFile(folder))) as { collections: Collection[] };
  await Promise.all(collections.map((one) => build(db, one)));
  await Promise.all(collections.map(({ name, documents }) => fill(db, name, documents)));
}

async function contentOf(db: Connection): Promise<Collection[]> {
  const listed = (await db.db?.listCollections().toArray()) ?? [];
  return await Promise.all(
    listed.map(async ({ name, options = {} }: mongo.CollectionInfo) => {
      if (Object.keys(options).length > 0) throw new Error(`the copy of ${name} would lack its options`);
      const [indexes, documents] = await Promise.all([
        db.collection(name).listIndexes().toArray(),
        db.collection(name).find().toArray(),
      ]);
      return { name, indexes: indexes.filter((index) => index.name !== '_id_'), documents };
    }),
  );
}

const build = (db: Connection, { name, indexes }: Collection): Promise<unknown> =>
  indexes.length > 0 ? db.collection(name).createIndexes(indexes) : db.createCollection(name);

async function fill(db: Connection, name: string, documents: mongo.Document[]): Promise<void> {
  if (documents.length > 0) await db.collection(name).insertMany(documents);
}
