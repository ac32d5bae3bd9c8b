/** How soon all who watch a run see its next step: a person confirms, the stream tells, each asks for the view of the night. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door, type Keys } from '../../commands/replay/door.ts';
import { MINUTE } from '../../domain/kernel/time/durations.ts';
import { step } from '../../domain/runbooks/shipped/step.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import { figuresOf, inWords } from '../found/times.ts';
import { follow, type Frame, openStream } from '../live/stream.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';

const WATCHERS = 50;
const STEPS = 40;
const PATIENCE_MS = 30_000;
/** Streams tell their counts a second behind a change: the next confirmation does not wait behind these. */
const CALM_MS = 1_500;
const P99: Budget = { must: 500 };
const RUNBOOK = 'bench-watched';
const [RAISER, COMMANDER] = ['bench-run-raiser', 'bench-run-commander'];
const watcher = (n: number): string => `bench-watcher-${n}`;
const idOf = (n: number): string => `step-${n}`;

/** `pairs`: runs, one after the other, behind one that is not counted: an API that has just begun compiles its code as it goes. */
export const runWatched = ({ pairs, results, command }: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { address } = product.run();
    const keys = await prepared(db);
    const door = new Door(address, keys);
    const times: number[] = [];
    for (let n = 0; n <= pairs; n += 1) {
      const number = await begun(door);
      const own = await confirmedBefore(all(address, keys, number), door, number);
      if (n === 0) continue;
      results.phase({ run: 'runs', number, watchers: WATCHERS, ...figuresOf(own) });
      times.push(...own);
    }
    results.row({
      row: 'runs',
      what: `from a confirmation to the next step shown to the last of ${WATCHERS} who watch`,
      budget: budgetWords([P99], ' ms'),
      measured: inWords(times),
      verdict: verdictOf([figuresOf(times).p99, P99]),
      command,
    });
  });

const post = (role: 'engineer' | 'supervisor') => ({ unit: '/dx/donghu', role, teams: new Set<string>() }) as const;
async function prepared(db: Connection): Promise<Keys> {
  const watchers = Array.from({ length: WATCHERS }, (_, n) => watcher(n));
  const people = [RAISER, ...watchers].map((id) => [id, post('engineer')] as const);
  await makePeople(db, new Map([...people, [COMMANDER, post('supervisor')]]));
  await addVersions(db, 'runbooks', [
    {
      _id: `${RUNBOOK}@1`,
      runbook: RUNBOOK,
      version: 1,
      title: { zh: '观看', en: 'Watched' },
      process: 'failover',
      scheme: 'standby-node',
      orgPath: '/dx/donghu',
      applications: [],
      items: [],
      plan: { of: Array.from({ length: STEPS }, (_, n) => stepOf(n)) },
      publishedAt: Date.now(),
      publishedBy: 'owner',
      authors: ['expert-3'],
    },
  ]);
  return await makeKeys(db, { people: [RAISER, COMMANDER, ...watchers], known: {}, name: 'bench' });
}

const stepOf = (n: number) =>
  step(idOf(n), {
    title: [`第${n}步`, `Step ${n}`],
    does: [`核对并切换第${n}号节点。`, `Verify node ${n} and switch it over.`],
    sees: [`第${n}号节点正常。`, `Node ${n} is well.`],
    minutes: 10,
    undo: { does: [`切回第${n}号节点。`, `Switch node ${n} back.`], minutes: 5 },
  });

// ── the run
const shownSchema = z.looseObject({
  number: z.string(),
  proposal: z.looseObject({ planHash: z.string() }).optional(),
});

async function begun(door: Door): Promise<string> {
  const give = async (by: string, path: string, data: object) => {
    const { code, shown } = await door.post(by, path, { key: randomUUID(), data, schema: shownSchema });
    if (!shown) throw new Error(`${path}: ${code}`);
    return shown;
  };
  const { number } = await give(RAISER, '/api/failovers', {
    unit: '/dx/donghu/linxi/school',
    title: 'Watched',
    items: ['srv-db-1'],
    faultAt: new Date(Date.now() - MINUTE).toISOString(),
    facts: { hardwareFault: true, clustered: true, standbyHealthy: true },
    commander: COMMANDER,
  });
  const base = `/api/failovers/${number}`;
  const { proposal } = await give(COMMANDER, `${base}/choosePlans`, { runbooks: [RUNBOOK], reason: 'bench' });
  await give(COMMANDER, `${base}/authorize`, { planHash: proposal?.planHash ?? '', customerTold: 'bench' });
  return number;
}

/** Milliseconds of each confirmation but the last, from its sending. */
async function confirmedBefore(watching: Promise<Watcher[]>, door: Door, number: string): Promise<number[]> {
  const watchers = await watching;
  try {
    const times: number[] = [];
    await Promise.all(watchers.map((one) => one.until(idOf(0))));
    for (let n = 0; n < STEPS - 1; n += 1) {
      const shown = Promise.all(watchers.map((one) => one.until(idOf(n + 1))));
      const since = performance.now();
      const data = { part: idOf(n), evidence: `log ${n}` };
      const path = `/api/failovers/${number}/confirmStep`;
      const { code } = await door.post(RAISER, path, { key: randomUUID(), data, schema: shownSchema });
      if (code !== null) throw new Error(`${path}: ${code}`);
      await shown;
      times.push(performance.now() - since);
      await sleep(CALM_MS);
    }
    return times;
  } finally {
    for (const one of watchers) one.leave();
  }
}

// ── those who watch
type Watcher = {
  /** Resolves when he is shown that step. */
  until(part: string): Promise<void>;
  leave(): void;
};
const all = (address: string, keys: Keys, number: string): Promise<Watcher[]> =>
  Promise.all(Array.from({ length: WATCHERS }, (_, n) => watched(address, String(keys[watcher(n)]), number)));

const runSchema = z.looseObject({ current: z.array(z.looseObject({ part: z.string() })) });

async function watched(address: string, key: string, number: string): Promise<Watcher> {
  const gone = new AbortController();
  const headers = { Authorization: `Bearer ${key}` };
  const path = `/api/live?scope=case&number=${number}`;
  const stream = await openStream(address, { path, headers, signal: gone.signal });
  let parts: string[] = [];
  let tag = '';
  let looking: Promise<void> | undefined;
  let isStale = false;
  let wanted: { part: string; shown: () => void } | undefined;

  const tell = (): void => {
    if (wanted && parts.includes(wanted.part)) wanted.shown();
  };
  async function look(): Promise<void> {
    do {
      isStale = false;
      const asked = { headers: { ...headers, 'If-None-Match': tag }, signal: gone.signal };
      const answer = await fetch(`${address}/api/runs/${number}`, asked);
      const text = await answer.text();
      if (answer.status === 304) continue;
      if (!answer.ok) throw new Error(`the run: ${answer.status} ${text}`);
      tag = answer.headers.get('etag') ?? '';
      parts = runSchema.parse(JSON.parse(text)).current.map(({ part }) => part);
      tell();
    } while (isStale);
  }
  /** What comes while he looks is looked at once more. */
  function lookSoon(): void {
    isStale = true;
    looking ??= look()
      .catch((error: unknown) => {
        if (!gone.signal.aborted) process.stderr.write(`${String(error)}\n`); // the patience of `until` ends it
      })
      .finally(() => {
        looking = undefined;
      });
  }
  const hear = ({ event }: Frame): void => (event === 'case' || event === 'reset' ? lookSoon() : undefined);
  void follow(stream, hear).catch(() => undefined); // it ends when he leaves
  lookSoon();
  return {
    until: (part) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${part} was not shown`)), PATIENCE_MS);
        wanted = {
          part,
          shown: () => {
            clearTimeout(late);
            wanted = undefined;
            resolve();
          },
        };
        tell();
      }),
    leave: () => gone.abort(),
  };
}
