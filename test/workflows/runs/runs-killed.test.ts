/**
 * A run survives being killed at every boundary between its commits: its worker is stopped there, every second time its workflow is
 * ended by hand as well, and what comes of it is what came of it undisturbed. `SEED` says at which boundaries of which plans; all of
 * them in turn are tried by `npm run kill -- --runs`.
 */
import { randomInt } from 'node:crypto';
import { cameTo, type CameTo, wrongUndos } from '../../../bench/killed/came-to.ts';
import { nameOf, raisedFor, RUN_ACTIONS, runStories, type RunStory } from '../../../bench/stories/run-stories.ts';
import { Random } from '../../../bench/tampered/random.ts';
import { lastSeqOf } from '../../../domain/kernel/record/commit.ts';
import { commitsAfter, headOf } from '../../../models/cases/commit.ts';
import { keepWebhooks, saying, startTool, type Tool } from '../../support/outing/stage.ts';
import { autopilotOf } from '../../support/product/autopilot.ts';
import { isRunning, terminate } from '../../support/product/lost.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(180_000);
const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000));
const KILLS = 10;

let product: Product;
let tool: Tool;
let pilot: ReturnType<typeof autopilotOf>;
/** What came of each story undisturbed, and the versions at which it stood. */
const undisturbed = new Map<RunStory, { cameTo: CameTo; versions: readonly number[] }>();

beforeAll(async () => {
  const done = saying('done', 'as it should be');
  tool = await startTool(Object.fromEntries(RUN_ACTIONS.map((name) => [`/${name}`, done])));
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port}`;
  product = await startProduct();
  pilot = autopilotOf(product);
  const urls = RUN_ACTIONS.map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`]);
  await keepWebhooks(product, Object.fromEntries(urls));
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await product.stop();
  await tool.stop();
});

/** Until it is closed; `raised` is told its number as soon as it has one. */
async function play({ scheme, turn }: RunStory, raised: (number: string) => void = () => undefined): Promise<string> {
  const number = await pilot.raise(raisedFor(scheme));
  raised(number);
  await pilot.authorize(number);
  await pilot.run(number, ['closed'], turn === undefined ? undefined : { at: turn, command: 'rollBack' });
  return number;
}

async function found(number: string, { turn }: RunStory) {
  const events = await product.eventsOf(number);
  return {
    cameTo: cameTo(await product.stored(number), events),
    wrongUndos: turn === undefined ? [] : wrongUndos(events, true),
    askedTwice: askedTwice(number),
  };
}

/** Attempts of its actions that the tool was asked for more than once. */
function askedTwice(number: string): string[] {
  const keys = tool.seen.map(({ headers }) => String(headers['idempotency-key']));
  return keys.filter((key, at) => key.startsWith(`action:${number}/`) && keys.indexOf(key) !== at);
}

test('undisturbed each shipped plan comes to its end, and all the way back', async () => {
  const played = await Promise.all(runStories.map(async (story) => ({ story, number: await play(story) })));
  for (const { story, number } of played) {
    const { cameTo: end, ...wrong } = await found(number, story);
    expect({ story: nameOf(story), ...wrong }).toEqual({ story: nameOf(story), wrongUndos: [], askedTwice: [] });
    expect(end.status).toBe('closed');
    undisturbed.set(story, { cameTo: end, versions: (await commitsAfter(product.db, number)).map(lastSeqOf) });
  }
  expect(tool.seen.length).toBeGreaterThan(runStories.length);
});

/** The worker is stopped as soon as the case stands there; `ended`: its workflow is ended as well, and brought back as hourly. */
async function killedAt(story: RunStory, version: number, ended: boolean): Promise<string> {
  let number = '';
  const playing = play(story, (given) => {
    number = given;
  });
  const killing = async () => {
    await product.eventually(async () => number !== '' && ((await headOf(product.db, number))?.seq ?? 0) >= version);
    await product.stopWorker();
    if (ended && (await isRunning(product, number))) {
      await terminate(product, number);
      await product.startWorker();
      await product.reviver.revive(number, { why: 'no workflow runs' });
    } else await product.startWorker();
  };
  const [played] = await Promise.all([playing, killing()]);
  return played;
}

const kills = Array.from({ length: KILLS }, (_, n) => n);
test.each(kills)('killed at a boundary drawn by chance it comes to the same (%i)', async (n) => {
  const random = new Random(SEED + n);
  const boundaries = [...undisturbed].flatMap(([story, { versions }]) =>
    versions.map((version) => ({ story, version })),
  );
  const { story, version } = random.pick(boundaries);
  const ended = n % 2 === 1;
  const number = await killedAt(story, version, ended);
  const where = { seed: SEED, story: nameOf(story), version, ended };
  const wanted = { cameTo: undisturbed.get(story)?.cameTo, wrongUndos: [], askedTwice: [] };
  expect({ ...where, ...(await found(number, story)) }).toEqual({ ...where, ...wanted });
});
