/**
 * `npm run kill -- --mixed [--minutes 4] [--players 4] [--seed 1]`: lives of all processes are played by several people at once, in an order
 * that the seed draws, while worker, API, Temporal and MongoDB get SIGKILL, alone and together, or workflows are ended by hand, at moments
 * that it draws too: now and then again while the product is still on its way back. When the time is over each life is played to its end,
 * and all that must hold is looked at. Exit codes as for `npm run kill`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parsedOrWrong, WrongUse } from '../../commands/support/command.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { PartName, Product } from '../product.ts';
import type { RunTool } from '../stories/run-tool.ts';
import { Random } from '../tampered/random.ts';
import { type Check, Worthless } from './check.ts';
import { asHourly, onEngines, terminateSome } from './faults.ts';
import { invariants } from './invariants.ts';
import { AT_RANDOM, type Kind, MixedStage } from './mixed.ts';
import { askedOnce } from './of-runs.ts';
import { onProduct } from './on-product.ts';

type Fault = readonly PartName[] | 'all' | 'terminate';
/** As often as each stands here. */
const FAULTS: readonly Fault[] = [
  ['worker'],
  ['worker'],
  ['api'],
  ['temporal'],
  ['mongod'],
  ['worker', 'api'],
  ['temporal', 'mongod'],
  ['worker', 'mongod'],
  'all',
  'terminate',
];
/** By hand somebody ends only what he can reach. */
const KILLS = FAULTS.filter((fault) => fault !== 'terminate');
const RECOVERY_MS = 120_000;
/** So long it is left in peace, drawn between; or hit again on its way back, once in so many times. */
const PEACE_MS: readonly [least: Millis, most: Millis] = [1_000, 12_000];
const AGAIN_MS = 3_000;
const AGAIN_ONE_IN = 4;
/** Fewer prove nothing. */
const LEAST_FAULTS_A_MINUTE = 1;

type Wish = { minutes: number; players: number; seed: number };
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function wishOf(): Wish {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({ options: { mixed: { type: 'boolean' }, minutes: text, players: text, seed: text } }),
  );
  for (const name of ['minutes', 'players', 'seed'] as const)
    if (values[name] !== undefined && !/^[1-9]\d{0,5}$/.test(values[name]))
      throw new WrongUse(`--${name} is a whole number from 1`);
  const { minutes = 4, players = 4, seed = 1 } = values;
  return { minutes: Number(minutes), players: Number(players), seed: Number(seed) };
}

/** Answers the exit code. Throws WrongUse, and Worthless where too little was killed. */
export async function killMixed(): Promise<number> {
  const wish = wishOf();
  return await onProduct(async (product, tool) => {
    say(`changming kill --mixed  ${wish.minutes} min, ${wish.players} players, seed ${wish.seed}`);
    return { checks: await played(product, tool, wish) };
  });
}

async function played(product: Product, tool: RunTool, { minutes, players, seed }: Wish): Promise<Check[]> {
  const stage = await MixedStage.open(product, tool, players);
  const end = Date.now() + minutes * 60_000;
  const killing = killUntil(product, end, new Random(seed));
  killing.catch(() => undefined); // awaited below
  await Promise.all(
    Array.from({ length: players }, (_, n) => play(stage, n, { end, chance: new Random(seed * 1_000 + n) })),
  );
  const faults = await killing;
  if (faults < minutes * LEAST_FAULTS_A_MINUTE) throw new Worthless(`only ${faults} faults in ${minutes} min`);
  await product.ready(RECOVERY_MS);
  const { accepted, ended, acknowledged } = stage.cameTo();
  say(`${faults} faults, ${accepted} commands acknowledged; as the job of the hour: ${await asHourly(product)}`);
  const checks = await onEngines(product, (engines) => invariants(engines, { accepted, acknowledged }));
  return [ended, ...checks, askedOnce(tool)];
}

type Playing = { end: Millis; chance: Random };
/** The first player begins with the longest, the second with what only one can play at a time, the third with what freezes figures. */
const FIRST: readonly (readonly Kind[])[] = [['release'], ['archive'], ['appraisal', 'appraisal']];
/** One life after the other, each kind once before any comes again. */
async function play(stage: MixedStage, player: number, { end, chance }: Playing): Promise<void> {
  let left: Kind[] = [...(FIRST[player] ?? [])];
  while (Date.now() < end) {
    if (left.length === 0) left = shuffled(AT_RANDOM, chance);
    const kind = left.shift();
    if (kind) await stage.play(kind, player);
  }
}

const shuffled = <T>(all: readonly T[], chance: Random): T[] =>
  all
    .map((one) => ({ one, place: chance.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);

/** How many faults there were. */
async function killUntil(product: Product, end: Millis, chance: Random): Promise<number> {
  let faults = 0;
  for (;;) {
    const isAgain = faults > 0 && chance.below(AGAIN_ONE_IN) === 0;
    const fault = chance.pick(isAgain ? KILLS : FAULTS);
    const [least, most] = isAgain ? [0, AGAIN_MS] : PEACE_MS;
    if (!isAgain) await product.ready(RECOVERY_MS);
    await sleep(least + chance.below(most - least));
    if (Date.now() > end) return faults;
    const words = await hit(product, fault);
    faults += 1;
    say(`${String(faults).padStart(3)}  ${isAgain ? 'on its way back: ' : ''}${words}`);
  }
}

async function hit(product: Product, fault: Fault): Promise<string> {
  if (fault === 'terminate') return await terminateSome(product);
  if (fault === 'all') {
    product.kill('all');
    await product.start();
    return 'kill -9 of all';
  }
  for (const part of fault) product.kill(part);
  return `kill -9 of ${fault.join(' and ')}`;
}
