/**
 * The event log of very many cases through HTTP: how long it takes, and that the API's memory does not grow with it. Cases of ten
 * events are written past the product.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { commitIdOf, numberOf } from '../../domain/kernel/ids.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { cpuMsOf, round, rssOf } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';

const TOP: OrgPath = '/bench-log';
const HEAD = 'bench-log-head';
/** Apart from the sample cases. */
const FIRST = 800_000;
const AT_A_TIME = 500;
const MINUTE = 60_000;
/** Of 100,000 cases. */
const TIME: Budget = { must: 60 };
/** Of what the API holds in the last quarter of the file, against the second: the first still fills caches. */
const GROWTH: Budget = { must: 1.15 };

export const eventLog = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const began = performance.now();
    await write(db, cases);
    const token = await headOf(db);
    await db.getClient().db('admin').command({ fsync: 1 }); // what was just written is no part of it
    results.phase({ run: 'event-log', variant: 'write', cases, seconds: round((performance.now() - began) / 1_000) });
    const asked = { product, token };
    await read(asked, `/api/event-log?org=${TOP}&q=INC-8000`, 'identity');
    for (const encoding of ['identity', 'gzip'] as const) {
      const { seconds, cpu, megabytes, traces, events, sizes } = await read(
        asked,
        `/api/event-log?org=${TOP}`,
        encoding,
      );
      if (encoding === 'identity' && (traces !== cases || events !== cases * EVENTS.length))
        throw new Error(`${traces} traces and ${events} events`);
      const quarter = (n: number): number => {
        const part = sizes.slice((n * sizes.length) / 4, ((n + 1) * sizes.length) / 4);
        return part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length);
      };
      const growth = round(quarter(3) / quarter(1));
      const held = [0, 1, 2, 3].map((n) => Math.round(quarter(n) / 1e6)).join(', ');
      results.row({
        row: 'event-log',
        what: `XES of ${cases.toLocaleString('en')} cases, ${(cases * EVENTS.length).toLocaleString('en')} events, ${encoding === 'gzip' ? 'packed' : 'as it is'}`,
        budget: budgetWords([TIME], ' s'),
        measured: `${seconds} s (${cpu} s of the API), ${megabytes} MB`,
        verdict: verdictOf([seconds, TIME]),
        command,
      });
      results.row({
        row: 'event-log',
        what: `memory of the API in the last quarter of it, against the second, ${encoding === 'gzip' ? 'packed' : 'as it is'}`,
        budget: budgetWords([GROWTH]),
        measured: `${growth} (${held} MB by quarter)`,
        verdict: verdictOf([growth, GROWTH]),
        command,
      });
    }
    for (const report of ['conformance', 'follows']) {
      const { seconds, cpu, sizes } = await read(asked, `/api/event-log/${report}?org=${TOP}`, 'identity');
      results.row({
        row: 'event-log',
        what: `${report} of them`,
        budget: '',
        measured: `${seconds} s (${cpu} s of the API), at most ${Math.round(Math.max(...sizes) / 1e6)} MB held`,
        verdict: 'printed',
        command,
      });
    }
  });

type Asked = { product: Product; token: string };
async function read({ product, token }: Asked, path: string, encoding: 'identity' | 'gzip') {
  const pid = product.pidOf('api');
  const sizes: number[] = [];
  const watch = setInterval(() => sizes.push(rssOf(pid)), 100);
  const [since, cpuBefore] = [performance.now(), cpuMsOf(pid)];
  try {
    const answer = await fetch(`${product.run().address}${path}`, {
      headers: { Authorization: `Bearer ${token}`, 'Accept-Encoding': encoding },
    });
    if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`);
    let [bytes, traces, events, rest] = [0, 0, 0, ''];
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      const text = rest + Buffer.from(part).toString('latin1');
      traces += text.split('</trace>').length - 1;
      events += text.split('</event>').length - 1;
      rest = /<\/?[a-z]{0,6}$/.exec(text)?.[0] ?? '';
    }
    const cpu = round((cpuMsOf(pid) - cpuBefore) / 1_000);
    const seconds = round((performance.now() - since) / 1_000);
    return { seconds, cpu, megabytes: Math.round(bytes / 1e6), traces, events, sizes };
  } finally {
    clearInterval(watch);
  }
}

async function headOf(db: Connection): Promise<string> {
  await addEntries(db, 'organisations', [
    { _id: TOP, name: TOP, line: orgLineOf(TOP), kind: 'support', tiers: [], open: true },
  ]);
  await makePeople(db, new Map([[HEAD, { unit: TOP, role: 'supervisor', teams: new Set<string>() }]]));
  return (await makeKeys(db, { people: [HEAD], known: {}, name: 'bench' }))[HEAD] ?? '';
}

const WORDS = '已联系用户，支付接口返回超时；the gateway answers again, waiting for the vendor. '.repeat(4);
const PLACE = { queue: 'bench-log-queue', queueOrg: TOP, tier: 'L1' };
type Said = readonly [type: string, data: object, role?: 'requester' | 'supervisor'];
const EVENTS: readonly Said[] = [
  [
    'created',
    {
      channel: 'phone',
      reporter: 'bench-requester',
      unit: TOP,
      application: 'payment',
      title: 'Payments fail',
      description: WORDS,
      impact: '2',
      urgency: '2',
      priority: 'P3',
      place: PLACE,
    },
  ],
  ['claimed', { person: 'bench-engineer' }],
  ['started', {}],
  ['commented', { text: WORDS, audience: 'internal' }],
  ['held', { reason: 'vendor', note: WORDS }],
  ['resumed', {}],
  ['commented', { text: WORDS, audience: 'public' }],
  [
    'resolved',
    {
      solution: WORDS,
      causeCode: 'c',
      category: 'c',
      knowledge: { kind: 'none', reason: WORDS },
      by: 'bench-engineer',
    },
  ],
  ['confirmed', {}, 'requester'],
  ['closed', { facts: {} }, 'supervisor'],
];

async function write(db: Connection, cases: number): Promise<void> {
  const now = Date.now();
  for (let first = 0; first < cases; first += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, cases - first);
    const numbers = Array.from({ length: count }, (_, k) => numberOf('INC', FIRST + first + k));
    await db
      .collection<{ _id: string }>('cases')
      .insertMany(numbers.map((number, k) => documentOf(number, now - (first + k) * MINUTE)));
    await db
      .collection<{ _id: string }>('commits')
      .insertMany(
        numbers.flatMap((number, k) => EVENTS.map((_, n) => commitOf(number, n, now - (first + k) * MINUTE))),
      );
  }
}

const documentOf = (_id: string, openedAt: number) => ({
  _id,
  process: 'incident',
  mode: 'live',
  version: EVENTS.length,
  status: 'closed',
  title: 'Payments fail',
  description: WORDS,
  orgPath: TOP,
  orgLine: orgLineOf(TOP),
  parties: { requester: 'bench-requester', unit: TOP, assignee: 'bench-engineer' },
  priority: 'P3',
  application: 'payment',
  ...PLACE,
  waitsFor: [],
  readings: {},
  dueAt: null,
  openedAt,
  updatedAt: openedAt + 10 * MINUTE,
  closedAt: openedAt + 10 * MINUTE,
  kase: { text: `{"state":"${'s'.repeat(2_000)}"}`, mac: 'm', keyId: 'k', shape: '0' },
});

function commitOf(caseId: string, n: number, openedAt: number) {
  const [type, data, role = 'engineer'] = EVENTS[n] ?? EVENTS[0] ?? ['', {}];
  return {
    _id: commitIdOf(caseId, n + 1),
    caseId,
    process: 'incident',
    mode: 'live',
    seq: n + 1,
    key: `u:bench:${caseId}-${n}`,
    digest: 'd'.repeat(64),
    at: openedAt + n * MINUTE,
    by: { id: role === 'engineer' ? 'bench-engineer' : `bench-${role}`, role },
    events: [{ type: `incident.${type}`, schema: 1, data }],
    effects: [
      { key: `e:${caseId}:${n + 1}:0`, effect: { kind: 'notify', to: { team: PLACE.queue }, template: 'x', data: {} } },
    ],
    prevHash: 'a'.repeat(64),
    hash: 'b'.repeat(64),
    mac: 'c'.repeat(64),
    keyId: 'k',
  };
}
