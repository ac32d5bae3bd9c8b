/** Proposes each month what the plans of inspections should do otherwise, by what failed; whoever plans decides. */
import {
  concerning,
  monthAt,
  proposedLines,
  QUIET_DAYS,
  statisticsOf,
  WITHIN_DAYS,
} from '../../domain/inspection/proposing/propose.ts';
import { proposalKey } from '../../domain/inspection/proposing/shapes.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { faultsAt } from '../../models/cases/processes/incident.ts';
import { lastVisits } from '../../models/cases/processes/inspection.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../../models/registers/inspections/plan.ts';
import { type KeptProposal, proposalOf } from '../../models/registers/inspections/proposal.ts';
import { kindsOf } from '../../models/registers/items/item.ts';
import { versionOf } from '../../models/registers/register-version.ts';
import type { ActivityDeps } from '../deps.ts';
import { createPlanNotices, type NoticeDeps } from './plan-notices.ts';

type Deps = Pick<ActivityDeps, 'db' | 'slotSource' | 'logger'> & NoticeDeps;
const DAY: Millis = 86_400_000;

export function createProposals(deps: Deps) {
  const { db, slotSource, logger } = deps;
  const notices = createPlanNotices(deps);

  /** Of each open plan once a month, however often one looks. One plan that fails keeps no other from its proposal. */
  async function proposePlans(now: Millis = Date.now()): Promise<{ looked: number; proposed: number; failed: number }> {
    const sum = { looked: 0, proposed: 0, failed: 0 };
    const plans = inspectionPlanOf(db).find({ open: true }).sort({ _id: 1 }).lean<KeptInspectionPlan[]>().cursor();
    for await (const plan of plans) {
      sum.looked += 1;
      try {
        if (await propose(plan, now)) sum.proposed += 1;
      } catch (error) {
        sum.failed += 1;
        logger?.error({ plan: plan._id, err: error }, 'nothing could be proposed for a plan');
      }
    }
    return sum;
  }

  /** True where there is something to decide that was not proposed before. */
  async function propose(plan: KeptInspectionPlan, now: Millis): Promise<boolean> {
    const { plan: source, isOwed } = await slotSource(plan, now);
    const { offsets, everyMonths } = source;
    const month = monthAt(offsets, now);
    const id = proposalKey(plan._id, month);
    const made = (await proposalOf(db).findById(id).lean<KeptProposal>()) ?? (await make());
    const open = made.lines.filter(({ decision }) => !decision).length;
    if (open > 0)
      await notices.tell(plan, {
        key: `plan-proposed:${id}`,
        template: 'plan-proposed',
        more: { lines: open, month },
        now,
        roles: ['project-manager'],
      });
    return made.until === now && made.lines.length > 0;

    async function make(): Promise<KeptProposal> {
      const [from, repeatedFrom] = [now - QUIET_DAYS * DAY, now - WITHIN_DAYS * DAY];
      const all = await faultsAt(db, { orgPath: plan.orgPath, from, until: now });
      const kinds = await kindsOf(
        db,
        concerning(plan, all).flatMap(({ item }) => item ?? []),
      );
      const faults = all.map((fault) => ({ ...fault, class: kinds.get(fault.item ?? '') }));
      const visits = await lastVisits(db, plan._id);
      const observed = { plan, every: everyMonths, isOwed, faults, visits, offsets };
      const { _id, ...proposal }: KeptProposal = {
        _id: id,
        plan: plan._id,
        month,
        orgPath: plan.orgPath,
        version: versionOf(plan),
        everyMonths,
        from,
        repeatedFrom,
        until: now,
        statistics: statisticsOf(observed),
        lines: proposedLines(observed, now),
      };
      await proposalOf(db).updateOne({ _id }, { $setOnInsert: proposal }, { upsert: true });
      return (await proposalOf(db).findById(_id).lean<KeptProposal>()) ?? { _id, ...proposal };
    }
  }

  return { proposePlans };
}
