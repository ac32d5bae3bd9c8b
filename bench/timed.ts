/** Incidents whose one promise falls due when the bench says. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { createCaseClient, type CaseClient } from '../client/case-client.ts';
import { createDirectory, type Directory } from '../client/directory.ts';
import { incidentClocks } from '../domain/incident/clocks.ts';
import { orgLineOf } from '../domain/kernel/access.ts';
import type { Frame } from '../domain/kernel/calendar.ts';
import { personKey } from '../domain/kernel/ids.ts';
import type { CaseEvent, Millis, OrgPath } from '../domain/kernel/process.ts';
import { calendarOf } from '../models/calendar.ts';
import { eventOf } from '../models/event.ts';
import { addMissing } from '../models/migrations/add-missing.ts';
import { organisationOf } from '../models/organisation.ts';
import { policyOf } from '../models/policy.ts';
import { teamOf } from '../models/team.ts';
import { connectClient } from '../platform/temporal.ts';
import { compileCalendar } from '../platform/zones.ts';
import { makeKeys, makePeople } from '../worker/replay/accounts.ts';
import type { Product } from './product.ts';

const CLIENTS = 24;
const MINUTE = 60_000;

export const nextMinute = (at: Millis): Millis => Math.ceil(at / MINUTE) * MINUTE;
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;

/** `opensAt`: its service hours begin then, for everybody at once; absent: always open. */
type Wish = { name: string; targetMs: Millis; opensAt?: Millis };

export class TimedDesk {
  readonly client: CaseClient;
  readonly unit: OrgPath;
  private readonly key: string;
  private readonly person: string;
  private readonly directory: Directory;

  private constructor(wish: { client: CaseClient; unit: OrgPath; key: string; person: string; directory: Directory }) {
    this.client = wish.client;
    this.unit = wish.unit;
    this.key = wish.key;
    this.person = wish.person;
    this.directory = wish.directory;
  }

  static async open(db: Connection, product: Product, { name, targetMs, opensAt }: Wish): Promise<TimedDesk> {
    const unit: OrgPath = `/bench-${name}`;
    const calendar = opensAt === undefined ? 'always' : `bench-${name}`;
    if (opensAt !== undefined) await openingAt(db, calendar, opensAt);
    await addMissing(organisationOf(db), [
      { _id: unit, name: unit, line: orgLineOf(unit), kind: 'support', tiers: ['L1'], open: true },
    ]);
    const team = `bench-${name}`;
    const common = {
      name: team,
      orgPath: unit,
      tier: 'L1',
      standard: true,
      applications: [],
      calendar: 'always',
      open: true,
    } as const;
    await addMissing(teamOf(db), [{ _id: team, ...common }]);
    const { resolution } = incidentClocks.shipped;
    if (!resolution) throw new Error('no resolution clock');
    const clock = { ...resolution, targets: [{ ms: targetMs, calendar: 'service' }], pause: [], ladder: [] };
    const policy = `incident-bench-${name}`;
    const rest = {
      process: 'incident',
      name: policy,
      organisations: [unit],
      calendars: { service: calendar, vendor: calendar },
    };
    const stamp = { publishedAt: Date.now(), publishedBy: 'system' };
    await addMissing(policyOf(db), [
      {
        _id: `${policy}@1`,
        policy,
        version: 1,
        ...rest,
        clocks: { resolution: clock },
        terms: {},
        silent: ['*'],
        ...stamp,
      },
    ]);
    const person = `bench-${name}-agent`;
    await makePeople(db, new Map([[person, { unit, role: 'desk-agent' as const, teams: new Set([team]) }]]));
    const keys = await makeKeys(db, { people: [person], known: {}, name: 'bench' });
    const { env } = product.run();
    const temporal = connectClient({ temporalAddress: env['TEMPORAL_ADDRESS'] ?? '', temporalNamespace: 'changming' });
    const directory = createDirectory(db);
    const client = createCaseClient({ temporal, db, directory, taskQueue: env['CHANGMING_TASK_QUEUE'] ?? 'changming' });
    return new TimedDesk({ client, unit, key: keys[person] ?? '', person, directory });
  }

  async create(grave: boolean): Promise<string> {
    const actor = await this.directory.actorOf(this.person);
    if (!actor) throw new Error('nobody at the desk');
    const weight = grave ? { impact: '1', urgency: '1' } : { impact: '2', urgency: '2' };
    const report = {
      channel: 'phone',
      reporter: this.person,
      unit: this.unit,
      application: 'office',
      title: 'Timed',
      description: 'Timed',
      contact: '1',
      ...weight,
    };
    const { caseId } = await this.client.open('incident', report, { actor, key: personKey(this.person, randomUUID()) });
    return caseId;
  }

  /** What a person at a desk looks at. */
  async read(address: string): Promise<void> {
    const response = await fetch(`${address}/api/incidents?limit=20`, {
      headers: { Authorization: `Bearer ${this.key}` },
    });
    if (!response.ok) throw new Error(`${response.status}`);
    await response.arrayBuffer();
  }
}

/** Closed until that minute, then open for the rest of the day and the next. */
async function openingAt(db: Connection, id: string, at: Millis): Promise<void> {
  const date = new Date(at).toISOString().slice(0, 10);
  const minute = (at % 86_400_000) / MINUTE;
  const year = Number(date.slice(0, 4));
  const frames: Frame[] = [[minute, 2880]];
  const snapshot = compileCalendar({
    id,
    version: 1,
    zone: 'UTC',
    week: [[], [], [], [], [], [], []] as readonly (readonly Frame[])[],
    dates: { [date]: { set: frames } },
    years: [year, year + 1],
  });
  const stamp = { publishedAt: Date.now(), publishedBy: 'system' };
  await addMissing(calendarOf(db), [{ _id: `${id}@1`, calendar: id, version: 1, name: id, snapshot, ...stamp }]);
}

/** Opens so many, as fast as it goes or evenly over `overMs`; their numbers. */
export async function openTimed(
  desk: TimedDesk,
  count: number,
  { overMs = 0, graveShare = 0 }: { overMs?: Millis; graveShare?: number },
): Promise<string[]> {
  const numbers: string[] = [];
  const began = Date.now();
  let next = 0;
  const client = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      await sleep(Math.max(0, began + (overMs * i) / count - Date.now()));
      numbers.push(await desk.create(graveShare > 0 && i % Math.round(1 / graveShare) === 0));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  process.stdout.write(`opened ${count} in ${Math.round((Date.now() - began) / 1_000)} s\n`);
  return numbers;
}

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
  const events = await eventOf(db)
    .find({ caseId: { $in: numbers }, type: 'incident.clockBreached' }, { caseId: 1, at: 1, data: 1 })
    .lean<CaseEvent[]>();
  const cases = await db
    .collection<{ _id: string; priority: string; readings: Record<string, { dueAt: Millis | null }> }>('cases')
    .find({ _id: { $in: [...numbers] } }, { projection: { priority: 1, readings: 1 } })
    .toArray();
  const byId = new Map(cases.map((one) => [one._id, one]));
  return events.map(({ caseId, at, data }) => {
    const dueAt = 'dueAt' in data ? Number(data.dueAt) : 0;
    const one = byId.get(caseId);
    return {
      number: caseId,
      at,
      dueAt,
      deadline: one?.readings['resolution']?.dueAt ?? null,
      lateMs: at - dueAt,
      priority: one?.priority ?? '',
    };
  });
}
