/** Numbered changes of the database, each run once, by whichever process comes first. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { personOf } from '../person.ts';
import { indexes } from './0001-indexes.ts';
import { registers } from './0002-registers.ts';
import { sampleOrganisation } from './0003-sample-organisation.ts';
import { takeLock } from './lock.ts';
import type { Migration, MigrationContext } from './migration.ts';

type Done = { _id: string; name: string; at: Millis };

const migrations: readonly Migration[] = [indexes, registers, sampleOrganisation];
const LIMIT_MS: Millis = 120_000;

/**
 * Brings the database to what this version needs; several processes may start at once. Returns the ids that this call
 * ran. Throws when sample accounts are found outside the embedded start: such a database must not serve anybody.
 */
export async function runMigrations(db: Connection, context: Omit<MigrationContext, 'now'>): Promise<string[]> {
  if (!context.embedded && (await personOf(db).exists({ sample: true })))
    throw new Error('this database holds the sample accounts of an embedded start');
  const wanted = migrations.filter(({ embeddedOnly }) => context.embedded || !embeddedOnly);
  const missing = async () => {
    const done = await records(db).find().toArray();
    return wanted.filter(({ id }) => !done.some(({ _id }) => _id === id));
  };
  if ((await missing()).length === 0) return [];
  const lock = await takeLock(db, {
    holder: randomUUID(),
    limitMs: LIMIT_MS,
    done: async () => (await missing()).length === 0,
  });
  if (!lock) return [];
  try {
    const ran: string[] = [];
    for (const migration of await missing()) {
      lock.check();
      await migration.run(db, { ...context, now: Date.now() });
      lock.check();
      await records(db).insertOne({ _id: migration.id, name: migration.name, at: Date.now() });
      ran.push(migration.id);
    }
    return ran;
  } finally {
    await lock.release();
  }
}

/** Ids of the migrations that this version needs and that have not run. */
export async function missingMigrations(db: Connection, { embedded }: { embedded: boolean }): Promise<string[]> {
  const done = await records(db).find().toArray();
  const wanted = migrations.filter(({ embeddedOnly }) => embedded || !embeddedOnly);
  return wanted.map(({ id }) => id).filter((id) => !done.some(({ _id }) => _id === id));
}

const records = (db: Connection) => db.collection<Done>('migrations');
