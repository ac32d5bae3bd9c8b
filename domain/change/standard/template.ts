/** A change template 标准变更模板: what it says, what may be published, and what it is for. */
import { fieldFault } from '../../kernel/errors.ts';
import { isWithin } from '../../kernel/people/access.ts';
import { withdrawalFaults } from '../../kernel/policy/withdrawal.ts';
import type { OfferedTemplate, PlanTemplate } from '../../kernel/facts.ts';
import type { FieldError, Millis, OrgPath } from '../../kernel/process.ts';
import { planFaults } from '../plan.ts';
import { riskByRules } from '../risk.ts';

export type ChangeTemplate = {
  /** Whose it is: for its own changes and those of all below. */
  organisation: OrgPath;
  /** What it is for; each list narrows, an empty one does not. Of `kinds` and `items` one at least is said. */
  applications: readonly string[];
  kinds: readonly string[];
  items: readonly string[];
  /** Of a change that says none of its own. */
  title: string;
  description: string;
  plan: PlanTemplate;
  /** Instants in UTC, half-open. */
  validFrom: string;
  validUntil: string;
  /** This version ends it for new changes, for `reason`. */
  withdrawn?: true | undefined;
  reason?: string | undefined;
};

/** It is looked at again after so long at the latest: what was harmless once need not stay so. */
const LONGEST_VALIDITY: Millis = 2 * 366 * 86_400_000;
/** It travels with the commands of whoever uses it, into their history. */
export const MOST_BYTES = 65_536;

/**
 * Why it may not be published at `now`; `former`: the version in force. Its risk is low by rule but for an outage that is not
 * long: that one its publication accepts. One that withdraws is refused for nothing but itself, and alters nothing else: nobody
 * else looks at it, and what it said would be what comes back. Empty: it may.
 */
export function templateFaults(template: ChangeTemplate, former: ChangeTemplate | null, now: Millis): FieldError[] {
  if (template.withdrawn) return withdrawalFaults(template, former);
  const { kinds, items, plan, reason } = template;
  return [
    ...fieldFault(reason !== undefined, '/reason', 'not-withdrawn'),
    ...fieldFault(kinds.length === 0 && items.length === 0, '/kinds', 'required'),
    ...validityFaults(template, now),
    ...planFaults(plan, now).map((fault) => ({ ...fault, pointer: `/plan${fault.pointer}` })),
    ...riskFaults(plan),
    ...fieldFault(bytesOf(plan) > MOST_BYTES, '/plan', 'too-large'),
  ];
}

function validityFaults({ validFrom, validUntil }: ChangeTemplate, now: Millis): FieldError[] {
  const [from, until] = [Date.parse(validFrom), Date.parse(validUntil)];
  return [
    ...fieldFault(until <= from, '/validUntil', 'not-after-from'),
    ...fieldFault(until <= now, '/validUntil', 'in-the-past'),
    ...fieldFault(until - now > LONGEST_VALIDITY, '/validUntil', 'too-far'),
  ];
}

function riskFaults({ steps, outageMinutes }: PlanTemplate): FieldError[] {
  const irreversible = steps.flatMap(({ undo }, at) => (undo === undefined ? [at] : []));
  const { reasons } = riskByRules({
    items: 1,
    customers: 0,
    outageMinutes,
    withoutUndo: irreversible.length,
    warnings: 0,
  });
  return reasons.flatMap(({ code }): FieldError[] => {
    if (code === ACCEPTED) return [];
    if (code !== 'cannot-be-undone') return [{ pointer: '/plan/outageMinutes', code }];
    return irreversible.map((at) => ({ pointer: `/plan/steps/${at}/noUndo`, code }));
  });
}
/** The rule that the publication of a template answers: an outage, as long as it is not a long one. */
const ACCEPTED = 'outage';

const bytesOf = (plan: PlanTemplate): number => new TextEncoder().encode(JSON.stringify(plan)).length;

/** For changes of `unit`. */
export const isFor = ({ organisation }: Pick<ChangeTemplate, 'organisation'>, unit: OrgPath): boolean =>
  isWithin(unit, organisation);

type Covering = Pick<ChangeTemplate, 'applications' | 'kinds' | 'items'>;
type Asking = {
  application: string | undefined;
  items: readonly string[];
  /** By item; one that the register does not hold has none. */
  kinds: ReadonlyMap<string, string>;
};
/** What of a change it is not for. */
export function uncoveredBy(
  { applications, kinds, items }: Covering,
  asking: Asking,
): Pick<OfferedTemplate, 'uncovered' | 'otherApplication'> {
  const { application = '' } = asking;
  const isCovered = (id: string): boolean =>
    (items.length === 0 || items.includes(id)) && (kinds.length === 0 || kinds.includes(asking.kinds.get(id) ?? ''));
  return {
    uncovered: asking.items.filter((id) => !isCovered(id)),
    ...(applications.length === 0 || applications.includes(application) ? {} : { otherApplication: true }),
  };
}

/** Why no change is made of it now; null: it may be. */
export function whyNotNow(
  template: OfferedTemplate | null | undefined,
  now: Millis,
): 'unknown' | 'withdrawn' | 'not-yet' | 'expired' | null {
  if (!template) return 'unknown';
  if (template.withdrawn) return 'withdrawn';
  if (now < template.from) return 'not-yet';
  return now < template.until ? null : 'expired';
}
