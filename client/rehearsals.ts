/** Rehearsal 推演: cases that run ahead on the real engine, with the same code, in a time that one may move on. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { processOf } from '../domain/catalogue.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { workflowIdOf } from '../domain/kernel/ids.ts';
import { isEnd } from '../domain/kernel/lifecycle.ts';
import type { Actor, Millis, PinRefs, Pins, StoredCase } from '../domain/kernel/process.ts';
import { isProcessKey, processes, type ProcessKey } from '../domain/processes.ts';
import { caseOf } from '../models/case.ts';
import { type Delivery, deliveryOf } from '../models/delivery.ts';
import { eventOf } from '../models/event.ts';
import { historyOf } from '../models/history.ts';
import { type Notice, noticeOf } from '../models/notice.ts';
import { numberOf } from '../models/number.ts';
import { type Rehearsal, rehearsalOf } from '../models/rehearsal.ts';
import { fastForward, virtualNow } from '../platform/time-skipping.ts';
import { type CaseClient, createCaseClient, processOfCase } from './case-client.ts';
import type { Directory } from './directory.ts';
import { keepDrafted, published, withDrafts } from './in-force.ts';
import { type Place, pinsFor, resolvePins } from './pins.ts';

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
  /** Who opens the case; absent: the product itself. */
  actor?: Actor | undefined;
  startedBy: string;
  /** The same key starts one rehearsal. */
  key?: string | undefined;
};
/** By a length, to an instant, or to the next that anything falls due. */
export type Target = { ms: Millis } | { until: Millis } | { to: 'next-deadline' };
/** What somebody would have been told. */
export type Told = {
  at: Millis;
  caseId: string;
  to: string;
  stoodIn?: string | undefined;
  template: string;
  data: object;
  /** Ways beside the inbox, and when, after quiet hours. */
  deliveries: { channel: string; at: Millis; page: boolean }[];
};

/** No rehearsal goes further than the longest promise. */
export const FURTHEST_MS: Millis = 400 * 86_400_000;
/** Whoever died while he moved the time holds it no longer. */
const FORWARD_LEASE_MS: Millis = 10 * 60_000;
/** The engine fires a timer up to a second after its instant; a stop at a deadline lies behind what follows from it. */
const SETTLED_MS: Millis = 1_000;
/** Deadlines on the way of one call; more are reached by further calls. */
const MOST_STEPS = 200;
const NOBODY: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };

export type Rehearsals = ReturnType<typeof createRehearsals>;

export function createRehearsals({ temporal, store, registers, directory, taskQueue }: RehearsalDeps) {
  const rehearsals = rehearsalOf(store);
  const drafting = new Map<string, boolean>();
  const caseClient: CaseClient = createCaseClient({ temporal, db: store, registers, directory, taskQueue, choosePins });

  /** A linked case runs on drafts when its rehearsal does. */
  async function choosePins(process: string, place: Place, { key, at }: { key: string; at: Millis }): Promise<Pins> {
    const drafts = drafting.get(key) ?? (await rootOf(key))?.drafts ?? false;
    const inForce = drafts ? await withDrafts(registers, directory) : published(directory);
    await keepDrafted(store, inForce);
    return await pinsFor({ db: registers, directory }, process, place, { inForce, at });
  }

  /** The rehearsal behind the key of an effect: case by case to the first. */
  async function rootOf(key: string): Promise<Rehearsal | null> {
    const [, parent] = /^e:([^:]+):/.exec(key) ?? [];
    if (parent === undefined) return null;
    const found = await rehearsals.findById(parent).lean<Rehearsal>();
    const own = found ? null : await numberOf(store).findOne({ caseId: parent }).lean<{ _id: string }>();
    return found ?? (own && (await rootOf(own._id)));
  }

  async function start({
    title,
    process,
    data,
    at,
    drafts = false,
    actor = NOBODY,
    startedBy,
    key,
  }: Start): Promise<string> {
    const now = Date.now();
    if (at !== undefined && (at < now - 60_000 || at > now + FURTHEST_MS))
      throw new DomainError('invalid-data', 'Time only goes forward', {
        fields: [{ pointer: '/at', code: at < now ? 'in-past' : 'too-far' }],
      });
    const stored = `u:${startedBy}:${key ?? `rehearsal-${randomUUID()}`}`;
    drafting.set(stored, drafts);
    try {
      const { caseId } = await caseClient.open(process, data, {
        actor,
        key: stored,
        mode: 'rehearsal',
        ...(at === undefined ? {} : { at: Math.max(at, now) }),
      });
      const begun = { title, process, drafts, startedBy, startedAt: now };
      await rehearsals.updateOne({ _id: caseId }, { $setOnInsert: begun }, { upsert: true });
      return caseId;
    } finally {
      drafting.delete(stored);
    }
  }

  /** The first case and all that it started, in the order of their numbers. */
  async function groupOf(root: string): Promise<StoredCase[]> {
    const ids = [root];
    for (let i = 0; i < ids.length; i += 1) {
      const own = `e:${ids[i]}:`;
      const started = await numberOf(store)
        .find({ _id: { $gte: own, $lt: `e:${ids[i]};` } }, { caseId: 1 })
        .lean<{ caseId: string }[]>();
      ids.push(...started.map(({ caseId }) => caseId).filter((caseId) => !ids.includes(caseId)));
    }
    return await caseOf(store)
      .find({ _id: { $in: ids } })
      .sort({ openedAt: 1, _id: 1 })
      .lean<StoredCase[]>();
  }

  /** Its own time: of the furthest of its cases that are open, else of the last event. */
  async function nowOf(group: readonly StoredCase[]): Promise<Millis> {
    const times = await Promise.all(group.filter(isOpen).map(({ _id }) => virtualNow(temporal, idOf(_id))));
    const known = times.filter((time) => time !== null);
    return known.length > 0 ? Math.max(...known) : Math.max(0, ...group.map(({ updatedAt }) => updatedAt));
  }

  /**
   * Moves all cases of a rehearsal on, deadline by deadline, so that what one does to another happens at its time.
   * `reached` false: so many deadlines lay on the way that it stopped before `goal`.
   */
  async function forward(root: string, target: Target): Promise<{ goal: Millis; reached: boolean }> {
    const held = await hold(root);
    try {
      const group = await groupOf(root);
      const from = await nowOf(group);
      const goal = goalOf(target, from, group);
      let at = from;
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const open = (await groupOf(root)).filter(isOpen);
        if (open.length === 0) return { goal, reached: true };
        at = open.length > 1 ? nextStop(open, at, goal) : goal; // alone it settles all on the way by itself
        for (const { _id } of open) await moveTo(_id, at);
        if (at === goal) return { goal, reached: true };
      }
      return { goal, reached: false };
    } finally {
      await release(held);
    }
  }

  async function moveTo(caseId: string, instant: Millis): Promise<void> {
    const now = await virtualNow(temporal, idOf(caseId));
    if (now !== null && instant > now) await fastForward(temporal, idOf(caseId), instant - now);
  }

  async function hold(root: string): Promise<string> {
    const now = Date.now();
    const free = {
      $or: [{ forwardingSince: { $exists: false } }, { forwardingSince: { $lt: now - FORWARD_LEASE_MS } }],
    };
    const got = await rehearsals.findOneAndUpdate({ _id: root, ...free }, { $set: { forwardingSince: now } });
    if (got) return root;
    if (await rehearsals.exists({ _id: root }))
      throw new DomainError('forward-under-way', 'Somebody moves the time of this rehearsal already');
    throw new DomainError('unknown-case', `There is no rehearsal ${root}`);
  }
  const release = (root: string) => rehearsals.updateOne({ _id: root }, { $unset: { forwardingSince: 1 } });

  /** The sink: everything that anybody would have been told, in the rehearsal's time. */
  async function told(root: string): Promise<Told[]> {
    const ids = (await groupOf(root)).map(({ _id }) => _id);
    const [notices, deliveries] = await Promise.all([
      noticeOf(store)
        .find({ caseId: { $in: ids } })
        .sort({ at: 1, _id: 1 })
        .lean<Notice[]>(),
      deliveryOf(store)
        .find({ caseId: { $in: ids } })
        .sort({ channel: 1 })
        .lean<Delivery[]>(),
    ]);
    return notices.map(({ _id, at, caseId = root, to, stoodIn, template, data }) => ({
      at,
      caseId,
      to,
      stoodIn,
      template,
      data,
      deliveries: deliveries
        .filter(({ notice }) => notice === _id)
        .map(({ channel, nextAt, page }) => ({ channel, at: nextAt, page })),
    }));
  }

  /** Ends its workflows and forgets all of it. */
  async function remove(root: string): Promise<void> {
    const held = await hold(root);
    const ids = (await groupOf(root)).map(({ _id }) => _id);
    for (const caseId of new Set([held, ...ids])) await endWorkflow(idOf(caseId));
    const own = { caseId: { $in: ids } };
    for (const model of [eventOf(store), noticeOf(store), deliveryOf(store), historyOf(store), numberOf(store)])
      await model.collection.deleteMany(own);
    await store.collection<StoredCase>('cases').deleteMany({ _id: { $in: ids } });
    await rehearsals.deleteOne({ _id: root });
  }

  async function endWorkflow(workflowId: string): Promise<void> {
    const { namespace } = temporal.options;
    await temporal.workflow.getHandle(workflowId).terminate('the rehearsal was removed').catch(gone);
    await temporal.workflowService
      .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } })
      .catch(gone);
  }

  return {
    caseClient,
    start,
    groupOf,
    nowOf,
    forward,
    told,
    remove,
    /** Those started longer ago than `ageMs`; how many there were. */
    sweep: async (ageMs: Millis): Promise<number> => {
      const old = await rehearsals
        .find({ startedAt: { $lt: Date.now() - ageMs } }, { _id: 1 })
        .lean<{ _id: string }[]>();
      for (const { _id } of old) await remove(_id);
      return old.length;
    },
    resolvePins: (refs: PinRefs): Promise<Pins> => resolvePins(registers, refs, store),
    find: (root: string): Promise<Rehearsal | null> => rehearsals.findById(root).lean<Rehearsal>().exec(),
    /** Newest first. */
    list: (limit: number): Promise<Rehearsal[]> =>
      rehearsals.find().sort({ startedAt: -1, _id: -1 }).limit(limit).lean<Rehearsal[]>().exec(),
  };
}

/** What has ended, or was never there, need not be ended. */
const gone = (error: unknown): void => {
  if (!(error instanceof Error) || !/not ?found|already completed/i.test(`${error.name} ${error.message}`)) throw error;
};
const idOf = (caseId: string): string => workflowIdOf(processOfCase(caseId) ?? '', caseId);
const isOpen = ({ process, status }: StoredCase): boolean =>
  isProcessKey(process) && processes[process] !== undefined && !isEnd(processOf(process), status);

const nextStop = (open: readonly StoredCase[], at: Millis, goal: Millis): Millis =>
  Math.min(
    goal,
    ...open.flatMap(({ nextWakeUp }) => (nextWakeUp === null ? [] : [Math.max(at, nextWakeUp) + SETTLED_MS])),
  );

function goalOf(target: Target, from: Millis, group: readonly StoredCase[]): Millis {
  const goal = instantOf(target, from, group);
  if (goal === null) throw new DomainError('nothing-due', 'Nothing falls due any more');
  if (goal <= from || goal - from > FURTHEST_MS)
    throw new DomainError('invalid-data', 'Time only goes forward, and no further than 400 days at once', {
      fields: [{ pointer: 'until' in target ? '/until' : '/ms', code: goal <= from ? 'in-past' : 'too-far' }],
    });
  return goal;
}

function instantOf(target: Target, from: Millis, group: readonly StoredCase[]): Millis | null {
  if ('ms' in target) return from + target.ms;
  if ('until' in target) return target.until;
  const due = group.filter(isOpen).flatMap(({ nextWakeUp }) => (nextWakeUp === null ? [] : [nextWakeUp]));
  return due.length > 0 ? Math.max(from, Math.min(...due)) + SETTLED_MS : null;
}
