/**
 * Every fifteenth kind of tampering once (`WHOLE=1`: every kind), on a world that the product made: found, and its place named.
 * Each many times, on a world with every case of the sample, is `npm run tamper`.
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
import { isWhole, orAll } from '../../support/product/sample/whole.ts';

jest.setTimeout(isWhole ? 900_000 : 180_000);
const SEED = 20_261_129;
/** Each looks twice more, before and afterwards, at a world that nobody touched. */
const LANES = isWhole ? 3 : 1;
const all = stories.filter(
  ({ process, acts }) =>
    process === 'call' ||
    process === 'failover' ||
    (process === 'incident' && acts.every(({ data }) => typeof data !== 'function')),
);
const FEW: readonly string[] = ['call escalated', 'call closed', 'incident on-hold', 'failover executing'];
/** Chains of all kinds: short ones, ended ones, such that start others, and such of a plan that is run; none that needs a change. */
const told = orAll(all, ({ process, status }) => FEW.includes(`${process} ${status}`));
const names = orAll(Object.keys(kinds), (_, at) => at % 15 === 0);
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
  const wish = { seed, count: only.length, lanes: Math.min(LANES, only.length), only, heads: world.heads, blind };
  const engines = { mongodbUri: process.env['MONGODB_URI'] ?? '', recordKeys };
  await tamper(engines, image, wish, (one) => void tried.push(one));
  return tried;
}

const placesOf = (tried: Tried[]) => new Map(tried.map(({ n, places }) => [n, places]));

test('each of these kinds of tampering is found and its place named; the same seed tampers with the same places', async () => {
  const tried = await triedWith(names);
  expect(new Set(tried.map(({ kind }) => kind)).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(10);
  expect(tried.filter(({ found }) => !found)).toEqual([]);
  const again = await triedWith(names.slice(0, 2));
  expect(placesOf(again)).toEqual(placesOf(tried.filter(({ n }) => n < 2)));
});

/** What was written since the newest seal is held by signatures alone; what a seal has by that. */
test.each<[Blind, string]>([
  ['mac', 'commits: rehashed from an edit on'],
  ['seals', 'case: dropped with all its traces'],
])('without %s it is missed, wherever the other does not reach, that: %s', async (blind, kind) => {
  let missed = 0;
  for (let seed = SEED; missed === 0 && seed < SEED + 8; seed += 1)
    missed = (await triedWith([kind, kind], blind, seed)).filter(({ found }) => !found).length;
  expect(missed).toBeGreaterThan(0);
});
