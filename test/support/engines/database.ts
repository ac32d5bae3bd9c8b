/** A database of its own for a test file, on the engines of the run; dropped at the end. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { openStore } from '../../../client/record/open-store.ts';
import { giveRecordKeys, type RecordKey, recordKeyOf } from '../../../models/store/record-key.ts';
import { copySample, giveAccounts, leaveDatabase, renewSample, takeDatabase } from './sample-store.ts';

export type TestDatabase = { db: Connection; uri: string; dataFolder: string; stop: () => Promise<void> };

/** Of every database of a test. */
export const recordKeys = ['the record key of every test of this product'];

/** Of the installation in every test. */
export const testSecret = 'a secret of at least 32 characters';

/** The key that signs in every database of a test. */
export function testRecordKey(): RecordKey {
  const nowhere = {} as Connection; // keys are given to a connection; it need not lead anywhere
  giveRecordKeys(nowhere, recordKeys);
  return recordKeyOf(nowhere);
}

/** Empty. */
export async function openDatabase(): Promise<TestDatabase> {
  const opened = await openNamed(`t-${randomUUID()}`);
  const stop = async () => {
    await opened.db.dropDatabase();
    await opened.close();
  };
  return { ...opened, stop };
}

/** With everything that an embedded installation has at its first start, but for cases; left to another when it is stopped. */
export async function openSampleDatabase(): Promise<TestDatabase> {
  const { close, ...opened } = (await renewed()) ?? (await made());
  const stop = async () => {
    await close();
    await leaveDatabase(opened.db.name);
  };
  return { ...opened, stop };
}

async function made() {
  const opened = await openNamed(`t-${randomUUID()}`);
  await copySample(opened.db, opened.dataFolder);
  return opened;
}

/** One that another test file has left; null where there is none. */
async function renewed() {
  const name = await takeDatabase();
  if (name === null) return null;
  // as a stranger: what was left there may be signed under any key
  const db = await createConnection(uriOf(name), { autoCreate: false, autoIndex: false }).asPromise();
  const isWhole = await renewSample(db);
  if (!isWhole) await db.dropDatabase();
  await db.close();
  if (!isWhole) return null;
  const opened = await openNamed(name);
  await giveAccounts(opened.dataFolder);
  return opened;
}

const uriOf = (name: string): string =>
  (process.env['MONGODB_URI'] ?? '').replace(/^(mongodb:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);

async function openNamed(name: string) {
  const uri = uriOf(name);
  const db = await openStore({ mongodbUri: uri, recordKeys, secret: testSecret });
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'changming-test-'));
  const close = async () => {
    await db.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { db, uri, dataFolder, close };
}
