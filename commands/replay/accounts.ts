/** People and API keys in numbers, as a log or a load test needs them. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Grant, Millis } from '../../domain/kernel/process.ts';
import { apiKeyOf } from '../../models/access/api-key.ts';
import { sha256 } from '../../models/store/chain.ts';
import { personOf } from '../../models/registers/person.ts';
import type { Keys } from './door.ts';
import type { Post } from './posts.ts';

const KEY_DAYS = 365;
const DAY: Millis = 86_400_000;

/** Adds who is missing; who is there joins the teams. */
export async function makePeople(db: Connection, posts: ReadonlyMap<string, Post>): Promise<void> {
  const people = personOf(db);
  await inBatches([...posts], async (batch) => {
    await people.bulkWrite(
      batch.map(([id, { unit, role, teams }]) => {
        const grants: Grant[] = [{ role, orgPath: unit }];
        const fresh = { name: id, unit, grants, active: true, locale: 'en' as const, changedAt: Date.now() };
        const update = { $setOnInsert: fresh, $addToSet: { teams: { $each: [...teams] } } };
        return { updateOne: { filter: { _id: id }, update, upsert: true } };
      }),
    );
  });
}

/** Keeps those that are still good, makes the others. */
export async function makeKeys(
  db: Connection,
  { people, known, name }: { people: readonly string[]; known: Keys; name: string },
): Promise<Keys> {
  const keys = apiKeyOf(db);
  const good = new Set<string>();
  await inBatches(Object.values(known), async (batch) => {
    const ids = batch.map((key) => key.split('_')[1] ?? '');
    const soon = Date.now() + DAY;
    const found = await keys.find({ _id: { $in: ids }, endedAt: { $exists: false }, expiresAt: { $gt: soon } }).lean();
    for (const { _id } of found) good.add(_id);
  });
  const kept = new Map(Object.entries(known).filter(([, key]) => good.has(key.split('_')[1] ?? '')));
  const missing = people.filter((id) => !kept.has(id));
  const made: [string, string][] = [];
  await inBatches(missing, async (batch) => {
    const fresh = batch.map((personId) => ({
      personId,
      id: newKeyId(),
      secret: randomBytes(32).toString('base64url'),
    }));
    const createdAt = Date.now();
    const times = { createdAt, expiresAt: createdAt + KEY_DAYS * DAY };
    await keys.insertMany(
      fresh.map(({ personId, id, secret }) => ({ _id: id, personId, name, hash: sha256(secret), ...times })),
    );
    made.push(...fresh.map(({ personId, id, secret }): [string, string] => [personId, `cm_${id}_${secret}`]));
  });
  return Object.fromEntries([...kept, ...made]);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const newKeyId = (): string => Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

async function inBatches<T>(items: readonly T[], work: (batch: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 500) await work(items.slice(from, from + 500));
}
