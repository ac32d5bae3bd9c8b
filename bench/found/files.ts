/**
 * Files of cases: lists of a case that has very many, among very many files in all; and bytes that come and go while the API's
 * memory stays as it is. Rows and commits are written past the product, what is timed goes through HTTP.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { MOST_FILES } from '../../domain/kernel/common/files.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { round, rssOf } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { type Asked, figuresOf, inWords, timesOf } from './times.ts';

const TOP: OrgPath = '/bench-files';
const HEAD = 'bench-files-head';
/** Of one commit. */
const TOGETHER = 10;
const AT_A_TIME = 1_000;
const ROUNDS = 300;
const SMALL = 500;
const LARGE = 48;
const LARGE_BYTES = 10 * 1_048_576 - 1;
const SIDE_BY_SIDE = 8;
const P99: Budget = { must: 100 };
/** Eight buffers of a megabyte each way, and what the collector of garbage has not looked at yet. */
const GROWTH: Budget = { must: 150, goal: 100 };

export const filesOfCases = (wish: Wish): Promise<void> =>
  onProduct({ CHANGMING_DAY_FILES_MB: '10000' }, async (product, db) => {
    const { results, command, items } = wish;
    const began = performance.now();
    const cases = await write(db, items);
    const asked = { address: product.run().address, keys: await headOf(db) };
    await db.getClient().db('admin').command({ fsync: 1 });
    results.phase({ run: 'files', variant: 'write', items, seconds: round((performance.now() - began) / 1_000) });
    await refuseOther(asked, cases[0] ?? '');
    const all: number[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const path = `/api/cases/${cases[n % cases.length]}/files?limit=100`;
      const times = await timesOf(asked, { person: HEAD, path }, 1);
      if (n >= TOGETHER) all.push(...times);
    }
    results.row({
      row: 'files',
      what: `p99 of a page of 100 files of a case with ${MOST_FILES}, among ${items.toLocaleString('en')} files`,
      budget: budgetWords([P99], ' ms'),
      measured: inWords(all),
      verdict: verdictOf([figuresOf(all).p99, P99]),
      command,
    });
    await bytes(wish, product, asked);
  });

async function bytes({ results, command }: Wish, product: Product, asked: Asked): Promise<void> {
  const small: number[] = [];
  for (let n = 0; n < SMALL; n += 1) {
    const since = performance.now();
    await upload(asked, Buffer.from(`small ${n}`));
    small.push(performance.now() - since);
  }
  const pid = product.pidOf('api');
  await sleep(5_000);
  const before = rssOf(pid);
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, rssOf(pid))), 50);
  const since = performance.now();
  let left = LARGE;
  const client = async (): Promise<void> => {
    for (left -= 1; left >= 0; left -= 1) {
      const id = await upload(asked, Buffer.alloc(LARGE_BYTES, `${left} line of a log\n`));
      await download(asked, id);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, client));
  const seconds = (performance.now() - since) / 1_000;
  clearInterval(watch);
  const grown = Math.round((peak - before) / 1e6);
  results.row({
    row: 'files',
    what: `growth of the API's memory while ${LARGE} files of 10 MB come and go, ${SIDE_BY_SIDE} side by side`,
    budget: budgetWords([GROWTH], ' MB'),
    measured: `${grown} MB over ${Math.round(before / 1e6)} MB; ${round((2 * LARGE * LARGE_BYTES) / 1e6 / seconds)} MB/s; a small one in: ${inWords(small)}`,
    verdict: verdictOf([grown, GROWTH]),
    command,
  });
}

async function upload({ address, keys }: Asked, body: Buffer<ArrayBuffer>): Promise<string> {
  const headers = {
    Authorization: `Bearer ${keys[HEAD]}`,
    'Idempotency-Key': randomUUID(),
    'File-Name': 'bench.log',
    'Content-Type': 'application/octet-stream',
  };
  const answer = await fetch(`${address}/api/files`, { method: 'POST', headers, body });
  const told: unknown = await answer.json();
  if (answer.status === 201 && typeof told === 'object' && told !== null && 'id' in told) return String(told.id);
  throw new Error(`upload: ${answer.status} ${JSON.stringify(told)}`);
}

async function download({ address, keys }: Asked, id: string): Promise<void> {
  const answer = await fetch(`${address}/api/files/${id}`, { headers: { Authorization: `Bearer ${keys[HEAD]}` } });
  const { byteLength } = await answer.arrayBuffer();
  if (!answer.ok || byteLength !== LARGE_BYTES) throw new Error(`download: ${answer.status}, ${byteLength} bytes`);
}

/** A list that shows less than there is would be quick. */
async function refuseOther({ address, keys }: Asked, number: string): Promise<void> {
  const answer = await fetch(`${address}/api/cases/${number}/files?limit=100`, {
    headers: { Authorization: `Bearer ${keys[HEAD]}` },
  });
  const told: unknown = await answer.json();
  const listed: unknown = typeof told === 'object' && told !== null && 'items' in told ? told.items : undefined;
  if (!Array.isArray(listed) || listed.length !== 100) throw new Error(`${answer.status} ${JSON.stringify(told)}`);
}

async function headOf(db: Connection): Promise<Asked['keys']> {
  await addEntries(db, 'organisations', [
    { _id: TOP, name: TOP, line: orgLineOf(TOP), kind: 'support', tiers: [], open: true },
  ]);
  await makePeople(db, new Map([[HEAD, { unit: TOP, role: 'supervisor', teams: new Set<string>() }]]));
  return await makeKeys(db, { people: [HEAD], known: {}, name: 'bench' });
}

/** Numbers of the cases, each as full as one may be. */
async function write(db: Connection, items: number): Promise<string[]> {
  const cases = Array.from({ length: Math.ceil(items / MOST_FILES) }, (_, n) => `INC-${900_000 + n}`);
  await db.collection('cases').insertMany(cases.map((number) => incident(number)) as object[]);
  const commits = cases.flatMap((number) =>
    Array.from({ length: MOST_FILES / TOGETHER }, (_, n) => attached(number, n + 1)),
  );
  for (let first = 0; first < commits.length; first += AT_A_TIME) {
    const page = commits.slice(first, first + AT_A_TIME);
    await db.collection('commits').insertMany(page as object[]);
    await db
      .collection('files')
      .insertMany(page.flatMap(({ events: [{ data }] }) => data.files.map(rowOf)) as object[]);
  }
  return cases;
}

const by = { id: HEAD, role: 'supervisor' } as const;

function attached(caseId: string, seq: number) {
  const files = Array.from({ length: TOGETHER }, (_, n) => {
    const sha256 = createHash('sha256').update(`${caseId} ${seq} ${n}`).digest('hex');
    return { id: randomUUID(), name: `现场 ${n}.jpg`, type: 'image/jpeg', size: 1_000, sha256 };
  });
  const data = { files, audience: 'public' };
  return {
    _id: `${caseId}:${String(seq).padStart(6, '0')}`,
    caseId,
    process: 'incident',
    mode: 'live',
    seq,
    key: `u:${HEAD}:${randomUUID()}`,
    digest: '',
    at: Date.now(),
    by,
    events: [{ type: 'incident.attached', data, schema: 1 }] as const,
    effects: [],
    files: files.map(({ id }) => id),
  };
}

const rowOf = ({ id, ...file }: { id: string }) => ({
  ...file,
  _id: id,
  state: 'kept',
  by: HEAD,
  at: Date.now() - 48 * 3_600_000,
  key: `u:${HEAD}:${id}`,
  sent: id,
});

const incident = (number: string) => ({
  _id: number,
  process: 'incident',
  mode: 'live',
  version: MOST_FILES / TOGETHER,
  status: 'queued',
  title: `case ${number}`,
  orgPath: TOP,
  orgLine: orgLineOf(TOP),
  parties: { unit: TOP, requester: 'bench' },
  priority: 'P3',
  waitsFor: [],
  openedAt: Date.now(),
  updatedAt: Date.now(),
  dueAt: null,
});
