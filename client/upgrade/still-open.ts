/**
 * Which effects the release before had not carried out. Only its workflows remembered, and those end; so what came of each
 * effect is looked up: notices, numbers, and events under its key.
 */
import type { Connection } from 'mongoose';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import { effectSeqOf } from '../../domain/kernel/ids.ts';
import type { EffectRef } from '../../domain/kernel/pending.ts';
import type { AnyProcess, Effect } from '../../domain/kernel/process.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { oldCasesIn, oldEventsIn } from '../../models/store/upgrade.ts';
import type { Grouped } from './grouped.ts';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
type Told = { key: string; data: { clock?: unknown; generation?: unknown; steps?: readonly unknown[] } };
type Deps = { db: Connection; process: AnyProcess } & Grouped;

/** Of `open`, those of which nothing shows that they were carried out. */
export async function stillOpenOf({ db, process, kase, commits, open, effects }: Deps): Promise<EffectRef[]> {
  const told = await noticeOf(db)
    .find({ caseId: kase.caseId }, { key: 1, 'data.clock': 1, 'data.generation': 1, 'data.steps': 1, _id: 0 })
    .lean<Told[]>();
  const keysTold = new Set(told.map(({ key }) => key));
  const merged = told.filter(({ data }) => data.steps !== undefined);
  const hasEnded = isEnd(process, kase.state.status);
  const unsettled = new Set(open.map(({ key }) => key));
  const decidedAt = new Map(commits.flatMap(({ effects: own, at }) => own.map(({ key }) => [key, at] as const)));

  /** Its own notice, or a later one to the same person about the same clock that took its step in. */
  const isTold = (key: string, { data }: Of<'notify'>): boolean =>
    keysTold.has(key) || merged.some((notice) => isLater(notice.key, key) && takesIn(notice, data));

  /** What its starter has not heard is open as long as that lives: a repeat meets the same number. */
  async function isStarted(key: string): Promise<boolean> {
    const number = await numberRecords(db).findById(key).lean<{ caseId: string }>();
    if (!number || !(await oldEventsIn(db).findOne({ caseId: number.caseId }))) return false;
    return hasEnded;
  }

  /** An event under its key, or its failure on record. */
  const isTaken = async (key: string, { caseId }: Of<'command'>): Promise<boolean> =>
    !unsettled.has(key) || (await oldEventsIn(db).findOne({ caseId, key })) !== null;

  /**
   * One that the target decided into nothing has left no trace. It was carried out when a later one to the same case was
   * (they keep their order), and when the target has ended since: it was open when this was decided. Else it goes again, and
   * the target decides as before; one that had ended before refuses it, as it would have done.
   */
  async function isObeyed(key: string, effect: Of<'command'>): Promise<boolean> {
    const lane = [...effects].filter((one): one is [string, Of<'command'>] => isTo(effect.caseId, one[1]));
    const onward = lane.slice(lane.findIndex(([other]) => other === key));
    for (const [other, later] of onward) if (await isTaken(other, later)) return true;
    const target = await oldCasesIn(db).findOne({ _id: effect.caseId }, { projection: { closedAt: 1 } });
    return target?.closedAt !== undefined && target.closedAt > (decidedAt.get(key) ?? Infinity);
  }

  async function isDone(key: string): Promise<boolean> {
    const effect = effects.get(key);
    if (!effect) return true;
    switch (effect.kind) {
      case 'notify':
        return isTold(key, effect);
      case 'start':
        return await isStarted(key);
      case 'command':
        return await isObeyed(key, effect);
      case 'run':
        return false; // again it meets the workflow that it has started
      case 'gather':
        return false; // again it meets the workflow that it has started
      case 'fold':
        return false; // so does it
      case 'propose':
        return false; // again it meets the draft that it has made
      case 'install':
        return false; // again it meets the version that it has made
      case 'replace':
        return false; // so does it
      case 'document':
        return false; // again it asks for the same
      default:
        return effect satisfies never;
    }
  }

  const found: EffectRef[] = [];
  for (const ref of open) if (!(await isDone(ref.key))) found.push(ref);
  return found;
}

const isTo = (caseId: string, effect: Effect): boolean => effect.kind === 'command' && effect.caseId === caseId;

const isLater = (one: string, other: string): boolean => (effectSeqOf(one) ?? 0) >= (effectSeqOf(other) ?? Infinity);

function takesIn({ data: { clock, generation, steps = [] } }: Told, data: object): boolean {
  if (!('clock' in data) || !('step' in data) || !('generation' in data)) return false;
  return data.clock === clock && data.generation === generation && steps.includes(data.step);
}
