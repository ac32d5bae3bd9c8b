/**
 * What a replayed log needs in the registers: an organisation that staffs all tiers, a team per group, a person and an
 * API key per person and caller. May run again: what is there stays, people join the teams that another log adds.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { addEntries, addVersions } from '../../models/registers/add-missing.ts';
import { policyOf, type Policy } from '../../models/registers/policy.ts';
import { makeKeys, makePeople } from './accounts.ts';
import type { Keys } from './door.ts';
import { LogError } from './open-log.ts';
import { FROM_THE_LOG, REPLAY_APPLICATION, REPLAY_ORG, REPLAY_UNIT, standardTeam } from './names.ts';
import type { Planned, Tiers } from './plan.ts';
import { postsOf } from './posts.ts';

const STANDARD = ['L1', 'L2', 'L3'].map(standardTeam);

/** Makes what is missing and gives the API keys of all who send; they are kept in `keysFile`, readable by its owner. */
export async function setUp(
  db: Connection,
  { planned, tiers, keysFile }: { planned: readonly Planned[]; tiers: Tiers; keysFile: string },
): Promise<Keys> {
  const posts = postsOf(planned, tiers);
  await makeOrganisation(db, tiers);
  await makePeople(db, posts);
  const keys = await makeKeys(db, { people: [...posts.keys()], known: readKeys(keysFile), name: 'replay' });
  await writeKeys(keysFile, keys);
  const trail = openAuditTrail(db, `replay-setup-${Date.now()}-${randomBytes(4).toString('hex')}`);
  const data = { organisation: REPLAY_ORG, teams: tiers.size, people: posts.size };
  await trail.record({ type: 'replaySetUp', by: 'system', at: Date.now(), data });
  return keys;
}

async function makeOrganisation(db: Connection, tiers: Tiers): Promise<void> {
  const title = { zh: '来自日志', en: 'From the log' };
  const reference = { title, order: 999, open: true };
  await addEntries(db, 'organisations', [
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
  await addEntries(
    db,
    'teams',
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
  await addEntries(db, 'applications', [{ _id: REPLAY_APPLICATION, ...reference }]);
  await addEntries(db, 'categories', [{ _id: FROM_THE_LOG, ...reference }]);
  await addEntries(db, 'cause-codes', [{ _id: FROM_THE_LOG, ...reference }]);
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
  await addVersions(db, 'policies', [
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
