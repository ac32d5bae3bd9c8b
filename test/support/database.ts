/** A database of its own for a test file, on the engines of the run; dropped at the end. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { giveRecordKeys } from '../../models/record-key.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { migrate } from '../../worker/migrate.ts';

/** Of every database that a test opens. */
export const TEST_RECORD_KEY = 'a-record-key-for-tests-and-nothing-else';
export type TestDatabase = { db: Connection; uri: string; dataFolder: string; stop: () => Promise<void> };

/** Empty. */
export async function openDatabase(): Promise<TestDatabase> {
  const name = `t-${randomUUID()}`;
  const uri = (process.env['MONGODB_URI'] ?? '').replace(/^(mongodb:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);
  const db = await connectMongo({ mongodbUri: uri });
  giveRecordKeys(db, [TEST_RECORD_KEY]);
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'changming-test-'));
  const stop = async () => {
    await db.dropDatabase();
    await db.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { db, uri, dataFolder, stop };
}

/** With everything that an embedded installation has at its first start, but for cases. */
export async function openSampleDatabase(): Promise<TestDatabase> {
  const opened = await openDatabase();
  await migrate(opened.db, { embedded: true, dataFolder: opened.dataFolder });
  return opened;
}
