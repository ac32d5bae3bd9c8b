/** The standard lifecycle through HTTP, by so many desks with people and keys of their own. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { orgLineOf } from '../domain/kernel/access.ts';
import { incidentClocks, standardPolicy } from '../domain/incident/clocks.ts';
import type { OrgPath, PinnedPolicy, Role } from '../domain/kernel/process.ts';
import { addMissing } from '../models/migrations/add-missing.ts';
import { organisationOf } from '../models/organisation.ts';
import { policyOf } from '../models/policy.ts';
import { teamOf } from '../models/team.ts';
import { makeKeys, makePeople } from '../worker/replay/accounts.ts';
import type { Keys } from '../worker/replay/door.ts';

/** `standard`: response and resolution, not a notice. `shipped`: all clocks and notices, a report owed. */
export type Policy = 'standard' | 'shipped';
const TEAM = (policy: Policy): string => `bench-${policy}`;
const ORG = (policy: Policy): OrgPath => `/bench-${policy}`;
const DESKS = 66; // with three people each about the 200 users of the budgets
const who = (policy: Policy, role: string, desk: number): string => `bench-${policy}-${role}-${desk % DESKS}`;
/** 288 letters, as the peers were measured with. */
const WORDS = 'The payment form stays empty after the update. '.repeat(7).slice(0, 288);

export type Command = { name: string; ms: number };

export class Desks {
  private readonly address: string;
  private readonly keys: Keys;

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
    return new Desks(address, await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' }));
  }

  /** Opens an incident; answers its number. */
  async create(desk: number, policy: Policy = 'standard'): Promise<string> {
    const { _id } = await this.post(who(policy, 'desk-agent', desk), '/api/incidents', {
      channel: 'phone',
      reporter: who(policy, 'requester', desk),
      unit: ORG(policy),
      application: 'office',
      title: 'The payment form stays empty',
      description: WORDS,
      contact: '8000',
      impact: '2',
      urgency: '2',
    });
    return _id;
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
    const number = await timed('create', () => this.create(desk, policy));
    const engineer = who(policy, 'engineer', desk);
    const path = (name: string): string => `/api/incidents/${number}/${name}`;
    const command = (name: string, by: string, data: object) => timed(name, () => this.post(by, path(name), data));
    await command('claim', engineer, {});
    await command('start', engineer, {});
    await command('resolve', engineer, {
      solution: WORDS,
      causeCode: 'program-defect',
      category: 'software-function',
      knowledge: { kind: 'none', reason: 'known' },
    });
    const report = { cause: WORDS, evidence: WORDS, handling: WORDS, prevention: WORDS };
    if (policy === 'shipped') await command('fileReport', engineer, report);
    await command('confirm', who(policy, 'requester', desk), {});
    return took;
  }

  private async post(by: string, path: string, data: object): Promise<{ _id: string }> {
    const response = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${this.keys[by] ?? ''}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
      },
      body: JSON.stringify(data),
    });
    const text = await response.text();
    if (!response.ok || response.status === 202) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as { _id: string };
  }
}

async function makeOrganisation(db: Connection, policy: Policy): Promise<void> {
  const orgPath = ORG(policy);
  await addMissing(organisationOf(db), [
    { _id: orgPath, name: orgPath, line: orgLineOf(orgPath), kind: 'support', tiers: ['L1'], open: true },
  ]);
  await addMissing(teamOf(db), [
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
  await addMissing(policyOf(db), [
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
