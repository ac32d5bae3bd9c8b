/**
 * A run survives being killed at every boundary between its commits: its worker is stopped there, every second time its workflow is
 * ended by hand as well, and what comes of it is what came of it undisturbed. `SEED` says at which boundaries of which plans; all of
 * them in turn are tried by `npm run kill -- --runs`.
 */
import { randomInt } from 'node:crypto';
import { cameTo, type CameTo, wrongUndos } from '../../../bench/killed/came-to.ts';
import type { Brake, Place } from '../../../bench/killed/brake.ts';
import { round } from '../../../bench/killed/round.ts';
import { type Pace, unpaced } from '../../../bench/stories/run-pace.ts';
import { runCast, setRunStage } from '../../../bench/stories/run-stage.ts';
import { endOf, nameOf, RUN_ACTIONS, runStories, type RunStory } from '../../../bench/stories/run-stories.ts';
import { Random } from '../../../bench/tampered/random.ts';
import { commitsIn, ofCase } from '../../../models/cases/commit.ts';
import { keepWebhooks, saying, startTool, type Tool } from '../../support/outing/stage.ts';
import { autopilotOf } from '../../support/product/autopilot.ts';
import { isRunning, terminate } from '../../support/product/lost.ts';
import { isWhole } from '../../support/product/sample/whole.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(180_000);
const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000));
/** Those of a round are killed at once. */
const ROUNDS: readonly (readonly RunStory['process'][])[] = isWhole
  ? [
      ['release', 'failover', 'failover'],
      ['cutover', 'failover', 'failover'],
    ]
  : [[SEED % 4 < 2 ? 'release' : 'cutover', 'failover']];
const LANES = ROUNDS[0]?.length ?? 0;

let product: Product;
let tool: Tool;
/** What came of each story undisturbed, and how many commits it made. */
const undisturbed = new Map<RunStory, { cameTo: CameTo; commits: number }>();

const casts = Array.from({ length: runStories.length }, (_, n) => runCast(n, (instant) => instant));
beforeAll(async () => {
  const done = saying('done', 'as it should be');
  tool = await startTool(Object.fromEntries(RUN_ACTIONS.map((name) => [`/${name}`, done])));
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port}`;
  product = await startProduct();
  const urls = RUN_ACTIONS.map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`]);
  await keepWebhooks(product, Object.fromEntries(urls));
  await setRunStage(product.db, casts);
  product.directory.drop();
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await product.stop();
  await tool.stop();
});

/** Until it is over; its number. The tool answers at once: a worker that is stopped waits for it. */
async function play(story: RunStory, n: number, brake?: Brake): Promise<string> {
  const cast = casts[n];
  if (!cast) throw new Error('nobody plays it');
  const pace: Pace = brake
    ? { ...unpaced, raised: (number) => brake.raised(number), turn: () => brake.turn() }
    : unpaced;
  return await autopilotOf(product, pace).play(story, cast);
}

const commitsOf = (number: string): Promise<number> => commitsIn(product.db).countDocuments({ _id: ofCase(number) });

async function found(number: string) {
  const events = await product.eventsOf(number);
  const asked = tool.seen.map(({ headers }) => String(headers['idempotency-key']));
  return {
    cameTo: cameTo(await product.stored(number), events),
    wrongUndos: wrongUndos(events),
    askedTwice: asked.filter((key, at) => key.startsWith(`action:${number}/`) && asked.indexOf(key) !== at),
  };
}

type Kill = { n: number; story: RunStory; at: number };
const kills = ROUNDS.flat().map((process, n): Kill => {
  const random = new Random(SEED + n);
  return { n, story: random.pick(runStories.filter((story) => story.process === process)), at: random.next() };
});

test('undisturbed each of the stories that are drawn comes to its end, or all the way back', async () => {
  const stories = [...new Set(kills.map(({ story }) => story))];
  const played = await Promise.all(stories.map(async (story, n) => ({ story, number: await play(story, n) })));
  for (const { story, number } of played) {
    const { cameTo: end, ...wrong } = await found(number);
    expect({ story: nameOf(story), status: end.status, ...wrong }).toEqual({
      story: nameOf(story),
      status: endOf(story),
      wrongUndos: [],
      askedTwice: [],
    });
    undisturbed.set(story, { cameTo: end, commits: await commitsOf(number) });
  }
});

/** One of its boundaries. */
const placed = (kill: Kill): Kill & { place: Place } => {
  const { commits = 1 } = undisturbed.get(kill.story) ?? {};
  return { ...kill, place: { at: 'commit', n: 1 + Math.floor(kill.at * commits) } };
};
const isEnded = ({ n }: Kill): boolean => (SEED + n) % 2 === 1;

/** The worker is stopped; then these have their workflows ended as well, and are brought back as hourly. */
async function killed(numbers: readonly string[]): Promise<void> {
  await product.stopWorker();
  const ended: string[] = [];
  for (const number of numbers)
    if (await isRunning(product, number)) {
      await terminate(product, number);
      ended.push(number);
    }
  await product.startWorker();
  for (const number of ended) await product.reviver.revive(number, { why: 'no workflow runs' });
}

test.each([...ROUNDS.keys()])('killed at boundaries drawn by chance each comes to the same (%i)', async (nth) => {
  const lanes = kills.slice(nth * LANES, (nth + 1) * LANES).map(placed);
  const brakes = new Map<Kill, Brake>();
  const hits = await round(lanes, {
    play: (kill, brake) => {
      brakes.set(kill, brake);
      return play(kill.story, kill.n % LANES, brake);
    },
    sightOf: () => Promise.resolve({ commitsOf }),
    kill: async (look) => {
      await look();
      await killed(lanes.filter(isEnded).flatMap((kill) => brakes.get(kill)?.number ?? []));
    },
  });
  for (const [n, kill] of lanes.entries()) {
    const { story, place } = kill;
    const { at = null, played = '' } = hits[n] ?? {};
    const where = { seed: SEED, story: nameOf(story), place, isEnded: isEnded(kill) };
    const wanted = { cameTo: undisturbed.get(story)?.cameTo, wrongUndos: [], askedTwice: [] };
    const isReached = (at ?? 0) >= place.n;
    expect({ ...where, isReached, ...(await found(played)) }).toEqual({ ...where, isReached: true, ...wanted });
  }
});
