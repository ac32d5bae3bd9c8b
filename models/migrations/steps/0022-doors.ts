/**
 * Sessions and API keys are kept under a key outside the database. Sessions of the releases before end; API keys go on,
 * their hashes keyed once, here. Twenty keys a person are held by an index.
 */
import type { Connection } from 'mongoose';
import { type ApiKey, apiKeyOf, liveKeys, MOST_KEYS } from '../../access/api-key.ts';
import { auditOf } from '../../access/audit.ts';
import { consentOf } from '../../access/consent.ts';
import { secondFactorOf } from '../../access/second-factor.ts';
import { hasAccessSecret, rehashed } from '../../access/secret-hash.ts';
import type { Migration, MigrationContext } from '../migration.ts';

type Former = ApiKey & { hash?: string };

export const doors: Migration = {
  id: '0022',
  name: 'doors',
  run: async (db, context) => {
    await db.collection('sessions').deleteMany({});
    await keyed(db, context);
    await slotted(db, context);
    for (const modelOn of [apiKeyOf, auditOf, consentOf, secondFactorOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
  },
};

/** Where nobody holds the secret of the installation, a key of before could be known by nobody either: it ends. */
async function keyed(db: Connection, { now, check }: MigrationContext): Promise<void> {
  const keys = db.collection<Former>('api-keys');
  for await (const { _id, hash } of keys.find({ hash: { $exists: true } }, { projection: { hash: 1 } })) {
    check();
    const known = hasAccessSecret(db) && hash !== undefined;
    const set = known ? { mac: rehashed(db, 'api-key', hash) } : { mac: '', endedAt: now };
    await keys.updateOne({ _id }, { $set: set, $unset: { hash: '' } });
  }
}

async function slotted(db: Connection, { now, check }: MigrationContext): Promise<void> {
  const keys = apiKeyOf(db);
  for (const personId of await keys.distinct('personId')) {
    check();
    const live = await keys
      .find(liveKeys(personId, now))
      .sort({ createdAt: 1, _id: 1 })
      .limit(MOST_KEYS)
      .lean<ApiKey[]>();
    for (const [i, { _id }] of live.entries()) await keys.updateOne({ _id }, { $set: { slot: i + 1 } });
  }
}
