/** Releases as their people have them, on the running product: of the city, by a runbook of one step by hand, let in by its change. */
import { randomUUID } from 'node:crypto';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { personOf } from '../../../models/registers/person.ts';
import { deskOf } from './desk.ts';
import { publishPolicy } from './policy.ts';
import type { Product } from './product.ts';
import { approveRunbook, plannedStep } from './runbooks.ts';

const HOUR = 3_600_000;
/** May be worked on at any time. */
export const ITEM = 'mw-payment';
export const sha256 = 'a'.repeat(64);
const system = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] } as const;
export type StoredRelease = StoredCase & {
  change?: string;
  runbook?: string;
  installed?: string[];
  waves?: { status: string; leftOut?: string[] }[];
};
type Parts = Record<string, Record<string, { status: string; conflict?: string; attempt?: number }> | undefined>;
/** One that takes its wave back when it fails. */
export const install = plannedStep('install', 60, {
  onFailure: 'undo',
  undo: { kind: 'manual', instruction: { zh: '恢复', en: 'Restore' }, budgetMs: HOUR },
});
export const raised = (more: object = {}) => ({
  unit: '/dx/donghu',
  application: 'payment',
  appVersion: '7.2.0',
  title: 'Payment 7.2',
  items: [ITEM],
  ...more,
});
export const window = () => ({ from: Date.now() - HOUR, until: Date.now() + 48 * HOUR });

/** The auditor speaks for the customer, a version is watched for half a second, and the runbook `install` is in force. */
export async function prepareReleases(product: Product): Promise<void> {
  const customer = { grants: { role: 'customer-representative', orgPath: '/dx' } };
  await personOf(product.db).updateOne({ _id: 'auditor' }, { $addToSet: customer });
  product.directory.drop();
  await publishPolicy(product, 'release', { orgPath: '/dx/donghu', targets: { soak: 500 } });
  const title = { zh: '安装', en: 'Install' };
  const more = { title, process: 'release', orgPath: '/dx', applications: ['payment'] } as const;
  await approveRunbook(product, 'install', [install], more);
}

export function releasesOf(product: Product) {
  const desk = deskOf(product);
  const seen = async (caseId: string) => (await product.stored(caseId)) as StoredRelease;
  const parts = async (caseId: string): Promise<Parts> => {
    const { state } = JSON.parse((await product.stored(caseId)).kase.text) as { state: { parts: Parts } };
    return state.parts;
  };
  const open = async (more: object = {}): Promise<string> => (await desk.open('owner', 'release', raised(more))).caseId;
  const plan = (caseId: string, ...organisations: string[]) =>
    desk.give('owner', caseId, 'planWaves', { runbook: 'install', waves: [{ window: window(), organisations }] });

  /** Planned for these organisations already; its change is there, and has not its time yet. Of a drill there is none. */
  async function accept(caseId: string): Promise<string> {
    await desk.give('owner', caseId, 'startBuild', { scope: 'All of it' });
    await desk.give('eng-dx-1', caseId, 'recordBuild', { artefact: 'store/7.2.zip', sha256, notes: 'None' });
    await desk.give('expert-2', caseId, 'recordTest', { result: 'passed', sha256, evidence: 'Report 7' });
    await desk.give('auditor', caseId, 'acceptTest', { sha256, signature: 'Ms Wu' });
    if ((await seen(caseId)).mode === 'drill') return '';
    return (await product.eventually(async () => (await seen(caseId)).change)) ?? '';
  }

  /** Its change has its time. */
  async function settle(caseId: string, change: string): Promise<void> {
    const by = { actor: system, key: `u:system:${randomUUID()}` };
    await product.caseClient.command(caseId, 'settleChange', { change, outcome: 'scheduled' }, by);
  }
  /** The same, and its first wave is out. */
  async function letIn(caseId: string, change: string): Promise<void> {
    await settle(caseId, change);
    await isRunning(caseId);
  }
  const isRunning = (caseId: string) =>
    product.eventually(async () => (await seen(caseId)).waves?.[0]?.status === 'running');

  /** The step of a site, done by an engineer of the city. */
  const done = (caseId: string, site: string) =>
    desk.give('eng-donghu-1', caseId, 'confirmStep', { evidence: 'Log' }, { part: `${site}-install` });

  /** Out in one wave to these organisations. */
  async function out(organisations: readonly string[], more: object = {}): Promise<string> {
    const caseId = await open(more);
    await plan(caseId, ...organisations);
    const change = await accept(caseId);
    if (change !== '') await letIn(caseId, change);
    else await isRunning(caseId);
    return caseId;
  }

  return { desk, seen, parts, open, plan, accept, settle, letIn, done, out };
}
