/** Rehearsal 推演: cases that run ahead on the real engine, with the same code, in a time that one may move on. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection, PipelineStage } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import { personKey, workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Actor, CaseEvent, Commit, Millis, PinRefs, Pins, StoredCase } from '../../domain/kernel/process.ts';
import { type ProcessKey, processOfCase } from '../../domain/processes.ts';
import { caseOf } from '../../models/cases/case.ts';
import { wordsOf } from '../../models/cases/words.ts';
import { deliveryOf } from '../../models/notices/delivery.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import { commitOf } from '../../models/cases/commit.ts';
import { historyOf } from '../../models/cases/history.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { type Rehearsal, rehearsalOf } from '../../models/rehearsal.ts';
import type { CaseClient } from '../cases/case-client.ts';
import type { Directory } from '../registers/directory.ts';
import { resolvePins } from '../registers/pins.ts';
import { createRehearsalClients, type RunsOn } from './rehearsal-registers.ts';
import { createRehearsalTime } from './rehearsal-time.ts';
import { type Told, type ToldAsked, toldOf } from './rehearsal-told.ts';

export type RehearsalDeps = {
  /** On the namespace of rehearsals. */
  temporal: Client;
  /** The store of rehearsals (models/rehearsal.ts). */
  store: Connection;
  /** The live registers, on which rehearsals run. */
  registers: Connection;
  directory: Directory;
  taskQueue: string;
};
export type Start = {
  title: string;
  process: ProcessKey;
  /** Of the intake, as its contract gives it. */
  data: object;
  /** Virtual instant of the intake; absent: now. */
  at?: Millis | undefined;
  drafts?: boolean | undefined;
  /** `incident@2`: on this version of a policy, whatever is in force. */
  policyVersion?: string | undefined;
  /** Who opens the case; absent: the product itself. */
  actor?: Actor | undefined;
  startedBy: string;
  /** The same key starts one rehearsal. */
  key?: string | undefined;
};

/** An intake waits in virtual time for no longer than this; an empty case would end itself (run-case.ts). */
const LATEST_START_MS: Millis = 366 * 86_400_000;
/** Clocks of machines differ. */
const SKEW_MS: Millis = 60_000;
const NOBODY: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
const AS_PUBLISHED: RunsOn = { process: '', drafts: false };

export type Rehearsals = ReturnType<typeof createRehearsals>;

export function createRehearsals({ temporal, store, registers, directory, taskQueue }: RehearsalDeps) {
  const rehearsals = rehearsalOf(store);
  const clientFor = createRehearsalClients({ temporal, store, registers, directory, taskQueue });
  const time = createRehearsalTime({ temporal, store, groupOf });
  const find = (root: string) => rehearsals.findById(root).lean<Rehearsal>().exec();

  /** What a case does and what it starts runs on what its rehearsal runs on. */
  const caseClient: CaseClient = {
    open: async (process, data, by) => (await clientOf(parentIn(by.key))).open(process, data, by),
    command: async (caseId, ...command) => (await clientOf(caseId)).command(caseId, ...command),
    commands: async (caseId, ...kept) => (await clientOf(caseId)).commands(caseId, ...kept),
    catchUp: (caseId) => clientFor(AS_PUBLISHED).catchUp(caseId),
    noteEffect: (...effect) => clientFor(AS_PUBLISHED).noteEffect(...effect),
  };
  const clientOf = async (caseId: string | null): Promise<CaseClient> =>
    clientFor((caseId === null ? null : await rehearsalOfCase(caseId)) ?? AS_PUBLISHED);

  /** From case to the case that started it, up to the first. */
  async function rehearsalOfCase(caseId: string): Promise<Rehearsal | null> {
    const found = await find(caseId);
    if (found) return found;
    const own = await numberRecords(store).findOne({ caseId }).lean<{ _id: string }>();
    const parent = own && parentIn(own._id);
    return parent ? await rehearsalOfCase(parent) : null;
  }

  /** The number of its first case. Throws what the intake is refused with, and 'key-reused' for another wish. */
  async function start({ actor = NOBODY, data, key = `rehearsal-${randomUUID()}`, ...wish }: Start): Promise<string> {
    const { title, process, at, drafts = false, policyVersion, startedBy } = wish;
    const now = Date.now();
    if (at !== undefined) refuseInstant(at, now);
    const wished = {
      title,
      process,
      drafts,
      ...given({ at, policyVersion, by: actor === NOBODY ? undefined : actor.id }),
    };
    const { caseId } = await clientFor(wished).open(process, data, {
      actor,
      key: personKey(startedBy, key),
      mode: 'rehearsal',
      ...(at === undefined ? {} : { at: Math.max(at, now) }),
    });
    const begun = { ...wished, startedBy, startedAt: now };
    await rehearsals.updateOne({ _id: caseId }, { $setOnInsert: begun }, { upsert: true });
    const kept = await find(caseId);
    if (kept && wishIn(kept) !== wishIn(begun)) throw new DomainError('key-reused', `${key} started another rehearsal`);
    return caseId;
  }

  /** The first case and all that it started; also those of which nothing is stored but the number. */
  async function numbersOf(root: string): Promise<string[]> {
    const ids = [root];
    for (const parent of ids) {
      const started = await numberRecords(store)
        .find({ _id: { $gte: `e:${parent}:`, $lt: `e:${parent};` } }, { caseId: 1 })
        .lean<{ caseId: string }[]>();
      ids.push(...started.map(({ caseId }) => caseId).filter((caseId) => !ids.includes(caseId))); // seen by this loop
    }
    return ids;
  }

  async function groupOf(root: string): Promise<StoredCase[]> {
    return await caseOf(store)
      .find({ _id: { $in: await numbersOf(root) } })
      .sort({ openedAt: 1, _id: 1 })
      .lean<StoredCase[]>();
  }

  /** Ends its workflows and forgets all of it; what was begun and cut off is finished by a repeat. */
  async function remove(root: string): Promise<void> {
    const ids = await numbersOf(root);
    for (const caseId of ids) await endWorkflow(caseId);
    const own = { caseId: { $in: ids } };
    for (const model of [commitOf(store), wordsOf(store), noticeOf(store), deliveryOf(store), historyOf(store)])
      await model.collection.deleteMany(own);
    await store.collection<StoredCase>('cases').deleteMany({ _id: { $in: ids } });
    await rehearsals.deleteOne({ _id: root });
    await numberRecords(store).deleteMany(own); // last: they tell what belongs together
  }

  async function endWorkflow(caseId: string): Promise<void> {
    const { namespace } = temporal.options;
    const workflowId = workflowIdOf(processOfCase(caseId) ?? '', caseId);
    await temporal.workflow.getHandle(workflowId).terminate('the rehearsal was removed').catch(gone);
    await temporal.workflowService
      .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } })
      .catch(gone);
  }

  /** Those started longer ago than `ageMs`, with what was left of a start that failed. One that resists stops no other. */
  async function sweep(ageMs: Millis): Promise<number> {
    const old = await numberRecords(store)
      .find({ _id: /^u:/, at: { $lt: Date.now() - ageMs } }, { caseId: 1 })
      .lean<{ caseId: string }[]>();
    const failures: unknown[] = [];
    for (const { caseId } of old) await remove(caseId).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${old.length} were not removed`);
    return old.length;
  }

  /** Notes which of them the engine has lost; answers how many those are. */
  async function markLost(): Promise<number> {
    const roots = rehearsals
      .find({ lost: { $exists: false } }, { _id: 1 })
      .lean<{ _id: string }[]>()
      .cursor();
    let lost = 0;
    for await (const { _id } of roots) if (await time.isLost(_id)) lost += 1;
    return lost;
  }

  return {
    caseClient,
    start,
    groupOf,
    nowOf: time.nowOf,
    forward: time.forward,
    isLost: time.isLost,
    markLost,
    /** What happened in these cases, oldest first. */
    eventsOf: async (cases: readonly string[]): Promise<CaseEvent[]> => {
      const commits = await commitOf(store)
        .find({ caseId: { $in: [...cases] } })
        .sort({ at: 1, caseId: 1, seq: 1 })
        .lean<Commit[]>();
      return commits.flatMap(unwound);
    },
    told: (asked: ToldAsked): Promise<Told[]> => toldOf(store, asked),
    remove: (root: string): Promise<void> => time.alone(root, () => remove(root)),
    sweep,
    find,
    /** Whether a start under this key of his has got as far as a number. */
    isStarted: async (startedBy: string, key: string): Promise<boolean> =>
      (await numberRecords(store).exists({ _id: personKey(startedBy, key) })) !== null,
    resolvePins: (refs: PinRefs): Promise<Pins> => resolvePins(registers, refs, store),
    /** Newest first, of those that `joined` leaves (models/cases/scoped.ts). */
    list: ({ joined, after, limit }: Listed): Promise<Rehearsal[]> =>
      rehearsals
        .aggregate<Rehearsal>([
          { $match: after ? olderThan(after) : {} },
          { $sort: { startedAt: -1, _id: -1 } },
          ...joined,
          { $limit: limit },
        ])
        .exec(),
  };
}

function refuseInstant(at: Millis, now: Millis): void {
  const code = at < now - SKEW_MS ? 'in-past' : at > now + LATEST_START_MS ? 'too-far' : null;
  if (code !== null)
    throw new DomainError('invalid-data', 'Time only goes forward, and a start lies within a year', {
      fields: [{ pointer: '/at', code }],
    });
}

type Listed = {
  joined: readonly PipelineStage.FacetPipelineStage[];
  after?: { at: Millis; id: string } | undefined;
  limit: number;
};
const olderThan = ({ at, id }: { at: Millis; id: string }) => ({
  $or: [{ startedAt: { $lt: at } }, { startedAt: at, _id: { $lt: id } }],
});

type Optional = Pick<Rehearsal, 'at' | 'policyVersion' | 'by'>;
const given = ({ at, policyVersion, by }: { [K in keyof Optional]: Optional[K] | undefined }): Optional => ({
  ...(at === undefined ? {} : { at }),
  ...(policyVersion === undefined ? {} : { policyVersion }),
  ...(by === undefined ? {} : { by }),
});

/** To compare what was asked for under one key. */
const wishIn = ({ title, process, drafts, policyVersion, at, by }: Omit<Rehearsal, '_id'>): string =>
  JSON.stringify([title, process, drafts, policyVersion, at, by]);

/** Of the key of an effect. */
const parentIn = (key: string): string | null => /^e:([^:]+):/.exec(key)?.[1] ?? null;

/** What has ended, or was never there, need not be ended. */
const gone = (error: unknown): void => {
  if (!(error instanceof Error) || !/not ?found|already completed/i.test(`${error.name} ${error.message}`)) throw error;
};
