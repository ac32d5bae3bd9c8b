/** The one way to the database: connected, with the keys of its record, and refused when its record is under another. */
import type { Connection } from 'mongoose';
import { giveAccessSecret } from '../../models/access/secret-hash.ts';
import { giveRecordKeys, type Mac, recordKeyOf } from '../../models/store/record-key.ts';
import { StartRefused } from '../../platform/fatal.ts';
import { connectMongo, type MongoSettings } from '../../platform/mongo.ts';

export type StoreSettings = MongoSettings & {
  recordKeys: readonly string[];
  /** Of the installation; absent: for work that neither opens nor knows sessions and API keys. */
  secret?: string | undefined;
};

/**
 * Connects. `anyKey`: for looking at a record whose key is not held, or signing it anew; whoever else writes goes without it.
 * @throws StartRefused as checkRecordKey says it.
 */
export async function openStore(
  { recordKeys, secret, ...settings }: StoreSettings,
  { anyKey = false }: { anyKey?: boolean } = {},
): Promise<Connection> {
  const db = await connectMongo(settings);
  try {
    giveRecordKeys(db, recordKeys);
    if (secret !== undefined) giveAccessSecret(db, secret);
    if (!anyKey) await checkRecordKey(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/**
 * Whether the newest record of the store is under a key that is held. One of a release that did not sign says nothing.
 * @throws StartRefused with one sentence for people: to go on under a new key would hide that the old one is missing.
 */
export async function checkRecordKey(db: Connection): Promise<void> {
  for (const name of ['commits', 'audit']) {
    const newest = await db.collection<Partial<Mac>>(name).findOne({}, { sort: { $natural: -1 } });
    if (newest?.keyId === undefined || recordKeyOf(db).check('', newest) !== 'unknown-key') continue;
    throw new StartRefused(
      `The newest record of "${name}" is signed under the record key ${newest.keyId}, which is not among those given ` +
        `(CHANGMING_RECORD_KEY; the file record-key of a data folder): put that key back from its backup, for without ` +
        `it nobody can tell whether the record so far was changed (docs/record.md).`,
    );
  }
}
