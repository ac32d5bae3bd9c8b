/** The inbox of somebody who has very many seats to vote on, among very many cases: written past the product, asked through HTTP. */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Keys } from '../../commands/replay/door.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { figuresOf, inWords, timesOf } from './times.ts';

const TOP: OrgPath = '/bench-approvals';
const CITIES = 20;
const HEAD = 'bench-approvals-head';
/** Cases that wait for him, of those there are. */
const SEATS = 500;
/** Every so many of the others is a change that waits for other approvers. */
const CHANGES = 5;
const AT_A_TIME = 1_000;
const ROUNDS = 200;
const WARM = 5;
const HOUR = 3_600_000;
const P99: Budget = { must: 100 };

export const approvals = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const began = performance.now();
    await write(db, cases);
    const keys = await headOf(db);
    await db.getClient().db('admin').command({ fsync: 1 }); // what was just written is no part of an inbox
    const seconds = round((performance.now() - began) / 1_000);
    results.phase({ run: 'approvals', variant: 'write', cases, seconds });
    const asked = { address: product.run().address, keys };
    const all: number[] = [];
    for (const limit of [20, 50, 100]) {
      const page = { person: HEAD, path: `/api/approvals?limit=${limit}` };
      await refuseOther(asked, page.path, limit);
      await timesOf(asked, page, WARM);
      const times = await timesOf(asked, page, ROUNDS);
      all.push(...times);
      results.row({
        row: 'approvals',
        what: `a page of ${limit} of ${SEATS} open seats`,
        budget: '',
        measured: inWords(times),
        verdict: 'printed',
        command,
      });
    }
    results.row({
      row: 'approvals',
      what: `p99 of the inbox of a person with ${SEATS} open seats among ${cases.toLocaleString('en')} cases`,
      budget: budgetWords([P99], ' ms'),
      measured: inWords(all),
      verdict: verdictOf([figuresOf(all).p99, P99]),
      command,
    });
  });

/** An inbox that shows less than there is would be quick. */
async function refuseOther({ address, keys }: { address: string; keys: Keys }, path: string, count: number) {
  const answer = await fetch(`${address}${path}`, { headers: { Authorization: `Bearer ${keys[HEAD]}` } });
  const told: unknown = await answer.json();
  const items: unknown = typeof told === 'object' && told !== null && 'items' in told ? told.items : undefined;
  if (!Array.isArray(items) || items.length !== count) throw new Error(`${answer.status} ${JSON.stringify(told)}`);
}

async function headOf(db: Connection) {
  await addEntries(db, 'organisations', [
    { _id: TOP, name: TOP, line: orgLineOf(TOP), kind: 'support', tiers: [], open: true },
  ]);
  await makePeople(db, new Map([[HEAD, { unit: TOP, role: 'supervisor', teams: new Set<string>() }]]));
  return await makeKeys(db, { people: [HEAD], known: {}, name: 'bench' });
}

async function write(db: Connection, cases: number): Promise<void> {
  const now = Date.now();
  const every = Math.max(1, Math.floor(cases / SEATS));
  for (let first = 0; first < cases; first += AT_A_TIME) {
    const rows = Array.from({ length: Math.min(AT_A_TIME, cases - first) }, (_, k) => {
      const n = first + k;
      if (n % every === 0 && n / every < SEATS) return waitingFor(HEAD, n, now);
      return n % CHANGES === 0 ? waitingFor(`bench-approvals-${n % 300}`, n, now) : anIncident(n, now);
    });
    await db.collection('cases').insertMany(rows);
  }
}

const common = (n: number, now: number) => {
  const place: OrgPath = `${TOP}/c${n % CITIES}`;
  return {
    mode: 'live',
    version: 3,
    title: `case ${n}`,
    orgPath: place,
    orgLine: orgLineOf(place),
    application: 'payment',
    openedAt: now - (n % 1_000) * HOUR,
    updatedAt: now,
    dueAt: now + (n % 500) * HOUR,
  };
};

function waitingFor(person: string, n: number, now: number): object {
  const one = common(n, now);
  const seat = { seat: 'head', state: 'asked', people: [{ person }] };
  return {
    ...one,
    _id: `CHG-${900_000 + n}`,
    process: 'change',
    status: 'authorizing',
    kind: 'normal',
    items: [`bench-item-${n}`],
    parties: { unit: one.orgPath, requester: 'bench', hands: [person], involved: [person] },
    waitsFor: [{ to: { person }, command: 'approve', since: now, dueAt: one.dueAt }],
    approval: {
      round: 1,
      planHash: 'a'.repeat(64),
      state: 'open',
      stages: [{ key: 'head', rule: 'any', seats: [seat] }],
      delegations: [],
    },
  };
}

function anIncident(n: number, now: number): object {
  const one = common(n, now);
  return {
    ...one,
    _id: `INC-${900_000 + n}`,
    process: 'incident',
    status: 'queued',
    priority: 'P3',
    queue: `bench-queue-${n % 50}`,
    queueOrg: one.orgPath,
    tier: 'L1',
    parties: { unit: one.orgPath, requester: `bench-requester-${n % 1_000}` },
    waitsFor: [{ to: { team: `bench-queue-${n % 50}` }, command: 'claim', since: now, dueAt: one.dueAt }],
  };
}
