/** What organisations have of an item stands in its register: once a release is verified there, and no longer once it is back. */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { bringVersions } from '../../../models/registers/items/installed.ts';
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { ITEM, prepareReleases, releasesOf } from '../../support/product/releases.ts';

jest.setTimeout(180_000);
const [LINXI, ANDU] = ['/dx/donghu/linxi', '/dx/donghu/andu'];
let api: Api;
let keeper: Caller;
let releases: ReturnType<typeof releasesOf>;
beforeAll(async () => {
  api = await startApi();
  await prepareReleases(api.product);
  releases = releasesOf(api.product);
  keeper = await api.as('config');
}, 120_000);
afterAll(() => api.stop());

type Has = { organisation: string; appVersion: string; release: string; at: string; former?: object };
type Row = { version: number; by: string; note?: string; changes?: { pointer: string }[] };
const item = async () => (await keeper.get(`/api/items/${ITEM}`).expect(200)).body;
const installed = async (): Promise<Has[]> => (await item()).installed ?? [];
const rows = async (): Promise<Row[]> => (await keeper.get(`/api/items/${ITEM}/versions`).expect(200)).body.items;
const has = async (...expected: string[]) =>
  await api.product.eventually(async () => {
    const now = (await installed()).map(({ organisation, appVersion }) => `${organisation} ${appVersion}`);
    return now.join() === expected.join();
  });
const organisationsIn = ({ items: all }: { items: Has[] }) => all.map(({ organisation }) => organisation);
const undone = async (number: string, ...sites: string[]) => {
  for (const site of sites) await releases.done(number, site);
};

test('verified, it is the version of the release, and the history of the item names that; taken back, it is the one before', async () => {
  const first = await releases.out([LINXI, ANDU], { appVersion: '7.1.0' });
  await releases.done(first, 'w1-01');
  await has(`${LINXI} 7.1.0`);
  await releases.done(first, 'w1-02');
  await has(`${ANDU} 7.1.0`, `${LINXI} 7.1.0`);
  expect(await installed()).toEqual([
    { organisation: ANDU, appVersion: '7.1.0', release: first, at: expect.any(String) },
    { organisation: LINXI, appVersion: '7.1.0', release: first, at: expect.any(String) },
  ]);
  const { items, capped } = (await keeper.get(`/api/installed?item=${ITEM},unknown`).expect(200)).body;
  expect([items.map(({ item: of, organisation }: { item: string } & Has) => [of, organisation]), capped]).toEqual([
    [
      [ITEM, ANDU],
      [ITEM, LINXI],
    ],
    false,
  ]);
  expect((await keeper.get('/api/installed?application=unknown').expect(200)).body.items).toEqual([]);
  await (await api.as('req-linxi')).get(`/api/installed?item=${ITEM}`).expect(403);
  // What an organisation of another branch runs is told to nobody, though he sees the item.
  const county = await api.as('desk-linxi');
  expect(organisationsIn((await county.get(`/api/installed?item=${ITEM}`).expect(200)).body)).toEqual([LINXI]);
  expect((await county.get(`/api/items/${ITEM}`).expect(200)).body.installed).toMatchObject([{ organisation: LINXI }]);
  const [last] = (await county.get(`/api/items/${ITEM}/versions`).expect(200)).body.items;
  expect(last.value.installed).toMatchObject([{ organisation: LINXI }]);
  const [newest] = await rows();
  expect(newest).toMatchObject({ by: first, note: `${first} 7.1.0 ${ANDU}` });
  expect(newest?.changes?.map(({ pointer }) => pointer.split('/')[1])).toContain('installed');

  const second = await releases.out([LINXI, ANDU], { appVersion: '7.2.0' });
  await releases.done(second, 'w1-01');
  await has(`${ANDU} 7.1.0`, `${LINXI} 7.2.0`);
  await releases.desk.give('eng-donghu-1', second, 'failStep', { reason: 'No space' }, { part: 'w1-02-install' });
  expect((await releases.seen(second)).status).toBe('rolling-back');
  await undone(second, 'w1-01', 'w1-02');
  await has(`${ANDU} 7.1.0`, `${LINXI} 7.1.0`);
  expect((await rows())[0]).toMatchObject({ by: second, note: `${second} ↩ 7.2.0 ${LINXI} ${ANDU}` });
  expect((await keeper.get('/api/items?limit=100').expect(200)).body.items[0]).not.toHaveProperty('installed');
  await releases.desk.give('owner', second, 'rollBack', { reason: 'Enough' });
  await releases.desk.give('owner', first, 'rollBack', { reason: 'Enough' });
  await undone(first, 'w1-01', 'w1-02');
  await has();
});

const verified = async (number: string): Promise<CaseEvent | undefined> =>
  (await api.product.eventsOf(number)).find(({ type }) => type === 'release.siteVerified');

test('delivered twice it is written once, also when what was taken back since is delivered once more', async () => {
  const number = await releases.out([LINXI], { appVersion: '7.3.0' });
  await releases.done(number, 'w1-01');
  await has(`${LINXI} 7.3.0`);
  const written = (await rows()).length;
  const event = await verified(number);
  const row = await registerVersionOf(api.product.db).findOne({ register: 'items', id: ITEM, by: number }).lean();
  const again = () =>
    bringVersions(api.product.db, {
      key: row?.cause ?? '',
      release: number,
      appVersion: '7.3.0',
      at: { [ITEM]: [LINXI as `/${string}`] },
      since: event?.at ?? 0,
    });
  await Promise.all([again(), again(), again()]);
  expect(await rows()).toHaveLength(written);
  await releases.desk.give('owner', number, 'rollBack', { reason: 'Enough' });
  await undone(number, 'w1-01');
  await has();
  await again();
  expect([await installed(), (await rows()).length]).toEqual([[], written + 1]);
  const { steps } = (await (await api.as('owner')).get(`/api/runs/${number}/report`).expect(200)).body;
  expect(steps.map(({ step, title }: { step: string; title?: { en: string } }) => [step, title?.en])).toEqual([
    ['w1-01-install', 'Do install (临溪县财政局)'],
  ]);
});

test('who edits the item while it goes out loses nothing, and takes nothing away', async () => {
  const sites = [LINXI, ANDU, '/dx/donghu/school', '/dx/donghu/hospital', '/dx/donghu/court'];
  const number = await releases.out(sites, { appVersion: '7.4.0' });
  const names: string[] = [];
  /** As an editor does: looks, writes, and where somebody was faster looks again. */
  async function rename(name: string): Promise<void> {
    for (;;) {
      const { id: _id, version, installed: _has, line: _line, ...body } = await item();
      const known = Object.fromEntries(Object.entries(body).filter(([field]) => field !== 'sample'));
      const put = keeper.put(`/api/items/${ITEM}`, { ...known, name }).set('If-Match', `"${version}"`);
      const { status, body: answer } = await put;
      if (status === 200) return void names.push(name);
      expect([status, answer.code]).toEqual([412, 'register-changed']);
    }
  }
  const editing = (async () => {
    for (let n = 1; n <= 5; n += 1) await rename(`支付中间件集群 ${n}`);
  })();
  for (const n of sites.keys()) await releases.done(number, `w1-0${n + 1}`);
  await editing;
  await has(...sites.toSorted().map((site) => `${site} 7.4.0`));
  expect((await item()).name).toBe(names.at(-1));
  const all = await rows();
  expect(all.filter(({ by }) => by === number)).toHaveLength(sites.length);
  expect(all.filter(({ by }) => by === 'config')).toHaveLength(names.length);
  expect(all.map(({ version }) => version)).toEqual(all.map((_one, at) => all.length - at));
  const broken: unknown[] = [];
  await verifyRegisters(api.product.db, (finding) => broken.push(finding));
  expect(broken.filter((finding) => JSON.stringify(finding).includes(ITEM))).toEqual([]);
});

const bring = (organisation: `/${string}`) =>
  bringVersions(api.product.db, {
    key: `e:${organisation}`,
    release: 'REL-999999',
    appVersion: '9.0.0',
    at: { [ITEM]: [organisation] },
    since: Date.now(),
  });

test('many releases at once, each is there', async () => {
  const before = (await rows()).length;
  const organisations = Array.from({ length: 8 }, (_one, n) => `/dx/many-${n}` as const);
  await Promise.all([...organisations, ...organisations].map(bring));
  const now = (await installed()).filter(({ release }) => release === 'REL-999999');
  expect(now.map(({ organisation }) => organisation)).toEqual([...organisations].toSorted());
  expect(await rows()).toHaveLength(before + organisations.length);
});
