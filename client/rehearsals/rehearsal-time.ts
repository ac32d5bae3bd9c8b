/** The time of a rehearsal: one for a case and all that it started, moved on deadline by deadline. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type Rehearsal, rehearsalOf } from '../../models/rehearsal.ts';
import { fastForward, FastForwardStuck, virtualNow } from '../../platform/time-skipping.ts';
import { EngineError } from '../cases/engine-error.ts';

/** By a length, to an instant, up to one that may have come meanwhile, or to the next that anything falls due. */
export type Target = { ms: Millis } | { until: Millis } | { upTo: Millis } | { to: 'next-deadline' };
/** `reached` false: so much lay on the way that it stopped before `goal`; asked again with it, it goes on. */
export type Forwarded = { goal: Millis; reached: boolean };

const DAY: Millis = 86_400_000;
/** No rehearsal goes further at once than the longest promise. */
export const FURTHEST_MS: Millis = 400 * DAY;
/** One call takes no longer than this and the step that it is in. */
const CALL_MS: Millis = 20_000;
/** An engine or a worker that is away for longer than this is told. */
const PATIENCE_MS: Millis = 20_000;
/** Renewed with each step; whoever died over a move holds it no longer. */
const LEASE_MS: Millis = 90_000;
/** The engine fires a timer up to a second after its instant; a stop at a deadline lies behind what follows from it. */
const SETTLED_MS: Millis = 1_000;

type Deps = {
  temporal: Client;
  store: Connection;
  /** The first case and all that it started, oldest first. */
  groupOf: (root: string) => Promise<StoredCase[]>;
};

export function createRehearsalTime({ temporal, store, groupOf }: Deps) {
  const rehearsals = rehearsalOf(store);

  const clockOf = async (stored: StoredCase): Promise<Millis | null> =>
    isOpen(stored) ? await virtualNow(temporal, idOf(stored)) : null;

  /** That of the furthest of its cases that are open, else of the last event. */
  async function nowOf(group: readonly StoredCase[]): Promise<Millis> {
    const known = (await Promise.all(group.map(clockOf))).filter((time) => time !== null);
    return known.length > 0 ? Math.max(...known) : Math.max(0, ...group.map(({ updatedAt }) => updatedAt));
  }

  /**
   * True when one of its cases is open and has no workflow any more, from then on for ever: its time cannot be found again.
   */
  async function isLost(root: string): Promise<boolean> {
    const known = await rehearsals.findById(root).lean<Rehearsal>();
    if (!known || known.lost) return known?.lost === true;
    for (const stored of (await groupOf(root)).filter(isOpen)) {
      if ((await clockOf(stored)) !== null) continue;
      const now = await casesIn(store).findOne({ _id: stored._id }); // its end is stored before its workflow is over
      if (!now || !isOpen(now)) continue;
      await rehearsals.updateOne({ _id: root }, { $set: { lost: true } });
      return true;
    }
    return false;
  }

  /**
   * Moves all cases of a rehearsal on, deadline by deadline, so that what one does to another happens at its time. Throws
   * 'forward-under-way' while somebody else does, 'nothing-due', 'rehearsal-lost', 'invalid-data' for a goal that is behind or
   * too far, and EngineError when a clock does not move.
   */
  const forward = (root: string, target: Target): Promise<Forwarded> =>
    alone(root, async (stay) => {
      if (await isLost(root)) throw new DomainError('rehearsal-lost', 'The engine has lost this rehearsal');
      const group = await groupOf(root);
      const from = await nowOf(group);
      if ('upTo' in target && target.upTo <= from) return { goal: target.upTo, reached: true };
      const goal = goalOf(target, from, group);
      const giveUpAt = performance.now() + CALL_MS;
      for (;;) {
        const behind = await clocksBefore(goal, await groupOf(root));
        if (behind.length === 0) return { goal, reached: true };
        if (performance.now() > giveUpAt) return { goal, reached: false };
        const stop = nextStop(behind, goal);
        for (const one of behind) if (one.now < stop) await move(one, stop);
        await stay();
      }
    });

  async function clocksBefore(goal: Millis, group: readonly StoredCase[]): Promise<Clock[]> {
    const clocks = await Promise.all(group.map(async (stored) => ({ stored, now: await clockOf(stored) })));
    return clocks.flatMap(({ stored, now }) => (now !== null && now < goal ? [{ stored, now }] : []));
  }

  async function move({ stored, now }: Clock, stop: Millis): Promise<void> {
    try {
      await fastForward(temporal, idOf(stored), stop - now, { patienceMs: PATIENCE_MS });
    } catch (error) {
      if (isGone(error)) return; // it ended by what another did
      if (!(error instanceof FastForwardStuck)) throw error;
      throw new EngineError(error.final ? 'case-parked' : 'engine-away', error.message, error);
    }
  }

  /** One at a time; `stay` prolongs it. Throws 'forward-under-way', 'unknown-case'. */
  async function alone<T>(root: string, work: (stay: () => Promise<void>) => Promise<T>): Promise<T> {
    const token = randomUUID();
    const lease = () => ({ $set: { moving: { token, until: Date.now() + LEASE_MS } } });
    const own = { _id: root, 'moving.token': token };
    const free = { $or: [{ moving: { $exists: false } }, { 'moving.until': { $lt: Date.now() } }] };
    const { matchedCount } = await rehearsals.updateOne({ _id: root, ...free }, lease());
    if (matchedCount === 0) {
      if (await rehearsals.exists({ _id: root })) throw underWay();
      throw new DomainError('unknown-case', `There is no rehearsal ${root}`);
    }
    try {
      return await work(async () => {
        if ((await rehearsals.updateOne(own, lease())).matchedCount === 0) throw underWay();
      });
    } finally {
      await rehearsals.updateOne(own, { $unset: { moving: 1 } });
    }
  }

  return { nowOf, forward, isLost, alone };
}

type Clock = { stored: StoredCase; now: Millis };

const idOf = ({ process, _id }: StoredCase): string => workflowIdOf(process, _id);
/** By what its document says. */
export const isOpen = ({ process, status }: Pick<StoredCase, 'process' | 'status'>): boolean =>
  !isEnd(processOf(process), status);
const underWay = () => new DomainError('forward-under-way', 'Somebody moves the time of this rehearsal already');

/** gRPC: not found. */
const NOT_FOUND = 5;
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === NOT_FOUND;

/** Just behind the first that falls due among those that stand before the goal; from where the last of them stands. */
function nextStop(behind: readonly Clock[], goal: Millis): Millis {
  const last = Math.min(...behind.map(({ now }) => now));
  const wakes = behind.flatMap(({ stored: { nextWakeUp } }) => (nextWakeUp === null ? [] : [nextWakeUp]));
  return Math.min(goal, ...wakes.map((wake) => Math.max(last, wake) + SETTLED_MS));
}

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
  if ('upTo' in target) return target.upTo;
  const due = group.filter(isOpen).flatMap(({ nextWakeUp }) => (nextWakeUp === null ? [] : [nextWakeUp]));
  return due.length > 0 ? Math.max(from, Math.min(...due)) + SETTLED_MS : null;
}
