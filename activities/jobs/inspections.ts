/** Opens the inspections that are due by their plans, each once, and says what was missed or has no future. */
import { processOf } from '../../domain/catalogue.ts';
import type { CreateInspection } from '../../domain/inspection/contract.ts';
import { dueSlots, isUnsure, type Slot, visitBy } from '../../domain/inspection/slots.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { slotKey } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import { lastDay } from '../../domain/kernel/policy/horizon.ts';
import type { Actor, Millis, StoredCase } from '../../domain/kernel/process.ts';
import { caseOf } from '../../models/cases/case.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../../models/registers/inspections/plan.ts';
import { inspectionSlotOf, type KeptSlot, lastSlot } from '../../models/registers/inspections/slot.ts';
import { registerVersionOf } from '../../models/registers/register-version.ts';
import type { ActivityDeps } from '../deps.ts';
import { createPlanNotices, type NoticeDeps, type Unsure } from './plan-notices.ts';

type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'slotSource' | 'logger'> &
  NoticeDeps & {
    directory: Pick<ActivityDeps['directory'], 'person'>;
  };
/** `failed`: plans that could not be looked at, or whose slot could not be opened; the next look tries again. */
export type Inspected = { looked: number; opened: number; missed: number; failed: number };

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
const MOST_TITLE = 200;

export function createInspections(deps: Deps) {
  const { db, caseClient, slotSource, directory, logger } = deps;
  const notices = createPlanNotices(deps);

  /**
   * Plan by plan: what is due follows from what is settled, so it does not matter how long nobody looked, nor whether a look was
   * cut off or two look at once. One plan that fails keeps no other from its inspection. `now`: what is due then; absent: by this
   * machine's clock.
   */
  async function openInspections(now: Millis = Date.now()): Promise<Inspected> {
    const sum = { looked: 0, opened: 0, missed: 0, failed: 0 };
    const unsure: Unsure[] = [];
    for await (const plan of inspectionPlanOf(db)
      .find({ open: true })
      .sort({ _id: 1 })
      .lean<KeptInspectionPlan[]>()
      .cursor()) {
      sum.looked += 1;
      try {
        const { opened, missed } = await look(plan, now, unsure);
        sum.opened += opened;
        sum.missed += missed;
      } catch (error) {
        sum.failed += 1;
        logger?.error({ plan: plan._id, err: error }, 'an inspection that is due could not be opened');
        if (error instanceof DomainError) await tellRefused(plan, error.code, now);
      }
    }
    await notices.tellUnsure(unsure, now);
    return sum;
  }

  async function look(
    plan: KeptInspectionPlan,
    now: Millis,
    unsure: Unsure[],
  ): Promise<{ opened: number; missed: number }> {
    const last = await lastSlot(db, plan._id);
    const begun = last?.state === 'opening' ? await open(plan, last, now) : 0;
    const source = await slotSource(plan, now);
    const standing = { since: plan.since, settled: last, isBusy: begun > 0 || (await isBusy(plan._id)) };
    const { run, missed, before, next } = dueSlots(source, standing, now);
    const { calendar } = source;
    for (const slot of [run, next])
      if (slot && isUnsure(slot, now))
        unsure.push({ plan, slot, calendar: `${calendar.id}@${calendar.version}`, lastDay: lastDay(calendar) });
    // The newest last: what is settled after a crash is a beginning of these.
    for (const slot of before) await settle(plan, slot, { state: 'before', now });
    for (const slot of missed) {
      await settle(plan, slot, { state: 'missed', now });
      await notices.tell(plan, {
        key: `slot-missed:${slot.key}`,
        template: 'plan-slot-missed',
        more: { slot: slot.slot },
        now,
      });
    }
    if (!next)
      await notices.tell(plan, {
        key: `plan-without-slot:${plan._id}:${plan.version}`,
        template: 'plan-without-slot',
        more: {},
        now,
      });
    if (!run) return { opened: begun, missed: missed.length };
    return {
      opened: begun + (await open(plan, await settle(plan, run, { state: 'opening', now }), now)),
      missed: missed.length,
    };
  }

  /** As it is kept, if need be from before. */
  async function settle(
    { _id: plan }: KeptInspectionPlan,
    { key, ...slot }: Slot,
    { state, now }: { state: KeptSlot['state']; now: Millis },
  ): Promise<KeptSlot> {
    const kept = { ...slot, plan, state, at: now };
    await inspectionSlotOf(db).updateOne({ _id: key }, { $setOnInsert: kept }, { upsert: true });
    return { _id: key, ...kept, ...(await inspectionSlotOf(db).findById(key).lean<KeptSlot>()) };
  }

  /** Under a key of the slot, with what was kept for it: of two looks one opens it, and both learn its number. */
  async function open(plan: KeptInspectionPlan, slot: KeptSlot, now: Millis): Promise<number> {
    if (slot.state !== 'opening') return 0; // another look was faster
    const data = await dataOf(plan, slot, now);
    const number = await numberFor(slot, data);
    const { modifiedCount } = await inspectionSlotOf(db).updateOne(
      { _id: slot._id, state: 'opening' },
      { $set: { state: 'opened', number, at: now }, $unset: { data: 1 } },
    );
    return modifiedCount;
  }

  async function numberFor({ _id }: KeptSlot, data: object): Promise<string> {
    try {
      return (await caseClient.open('inspection', data, { actor: SYSTEM, key: slotKey(_id) })).caseId;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const number = error.code === 'key-reused' ? error.params?.['number'] : undefined;
      if (typeof number === 'string') return number;
      // Refused as it is: the next look asks anew, by what plan and registers say then.
      await inspectionSlotOf(db).updateOne({ _id }, { $unset: { data: 1 } });
      throw error;
    }
  }

  async function dataOf(plan: KeptInspectionPlan, slot: KeptSlot, now: Millis): Promise<object> {
    const { _id, orgPath: unit, title, way, checklist, items, inspectors, skills = [], lines = [] } = plan;
    const reporter = await keeperOf(_id);
    const data = {
      unit,
      title: `${title}（${slot.slot}）`.slice(0, MOST_TITLE),
      way,
      checklist,
      items: [...items],
      visitUntil: visitBy(slot, now),
      inspectors: inspectors.map((person) => ({ person })),
      plan: _id,
      slot: slot.slot,
      ...(skills.length > 0 ? { skills: [...skills] } : {}),
      ...(reporter === undefined ? {} : { reporter }),
      ...(lines.length > 0 ? { lines } : {}),
    } satisfies CreateInspection;
    await inspectionSlotOf(db).updateOne(
      { _id: slot._id, state: 'opening', data: { $exists: false } },
      { $set: { data } },
    );
    const kept = await inspectionSlotOf(db).findById(slot._id).lean<KeptSlot>();
    return kept?.data ?? data;
  }

  /** Who edited it last, as long as he is there. */
  async function keeperOf(plan: string): Promise<string | undefined> {
    const version = await registerVersionOf(db)
      .findOne({ register: 'inspection-plans', id: plan })
      .sort({ version: -1 })
      .lean();
    const person = version ? await directory.person(version.by) : null;
    return person?.active ? person._id : undefined;
  }

  /** An earlier one of it is not over. A case that a restore has lost holds up nothing. */
  async function isBusy(plan: string): Promise<boolean> {
    const last = await lastSlot(db, plan, 'opened');
    const found = last?.number === undefined ? null : await caseOf(db).findById(last.number).lean<StoredCase>();
    return found !== null && !isEnd(processOf('inspection'), found.status);
  }

  const tellRefused = (plan: KeptInspectionPlan, code: string, now: Millis): Promise<void> =>
    notices.tell(plan, {
      key: `slot-refused:${plan._id}:${plan.version}:${code}`,
      template: 'plan-slot-refused',
      more: { code },
      now,
    });

  return { openInspections };
}
