/** Cases that lose their workflow, their document or a part of their record, as bad days leave them. */
import { unwound } from '../../../domain/kernel/record/commit.ts';
import type { CaseEvent, Commit } from '../../../domain/kernel/process.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsAfter, firstBreakOf, genesisOf } from '../../../models/cases/commit.ts';
import { recordKeyOf } from '../../../models/store/record-key.ts';
import { processOfCase } from '../../../domain/processes.ts';
import type { Product } from './product.ts';

const processOfNumber = (caseId: string): string => processOfCase(caseId) ?? '';

/** Its workflow is ended by hand: nobody asked the case. */
export async function terminate({ engine }: Pick<Product, 'engine'>, caseId: string): Promise<void> {
  await engine.terminate(processOfNumber(caseId), caseId, 'a bad day');
}

export const isRunning = async ({ engine }: Pick<Product, 'engine'>, caseId: string): Promise<boolean> =>
  (await engine.doing(processOfNumber(caseId), caseId)) !== 'gone';

/** What was due on it was due so long ago, by what its document says to those who only look at it. */
export async function overdueBy({ db }: Pick<Product, 'db'>, caseId: string, ms: number): Promise<void> {
  await casesIn(db).updateOne({ _id: caseId }, { $set: { nextWakeUp: Date.now() - ms } });
}

/** How often it was brought back. */
export const revivesOf = async ({ db }: Pick<Product, 'db'>, caseId: string): Promise<number> =>
  await auditOf(db).countDocuments({ caseId, type: 'revived' });

/** The limit on revives counts those of the last hour. */
export async function forgetRevives({ db }: Pick<Product, 'db'>, caseId: string): Promise<void> {
  await auditOf(db).collection.updateMany({ caseId, type: 'revived' }, { $set: { type: 'revivedBefore' } });
}

/** Its events, once its document stands at the newest commit and its chain holds; throws when they never come together. */
export async function soundEvents(product: Product, caseId: string): Promise<CaseEvent[]> {
  const commits = await product.eventually(async () => {
    const found = await commitsAfter(product.db, caseId);
    const { version, kase } = await product.stored(caseId);
    return version === lastOf(found) && kase.headHash === found.at(-1)?.hash && found;
  });
  const broken = firstBreakOf(caseId, genesisOf(caseId), commits, recordKeyOf(product.db));
  if (broken) throw new Error(`${caseId} is broken at ${broken.seq}: ${broken.code}`);
  return commits.flatMap(unwound);
}

const lastOf = (commits: readonly Commit[]): number => commits.flatMap(unwound).length;

/** Types of events without the process. */
export const bareTypes = (events: readonly CaseEvent[]): string[] =>
  events.map(({ type }) => type.replace(/^\w+\./, ''));
