/** Tells those who may command at a runbook's organisation when it is to be drilled: before, on the day, and each month after it. */
import type { DrillDue } from '../../client/registers/drills.ts';
import { type DrillSlot, drillSlot, drillTemplate } from '../../domain/runbooks/drills.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'drillsDue' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
/** Whom the next drill asks for: who would command it, and who owns the process. */
const TOLD = ['supervisor', 'process-owner'] as const;

export function createDrills({ db, drillsDue, directory, dispatch, logger }: Deps) {
  /**
   * Once a day is enough, and after days without a look one is. Each occasion is told once to each, however often this runs:
   * what was told is looked up by its id, and dispatched again, which sends nothing twice, for a look may have been cut off.
   */
  async function tellDrills(zone: string): Promise<{ looked: number; told: number }> {
    const now = Date.now();
    const { today, drills } = await drillsDue(zone);
    let told = 0;
    for (const one of drills) {
      const slot = drillSlot(one.dueOn, today);
      if (slot) told += await tell(one, slot, now);
    }
    if (told > 0) logger?.info({ looked: drills.length, told }, 'told that runbooks are to be drilled');
    return { looked: drills.length, told };
  }

  async function tell(due: DrillDue, slot: DrillSlot, now: number): Promise<number> {
    const notices = [...(await peopleFor(due))].map(
      ([person, stoodIn]): Notice => noticeOn(due, slot, { person, stoodIn, now }),
    );
    let told = 0;
    for (const { _id, ...notice } of notices) {
      const { upsertedCount } = await noticeOf(db).updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
      told += upsertedCount;
    }
    await dispatch(notices);
    return told;
  }

  /** Each once, though he may hold both roles. */
  async function peopleFor({ orgPath }: DrillDue): Promise<Map<string, string | undefined>> {
    const people = new Map<string, string | undefined>();
    for (const role of TOLD) {
      const found = await directory.peopleFor({ role, orgPath });
      for (const person of found.people) if (!people.has(person)) people.set(person, found.stoodIn);
    }
    return people;
  }

  return { tellDrills };
}

type To = { person: string; stoodIn: string | undefined; now: number };
function noticeOn(
  { runbook, version, title, dueOn, ...due }: DrillDue,
  slot: DrillSlot,
  { person, stoodIn, now }: To,
): Notice {
  const key = `drill:${runbook}:${dueOn}:${slot.on}`;
  return {
    _id: `${key}:${person}`,
    key,
    subject: `runbooks/${runbook}@${version}`,
    mode: 'live',
    to: person,
    ...(stoodIn === undefined ? {} : { stoodIn }),
    template: drillTemplate(slot),
    data: { runbook, titleZh: title.zh, titleEn: title.en, dueOn, ...('lastOn' in due ? { lastOn: due.lastOn } : {}) },
    at: now,
  };
}
