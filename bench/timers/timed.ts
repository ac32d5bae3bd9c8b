/** Incidents whose one promise falls due when the bench says, and somebody at a desk who works meanwhile. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { createCaseClient, EngineError } from '../../client/cases/case-client.ts';
import { createDirectory } from '../../client/registers/directory.ts';
import { incidentClocks } from '../../domain/incident/clocks.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Frame } from '../../domain/kernel/time/calendar.ts';
import type { ClockDefinition } from '../../domain/kernel/clocks/clocks.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { Commit, Millis, OrgPath, Role } from '../../domain/kernel/process.ts';
import { commitOf } from '../../models/cases/commit.ts';
import { addEntries, addVersions } from '../../models/registers/add-missing.ts';
import { connectClient } from '../../platform/temporal.ts';
import { compileCalendar } from '../../platform/zones.ts';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Product } from '../product.ts';

const CLIENTS = 24;
const MINUTE = 60_000;
const DAY = 86_400_000;

export const nextMinute = (at: Millis): Millis => Math.ceil(at / MINUTE) * MINUTE;

/** What a unit promises. `opensAt`: its hours begin then, for everybody at once; absent: always open. */
export type Terms = {
  name: string;
  targetMs: Millis;
  opensAt?: Millis;
  /** Each breach tells the one supervisor; else nobody is told anything. */
  told?: boolean;
};
export type TimedDesk = {
  /** Opens an incident; its number. Grave: priority 1, else 3. */
  create(grave: boolean): Promise<string>;
  /** A list as a desk looks at it. */
  read(): Promise<void>;
  /** A command on one case. */
  comment(number: string): Promise<void>;
};

/** A unit of its own with those terms, its people, and a desk that opens cases by the case client and works over HTTP. */
export async function openDesk(db: Connection, product: Product, terms: Terms): Promise<TimedDesk> {
  const unit: OrgPath = `/bench-${terms.name}`;
  const person = await makeUnit(db, unit, terms);
  const keys = await makeKeys(db, { people: [person], known: {}, name: 'bench' });
  const { env } = product.run();
  const temporal = connectClient({ temporalAddress: env['TEMPORAL_ADDRESS'] ?? '', temporalNamespace: 'changming' });
  const directory = createDirectory(db);
  const client = createCaseClient({ temporal, db, directory, taskQueue: env['CHANGMING_TASK_QUEUE'] ?? 'changming' });
  const actor = await directory.actorOf(person);
  if (!actor) throw new Error('nobody at the desk');
  const ask = async (path: string, data?: object): Promise<void> => {
    const key = { Authorization: `Bearer ${keys[person] ?? ''}` };
    const sent = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
    const command = { method: 'POST', headers: { ...key, ...sent }, body: JSON.stringify(data) };
    const response = await fetch(`${product.address}${path}`, data ? command : { headers: key });
    const text = await response.text();
    if (response.status !== 200 && response.status !== 202)
      throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  };
  return {
    create: async (grave) => {
      const by = { actor, key: personKey(person, randomUUID()) };
      const open = () => client.open('incident', reportOf({ person, unit, grave }), by);
      return (await patiently(open)).caseId;
    },
    read: () => ask('/api/incidents?limit=20'),
    comment: (number) => ask(`/api/incidents/${number}/comment`, { text: 'Still empty', audience: 'internal' }),
  };
}

const TRIES = 5;
/** A machine that is busy may not answer in time: sent again under its key, it is the same. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof EngineError) || tries === TRIES) throw error;
    }
  }
}

const reportOf = ({ person, unit, grave }: { person: string; unit: OrgPath; grave: boolean }): object => ({
  channel: 'phone',
  reporter: person,
  unit,
  application: 'office',
  title: 'The payment form stays empty',
  description: 'The payment form stays empty after the update. '.repeat(6),
  contact: '8000',
  ...(grave ? { impact: '1', urgency: '1' } : { impact: '2', urgency: '2' }),
});

/** Organisation, team, calendar, policy and people; the agent's id. */
async function makeUnit(db: Connection, unit: OrgPath, { name, targetMs, opensAt, told }: Terms): Promise<string> {
  const own = `bench-${name}`;
  const place = { _id: unit, name: unit, line: orgLineOf(unit), kind: 'support', tiers: ['L1'], open: true } as const;
  await addEntries(db, 'organisations', [place]);
  const team = { name: own, orgPath: unit, tier: 'L1', standard: true, applications: [] } as const;
  await addEntries(db, 'teams', [{ _id: own, ...team, calendar: 'always', open: true }]);
  if (opensAt !== undefined) await makeCalendar(db, own, opensAt);
  const service = opensAt === undefined ? 'always' : own;
  const policy = { process: 'incident', name: own, organisations: [unit], calendars: { service, vendor: service } };
  const terms = { clocks: { resolution: promiseOf(targetMs, told) }, terms: {}, ...(told ? {} : { silent: ['*'] }) };
  const version = { _id: `${own}@1`, policy: own, version: 1, publishedAt: Date.now(), publishedBy: 'system' };
  await addVersions(db, 'policies', [{ ...version, ...policy, ...terms }]);
  const post = (role: Role) => ({ unit, role, teams: new Set([own]) });
  const [agent, supervisor] = [`${own}-agent`, `${own}-supervisor`];
  await makePeople(
    db,
    new Map([
      [agent, post('desk-agent')],
      [supervisor, post('supervisor')],
    ]),
  );
  return agent;
}

function promiseOf(targetMs: Millis, told = false): ClockDefinition {
  const { resolution } = incidentClocks.shipped;
  if (!resolution) throw new Error('no resolution clock');
  const ladder = told ? [{ id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'] }] : [];
  return { ...resolution, targets: [{ ms: targetMs, calendar: 'service' }], pause: [], ladder };
}

/** Closed until that minute, then open for the rest of the day and the next. */
async function makeCalendar(db: Connection, id: string, opensAt: Millis): Promise<void> {
  const year = new Date(opensAt).getUTCFullYear();
  const closed: readonly Frame[] = [];
  const open: readonly Frame[] = [[(opensAt % DAY) / MINUTE, 2_880]];
  const snapshot = compileCalendar({
    id,
    version: 1,
    zone: 'UTC',
    week: Array.from({ length: 7 }, () => closed),
    dates: { [new Date(opensAt).toISOString().slice(0, 10)]: { set: open } },
    years: [year, year + 1],
  });
  const stamp = { publishedAt: Date.now(), publishedBy: 'system' };
  await addVersions(db, 'calendars', [{ _id: `${id}@1`, calendar: id, version: 1, name: id, snapshot, ...stamp }]);
}

/** Opens so many, as fast as it goes or evenly over `overMs`, every n-th one grave; their numbers. */
export async function openTimed(
  desk: TimedDesk,
  count: number,
  { overMs = 0, graveEvery = Number.POSITIVE_INFINITY }: { overMs?: Millis; graveEvery?: number } = {},
): Promise<string[]> {
  const numbers: string[] = [];
  const began = Date.now();
  let next = 0;
  const client = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      await sleep(Math.max(0, began + (overMs * i) / count - Date.now()));
      numbers.push(await desk.create(i % graveEvery === 0 && Number.isFinite(graveEvery)));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  process.stdout.write(`opened ${count} in ${Math.round((Date.now() - began) / 1_000)} s\n`);
  return numbers;
}

/** A breach on record. `deadline`: as the case shows it. */
export type Fired = {
  number: string;
  at: Millis;
  dueAt: Millis;
  deadline: Millis | null;
  lateMs: Millis;
  priority: string;
};

/** Every breach on record of these cases; twice where it stands twice. */
export async function firedOf(db: Connection, numbers: readonly string[]): Promise<Fired[]> {
  const commits = await commitOf(db)
    .find({ caseId: { $in: numbers }, 'events.type': BREACHED })
    .lean<Commit[]>();
  const events = commits.flatMap(unwound).filter(({ type }) => type === BREACHED);
  const cases = await db
    .collection<{ _id: string; priority: string; readings: Record<string, { dueAt: Millis | null }> }>('cases')
    .find({ _id: { $in: [...numbers] } }, { projection: { priority: 1, readings: 1 } })
    .toArray();
  const byId = new Map(cases.map((one) => [one._id, one]));
  return events.map(({ caseId, at, data }) => {
    const dueAt = 'dueAt' in data ? Number(data.dueAt) : 0;
    const one = byId.get(caseId);
    const deadline = one?.readings['resolution']?.dueAt ?? null;
    return { number: caseId, at, dueAt, deadline, lateMs: at - dueAt, priority: one?.priority ?? '' };
  });
}

const ASK_MS = 2_000;
const BREACHED = 'incident.clockBreached';

/** Once as many have fired since, or at `until`. */
export async function allFired(
  db: Connection,
  numbers: readonly string[],
  { since, until }: { since: Millis; until: Millis },
): Promise<Fired[]> {
  const breaches = { at: { $gte: since }, 'events.type': BREACHED };
  while ((await commitOf(db).countDocuments(breaches)) < numbers.length && Date.now() < until) await sleep(ASK_MS);
  return await firedOf(db, numbers);
}

/** How many are not on record, and how many more than once. */
export function gapsOf(fired: readonly Fired[], numbers: readonly string[]): { lost: number; doubled: number } {
  const once = new Set(fired.map(({ number }) => number)).size;
  return { lost: numbers.length - once, doubled: fired.length - once };
}
