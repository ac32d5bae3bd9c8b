/**
 * What a replayed log needs in the registers: an organisation that staffs all tiers, a team per group, a person and an
 * API key per person and caller. May run again: what is there stays, people join the teams that another log adds.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { orgLineOf } from '../../domain/kernel/access.ts';
import type { Grant, Millis } from '../../domain/kernel/process.ts';
import { apiKeyOf } from '../../models/api-key.ts';
import { applicationOf } from '../../models/application.ts';
import { openAuditTrail } from '../../models/audit.ts';
import { categoryOf } from '../../models/category.ts';
import { causeCodeOf } from '../../models/cause-code.ts';
import { sha256 } from '../../models/chain.ts';
import { addMissing } from '../../models/migrations/add-missing.ts';
import { organisationOf } from '../../models/organisation.ts';
import { personOf } from '../../models/person.ts';
import { policyOf, type Policy } from '../../models/policy.ts';
import { teamOf } from '../../models/team.ts';
import type { Keys } from './door.ts';
import { LogError } from './open-log.ts';
import { FROM_THE_LOG, REPLAY_APPLICATION, REPLAY_ORG, REPLAY_UNIT, standardTeam } from './names.ts';
import type { Planned, Tiers } from './plan.ts';
import { type Post, postsOf } from './posts.ts';

const KEY_DAYS = 365;
const DAY: Millis = 86_400_000;
const STANDARD = ['L1', 'L2', 'L3'].map(standardTeam);

/** Makes what is missing and gives the API keys of all who send; they are kept in `keysFile`, readable by its owner. */
export async function setUp(
  db: Connection,
  { planned, tiers, keysFile }: { planned: readonly Planned[]; tiers: Tiers; keysFile: string },
): Promise<Keys> {
  const posts = postsOf(planned, tiers);
  await makeOrganisation(db, tiers);
  await makePeople(db, posts);
  const keys = await makeKeys(db, [...posts.keys()], readKeys(keysFile));
  await writeKeys(keysFile, keys);
  const trail = openAuditTrail(db, `replay-setup-${Date.now()}-${randomBytes(4).toString('hex')}`);
  const data = { organisation: REPLAY_ORG, teams: tiers.size, people: posts.size };
  await trail.record({ type: 'replaySetUp', by: 'system', at: Date.now(), data });
  return keys;
}

async function makeOrganisation(db: Connection, tiers: Tiers): Promise<void> {
  const title = { zh: '来自日志', en: 'From the log' };
  const reference = { title, order: 999, open: true };
  await addMissing(organisationOf(db), [
    {
      _id: REPLAY_ORG,
      name: '日志回放',
      kind: 'support',
      tiers: ['L1', 'L2', 'L3'],
      line: orgLineOf(REPLAY_ORG),
      open: true,
    },
    {
      _id: REPLAY_UNIT,
      name: '日志回放用户',
      kind: 'budget-unit',
      tiers: [],
      line: orgLineOf(REPLAY_UNIT),
      open: true,
    },
  ]);
  await addMissing(
    teamOf(db),
    [...tiers].map(([team, tier]) => ({
      _id: team,
      name: team,
      orgPath: REPLAY_ORG,
      tier,
      standard: STANDARD.includes(team),
      applications: [],
      calendar: 'always',
      open: true,
    })),
  );
  await addMissing(applicationOf(db), [{ _id: REPLAY_APPLICATION, ...reference }]);
  await addMissing(categoryOf(db), [{ _id: FROM_THE_LOG, ...reference }]);
  await addMissing(causeCodeOf(db), [{ _id: FROM_THE_LOG, ...reference }]);
  await makePolicy(db);
}

/**
 * The service level in force everywhere, with a report owed for every incident: whether one counts as repeated depends
 * on which cases were resolved before it, and two runs of a log must not differ in that.
 */
async function makePolicy(db: Connection): Promise<void> {
  const everywhere = await policyOf(db)
    .findOne({ process: 'incident', organisations: [] })
    .sort({ version: -1 })
    .lean<Policy>();
  if (!everywhere) throw new LogError('the product has no policy for incidents: start it once');
  await addMissing(policyOf(db), [
    {
      ...everywhere,
      _id: 'incident-replay@1',
      policy: 'incident-replay',
      version: 1,
      name: '日志回放',
      organisations: [REPLAY_ORG],
      terms: { ...everywhere.terms, reportAlways: true },
      publishedAt: Date.now(),
      publishedBy: 'system',
    },
  ]);
}

async function makePeople(db: Connection, posts: ReadonlyMap<string, Post>): Promise<void> {
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
async function makeKeys(db: Connection, people: readonly string[], known: Keys): Promise<Keys> {
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
      fresh.map(({ personId, id, secret }) => ({ _id: id, personId, name: 'replay', hash: sha256(secret), ...times })),
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

/** Where the keys of a data folder lie. */
export const keysFileIn = (dataFolder: string): string => path.join(dataFolder, 'replay-keys.json');

/** Nobody's keys where there is no file. Throws LogError when it is damaged. */
export function readKeys(file: string): Keys {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  const keys = z.record(z.string(), z.string().regex(/^cm_[a-z0-9]{12}_/)).safeParse(JSON.parse(text));
  if (!keys.success) throw new LogError(`${file} holds no API keys`);
  return keys.data;
}

async function writeKeys(file: string, keys: Keys): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
