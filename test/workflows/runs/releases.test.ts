/** What the turns of a release ask of registers and other cases, on the real engine: its runbook, its organisations, conflicts, incidents. */
import { randomUUID } from 'node:crypto';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import type { PlanStep } from '../../../domain/kernel/steps/shapes.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { personOf } from '../../../models/registers/person.ts';
import { runbookOf } from '../../../models/registers/runbooks/runbook.ts';
import { codeOf, deskOf, incidentReport } from '../../support/product/desk.ts';
import { publishPolicy } from '../../support/product/policy.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

jest.setTimeout(120_000);
const HOUR = 3_600_000;
const ITEM = 'mw-payment';
const sha256 = 'a'.repeat(64);
const system = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] } as const;
type Stored = StoredCase & { change?: string; waves?: { status: string }[]; runbook?: string };
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
  const customer = { grants: { role: 'customer-representative', orgPath: '/dx' } };
  await personOf(product.db).updateOne({ _id: 'auditor' }, { $addToSet: customer });
  await publishPolicy(product, 'release', { orgPath: '/dx/donghu', targets: { soak: 500 } });
  await publishInstall();
});
afterAll(() => product.stop());

/** A runbook of one step by hand. */
async function publishInstall(): Promise<void> {
  const words = { zh: '安装', en: 'Install' };
  const step: PlanStep = {
    node: 'step',
    id: 'install',
    kind: 'manual',
    title: words,
    instruction: words,
    role: 'engineer',
    budgetMs: HOUR,
    retries: 0,
    onFailure: 'undo',
    undo: { kind: 'manual', instruction: words, budgetMs: HOUR },
  };
  await runbookOf(product.db).create({
    _id: 'install@1',
    runbook: 'install',
    version: 1,
    title: words,
    process: 'release',
    orgPath: '/dx',
    applications: ['payment'],
    items: [],
    plan: { of: [step] },
    note: 'Test',
    publishedAt: Date.now(),
    publishedBy: 'owner',
    authors: ['expert-3'],
  });
}

const seen = async (caseId: string) => (await product.stored(caseId)) as Stored;
const window = () => ({ from: Date.now() - HOUR, until: Date.now() + 48 * HOUR });
async function raised(application = 'payment'): Promise<string> {
  const data = { unit: '/dx/donghu', application, appVersion: '7.2.0', title: 'Payment 7.2', items: [ITEM] };
  return (await desk.open('owner', 'release', data)).caseId;
}
const planned = (caseId: string, ...organisations: string[]) =>
  desk.give('owner', caseId, 'planWaves', { runbook: 'install', waves: [{ window: window(), organisations }] });
/** Its change is there, and has not its time yet. */
async function accepted(...organisations: string[]): Promise<{ caseId: string; change: string }> {
  const caseId = await raised();
  await planned(caseId, ...organisations);
  await desk.give('owner', caseId, 'startBuild', { scope: 'All of it' });
  await desk.give('eng-dx-1', caseId, 'recordBuild', { artefact: 'store/7.2.zip', sha256, notes: 'None' });
  await desk.give('expert-2', caseId, 'recordTest', { result: 'passed', sha256, evidence: 'Report 7' });
  await desk.give('auditor', caseId, 'acceptTest', { sha256, signature: 'Ms Wu' });
  return { caseId, change: (await product.eventually(async () => (await seen(caseId)).change)) ?? '' };
}
async function opened(caseId: string, change: string): Promise<void> {
  const settled = { change, outcome: 'scheduled' };
  await product.caseClient.command(caseId, 'settleChange', settled, { actor: system, key: `u:system:${randomUUID()}` });
  await product.eventually(async () => (await seen(caseId)).waves?.[0]?.status === 'running');
}
const partsOf = async (caseId: string) => {
  const { state } = JSON.parse((await product.stored(caseId)).kase.text) as {
    state: { parts: Record<string, Record<string, { status: string; conflict?: string }>> };
  };
  return state.parts;
};

test('a runbook in force for releases, and organisations that there are', async () => {
  const caseId = await raised();
  const refusal = { code: 'invalid-data', fields: [{ pointer: '/waves/0/organisations/0', code: 'unknown' }] };
  await expect(planned(caseId, '/dx/donghu/nowhere')).rejects.toMatchObject(refusal);
  await planned(caseId, '/dx/donghu/linxi');
  expect(await seen(caseId)).toMatchObject({ runbook: 'install@1', waves: [{ status: 'pending' }] });
  const other = await raised('budget');
  const notCovered = { code: 'invalid-data', fields: [{ pointer: '/runbook', code: 'not-covered' }] };
  await expect(planned(other, '/dx/donghu/linxi')).rejects.toMatchObject(notCovered);
});

test('another change on its item stops its sites at the opening, its own does not; gone, a site is tried again', async () => {
  const { caseId, change } = await accepted('/dx/donghu/linxi', '/dx/donghu/andu');
  const at = { windowFrom: Date.now() - HOUR, windowUntil: Date.now() + 4 * HOUR };
  const other = { ...(await seen(change)), ...at, _id: 'CHG-900001', status: 'implementing', items: [ITEM] };
  await caseOf(product.db).collection.insertOne({ ...other, startedAt: Date.now() - HOUR } as never);
  await opened(caseId, change);
  expect(Object.values((await partsOf(caseId))['site'] ?? {}).map(({ status }) => status)).toEqual([
    'failed',
    'failed',
  ]);
  const retry = () => desk.give('owner', caseId, 'retryStep', { reason: 'Once more' }, { part: 'w1-01' });
  expect(await codeOf(retry())).toBe('conflict');
  await caseOf(product.db).collection.deleteOne({ _id: 'CHG-900001' } as never);
  await retry();
  expect((await partsOf(caseId))['site']).toMatchObject({
    'w1-01': { status: 'running' },
    'w1-02': { status: 'failed' },
  });
  await desk.give('owner', caseId, 'rollBack', { reason: 'Enough' });
});

test('its gate is not met while there are grave incidents, or too many, where the version is', async () => {
  const { caseId, change } = await accepted('/dx/donghu/linxi');
  await opened(caseId, change);
  await desk.give('eng-donghu-1', caseId, 'confirmStep', { evidence: 'Log' }, { part: 'w1-01-install' });
  await product.eventually(async () => (await partsOf(caseId))['gate']?.['g1']?.status === 'ready');
  const approve = () => desk.give('owner', caseId, 'approveGate', { sha256 }, { part: 'g1' });
  for (const impact of ['1', '3', '3'])
    await desk.open('desk-linxi', 'incident', { ...incidentReport, impact, urgency: impact === '1' ? '1' : '3' });
  await expect(approve()).rejects.toMatchObject({
    code: 'gate-not-met',
    params: { missing: ['grave-incidents-open', 'too-many-incidents'], incidents: 3, grave: [expect.any(String)] },
  });
  await caseOf(product.db).collection.deleteMany({ process: 'incident', priority: { $in: ['P1', 'P2'] } });
  await approve();
  expect((await seen(caseId)).status).toBe('verifying');
});
