/** The standard lifecycle through HTTP, by so many desks with people and keys of their own. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { orgLineOf } from '../domain/kernel/people/access.ts';
import { incidentClocks, standardPolicy } from '../domain/incident/clocks.ts';
import type { OrgPath, PinnedPolicy, Role } from '../domain/kernel/process.ts';
import { addEntries, addVersions } from '../models/registers/add-missing.ts';
import { makeKeys, makePeople } from '../commands/replay/accounts.ts';
import type { Keys } from '../commands/replay/door.ts';
import type { BareDocument } from './bare/save.ts';
import { inTurn } from './measure.ts';

/** `standard`: response and resolution, not a notice. `shipped`: all clocks and notices, a report owed. */
export type Policy = 'standard' | 'shipped';
const TEAM = (policy: Policy): string => `bench-${policy}`;
const ORG = (policy: Policy): OrgPath => `/bench-${policy}`;
const DESKS = 66; // with three people each about the 200 users of the budgets
const who = (policy: Policy, role: string, desk: number): string => `bench-${policy}-${role}-${desk % DESKS}`;
/** 288 letters, as the peers were measured with. */
const WORDS = 'The payment form stays empty after the update. '.repeat(7).slice(0, 288);

/**
 * So many applications and as many causes: each lifecycle has a pair of its own. A fault that came up before would be
 * one of a series (domain/incident/faults.ts), which owes a report, starts a problem and stays open. As many
 * letters as `office` and `program-defect`.
 */
const OF_EACH = 250;
const ordinal = (n: number): string => String(n % OF_EACH).padStart(3, '0');
export const application = (n: number): string => `app${ordinal(n)}`;
export const causeCode = (n: number): string => `bench-code-${ordinal(n)}`;

export type Command = { name: string; ms: number };
type Sent = { method?: string; headers?: Record<string, string>; body?: string };
type Fault = { application: string; causeCode: string };

export class Desks {
  private readonly address: string;
  private readonly keys: Keys;
  private turns = 0;
  /** Number of the case that was opened last. */
  newest = '';
  /** What was opened since `openLeft` was asked last. */
  private opened: string[] = [];
  /** Opened to stay open, and by whom. */
  private standing: { number: string; requester: string }[] = [];

  private constructor(address: string, keys: Keys) {
    this.address = address;
    this.keys = keys;
  }

  static async open(db: Connection, address: string): Promise<Desks> {
    const posts = new Map<string, { unit: OrgPath; role: Role; teams: Set<string> }>();
    for (const policy of ['standard', 'shipped'] as const) {
      await makeOrganisation(db, policy);
      for (let desk = 0; desk < DESKS; desk += 1)
        for (const [role, teams] of [
          ['desk-agent', []],
          ['engineer', [TEAM(policy)]],
          ['requester', []],
        ] as const)
          posts.set(who(policy, role, desk), { unit: ORG(policy), role, teams: new Set(teams) });
    }
    await makePeople(db, posts);
    await makeWords(db);
    return new Desks(address, await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' }));
  }

  /** Opens an incident and leaves it so; `endOpened` ends it. */
  async create(desk: number, policy: Policy = 'standard'): Promise<void> {
    const number = await this.open(desk, policy, this.nextFault());
    this.standing.push({ number, requester: who(policy, 'requester', desk) });
  }

  /** Cancels what `create` has opened. */
  async endOpened(): Promise<void> {
    const all = this.standing;
    this.standing = [];
    const cancel = ({ number, requester }: (typeof all)[number]) =>
      this.post(requester, `/api/incidents/${number}/cancel`, { reason: 'The bench has counted it' });
    await inTurn(all, cancel);
  }

  /** What an engineer is shown of the newest 20. */
  list(desk: number, policy: Policy = 'standard'): Promise<unknown> {
    return this.ask(who(policy, 'engineer', desk), '/api/incidents?limit=20');
  }

  /** One of those that `create` has opened, as an engineer is shown it. */
  detail(desk: number, policy: Policy = 'standard'): Promise<unknown> {
    const { number } = this.standing[desk % this.standing.length] ?? { number: this.newest };
    return this.ask(who(policy, 'engineer', desk), `/api/incidents/${number}`);
  }

  /** How many of the cases opened since it was asked last have not reached that end. */
  async openLeft(db: Connection, end: 'closed' | 'canceled' = 'closed'): Promise<number> {
    const numbers = this.opened;
    this.opened = [];
    const cases = db.collection<{ _id: string; status: string }>('cases');
    return numbers.length - (await cases.countDocuments({ _id: { $in: numbers }, status: end }));
  }

  private nextFault(): Fault {
    const n = this.turns++;
    return { application: application(n), causeCode: causeCode(Math.floor(n / OF_EACH)) };
  }

  /** Opens an incident; answers its number. */
  private async open(desk: number, policy: Policy, { application: about }: Fault): Promise<string> {
    const { number } = await this.post(who(policy, 'desk-agent', desk), '/api/incidents', {
      channel: 'phone',
      reporter: who(policy, 'requester', desk),
      unit: ORG(policy),
      application: about,
      title: 'The payment form stays empty',
      description: WORDS,
      contact: '8000',
      impact: '2',
      urgency: '2',
    });
    this.newest = number;
    this.opened.push(number);
    return number;
  }

  /** create, claim, start, resolve, (report,) confirm; answers how long each took. */
  async lifecycle(desk: number, policy: Policy = 'standard'): Promise<Command[]> {
    const took: Command[] = [];
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const since = performance.now();
      const result = await work();
      took.push({ name, ms: performance.now() - since });
      return result;
    };
    const fault = this.nextFault();
    const number = await timed('create', () => this.open(desk, policy, fault));
    const engineer = who(policy, 'engineer', desk);
    const path = (name: string): string => `/api/incidents/${number}/${name}`;
    const command = (name: string, by: string, data: object) => timed(name, () => this.post(by, path(name), data));
    await command('claim', engineer, {});
    await command('start', engineer, {});
    await command('resolve', engineer, {
      solution: WORDS,
      causeCode: fault.causeCode,
      category: 'software-function',
      knowledge: { kind: 'none', reason: 'known' },
    });
    const report = { cause: WORDS, evidence: WORDS, handling: WORDS, prevention: WORDS };
    if (policy === 'shipped') await command('fileReport', engineer, report);
    await command('confirm', who(policy, 'requester', desk), {});
    return took;
  }

  private post(by: string, path: string, data: object): Promise<{ number: string }> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
    return this.ask(by, path, { method: 'POST', headers, body: JSON.stringify(data) });
  }

  private async ask(by: string, path: string, { headers, ...init }: Sent = {}): Promise<{ number: string }> {
    const Authorization = `Bearer ${this.keys[by] ?? ''}`;
    const response = await fetch(`${this.address}${path}`, { ...init, headers: { ...headers, Authorization } });
    const text = await response.text();
    if (!response.ok || response.status === 202) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as { number: string };
  }
}

const words = (idOf: (n: number) => string) =>
  Array.from({ length: OF_EACH }, (_, n) => ({
    _id: idOf(n),
    title: { zh: idOf(n), en: idOf(n) },
    order: 0,
    open: true,
  }));

export async function makeWords(db: Connection): Promise<void> {
  await addEntries(db, 'applications', words(application));
  await addEntries(db, 'cause-codes', words(causeCode));
}

/** What a case of the product looks like in the store, for the bare one to store as much. */
export async function closedDocument(db: Connection, desks: Desks): Promise<BareDocument> {
  await desks.lifecycle(0);
  const open = await desks.openLeft(db);
  const stored = await db.collection<BareDocument>('cases').findOne({ _id: desks.newest });
  if (!stored || open > 0) throw new Error('no incident has been closed');
  return stored; // its own number and version are set at each step
}

async function makeOrganisation(db: Connection, policy: Policy): Promise<void> {
  const orgPath = ORG(policy);
  await addEntries(db, 'organisations', [
    { _id: orgPath, name: orgPath, line: orgLineOf(orgPath), kind: 'support', tiers: ['L1'], open: true },
  ]);
  await addEntries(db, 'teams', [
    {
      _id: TEAM(policy),
      name: TEAM(policy),
      orgPath,
      tier: 'L1',
      standard: true,
      applications: [],
      calendar: 'cn-5x8',
      open: true,
    },
  ]);
  const shipped: PinnedPolicy = {
    ...standardPolicy,
    clocks: incidentClocks.shipped,
    terms: { reportAlways: true },
    silent: [],
  };
  const { clocks, terms, silent = [] } = policy === 'standard' ? standardPolicy : shipped;
  await addVersions(db, 'policies', [
    {
      _id: `incident-${TEAM(policy)}@1`,
      policy: `incident-${TEAM(policy)}`,
      version: 1,
      process: 'incident',
      name: TEAM(policy),
      organisations: [orgPath],
      calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
      clocks,
      terms,
      ...(silent.length > 0 ? { silent } : {}),
      publishedAt: Date.now(),
      publishedBy: 'system',
    },
  ]);
}
