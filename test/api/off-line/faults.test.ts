/**
 * The client of a device against the real API, through a network that breaks, with pages that are gone in the midst of what they
 * do: what comes of it is what comes of a run in which nothing went wrong. `SEED` and `FAULTS` (how many runs) as in docs/bench.md.
 */
import fc from 'fast-check';
import type { OffLine } from '../../../web/src/off-line/off-line.ts';
import type { Said } from '../../../web/src/off-line/row.ts';
import { type BadNetwork, badNetwork } from '../../support/off-line/bad-network.ts';
import { type Device, device, type Gone } from '../../support/off-line/device.ts';
import { acceptedOrder, cameTo, done, ENGINEER, fates, flush, note } from '../../support/off-line/visits.ts';
import { type Api, startApi } from '../../support/product/api.ts';
import { isWhole, orAll } from '../../support/product/sample/whole.ts';

let api: Api;
let network: BadNetwork;
let cookie: string;
const devices: Device[] = [];
beforeAll(async () => {
  api = await startApi();
  network = await badNetwork(api.address);
  ({ cookie } = await api.as(ENGINEER));
}, 120_000);
afterAll(async () => {
  await Promise.all(devices.map((one) => one.remove()));
  await network.stop();
  await api.stop();
});

const headers = () => ({ Cookie: cookie, Origin: network.address });
async function newDevice(): Promise<Device> {
  const made = await device({ person: ENGINEER, address: () => network.address, headers });
  devices.push(made);
  return made;
}

/** What a visit may be made of; `after` and the like name earlier ones by their places. */
type Word = { said: Said; after?: number };
const words: readonly Word[] = [
  { said: note('Seen') },
  { said: note('On the way') },
  { said: { command: 'arrive', data: {}, observed: ['/observedAt'] } },
  { said: { command: 'complete', data: done } },
  { said: { command: 'awaitPart', data: { spare: 'Power supply' } } },
  { said: { command: 'awaitPart', data: { spare: '' } } },
  { said: { command: 'dance', data: {} } },
  { said: { command: 'depart', data: {} } },
  { said: note('Of it'), after: 1 },
  { said: note('Of both'), after: 2 },
];
type Visit = readonly number[];

async function say(page: OffLine, number: string, visit: Visit): Promise<void> {
  const keys: string[] = [];
  for (const [at, word] of visit.entries()) {
    const { said, after } = words[word] ?? { said: note('?') };
    const ground = after === undefined ? undefined : keys[at - after];
    const { key } = await page.keep(number, ground === undefined ? said : { ...said, after: [ground] });
    keys.push(key);
  }
}

/** Undisturbed. */
async function plain(visit: Visit) {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  const only = page();
  await say(only, number, visit);
  await flush(only, number);
  return { events: await cameTo(api, number), fates: fates(await only.rows(number)) };
}

const whole: Visit = [0, 3, 8, 2, 5, 8, 6, 4, 0, 9, 2, 3, 1, 3];

/** So many at once: the engines open many as fast as one. */
const orders = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => acceptedOrder(api)));
const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('R060 cut anywhere in the request or the answer, or gone at any step, it comes to the same', async () => {
  const wanted = await plain(whole);
  expect(wanted.fates.filter((fate) => fate.endsWith('refused')).length).toBeGreaterThan(3);
  expect(wanted.events.length).toBeGreaterThan(6);
  const cuts = [
    ...[1, 420, 1_500].map((upAfter) => ({ upAfter })),
    ...[0, 150, 700, 2_500].map((downAfter) => ({ downAfter })),
  ];
  const steps = [0, 1, 3, 4, 5, 6, 7, 8, 9]; // store, who is it, store, wire, store: each begun, each done
  const faults = orAll([...cuts, ...steps], (_, at) => at % 3 === 1 || at === 15); // of each kind; begun and done
  const numbers = await orders(faults.length);
  for (const fault of faults) {
    const [number = '', { page }] = [numbers.pop(), await newDevice()];
    await say(page(), number, whole);
    const life: Gone = { left: typeof fault === 'number' ? fault : Infinity };
    if (typeof fault !== 'number') network.cut(fault);
    await Promise.race([flush(page({ gone: life }), number), ...(typeof fault === 'number' ? [soon(300)] : [])]);
    life.left = 0;
    network.cut({});
    const next = page();
    await flush(next, number);
    expect([fault, await cameTo(api, number), fates(await next.rows(number))]).toEqual([
      fault,
      wanted.events,
      wanted.fates,
    ]);
  }
}, 180_000);

const visits = fc.array(fc.nat({ max: words.length - 1 }), { minLength: 1, maxLength: 14 });
const fault = fc.oneof(
  fc.record({ upAfter: fc.nat({ max: 3_000 }) }),
  fc.record({ downAfter: fc.nat({ max: 4_000 }) }),
  fc.record({ gone: fc.nat({ max: 12 }) }),
  fc.record({ copy: fc.nat({ max: 20 }) }),
  fc.constant({}),
);
type Fault = { upAfter?: number; downAfter?: number; gone?: number; copy?: number };

/** Two tabs that know nothing of each other, each gone or cut off at times, and copies of old requests that come late. */
async function disturbed(visit: Visit, faults: readonly Fault[]) {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  await say(page(), number, visit);
  const before = network.requests().length;
  for (const { gone, copy, ...cut } of faults) {
    network.cut(cut);
    const lives: Gone[] = [{ left: gone ?? 6 }, { left: gone === undefined ? 9 : gone + 1 }];
    await Promise.race([Promise.all(lives.map((life) => flush(page({ gone: life }), number))), soon(120)]);
    for (const life of lives) life.left = 0;
    const own = network.requests().slice(before);
    const old = copy === undefined ? undefined : own[copy % Math.max(1, own.length)];
    if (old) await network.again(old);
  }
  network.cut({});
  const last = page();
  await flush(last, number);
  for (const old of network.requests().slice(before).toReversed()) await network.again(old); // days later, the newest first
  return { events: await cameTo(api, number), fates: fates(await last.rows(number)) };
}

test('random cuts, reloads, tabs and copies come to the same', async () => {
  const [seed, numRuns] = [process.env['SEED'], process.env['FAULTS']].map((one) => (one ? Number(one) : undefined));
  await fc.assert(
    fc.asyncProperty(visits, fc.array(fault, { minLength: 1, maxLength: 4 }), async (visit, faults) => {
      expect(await disturbed(visit, faults)).toEqual(await plain(visit));
    }),
    { numRuns: numRuns ?? (isWhole ? 4 : 2), ...(seed === undefined ? {} : { seed }), endOnFailure: true },
  );
}, 240_000);

test('a copy of a request that comes days later takes nothing that was refused in its time', async () => {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  const only = page();
  await say(only, number, [0, 3]); // completed before he arrived: refused
  await flush(only, number);
  await say(only, number, [2]);
  await flush(only, number);
  const copies = network.requests().slice(-2);
  expect(copies).toHaveLength(2);
  const before = await cameTo(api, number);
  for (const copy of copies) expect(await network.again(copy)).toContain(' 200 ');
  expect(await cameTo(api, number)).toEqual(before);
  expect(fates(await only.rows(number))).toEqual(['comment taken', 'complete refused', 'arrive taken']);
  // Said again by the person it is another matter.
  const early = (await only.rows(number))[1];
  await only.mend(number, early?.key ?? '', { command: 'complete', data: done });
  await flush(only, number);
  expect(fates(await only.rows(number))).toEqual([
    'comment taken',
    'complete mended',
    'arrive taken',
    'complete taken',
  ]);
});
