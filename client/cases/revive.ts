/** Cases that have lost their workflow are brought back: same id, from what is stored of them. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { processOfCase } from '../../domain/processes.ts';
import { type AuditTrail, auditOf, openAuditTrail } from '../../models/access/audit.ts';
import { bodyOf, casesIn, isGenuine } from '../../models/cases/case.ts';
import { checkAlone, commitsAfter } from '../../models/cases/commit.ts';
import { engineKnown } from '../../models/store/engine.ts';
import { hold, isHeld } from '../../models/cases/parked.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { namespaceId } from '../../platform/temporal.ts';
import type { CaseInput } from '../../workflows/support/messages.ts';
import { createEngineCases } from './engine-cases.ts';
import { type About, reviveStart } from './start-case.ts';
import { priorityKeyOf } from './urgency.ts';

type Deps = {
  temporal: Client;
  db: Connection;
  taskQueue: string;
  logger?: { error(fields: object, text: string): void };
};
export type Revived =
  | 'revived'
  /** It has a workflow. */
  | 'running'
  /** An operator holds it. */
  | 'held'
  /** Brought back so often that somebody must look. */
  | 'too-often'
  /** The engine is not the one that the store was used with: only an operator may say that it takes its place. */
  | 'other-engine'
  /** Its time was another than that of the wall, and is lost with its workflow. */
  | 'lost-rehearsal'
  /** Nothing is stored of it. */
  | 'unknown';
type Why = {
  why: string;
  /** Person or command; absent: the product itself. */
  by?: string;
  /** An operator wants it: how often it was brought back of late does not matter. */
  byHand?: true;
};
export type Reviver = ReturnType<typeof createReviver>;

const HOUR: Millis = 3_600_000;
/** Within an hour; more and something ends them. */
const MOST_REVIVES = 3;

export function createReviver({ temporal, db, taskQueue, logger }: Deps) {
  const engine = createEngineCases(temporal, taskQueue);
  let trail: AuditTrail | undefined;
  const audit = (): AuditTrail => (trail ??= openAuditTrail(db, `revive-${randomUUID()}`));

  /**
   * Starts the workflow of a case again. What it was about to do follows from the commits; what it had done already is done
   * again under the same keys, which does nothing twice. Each revive is on record. Throws when an engine is away.
   */
  async function revive(caseId: string, { why, by = 'system', byHand }: Why): Promise<Revived> {
    const input = await inputOf(caseId);
    if (!input) return 'unknown';
    if (input.mode === 'rehearsal') return 'lost-rehearsal';
    if (await isHeld(db, caseId)) return 'held';
    if (!(await isOurEngine())) return 'other-engine';
    if (!byHand && (await revivesOfLate(caseId)) >= MOST_REVIVES) return await tooOften(input);
    const about = await aboutOf(caseId);
    const started = await reviveStart(temporal, input, {
      taskQueue,
      priorityKey: priorityKeyOf(about.priority),
      ...about,
    });
    if (started === 'running') return 'running';
    const { seq } = input.revived.head;
    await audit().record({ type: 'revived', by, at: Date.now(), caseId, data: { why, seq, mode: input.mode } });
    return 'revived';
  }

  /**
   * Ends a workflow that cannot go on and starts it again, as often as `revive` would; after that it is left as it is, for
   * whoever looks. Killed in between it is a case without a workflow. Throws when an engine is away.
   */
  async function replace(caseId: string, { why }: Pick<Why, 'why'>): Promise<Revived> {
    const input = await inputOf(caseId);
    if (!input) return 'unknown';
    if (input.mode === 'rehearsal') return 'lost-rehearsal';
    if (await isHeld(db, caseId)) return 'held';
    if (!(await isOurEngine())) return 'other-engine';
    if ((await revivesOfLate(caseId)) >= MOST_REVIVES) return 'too-often';
    await engine.terminate(input.process, caseId, why);
    return await revive(caseId, { why });
  }

  /** Something ends its workflow again and again: somebody must look before it goes on. */
  async function tooOften({ caseId, process }: CaseInput): Promise<Revived> {
    if ((await engine.doing(process, caseId)) !== 'gone') return 'running';
    await hold(db, { caseId, process, by: 'system', now: Date.now(), reason: 'revived-too-often' });
    logger?.error({ caseId, most: MOST_REVIVES }, 'a case was brought back too often and is held'); // an alarm
    return 'too-often';
  }

  const revivesOfLate = async (caseId: string): Promise<number> =>
    await auditOf(db).countDocuments({ caseId, type: 'revived', at: { $gt: Date.now() - HOUR } });

  /** True when the engine is the one that this store has always been used with. */
  async function isOurEngine(): Promise<boolean> {
    const { namespace } = temporal.options;
    const uuid = await namespaceId(temporal);
    return (await engineKnown(db, namespace, uuid)).uuid === uuid;
  }

  async function aboutOf(caseId: string): Promise<About> {
    const found = await casesIn(db).findOne({ _id: caseId }, { projection: { priority: 1, orgPath: 1 } });
    return { priority: found?.priority, orgPath: found?.orgPath };
  }

  /**
   * From its document where that is ours, else from its first commit; null when there is neither. Process and mode are taken
   * from what is signed: beside the text of a document anybody with the database may write.
   */
  async function inputOf(caseId: string): Promise<(CaseInput & Required<Pick<CaseInput, 'revived'>>) | null> {
    const stored = await casesIn(db).findOne({ _id: caseId });
    const [first] = await commitsAfter(db, caseId, { limit: 1 });
    const process = processOfCase(caseId);
    if (!first || !process) return null;
    checkAlone(db, first);
    const place = { caseId, process, mode: first.mode };
    if (!stored || !isGenuine(stored, recordKeyOf(db)))
      return { ...place, revived: { head: { seq: 0, hash: '' }, openFrom: 1 } };
    const { seq, headHash, effectsFrom } = bodyOf(stored);
    return { ...place, revived: { head: { seq, hash: headHash }, openFrom: effectsFrom ?? seq + 1 } };
  }

  return { revive, replace, isOurEngine };
}
