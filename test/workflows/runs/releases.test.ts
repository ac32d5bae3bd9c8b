/** What the turns of a release ask of registers and other cases, on the real engine: its runbook, its organisations, conflicts, incidents. */
import { caseOf } from '../../../models/cases/case.ts';
import { actionOf } from '../../../models/registers/actions/action.ts';
import { codeOf, incidentReport } from '../../support/product/desk.ts';
import { type Product, startProduct } from '../../support/product/product.ts';
import { ITEM, prepareReleases, releasesOf, sha256, window } from '../../support/product/releases.ts';

jest.setTimeout(120_000);
const HOUR = 3_600_000;
let product: Product;
let releases: ReturnType<typeof releasesOf>;
beforeAll(async () => {
  product = await startProduct();
  await prepareReleases(product);
  releases = releasesOf(product);
});
afterAll(() => product.stop());

test('a runbook in force for releases, and organisations that there are', async () => {
  const caseId = await releases.open();
  const refusal = { code: 'invalid-data', fields: [{ pointer: '/waves/0/organisations/0', code: 'unknown' }] };
  await expect(releases.plan(caseId, '/dx/donghu/nowhere')).rejects.toMatchObject(refusal);
  await releases.plan(caseId, '/dx/donghu/linxi');
  expect(await releases.seen(caseId)).toMatchObject({ runbook: 'install@1', waves: [{ status: 'pending' }] });
  const other = await releases.open({ application: 'budget' });
  const notCovered = { code: 'invalid-data', fields: [{ pointer: '/runbook', code: 'not-covered' }] };
  await expect(releases.plan(other, '/dx/donghu/linxi')).rejects.toMatchObject(notCovered);
});

test('another change on its item stops its sites at the opening, its own does not; gone, a site is tried again', async () => {
  const caseId = await releases.open();
  await releases.plan(caseId, '/dx/donghu/linxi', '/dx/donghu/andu');
  const change = await releases.accept(caseId);
  const at = { windowFrom: Date.now() - HOUR, windowUntil: Date.now() + 4 * HOUR };
  const other = { ...(await releases.seen(change)), ...at, _id: 'CHG-900001', status: 'implementing', items: [ITEM] };
  await caseOf(product.db).collection.insertOne({ ...other, startedAt: Date.now() - HOUR } as never);
  await releases.letIn(caseId, change);
  expect(Object.values((await releases.parts(caseId))['site'] ?? {}).map(({ status }) => status)).toEqual([
    'failed',
    'failed',
  ]);
  const retry = () => releases.desk.give('owner', caseId, 'retryStep', { reason: 'Once more' }, { part: 'w1-01' });
  expect(await codeOf(retry())).toBe('conflict');
  await caseOf(product.db).collection.deleteOne({ _id: 'CHG-900001' } as never);
  await retry();
  expect((await releases.parts(caseId))['site']).toMatchObject({
    'w1-01': { status: 'running' },
    'w1-02': { status: 'failed' },
  });
  await releases.desk.give('owner', caseId, 'rollBack', { reason: 'Enough' });
});

test('its gate is not met while there are grave incidents, or too many, where the version is', async () => {
  const caseId = await releases.out(['/dx/donghu/linxi']);
  await releases.done(caseId, 'w1-01');
  await product.eventually(async () => (await releases.parts(caseId))['gate']?.['g1']?.status === 'ready');
  const approve = () => releases.desk.give('owner', caseId, 'approveGate', { sha256 }, { part: 'g1' });
  for (const impact of ['1', '3', '3'])
    await releases.desk.open('desk-linxi', 'incident', {
      ...incidentReport,
      impact,
      urgency: impact === '1' ? '1' : '3',
    });
  await expect(approve()).rejects.toMatchObject({
    code: 'gate-not-met',
    params: { missing: ['grave-incidents-open', 'too-many-incidents'], incidents: 3, grave: [expect.any(String)] },
  });
  await caseOf(product.db).collection.deleteMany({ process: 'incident', priority: { $in: ['P1', 'P2'] } });
  await approve();
  expect((await releases.seen(caseId)).status).toBe('verifying');
});

const isOpen = (id: string, open: boolean) => actionOf(product.db).updateOne({ _id: id }, { $set: { open } });
const step = (action: string, back: string) => ({
  id: 'install',
  kind: 'automatic',
  role: 'engineer',
  title: 'Install',
  instruction: 'Install it',
  action,
  undo: { kind: 'automatic', instruction: 'Take it off', action: back, minutes: 10 },
  minutes: 10,
  retries: 0,
  onFailure: 'undo',
});
const write = (caseId: string, ...steps: object[]) => {
  const waves = [{ window: window(), organisations: ['/dx/donghu/linxi'] }];
  return releases.desk.give('owner', caseId, 'planWaves', { steps, waves });
};
const [ON, OFF] = ['switch-service', 'switch-service-back'];

describe('actions that its own steps name', () => {
  test('are held against the register when they are written, every bad one in one answer', async () => {
    const caseId = await releases.open();
    await isOpen(OFF, false);
    await expect(write(caseId, step('no-such-action', OFF))).rejects.toMatchObject({
      code: 'invalid-data',
      fields: [
        { pointer: '/steps/0/action', code: 'unknown' },
        { pointer: '/steps/0/undo/action', code: 'action-closed' },
      ],
    });
    await isOpen(OFF, true);
    await write(caseId, step(ON, OFF));
    expect((await releases.seen(caseId)).waves).toHaveLength(1);
  });

  test('and again when a wave is to open: it stays shut until they may be begun', async () => {
    const caseId = await releases.open();
    await write(caseId, step(ON, OFF));
    const change = await releases.accept(caseId);
    await isOpen(ON, false);
    await releases.settle(caseId, change);
    const barred = await product.eventually(async () =>
      (await product.eventsOf(caseId)).find(({ type }) => type === 'release.waveBarred'),
    );
    expect(barred?.data).toMatchObject({ actions: [{ step: 'install', action: ON, code: 'action-closed' }] });
    const openIt = () => releases.desk.give('owner', caseId, 'openWave', {}, { part: 'w1' });
    await expect(openIt()).rejects.toMatchObject({ code: 'action-unfit', params: { actions: [{ action: ON }] } });
    await isOpen(ON, true);
    await openIt();
    expect((await releases.seen(caseId)).waves?.[0]?.status).not.toBe('admitted');
  });
});
