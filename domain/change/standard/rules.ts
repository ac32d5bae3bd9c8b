/** A standard change 标准变更: made of a template that was approved beforehand, and standard as long as nothing of that is altered. */
import { DomainError } from '../../kernel/errors.ts';
import type { OfferedTemplate, PlanTemplate } from '../../kernel/facts.ts';
import type { FieldError } from '../../kernel/process.ts';
import type { Plan } from '../plan.ts';
import { type Judged, type RiskReason, riskByRules } from '../risk.ts';
import type { Change, RulesCtx, Word } from '../state.ts';
import { OURS, wordsOf } from './made-of.ts';
import { whyNotNow } from './template.ts';

/** What stands against making a change of it now. */
export function templateRefusals(
  template: OfferedTemplate | null | undefined,
  items: readonly string[],
  now: number,
): FieldError[] {
  const why = whyNotNow(template, now);
  if (why === 'unknown' || !template) return [{ pointer: '/template', code: 'unknown' }];
  if (why) return [{ pointer: '/template', code: 'template-expired', params: { template: template.ref, why } }];
  return [
    ...(template.otherApplication ? [{ pointer: '/application', code: 'not-covered' }] : []),
    ...itemRefusals(template, items),
  ];
}
/** Items that it is not for, each by its place. */
const itemRefusals = ({ uncovered }: OfferedTemplate, items: readonly string[]): FieldError[] =>
  items.flatMap((id, at) => (uncovered.includes(id) ? [{ pointer: `/items/${at}`, code: 'not-covered' }] : []));

/** The plan with what it leaves out said by the template. */
export const filledBy = (plan: Plan, template: PlanTemplate | undefined): Plan =>
  template === undefined
    ? plan
    : {
        ...plan,
        steps: plan.steps ?? template.steps,
        consequences: plan.consequences ?? template.consequences,
        outageMinutes: plan.outageMinutes ?? template.outageMinutes,
        backOut: plan.backOut ?? template.backOut,
        backOutMinutes: plan.backOutMinutes ?? template.backOutMinutes,
        testEvidence: plan.testEvidence ?? template.testEvidence,
      };

/** Fields of the template that `plan` says otherwise than it does, and than the plan had them before. A shorter outage is none. */
function alteredIn(plan: Plan, { madeOf }: Change, template: PlanTemplate | undefined): string[] {
  const [given, before] = [wordsOf(plan), madeOf?.words ?? {}];
  const now = template === undefined ? {} : wordsOf(template);
  const isShorter = (name: string): boolean =>
    name === 'outageMinutes' && (plan.outageMinutes ?? 0) < (template?.outageMinutes ?? 0);
  return OURS.filter((name) => {
    const hash = given[name];
    return hash !== undefined && hash !== before[name] && hash !== now[name] && !isShorter(name);
  });
}

type Made = { template?: string; pinned?: { template: string } };
type Replanned = { before: readonly Word[]; plan: Plan; made: Made };
/**
 * What a new plan makes of a standard change: its own words where the template leaves them to it, all else as the template says
 * now; altered, or asked so, it is a normal change from then on. Throws 'template-expired', and 'invalid-data' for items that the
 * template is not for.
 */
export function replanned(
  plan: Plan,
  change: Change,
  ctx: RulesCtx,
  { items, asNormal }: { items: readonly string[]; asNormal: boolean },
): Replanned {
  const template = ctx.facts.template ?? undefined;
  const fields = alteredIn(plan, change, template?.plan);
  if (asNormal || fields.length > 0) {
    const why = fields.length > 0 ? ({ why: 'edited', fields } as const) : ({ why: 'asked' } as const);
    return { before: [{ type: 'becameNormal', data: why }], plan: filledBy(plan, template?.plan), made: {} };
  }
  const why = whyNotNow(template, ctx.now);
  if (why || !template) throw expired(change, why ?? 'unknown', template);
  const uncovered = itemRefusals(template, items);
  if (uncovered.length > 0)
    throw new DomainError('invalid-data', 'The template is not for all of these items', { fields: uncovered });
  // What was written before and is not the template's any more is brought up to it.
  const kept = plan.outageMinutes !== undefined && plan.outageMinutes < template.plan.outageMinutes;
  const own = { ...plan, ...(kept ? {} : { outageMinutes: template.plan.outageMinutes }) };
  const { steps, consequences, backOut, backOutMinutes } = template.plan;
  return {
    before: [],
    plan: filledBy({ ...own, steps, consequences, backOut, backOutMinutes }, template.plan),
    made: {
      template: template.ref,
      ...(template.ref === change.madeOf?.ref ? {} : { pinned: { template: template.pin } }),
    },
  };
}

/** Throws 'template-expired' when the template that it is made of is not the one in force, or is not for it any more. */
export function refuseExpired(change: Change, { facts: { template }, now }: RulesCtx): void {
  const why = whyNotNow(template, now);
  if (why) throw expired(change, why, template);
  if (template && template.ref !== change.madeOf?.ref) throw expired(change, 'superseded', template);
  if (template && (template.otherApplication || template.uncovered.length > 0))
    throw expired(change, 'not-covered', template);
}

const expired = ({ madeOf, template: key }: Change, why: string, now: OfferedTemplate | null | undefined) =>
  new DomainError('template-expired', 'No change is made of that template any more', {
    params: { template: madeOf?.ref ?? key, why, ...(now ? { newest: now.ref } : {}) },
  });

/** Why it cannot be left to its template alone; none: its risk is low. The outage was accepted with the template. */
export const riskBeyond = (judged: Judged): readonly RiskReason[] =>
  riskByRules({ ...judged, outageMinutes: 0 }).reasons;
