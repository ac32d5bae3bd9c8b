/**
 * Every fifteenth kind of tampering once, on a world that the product made: found, and its place named. All of them, and each many
 * times, on a world with every case of the sample, is `npm run tamper`.
 */
import { createDirectory } from '../../../client/registers/directory.ts';
import { imageOf, type Image } from '../../../bench/tampered/image.ts';
import { kinds } from '../../../bench/tampered/kinds/kinds.ts';
import { type Blind, tamper, type Tried } from '../../../bench/tampered/run.ts';
import { makeWorld, type World } from '../../../bench/tampered/world.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { stories } from '../../../worker/sample/sample-stories.ts';
import { recordKeys } from '../../support/engines/database.ts';
import { type Api, startApi } from '../../support/product/api.ts';

jest.setTimeout(180_000);
const SEED = 20_261_129;
/** Beyond it a lane only looks once more, before and afterwards, at a world that nobody touched. */
const MOST_LANES = 3;
/** Chains of all kinds: short ones, ended ones, such that start others, and such of a plan that is run; none that needs a change. */
const told = stories.filter(
  ({ process, acts }) =>
    process === 'call' ||
    process === 'failover' ||
    (process === 'incident' && acts.every(({ data }) => typeof data !== 'function')),
);
const all = Object.keys(kinds).filter((_, at) => at % 15 === 0);
let api: Api;
let world: World;
let image: Image;

beforeAll(async () => {
  api = await startApi({ rehearsals: true });
  const { product, address, password } = api;
  const { db, temporal, taskQueue, env } = product;
  const directory = createDirectory(db);
  const seals = env.sealFolder;
  const engines = { db, temporal, directory, taskQueue };
  world = await makeWorld({ ...engines, address, password, seals, incidents: 3, stories: told });
  await directory.close();
  await product.stopWorker();
  image = await imageOf({ stores: { live: db, rehearsal: rehearsalStore(db) }, folder: seals }, world.before);
}, 300_000); // a whole world is made
afterAll(() => api.stop());

async function triedWith(only: readonly string[], blind?: Blind, seed = SEED): Promise<Tried[]> {
  const tried: Tried[] = [];
  const wish = { seed, count: only.length, lanes: Math.min(MOST_LANES, only.length), only, heads: world.heads, blind };
  const engines = { mongodbUri: process.env['MONGODB_URI'] ?? '', recordKeys };
  await tamper(engines, image, wish, (one) => void tried.push(one));
  return tried;
}

const placesOf = (tried: Tried[]) => new Map(tried.map(({ n, places }) => [n, places]));

test('each of these kinds of tampering is found and its place named', async () => {
  const tried = await triedWith(all);
  expect(new Set(tried.map(({ kind }) => kind)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(10);
  expect(tried.filter(({ found }) => !found)).toEqual([]);
});

test('the same seed tampers with the same places', async () => {
  const some = all.slice(0, 2);
  const [one, two] = [await triedWith(some), await triedWith(some)];
  expect(placesOf(one)).toEqual(placesOf(two));
});

/** What was written since the newest seal is held by signatures alone; what a seal has by that. */
test.each<[Blind, string]>([
  ['mac', 'commits: rehashed from an edit on'],
  ['seals', 'case: dropped with all its traces'],
])('without %s it is missed, wherever the other does not reach, that: %s', async (blind, kind) => {
  let missed = 0;
  for (let seed = SEED; missed === 0 && seed < SEED + 8; seed += 2) {
    const tried = await Promise.all([seed, seed + 1].map((one) => triedWith([kind], blind, one)));
    missed = tried.flat().filter(({ found }) => !found).length;
  }
  expect(missed).toBeGreaterThan(0);
});
