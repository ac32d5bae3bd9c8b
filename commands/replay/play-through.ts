/** A live run from end to end: finds the product, makes what the log needs when asked to, sends, and tells. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openDatabase, say } from '../support/command.ts';
import { Door, type Keys } from './door.ts';
import type { Closure, Judged } from './judge.ts';
import { type LiveResult, type Pace, runLive } from './live.ts';
import { planCase, type Planned, tiersOf } from './plan.ts';
import type { LogCase } from './read-log.ts';
import { keysFileIn, readKeys, setUp } from './setup.ts';

type Options = Pace & {
  dry: readonly Judged[];
  closure: Closure;
  url: string | undefined;
  setup: boolean;
};

const DEFAULT_URL = 'http://127.0.0.1:3000';
const PROGRESS_MS = 5_000;

export async function playThrough(cases: readonly LogCase[], options: Options): Promise<LiveResult> {
  const { dry, closure, clients, speed } = options;
  const tiers = tiersOf(cases);
  const plans = cases.map((one) => planCase(one, { closure, tiers }));
  const keys = await keysFor(plans.flat(), tiers, options);
  const url = options.url ?? runningAt() ?? DEFAULT_URL;
  say(`sending ${plans.reduce((sum, plan) => sum + plan.length, 0)} commands to ${url}`);
  const inOrder = cases
    .map(({ start }, i) => ({ start, live: { dry: dry[i] ?? unjudged(), planned: plans[i] ?? [] } }))
    .toSorted((a, b) => a.start - b.start)
    .map(({ live }) => live);
  return await runLive(inOrder, { door: new Door(url, keys), clients, speed, onProgress: progress() });
}

function unjudged(): never {
  throw new Error('every case has been judged');
}

async function keysFor(
  planned: readonly Planned[],
  tiers: ReturnType<typeof tiersOf>,
  { setup }: Options,
): Promise<Keys> {
  const keysFile = keysFileIn(dataFolder());
  if (!setup) return readKeys(keysFile);
  const { db } = await openDatabase();
  try {
    const keys = await setUp(db, { planned, tiers, keysFile });
    say(`${tiers.size} teams and ${Object.keys(keys).length} people are there; their keys: ${keysFile}`);
    return keys;
  } finally {
    await db.close();
  }
}

export const dataFolder = (): string => path.resolve(process.env['CHANGMING_DATA'] || 'data');

/** The address of the product that runs on the data folder. */
function runningAt(): string | undefined {
  try {
    const run: unknown = JSON.parse(readFileSync(path.join(dataFolder(), 'run.json'), 'utf8'));
    return z.object({ address: z.url() }).safeParse(run).data?.address;
  } catch {
    return undefined;
  }
}

function progress(): (sent: number, of: number) => void {
  let said = Date.now();
  return (sent, of) => {
    if (Date.now() - said < PROGRESS_MS) return;
    said = Date.now();
    say(`${sent} of ${of} commands answered`);
  };
}
