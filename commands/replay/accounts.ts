/** People and API keys in numbers, as a log or a load test needs them. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Grant, Millis } from '../../domain/kernel/process.ts';
import { apiKeyOf } from '../../models/access/api-key.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { type Person, personOf } from '../../models/registers/person.ts';
import { type Change, saveEntries, versionOf } from '../../models/registers/register-version.ts';
import type { Keys } from './door.ts';
import type { Post } from './posts.ts';

const KEY_DAYS = 365;
const DAY: Millis = 86_400_000;

/** Adds who is missing; who is there joins the teams. Throws when somebody else changes one of them meanwhile. */
export async function makePeople(db: Connection, posts: ReadonlyMap<string, Post>): Promise<void> {
  await inBatches([...posts], async (batch) => {
    const ids = batch.map(([id]) => id);
    const found = await personOf(db)
      .find({ _id: { $in: ids } })
      .lean<Person[]>();
    const there = new Map(found.map((person) => [person._id, person]));
    const changes = batch.flatMap(([id, post]) => changeFor(id, post, there.get(id)));
    if (!(await saveEntries(db, changes))) throw new Error('somebody else has changed these people meanwhile');
  });
}

function changeFor(id: string, { unit, role, teams }: Post, person: Person | undefined): Change[] {
  const at = Date.now();
  const change = { register: 'people', id, at, by: 'system' } as const;
  if (!person) {
    const grants: Grant[] = [{ role, orgPath: unit }];
    const fields = { name: id, unit, grants, teams: [...teams], active: true, locale: 'en', changedAt: at };
    return [{ ...change, seen: 0, fields }];
  }
  const joined = [...new Set([...person.teams, ...teams])];
  if (joined.length === person.teams.length) return [];
  return [{ ...change, seen: versionOf(person), fields: { teams: joined, changedAt: at } }];
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
      fresh.map(({ personId, id, secret }) => ({
        _id: id,
        personId,
        name,
        mac: hashOfSecret(db, 'api-key', secret),
        ...times,
      })),
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
