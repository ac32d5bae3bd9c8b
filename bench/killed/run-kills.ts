/**
 * `npm run kill -- --runs [--plans all|KEY] [--seed 1] [--most N]`: each shipped plan of a failover, to its end and turned back, is
 * killed at every boundary between its commits in turn, and in the middle of each of its actions, and what comes of it is what came of
 * it undisturbed. The events of one commit are one insert, so nothing lies between them. The worker gets SIGKILL, every third time API
 * and both engines too. Exit codes as for `npm run kill`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { parsedOrWrong, WrongUse } from '../../commands/support/command.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsAfter, eventsAfter, headOf } from '../../models/cases/commit.ts';
import { type PartName, Product } from '../product.ts';
import type { Played } from '../stories/players.ts';
import { RunPlayers } from '../stories/run-players.ts';
import { nameOf, runStories, type RunStory, SCHEMES } from '../stories/run-stories.ts';
import { RunTool } from '../stories/run-tool.ts';
import { Random } from '../tampered/random.ts';
import { cameTo, type CameTo, looksIn } from './came-to.ts';
import { type Check, rowsOf, Worthless } from './check.ts';
import { asHourly, onEngines } from './faults.ts';
import { invariants } from './invariants.ts';
import { askedOnce } from './of-runs.ts';

const RECOVERY_MS = 120_000;
/** A run that was killed comes to that version within it, or the kill proves nothing. */
const REACHED_MS = 300_000;
const LOOK_MS = 3;
const WORKER: readonly PartName[] = ['worker'];
const ALL: readonly PartName[] = ['worker', 'api', 'temporal', 'mongod'];

type Wish = { schemes: readonly string[]; seed: number; most: number };
/** As soon as the case is in that version, or while the tool is at its n-th action. */
type Place = { at: 'version' | 'action'; n: number };
type Undisturbed = { story: RunStory; cameTo: CameTo; places: readonly Place[] };
type Boundary = Undisturbed & { place: Place };
/** `looks`: actions that got lost; `endedAfterMs`: from the kill to the end of the run. */
type Killed = { story: RunStory; place: Place; victims: readonly PartName[]; looks: number; endedAfterMs: number };
type Tried = Killed & { number: string; differs: string[] };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function wishOf(): Wish {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({ options: { runs: { type: 'boolean' }, plans: text, seed: text, most: text } }),
  );
  for (const name of ['seed', 'most'] as const)
    if (values[name] !== undefined && !/^\d{1,6}$/.test(values[name]))
      throw new WrongUse(`--${name} is a whole number`);
  const { plans = 'all', seed = '1', most = '999999' } = values;
  if (plans !== 'all' && !SCHEMES.includes(plans)) throw new WrongUse(`--plans: all, or one of ${SCHEMES.join(', ')}`);
  return { schemes: plans === 'all' ? SCHEMES : [plans], seed: Number(seed), most: Number(most) };
}

/** Answers the exit code. Throws WrongUse, and Worthless where a boundary was not reached. */
export async function killRuns(): Promise<number> {
  const wish = wishOf();
  const tool = await RunTool.start();
  let product: Product | undefined;
  try {
    product = await Product.start(tool.env);
    say(`data and logs: ${product.dataFolder}`); // they stay unless all holds
    const holds = await allKilled(product, tool, wish);
    if (holds) await product.end();
    say(`verdict      ${holds ? 'PASS' : 'BROKEN'}`);
    return holds ? 0 : 1;
  } finally {
    await product?.stop();
    await tool.stop();
  }
}

async function allKilled(product: Product, tool: RunTool, { schemes, seed, most }: Wish): Promise<boolean> {
  const players = await product.onDatabase(async (db) => {
    await tool.register(db);
    return await RunPlayers.open(db, product.address);
  });
  let accepted = 0;
  const counted = (played: Played): Played => {
    accepted += played.accepted;
    if (played.faults.length > 0) say(`        ${played.faults.join(', ')}`);
    return played;
  };
  const quiet: Undisturbed[] = [];
  for (const story of runStories.filter(({ scheme }) => schemes.includes(scheme))) {
    const { number } = counted(await players.play(story));
    const versions = await product.onDatabase(async (db) => (await commitsAfter(db, number)).map(lastSeqOf));
    const actions = Array.from({ length: tool.countOf(number) }, (_, n) => n + 1);
    const places = [...versions.map((n) => placeOf('version', n)), ...actions.map((n) => placeOf('action', n))];
    const came = await product.onDatabase((db) => whatCameOf(db, number));
    if (came.cameTo.status !== 'closed' || came.looks > 0)
      throw new Worthless(`undisturbed ${nameOf(story)} is ${came.cameTo.status}`);
    quiet.push({ story, cameTo: came.cameTo, places });
  }
  const all = quiet.flatMap((one) => one.places.map((place): Boundary => ({ ...one, place })));
  const chosen = new Random(seed).some(all, most);
  say(`changming kill --runs  ${quiet.length} stories, ${chosen.length} of ${all.length} places, seed ${seed}`);
  const tried: Tried[] = [];
  for (const [n, boundary] of chosen.entries()) {
    const victims = n % 3 === 2 ? ALL : WORKER;
    const one = await killedAt({ product, tool }, boundary, victims, async (raised) =>
      counted(await players.play(boundary.story, raised)),
    );
    tried.push(one);
    say(lineOf(one));
  }
  for (const row of tableOf(quiet, tried)) say(row);
  say(`as the job of the hour: ${await asHourly(product)}`);
  const checks: Check[] = [
    {
      what: 'each killed run came to what the undisturbed one came to',
      seen: tried.length,
      broken: tried.flatMap(({ story, place, number, differs }) =>
        differs.map((what) => `seed ${seed}, ${nameOf(story)} ${wordsOf(place)}, ${number}: ${what}`),
      ),
    },
    ...(await onEngines(product, (engines) => invariants(engines, accepted))),
    askedOnce(tool),
  ];
  for (const row of rowsOf(checks)) say(row);
  return checks.every(({ broken }) => broken.length === 0);
}

const placeOf = (at: Place['at'], n: number): Place => ({ at, n });
const wordsOf = ({ at, n }: Place): string => `${at === 'version' ? 'at' : 'in action'} ${n}`;

type Play = (raised: (number: string) => void) => Promise<Played>;

async function killedAt(
  { product, tool }: { product: Product; tool: RunTool },
  { story, place, cameTo: wanted }: Boundary,
  victims: readonly PartName[],
  play: Play,
): Promise<Tried> {
  const seen = { number: '', killedAtMs: 0 };
  const playing = play((number) => {
    seen.number = number;
  });
  playing.catch(() => undefined); // awaited below
  await product.onDatabase(async (db) => {
    const end = performance.now() + REACHED_MS;
    const reached = async (number: string): Promise<number> =>
      place.at === 'action' ? tool.countOf(number) : ((await headOf(db, number))?.seq ?? 0);
    while (seen.number === '' || (await reached(seen.number)) < place.n) {
      if (performance.now() > end) throw new Worthless(`${nameOf(story)} was never ${wordsOf(place)}`);
      await sleep(LOOK_MS);
    }
    for (const victim of victims) product.kill(victim);
    seen.killedAtMs = performance.now();
  });
  const { number } = await playing;
  const endedAfterMs = Math.round(performance.now() - seen.killedAtMs);
  await product.ready(RECOVERY_MS);
  const { cameTo: came, looks } = await product.onDatabase((db) => whatCameOf(db, number));
  return { story, place, victims, looks, endedAfterMs, number, differs: differences(wanted, came) };
}

async function whatCameOf(db: Connection, number: string): Promise<{ cameTo: CameTo; looks: number }> {
  const stored = await casesIn(db).findOne({ _id: number });
  if (!stored) throw new Worthless(`${number} is not stored`);
  const events = await eventsAfter(db, number);
  return { cameTo: cameTo(stored satisfies StoredCase, events), looks: looksIn(events) };
}

function differences(wanted: CameTo, came: CameTo): string[] {
  const parts = ['status', 'steps', 'events'] as const;
  return parts.flatMap((part) => {
    const [one, other] = [JSON.stringify(wanted[part]), JSON.stringify(came[part])];
    return one === other ? [] : [`${part}: ${other}, wanted: ${one}`];
  });
}

const lineOf = ({ story, place, victims, looks, endedAfterMs, number, differs }: Tried): string =>
  [
    differs.length === 0 ? 'same   ' : 'DIFFERS',
    nameOf(story).padEnd(28),
    wordsOf(place).padEnd(12),
    `${(endedAfterMs / 1_000).toFixed(1).padStart(6)} s`,
    number,
    victims.join('+'),
    looks > 0 ? `${looks} looked at` : '',
  ]
    .join('  ')
    .trimEnd();

const row = (name: string, cells: readonly (string | number)[]): string =>
  [name.padEnd(28), ...cells.map((cell) => String(cell).padStart(10))].join('  ').trimEnd();

function tableOf(quiet: readonly Undisturbed[], tried: readonly Tried[]): string[] {
  return [
    '',
    row('plan', ['boundaries', 'actions', 'killed', 'same', 'looked at', 'slowest s']),
    ...quiet.map(({ story, places }) => {
      const count = (at: Place['at']): number => places.filter((one) => one.at === at).length;
      const own = tried.filter((one) => one.story === story);
      const slowest = Math.max(0, ...own.map(({ endedAfterMs }) => endedAfterMs)) / 1_000;
      const looks = own.reduce((sum, one) => sum + one.looks, 0);
      const same = own.filter(({ differs }) => differs.length === 0).length;
      return row(nameOf(story), [count('version'), count('action'), own.length, same, looks, slowest.toFixed(1)]);
    }),
    '',
  ];
}
