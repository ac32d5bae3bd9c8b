/** What follows from events: notices, cases started, commands to other cases. Each under its key, so a repeat is harmless. */
import { Context } from '@temporalio/activity';
import { catalogue } from '../domain/catalogue.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { mergeNotices } from '../domain/kernel/escalation.ts';
import type { Actor, Effect, Mode, PendingEffect } from '../domain/kernel/process.ts';
import { isProcessKey } from '../domain/processes.ts';
import { type Notice, noticeOf } from '../models/notice.ts';
import type { ActivityDeps } from './index.ts';

export type CarryOut = { caseId: string; process: string; mode: Mode; effects: readonly PendingEffect[] };
/** 'again': not this time; the workflow asks once more. `data`: of the event that records a failure or an omission. */
export type EffectAnswer = { key: string } & (
  | { outcome: 'again' }
  /** `gap`: a step of a ladder found nobody of those it speaks to, and who was told instead. */
  | { outcome: 'done'; gap?: { clock: string; step: string; missing: string; instead: string } }
  | { outcome: 'skipped'; data: { effect: string; kind: string; process: string } }
  | { outcome: 'failed'; data: { effect: string; kind: string; code: string; detail: string } }
);
type One<K extends Effect['kind']> = { key: string; effect: Extract<Effect, { kind: K }> };
type From = Omit<CarryOut, 'effects'>;
type Addressed = Omit<Notice, '_id' | 'at' | 'readAt'>;

const HEARTBEAT_MS = 4_000;
/** So often the server tries again by itself when nothing at all succeeded, before the workflow hears of it. */
const QUIET_TRIES = 5;

type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};

export function createEffects({ db, caseClient, directory, dispatch, logger }: Deps) {
  /**
   * Carries out what it can and answers for each. Throws only when nothing succeeded for a passing reason, for the first
   * few attempts: then the server repeats it without a line in the history.
   */
  async function carryOut({ effects, ...from }: CarryOut): Promise<EffectAnswer[]> {
    const { info, heartbeat } = Context.current();
    const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
    const passing: unknown[] = [];
    try {
      const others = effects.filter((one) => !isNotify(one));
      const lanes = [...new Set(others.map(laneOf))].map((lane) => others.filter((one) => laneOf(one) === lane));
      const answers = await Promise.all([
        tell(effects.filter(isNotify), from, passing),
        ...lanes.map((lane) => inLane(lane, from, passing)),
      ]);
      const all = answers.flat();
      const isVain = all.length > 0 && all.every(({ outcome }) => outcome === 'again');
      if (isVain && info.attempt < QUIET_TRIES) throw passing[0];
      const order = effects.map(({ key }) => key);
      return all.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
    } finally {
      clearInterval(beat);
    }
  }

  /** What comes after one that has to go again goes again with it. */
  async function inLane(lane: readonly PendingEffect[], from: From, passing: unknown[]): Promise<EffectAnswer[]> {
    const answers: EffectAnswer[] = [];
    for (const one of lane) {
      const isHeldUp = answers.at(-1)?.outcome === 'again';
      const held = { key: one.key, outcome: 'again' } as const;
      answers.push(isHeldUp ? held : await attempt(one, () => perform(one, from), passing));
    }
    return answers;
  }

  /** Addressees first, one by one, so that a gap in one touches no other; then what goes to a person about a clock is one. */
  async function tell(told: readonly One<'notify'>[], from: From, passing: unknown[]): Promise<EffectAnswer[]> {
    const notices: Addressed[] = [];
    const address = async (one: One<'notify'>) => {
      const own = await addressed(one, from);
      notices.push(...own);
      return withGap(one.key, own);
    };
    const found = await inOrder(told, (one) => attempt(one, () => address(one), passing));
    try {
      const merged = mergeNotices(notices);
      await inOrder(merged, keep); // one after the other: of two about one thing the first is kept
      await dispatch(merged.map((notice) => ({ ...notice, _id: idOf(notice) })));
      return found;
    } catch (error) {
      passing.push(error);
      return told.map(({ key }) => ({ key, outcome: 'again' }));
    }
  }

  async function attempt(
    { key, effect }: PendingEffect,
    work: () => Promise<EffectAnswer | void>,
    passing: unknown[],
  ): Promise<EffectAnswer> {
    try {
      return (await work()) ?? { key, outcome: 'done' };
    } catch (error) {
      if (error instanceof DomainError) {
        const data = { effect: key, kind: effect.kind, code: error.code, detail: detailOf(effect) };
        if (effect.kind === 'notify') logger?.error(data, 'nobody is there to be told'); // an alarm for operations
        return { key, outcome: 'failed', data };
      }
      logger?.error({ key, kind: effect.kind, err: error }, 'an effect goes again');
      passing.push(error);
      return { key, outcome: 'again' };
    }
  }

  async function perform({ key, effect }: PendingEffect, from: From): Promise<EffectAnswer | void> {
    if (effect.kind === 'start') return await start({ key, effect }, from);
    if (effect.kind === 'command')
      await caseClient.command(effect.caseId, effect.command, effect.data, { actor: actorOf(from), key });
  }

  async function addressed({ key, effect }: One<'notify'>, { caseId, process, mode }: From): Promise<Addressed[]> {
    const { people, stoodIn } = await directory.peopleFor(effect.to);
    if (people.length === 0) throw new DomainError('nobody-to-tell', `nobody is told of ${key}: ${stoodIn}`);
    const { template, data } = effect;
    const gap = stoodIn === undefined ? {} : { stoodIn };
    return people.map((to) => ({ key, caseId, process, mode, to, template, data, ...gap }));
  }

  async function keep(notice: Addressed): Promise<void> {
    const written = { ...notice, at: instantFor(notice) };
    await noticeOf(db).updateOne({ _id: idOf(notice) }, { $setOnInsert: written }, { upsert: true });
  }

  async function start({ key, effect }: One<'start'>, from: From): Promise<EffectAnswer> {
    const { process, data, kind } = effect;
    if (!isProcessKey(process) || !catalogue[process])
      return { key, outcome: 'skipped', data: { effect: key, kind, process } };
    const { mode } = from;
    const at = mode === 'rehearsal' ? { at: Context.current().info.scheduledTimestampMs } : {}; // at its parent's time
    await caseClient.open(process, data, { actor: actorOf(from), key, mode, ...at });
    return { key, outcome: 'done' };
  }

  return { carryOut };
}

const isNotify = (one: PendingEffect): one is One<'notify'> => one.effect.kind === 'notify';

/** Commands to one case keep their order; everything else runs side by side. */
const laneOf = ({ key, effect }: PendingEffect): string => (effect.kind === 'command' ? effect.caseId : key);

async function inOrder<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

const actorOf = ({ caseId }: From): Actor => ({ id: caseId, kind: 'system', unit: '/', teams: [], grants: [] });

const detailOf = (effect: Effect): string =>
  effect.kind === 'notify'
    ? effect.template
    : effect.kind === 'start'
      ? effect.process
      : `${effect.caseId} ${effect.command}`;

/** In a rehearsal the workflow's virtual time, which an activity is told when it is scheduled. */
function instantFor({ mode }: Addressed): number {
  return mode === 'rehearsal' ? Context.current().info.scheduledTimestampMs : Date.now();
}

const idOf = ({ key, data, to }: Addressed): string => noticeId(key, data, to);

/** Done; `gap` when nobody was there of those whom this step should have reached. */
function withGap(key: string, notices: readonly Addressed[]): EffectAnswer {
  const notice = notices.find(({ stoodIn }) => stoodIn !== undefined);
  if (!notice?.stoodIn || !('clock' in notice.data) || !('step' in notice.data)) return { key, outcome: 'done' };
  const [missing = '', instead = ''] = notice.stoodIn.split(' > ');
  return {
    key,
    outcome: 'done',
    gap: { clock: String(notice.data.clock), step: String(notice.data.step), missing, instead },
  };
}

/** Notices of one save about one clock to one person are one: `e:caseId:seq:n` without its n. */
function noticeId(key: string, data: object, person: string): string {
  const clock: unknown = 'clock' in data ? data.clock : undefined;
  return typeof clock === 'string' ? `${key.replace(/:\d+$/, '')}:${clock}:${person}` : `${key}:${person}`;
}
