/** Runbooks of a test, approved as those of the sample organisation are. */
import type { KeptRunbook } from '../../../models/registers/runbooks/runbook.ts';
import { addVersions } from '../../../models/registers/add-missing.ts';
import type { PlanStep } from '../../../domain/kernel/steps/shapes.ts';
import type { Product } from './product.ts';

const both = (words: string) => ({ zh: words, en: words });
/** By hand, or by the action that is named. */
export const plannedStep = (id: string, minutes: number, more: Partial<PlanStep> = {}): PlanStep => ({
  node: 'step',
  id,
  kind: more.action === undefined ? 'manual' : 'automatic',
  title: both(`Do ${id}`),
  instruction: both(`How to do ${id}`),
  role: 'engineer',
  budgetMs: minutes * 60_000,
  retries: 0,
  onFailure: 'needs-human',
  ...more,
});

/** Of the city, for a standby node where no other process is named: nearer to its schools than that of the province. */
export async function approveRunbook(
  { db }: Pick<Product, 'db'>,
  id: string,
  of: readonly PlanStep[],
  more: Partial<KeptRunbook> = {},
): Promise<void> {
  const runbook: KeptRunbook = {
    _id: `${id}@1`,
    runbook: id,
    version: 1,
    title: { zh: '切换到备机', en: 'Standby node' },
    process: 'failover',
    ...(more.process === undefined ? { scheme: 'standby-node' } : {}),
    orgPath: '/dx/donghu',
    applications: [],
    items: [],
    plan: { of },
    publishedAt: Date.now(),
    publishedBy: 'owner',
    authors: ['expert-3'],
    ...more,
  };
  await addVersions(db, 'runbooks', [runbook]);
}

/** A failover of a school's payments, whose facts lead to the standby node. */
export const raisedFailover = () => ({
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '支付数据库服务器一宕机',
  items: ['srv-db-1'],
  faultAt: new Date(Date.now() - 600_000).toISOString(),
  facts: { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true, dataLost: false },
  commander: 'sup-donghu',
});
