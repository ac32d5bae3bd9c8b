/** A drill of a release 演练, over HTTP: run by people in real time, and nothing that is live knows of it. */
import { lastDrills } from '../../../models/cases/drills.ts';
import { figureRowsIn } from '../../../models/figures/row.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { approveRunbook, plannedStep } from '../../support/product/runbooks.ts';
import { ITEM, prepareReleases, raised, releasesOf, sha256 } from '../../support/product/releases.ts';

jest.setTimeout(180_000);
const SITE = '/dx/donghu/linxi';
let api: Api;
let owner: Caller;
let releases: ReturnType<typeof releasesOf>;
beforeAll(async () => {
  api = await startApi();
  await prepareReleases(api.product);
  releases = releasesOf(api.product);
  owner = await api.as('owner');
  const title = { zh: '发布', en: 'Release' };
  const undo = { kind: 'automatic', action: 'switch-service-back', instruction: title, budgetMs: 60_000 } as const;
  const automatic = plannedStep('install', 10, { action: 'switch-service', undo, onFailure: 'undo' });
  const more = { title, process: 'release', orgPath: '/dx', drillEveryMonths: 6 } as const;
  await approveRunbook(api.product, 'drilled', [automatic], more);
}, 120_000);
afterAll(() => api.stop());

const item = async () => (await owner.get(`/api/items/${ITEM}`).expect(200)).body;
const [FROM, UNTIL] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
const figures = async () =>
  (await owner.get(`/api/figures/releases?from=${FROM}&until=${UNTIL}`).expect(200)).body.total;
const conflicts = async () =>
  (
    await owner
      .post('/api/changes/conflicts', {
        unit: '/dx/donghu',
        application: 'payment',
        items: [ITEM],
        window: { from: new Date().toISOString(), until: new Date(Date.now() + 3_600_000).toISOString() },
      })
      .expect(200)
  ).body;

/** Its only wave is out, and its gate waits. */
async function outByItsRunbook(): Promise<string> {
  const { body } = await owner.send('/api/releases', raised({ drill: true })).expect(201);
  const { number } = body;
  expect(body.mode).toBe('drill');
  const waves = [
    { window: { from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 3_600_000) }, organisations: [SITE] },
  ];
  await owner.send(`/api/releases/${number}/planWaves`, { runbook: 'drilled', waves }).expect(200);
  await releases.accept(number);
  // Its action is answered within seconds by the plan, and a version that is not there is not watched.
  await api.product.eventually(async () => (await releases.parts(number))['gate']?.['g1']?.status === 'ready');
  return number;
}

test('it goes out by its own plan, its action is answered, and items, figures, conflicts and changes are as before', async () => {
  const { db } = api.product;
  const before = { item: await item(), figures: await figures(), conflicts: await conflicts() };
  const changes = () => db.collection('cases').countDocuments({ process: 'change' });
  const known = await changes();
  const number = await outByItsRunbook();
  const { parts } = (await owner.get(`/api/runs/${number}/plan?format=json`).expect(200)).body;
  const groups: { kind: string; part: string; status: string }[] = parts;
  expect(
    groups.flatMap(({ kind, part, status }) => (['wave', 'site', 'gate'].includes(kind) ? [[part, status]] : [])),
  ).toEqual([
    ['w1', 'gating'],
    ['w1-01', 'verified'],
    ['g1', 'ready'],
  ]);
  await owner.send(`/api/releases/${number}/approveGate`, { part: 'g1', sha256 }).expect(200);
  await releases.desk.give('auditor', number, 'confirmService', { checks: 'One payment' });
  await owner.send(`/api/releases/${number}/close`, { outcome: 'successful', review: 'Smooth' }).expect(200);

  const types = (await api.product.eventsOf(number)).map(({ type }) => type);
  expect(types).not.toContain('release.versionsNoted');
  expect(types).not.toContain('release.caseStarted');
  expect(await changes()).toBe(known);
  const { serverNow: _then, ...wasFound } = before.conflicts;
  const { serverNow: _now, ...isFound } = await conflicts();
  expect({ item: await item(), figures: await figures(), conflicts: isFound }).toEqual({
    ...before,
    conflicts: wasFound,
  });
  expect((await owner.get('/api/releases?mode=live&limit=100')).body.items).toEqual([]);
  const { items } = (await owner.get('/api/notices?limit=100')).body;
  const mine = items.filter((one: { number: string }) => one.number === number);
  expect(mine.length).toBeGreaterThan(0);
  for (const { text } of mine) expect([text.zh.slice(0, 4), text.en.slice(0, 7)]).toEqual(['【演练】', '[Drill]']);
  expect((await lastDrills(db)).get('drilled')).toMatchObject({ number });
});

test('taken back from its end it counts all the same, in figures and for the day of the next one', async () => {
  const number = await outByItsRunbook();
  await owner.send(`/api/releases/${number}/approveGate`, { part: 'g1', sha256 }).expect(200);
  await owner.send(`/api/releases/${number}/rollBack`, { reason: 'The way back is drilled too' }).expect(200);
  await api.product.eventually(async () => (await releases.seen(number)).status === 'rolled-back');
  const { db } = api.product;
  expect((await lastDrills(db)).get('drilled')).toMatchObject({ number });
  expect(await figureRowsIn(db).findOne({ _id: number })).toMatchObject({
    process: 'drill',
    values: { process: 'release', status: 'rolled-back', completed: true, runbook: ['drilled'] },
  });
});

test('taken back, wave and whole, it has altered nothing either', async () => {
  const number = await releases.out([SITE, '/dx/donghu/andu'], { drill: true });
  await releases.done(number, 'w1-01');
  await releases.desk.give('eng-donghu-1', number, 'failStep', { reason: 'No space' }, { part: 'w1-02-install' });
  for (const site of ['w1-01', 'w1-02']) await releases.done(number, site);
  expect((await releases.seen(number)).status).toBe('deploying');
  await releases.desk.give('owner', number, 'rollBack', { reason: 'Enough' });
  expect((await releases.seen(number)).status).toBe('rolled-back');
  expect(await item()).not.toHaveProperty('installed');
  expect((await figures()).rolledBack.count).toBe(0);
  const row = await figureRowsIn(api.product.db).findOne({ _id: number });
  expect(row?.values).toMatchObject({ process: 'release', completed: false });
});

test('only who may raise a release raises one, with no changes, and of a live one it is no follow-up', async () => {
  expect((await (await api.as('eng-dx-1')).send('/api/releases', raised({ drill: true }))).status).toBe(403);
  const live = (await owner.send('/api/releases', raised()).expect(201)).body.number;
  const after = await owner.send('/api/releases', raised({ drill: true, followUpOf: live }));
  expect([after.status, after.body.errors]).toEqual([422, [expect.objectContaining({ code: 'other-mode' })]]);
});
