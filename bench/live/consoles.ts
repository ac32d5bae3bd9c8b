/**
 * How soon all who have a console open see what another did, and what they cost the API: each has the stream of its browser, and asks for
 * its queue again when that tells of a change, as the console does (web/src/shell/live.tsx).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door, type Keys } from '../../commands/replay/door.ts';
import type { Post } from '../../commands/replay/posts.ts';
import { figuresOf, inWords } from '../found/times.ts';
import { inTurn, meter, round, rssOf } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { follow, openStream } from './stream.ts';

const CONSOLES = 500;
/** Changes in a round of `--pairs`; of those that all ask their queue again for, fewer do. */
const TOLD = 60;
const SHOWN = 12;
/** Streams tell their counts a second behind a change: the next does not wait behind these. */
const CALM_MS = 2_000;
const PATIENCE_MS = 60_000;
/** What a console waits for more of the same (BURST_MS of the console). */
const BURST_MS = 250;
const P99: Budget = { must: 1_000 };
const [SENDER, DESK] = ['bench-console-sender', 'bench-console-desk'] as const;
const [TEAM, UNIT] = ['donghu-l2', '/dx/donghu'] as const;
const person = (n: number): string => `bench-console-${n}`;

export const consoles = ({ pairs, results, command }: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { address } = product.run();
    const keys = await prepared(db);
    const door = new Door(address, keys);
    const number = await incident(door);
    const api = product.pidOf('api');
    const before = rssOf(api);
    const all = await opened(address, keys);
    try {
      const megabytes = round((rssOf(api) - before) / 1e6);
      await changed(product, { all, door, number, changes: 10 }); // not counted: caches and compilers warm up
      const told: number[] = [];
      const shown: number[] = [];
      for (let n = 0; n < pairs; n += 1) {
        const one = await changed(product, { all, door, number, changes: TOLD });
        const two = await changed(product, { all, door, number, changes: SHOWN, asks: { address, keys } });
        for (const [variant, { times, cpuMs, rssMb }] of Object.entries({ told: one, shown: two }))
          results.phase({ run: 'consoles', variant, consoles: CONSOLES, ...figuresOf(times), cpuMs, rssMb });
        told.push(...one.times);
        shown.push(...two.times);
        results.row(
          rowOf(`API: CPU of a change told to ${CONSOLES}; asked for by all; memory of their streams`, {
            measured: `${one.cpuMs['api']} CPU-ms; ${two.cpuMs['api']} CPU-ms; ${megabytes} MB`,
            command,
          }),
        );
      }
      results.row({
        row: 'consoles',
        what: `from a comment to the last of ${CONSOLES} open consoles that is told`,
        budget: budgetWords([P99], ' ms'),
        measured: inWords(told),
        verdict: verdictOf([figuresOf(told).p99, P99]),
        command,
      });
      results.row(
        rowOf(`from a comment to the last of ${CONSOLES} that has its queue anew`, {
          measured: inWords(shown),
          command,
        }),
      );
    } finally {
      for (const one of all) one.leave();
    }
  });

const rowOf = (what: string, { measured, command }: { measured: string; command: string }) =>
  ({ row: 'consoles', what, budget: '', measured, verdict: 'printed', command }) as const;

async function prepared(db: Connection): Promise<Keys> {
  const people = [SENDER, ...Array.from({ length: CONSOLES }, (_, n) => person(n))];
  const posts = people.map((id): [string, Post] => [id, { unit: UNIT, role: 'engineer', teams: new Set([TEAM]) }]);
  await makePeople(db, new Map([...posts, [DESK, { unit: UNIT, role: 'desk-agent', teams: new Set() }]]));
  return await makeKeys(db, { people: [...people, DESK], known: {}, name: 'bench' });
}

const numberSchema = z.looseObject({ number: z.string(), version: z.number() });
async function given(door: Door, by: string, path: string, data: object): Promise<z.infer<typeof numberSchema>> {
  const { code, shown } = await door.post(by, path, { key: randomUUID(), data, schema: numberSchema });
  if (!shown) throw new Error(`${path}: ${code}`);
  return shown;
}
const incident = async (door: Door): Promise<string> =>
  (
    await given(door, DESK, '/api/incidents', {
      channel: 'phone',
      reporter: 'req-linxi',
      unit: '/dx/donghu/linxi/school',
      application: 'payment',
      title: 'Watched',
      description: 'Watched by all',
      contact: '0712',
      impact: '2',
      urgency: '2',
      queue: TEAM,
    })
  ).number;

// ── those who have it open
type Open = {
  person: string /** Resolves when it is told of that version or a later one. */;
  until(version: number): Promise<void>;
  leave(): void;
};

async function opened(address: string, keys: Keys): Promise<Open[]> {
  const all: Open[] = [];
  await inTurn(
    Array.from({ length: CONSOLES }, (_, n) => person(n)),
    async (id) => all.push(await open(address, id, String(keys[id]))),
  );
  return all;
}

const toldSchema = z.looseObject({ number: z.string(), version: z.number() });
async function open(address: string, id: string, key: string): Promise<Open> {
  const gone = new AbortController();
  const body = await openStream(address, { path: '/api/live?scope=list', key, signal: gone.signal });
  let newest = 0;
  let wanted: { version: number; told: () => void } | undefined;
  const look = (): void => {
    if (wanted && newest >= wanted.version) wanted.told();
  };
  void follow(body, ({ event, data }) => {
    if (event !== 'case') return;
    newest = Math.max(newest, toldSchema.parse(data).version);
    look();
  }).catch(() => undefined); // it ends when he leaves
  return {
    person: id,
    until: (version) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${id} was not told`)), PATIENCE_MS);
        wanted = {
          version,
          told: () => {
            clearTimeout(late);
            wanted = undefined;
            resolve();
          },
        };
        look();
      }),
    leave: () => gone.abort(),
  };
}

type Round = {
  all: readonly Open[];
  door: Door;
  number: string;
  changes: number;
  asks?: { address: string; keys: Keys };
};
async function changed(product: Product, { all, door, number, changes, asks }: Round) {
  const measured = meter(() => product.groups());
  const times: number[] = [];
  for (let n = 0; n < changes; n += 1) {
    const since = performance.now();
    const data = { text: `Comment ${n}`, audience: 'internal' };
    const { version } = await given(door, SENDER, `/api/incidents/${number}/comment`, data);
    await Promise.all(all.map((one) => one.until(version).then(() => asks && askedAgain(asks, one.person))));
    times.push(performance.now() - since);
    await sleep(CALM_MS);
  }
  const { cpuMs, rssMb } = measured(changes);
  return { times, cpuMs, rssMb };
}

async function askedAgain({ address, keys }: { address: string; keys: Keys }, id: string): Promise<void> {
  await sleep(BURST_MS);
  const answer = await fetch(`${address}/api/work?of=team&limit=50`, {
    headers: { Authorization: `Bearer ${keys[id]}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the queue: ${answer.status} ${text}`);
}
