/** The client of a device against the real API: what people run into. */
import { randomUUID } from 'node:crypto';
import { makeKeys } from '../../../commands/replay/accounts.ts';
import type { Said } from '../../../web/src/off-line/row.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import { type BadNetwork, badNetwork } from '../../support/off-line/bad-network.ts';
import { type Device, device } from '../../support/off-line/device.ts';
import { acceptedOrder, codes, done, ENGINEER, fates, flush, note } from '../../support/off-line/visits.ts';
import { jpeg } from '../../support/files/pictures.ts';
import { type Api, startApi } from '../../support/product/api.ts';

const DAY = 86_400_000;
let api: Api;
let network: BadNetwork;
const cookies: Record<string, string> = {};
let signedIn = ENGINEER;
const devices: Device[] = [];
beforeAll(async () => {
  const many = { requests: 1e9, writes: 1e9 };
  // By an API key two writes in two seconds are allowed.
  const key = { requests: 1e9, writes: 2, per: 2_000 };
  api = await startApi({ deadlineMs: 3_000, rates: { 'sign-in': many, session: many, nobody: many, key } });
  network = await badNetwork(api.address);
  for (const who of [ENGINEER, 'eng-donghu-1', 'eng-dx-1', 'eng-dx-2']) cookies[who] = (await api.as(who)).cookie;
}, 120_000);
beforeEach(() => {
  signedIn = ENGINEER;
});
afterAll(async () => {
  await Promise.all(devices.map((one) => one.remove()));
  await network.stop();
  await api.stop();
});

const ofSession = () => ({ Cookie: cookies[signedIn] ?? '', Origin: network.address });
async function newDevice(person = ENGINEER): Promise<Device> {
  const made = await device({ person, address: () => network.address, headers: ofSession });
  devices.push(made);
  return made;
}
const textsOf = async (number: string): Promise<unknown[]> =>
  (await api.product.eventsOf(number)).flatMap(({ type, data }) =>
    type.endsWith('.commented') && 'text' in data ? [data.text] : [],
  );

test('nothing is sent under the name of somebody else, and nothing is lost while nobody is signed in', async () => {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  const first = page();
  await first.keep(number, note('Mine'));
  signedIn = 'eng-donghu-1';
  expect(await flush(first, number)).toMatchObject({ is: 'stopped', problem: { code: 'other-person' } });
  signedIn = 'nobody';
  expect(await flush(page(), number)).toMatchObject({ is: 'stopped', problem: { status: 401 } });
  signedIn = ENGINEER;
  expect(await flush(page(), number)).toEqual({ is: 'done' });
  // His page is open still when another signs in: the server itself refuses.
  const other = page();
  other.learned(Date.now());
  await other.keep(number, note('Mine, too'));
  signedIn = 'eng-donghu-1';
  expect(await flush(other, number)).toMatchObject({ is: 'stopped', problem: { code: 'other-person', status: 403 } });
  signedIn = ENGINEER;
  await flush(other, number);
  expect(await textsOf(number)).toEqual(['Mine', 'Mine, too']);
});

test('a server that is too busy, or takes long, is asked again when it says so', async () => {
  const keys = await makeKeys(api.product.db, { people: [ENGINEER], known: {}, name: 'device' });
  const headers = () => ({ Authorization: `Bearer ${keys[ENGINEER]}` });
  const [number, its] = [
    await acceptedOrder(api),
    await device({ person: ENGINEER, address: () => network.address, headers }),
  ];
  devices.push(its);
  const only = its.page();
  const seen = new Set<string>();
  for (let n = 0; n < 6; n += 1) {
    await only.keep(number, note(`Line ${n}`));
    for (let step = await only.step(number); step.is !== 'done'; step = await only.step(number)) {
      if (step.is === 'again') seen.add(`${step.code} ${step.afterMs}`);
      if (step.is === 'again') await new Promise((resolve) => setTimeout(resolve, step.afterMs ?? 10));
    }
  }
  expect([...seen]).toContainEqual(expect.stringMatching(/^too-many-requests [12]000$/));
  await api.product.stopWorker();
  await only.keep(number, note('While the worker was away'));
  const late = await api.product.eventually(async () => {
    const step = await only.step(number);
    return step.is === 'again' && step.code !== 'too-many-requests' && step;
  });
  expect(late.code).toBe('still-under-way');
  await api.product.startWorker();
  await flush(only, number);
  expect(await textsOf(number)).toHaveLength(7);
}, 60_000);

test('a clock that is wrong by a day says the right instant, and the order stays that of the device', async () => {
  for (const wrong of [DAY, -DAY]) {
    const [number, { page }] = [await acceptedOrder(api), await newDevice()];
    const only = page({ now: () => Date.now() + wrong });
    await only.keep(number, { command: 'arrive', data: {}, observed: ['/observedAt'] });
    await only.keep(number, { command: 'complete', data: done });
    await flush(only, number);
    expect(codes(await only.rows(number))).toEqual(['taken', 'taken']);
    const arrived = (await api.product.eventsOf(number)).find(({ type }) => type.endsWith('.arrived'));
    const { observedAt = 0 }: { observedAt?: number } = arrived?.data ?? {};
    expect(Math.abs(observedAt - (arrived?.at ?? 0))).toBeLessThan(60_000);
  }
});

test('a refused command stays to be mended, and what waits for it follows it', async () => {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  const only = page();
  await only.keep(number, { command: 'arrive', data: {} });
  const bad = await only.keep(number, { command: 'awaitPart', data: { spare: '' } });
  await only.keep(number, note('It is on order', { after: [bad.key] }));
  await only.keep(number, note('\u0000 is no text'));
  await only.keep(number, note('Meanwhile'));
  await flush(only, number);
  expect(codes(await only.rows(number))).toEqual([
    'taken',
    'invalid-data',
    'depends-on-refused',
    'invalid-data',
    'taken',
  ]);
  const [, refused, , nothing] = await page().rows(number); // after a reload, too
  expect(refused?.fate).toMatchObject({ problem: { errors: [{ pointer: '/spare', code: 'too-short' }] } });
  expect(nothing?.fate).toMatchObject({ problem: { errors: [{ pointer: '/text', code: 'bad-character' }] } });
  await only.mend(number, bad.key, { command: 'awaitPart', data: { spare: 'Power supply' } });
  await only.drop(number, nothing?.key ?? '');
  expect(await flush(only, number)).toEqual({ is: 'done' });
  expect(fates(await only.rows(number)).slice(5)).toEqual(['awaitPart taken', 'comment taken']);
  expect(await textsOf(number)).toEqual(['Meanwhile', 'It is on order']);
  expect(await only.forget(number)).toBe(6);
  expect(fates(await only.rows(number))).toEqual(['comment taken']);
});

test('a device that was put back to an older state says nothing twice and finds its way on', async () => {
  const [number, { page }] = [await acceptedOrder(api), await newDevice()];
  const first = page({ newSeries: () => 'one-and-the-same' });
  for (const text of ['One', 'Two', 'Three']) await first.keep(number, note(text));
  await flush(first, number);
  let series = 'one-and-the-same';
  const restored = (await newDevice()).page({ newSeries: () => series });
  await restored.keep(number, note('One'));
  await restored.keep(number, note('Another'));
  await flush(restored, number);
  expect(codes(await restored.rows(number))).toEqual(['taken', 'key-reused']);
  series = 'another-one';
  const [, other] = await restored.rows(number);
  await restored.mend(number, other?.key ?? '', note('Another'));
  await flush(restored, number);
  expect(codes(await restored.rows(number))).toEqual(['taken', 'mended', 'taken']);
  expect(await textsOf(number)).toEqual(['One', 'Two', 'Three', 'Another']);
});

test('photos go up before what names them, once, however often the way breaks', async () => {
  const [number, { page, store }] = [await acceptedOrder(api), await newDevice()];
  const only = page();
  const pictures = ['a.jpg', '现场.jpg'].map((name) => ({ name, bytes: jpeg(), at: ['/files/-'] }));
  await only.keep(number, note('Before'));
  await only.keep(number, { command: 'attach', data: { audience: 'internal' } }, pictures);
  const bad = await only.keep(number, { command: 'attach', data: { audience: 'internal' } }, [
    { name: 'x.jpg', bytes: Buffer.alloc(0), at: ['/files/-'] },
  ]);
  await only.keep(number, note('Behind'));
  network.cut({ upAfter: 900 });
  await flush(only, number, () => undefined);
  expect(codes(await only.rows(number))).toEqual(['taken', 'taken', 'file-empty', 'taken']);
  const { items } = (await (await api.as(ENGINEER)).get(`/api/cases/${number}/files`)).body as {
    items: { name: string }[];
  };
  expect(items.map(({ name }) => name).toSorted()).toEqual(['a.jpg', '现场.jpg']);
  expect(bad.photos).toHaveLength(1);
  expect(await store.photo(`${(await only.rows(number))[1]?.key}.p1`)).toBeNull();
}, 60_000);

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
const speed = (value: string, basedOn?: Said['basedOn']): Said => ({
  command: 'recordItems',
  data: { lines: [{ line: 'speed', value, basedOn: 0 }] },
  observed: ['/lines/0/observedAt'],
  ...(basedOn ? { basedOn } : {}),
});

test("two phones on one line: nobody is overwritten, both values are shown, and a correction of one's own is no conflict", async () => {
  const planner = await api.as('sup-xiling');
  const place = { unit: '/dx/xiling/court', title: '电话巡检', way: 'phone', checklist: 'phone-visit', items: [] };
  const { number } = (await planner.send('/api/inspections', { ...place, visitUntil: inDays(10) }).expect(201)).body;
  const inspectors = ['eng-dx-1', 'eng-dx-2'].map((person) => ({ person }));
  const visit = { inspectors, from: inDays(1), until: inDays(1.1) };
  await planner.send(`/api/inspections/${number}/appoint`, visit).expect(200);
  const [one, other] = [(await newDevice('eng-dx-1')).page(), (await newDevice('eng-dx-2')).page()];
  await one.keep(number, { command: 'begin', data: { place: '电话' } });
  const first = await one.keep(number, speed('fair'));
  await one.keep(number, speed('good', [{ at: '/lines/0/basedOn', of: first.key }]));
  await other.keep(number, speed('slow'));
  signedIn = 'eng-dx-1';
  await flush(one, number);
  expect(codes(await one.rows(number))).toEqual(['taken', 'taken', 'taken']);
  expect(await one.conflicts(number)).toEqual([]);
  signedIn = 'eng-dx-2';
  await flush(other, number);
  expect(codes(await other.rows(number))).toEqual(['taken']);
  const both = { first: { says: 'ok', value: 'good' }, other: { says: 'abnormal', value: 'slow' } };
  expect(await other.conflicts(number)).toEqual([{ part: 'speed', rev: expect.any(Number), ...both }]);
  await other.keep(number, speed('fair'));
  await other.keep(number, {
    command: 'chooseValue',
    part: 'speed',
    data: { value: 'slow', reason: 'Measured again' },
  });
  await flush(other, number);
  expect(codes(await other.rows(number))).toEqual(['taken', 'invalid-data', 'taken']);
  expect(await other.conflicts(number)).toEqual([]);
});

const comment = (key: string) => ({ key, command: 'comment', data: { text: key, audience: 'internal' } });
const sync = async (number: string, body: object) =>
  await api.product.eventually(async () => {
    const answer = await (await api.as(ENGINEER)).post(`/api/work-orders/${number}/sync`, body);
    return answer.status !== 202 && answer;
  });

describe('an order of its own', () => {
  test('is refused where the keys do not say it, and whoever is named must be who asks', async () => {
    const number = await acceptedOrder(api);
    const wrong = await sync(number, {
      series: 'my-series',
      commands: [comment('my-series.00000002'), comment('my-series.00000002')],
    });
    expect([wrong.status, wrong.body.errors]).toEqual([422, [{ pointer: '/commands/1/key', code: 'out-of-series' }]]);
    const other = await sync(number, { person: 'eng-donghu-1', commands: [comment(randomUUID())] });
    expect([other.status, other.body.code]).toEqual([403, 'other-person']);
  });

  test('what stands before something that was taken is overtaken, in one request or in several, alone or with others', async () => {
    const number = await acceptedOrder(api);
    const keys = [1, 2, 3, 4].map((n) => `my-series.0000000${n}`);
    const send = async (...of: number[]) => {
      const commands = of.map((n) => comment(keys[n - 1] ?? ''));
      const { body } = await sync(number, { series: 'my-series', commands });
      return body.results.map((one: { taken: boolean; problem?: { code: string } }) => one.problem?.code ?? one.taken);
    };
    expect(await send(2)).toEqual([true]);
    expect(await send(1)).toEqual(['overtaken']);
    expect(await send(1, 2, 4)).toEqual(['overtaken', true, true]);
    expect(await send(3)).toEqual(['overtaken']);
    expect(await send(2, 4)).toEqual([true, true]);
    expect(bodyOf(await api.product.stored(number)).seq).toBeGreaterThan(2);
    expect(await textsOf(number)).toEqual([keys[1], keys[3]]);
  });
});
