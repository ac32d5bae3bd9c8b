/** What people reported of tools that deploy to many units, as its people see it here: a wave that failed goes again at every unit. */
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { ITEM, prepareReleases, releasesOf, sha256 } from '../../support/product/releases.ts';

jest.setTimeout(180_000);
const UNITS = ['linxi', 'andu', 'school', 'hospital', 'court'].map((unit) => `/dx/donghu/${unit}`);
const SITES = UNITS.map((_unit, n) => `w1-0${n + 1}`);
const why = { reason: '磁盘空间不足' };
let api: Api;
let [owner, engineer, customer]: Caller[] = [];
let releases: ReturnType<typeof releasesOf>;
beforeAll(async () => {
  api = await startApi();
  await prepareReleases(api.product);
  releases = releasesOf(api.product);
  [owner, engineer, customer] = await Promise.all(['owner', 'eng-donghu-1', 'auditor'].map((one) => api.as(one)));
}, 120_000);
afterAll(() => api.stop());

type Caught = Caller | undefined;
type Part = { id: string; status: string };
const give = async (who: Caught, number: string, command: string, data: object = {}) => {
  if (!who) throw new Error('nobody signed in');
  return await who.send(`/api/releases/${number}/${command}`, data);
};
const done = async (number: string, site: string) =>
  expect((await give(engineer, number, 'confirmStep', { part: `${site}-install`, evidence: '日志 7' })).status).toBe(
    200,
  );
const view = async (number: string) => (await owner?.get(`/api/releases/${number}`).expect(200))?.body;
const sitesOf = async (number: string): Promise<string[]> =>
  ((await view(number)).parts.items as Part[])
    .filter(({ id }) => SITES.includes(id))
    .map(({ id, status }) => `${id} ${status}`);
const has = async (): Promise<string[]> =>
  ((await owner?.get(`/api/items/${ITEM}`).expect(200))?.body.installed ?? []).map(
    (one: { organisation: string }) => one.organisation,
  );
/** How often each step was begun, undos counted too. */
const attempts = async (number: string) => {
  const { step = {} } = await releases.parts(number);
  return SITES.map((site) => step[`${site}-install`]?.attempt ?? 0);
};

/** Five units; the first is done, the second fails for good; the wave is back. */
async function wentBack(): Promise<string> {
  const number = await releases.out(UNITS);
  await done(number, 'w1-01');
  await give(engineer, number, 'failStep', { part: 'w1-02-install', ...why });
  expect((await view(number)).status).toBe('rolling-back');
  const undos = (await api.product.eventsOf(number)).flatMap(({ type, data }) =>
    type === 'release.undoStarted' && 'part' in data ? [data.part] : [],
  );
  expect(undos.map(String).toSorted()).toEqual(['w1-01-install', 'w1-02-install']); // and none of those never begun
  for (const site of ['w1-02', 'w1-01']) await done(number, site);
  expect((await view(number)).waves[0].status).toBe('rolled-back');
  await api.product.eventually(async () => (await has()).length === 0);
  return number;
}

test('R054 a wave that goes again goes to every unit of it, and its gate names the one that is not verified', async () => {
  const number = await wentBack();
  const before = await attempts(number);
  expect((await give(owner, number, 'retryWave', { part: 'w1', ...why })).status).toBe(200);
  await api.product.eventually(async () => (await view(number)).waves[0].status === 'running');
  expect((await attempts(number)).map((now, at) => now > (before[at] ?? 0))).toEqual(SITES.map(() => true));
  for (const site of SITES.slice(0, 4)) await done(number, site);
  const early = await give(owner, number, 'approveGate', { part: 'g1', sha256 });
  expect([early.status, early.body.code, early.body.params.sites]).toEqual([409, 'gate-not-met', ['w1-05']]);
  await done(number, 'w1-05');
  expect(await sitesOf(number)).toEqual(SITES.map((site) => `${site} verified`));
  await api.product.eventually(async () => (await has()).join() === UNITS.toSorted().join());
  await give(owner, number, 'rollBack', why);
  for (const site of SITES) await done(number, site);
  await api.product.eventually(async () => (await has()).length === 0);
});

test('R054 a unit that is left out by decision is named as such, keeps its version, and the release is none without issues', async () => {
  const number = await wentBack();
  expect((await give(owner, number, 'leaveOut', { part: 'w1-02', ...why })).status).toBe(200);
  await give(owner, number, 'retryWave', { part: 'w1', ...why });
  await api.product.eventually(async () => (await view(number)).waves[0].status === 'running');
  const others = SITES.filter((site) => site !== 'w1-02');
  for (const site of others) await done(number, site);
  expect((await view(number)).waves[0].leftOut).toEqual(['/dx/donghu/andu']);
  expect(await sitesOf(number)).toEqual(
    SITES.map((site) => `${site} ${others.includes(site) ? 'verified' : 'left-out'}`),
  );
  await api.product.eventually(async () => (await has()).length === 4);
  expect(await has()).not.toContain('/dx/donghu/andu');
  await api.product.eventually(async () => (await releases.parts(number))['gate']?.['g1']?.status === 'ready');
  expect((await give(owner, number, 'approveGate', { part: 'g1', sha256 })).status).toBe(200);
  expect((await give(customer, number, 'confirmService', { checks: '支付两笔' })).status).toBe(200);
  const smooth = await give(owner, number, 'close', { outcome: 'successful', review: '顺利' });
  expect([smooth.status, smooth.body.errors[0].code]).toEqual([422, 'was-rolled-back']);
  await give(owner, number, 'close', { outcome: 'with-issues', review: '安渡县另行安排' });
  const { total } = (await owner?.get('/api/figures/releases').expect(200))?.body ?? {};
  expect(total).toMatchObject({ withIssues: { count: 1 }, successful: { numerator: { count: 0 } } });
});
