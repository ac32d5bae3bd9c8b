/** What must hold of a standing delegation 长期委托 when it is given. */
import { LONGEST_DELEGATION } from '../kernel/approval/changes.ts';
import type { Mandate } from '../kernel/approval/shapes.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import { isWithin } from '../kernel/people/access.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/process.ts';

/** So many of one person hold or will, and so many he gives in a day, at most: each is told to every open case of his, and to people. */
export const MOST_MANDATES = 20;

/** What it speaks of; absent: of every process, of every organisation. */
export type Scope = { process?: string | undefined; orgPath?: OrgPath | undefined };
export type Given = Pick<Mandate, 'from' | 'to' | 'since' | 'until'> & Scope;

/** Who is named: at work and in sight, and with a role in which he may vote. */
type Deputy = { isThere: boolean; takesPart: boolean };

/** Bad fields of one that is to be given. Throws nothing. */
export function mandateFaults(
  { from, to, since, until }: Given,
  { isThere, takesPart }: Deputy,
  now: Millis,
): FieldError[] {
  return [
    ...fieldFault(!isThere, '/to', 'unknown'),
    ...fieldFault(isThere && !takesPart, '/to', 'role-missing'),
    ...fieldFault(from === to, '/to', 'unchanged'),
    ...fieldFault(until <= now, '/until', 'in-past'),
    ...fieldFault(until > now && until <= since, '/until', 'before-start'),
    ...fieldFault(until > now + LONGEST_DELEGATION, '/until', 'too-far'),
  ];
}

const together = (one: Given, other: Given): boolean => one.since < other.until && other.since < one.until;
/** True where some case is spoken of by both. */
function meet({ process: a, orgPath: here }: Scope, { process: b, orgPath: there }: Scope): boolean {
  const isSame = a === undefined || b === undefined || a === b;
  return isSame && (here === undefined || there === undefined || isWithin(here, there) || isWithin(there, here));
}

/**
 * Held against what else holds now or will: `own`: of who gives it; `theirs`: of whom he names; `lately`: how many he gave in the
 * last 24 hours, whatever became of them. Throws 'too-many-delegations', 'already-delegated', 'delegation-circle',
 * 'delegation-depth' (who is named is away and has named another).
 */
export function refuseMandate(
  given: Given,
  { own, theirs, lately }: { own: readonly Given[]; theirs: readonly Given[]; lately: number },
): void {
  if (own.length >= MOST_MANDATES || lately >= MOST_MANDATES)
    throw new DomainError('too-many-delegations', `At most ${MOST_MANDATES} hold at once, and are given in a day`, {
      params: { maximum: MOST_MANDATES },
    });
  const meets = (one: Given): boolean => together(one, given) && meet(one, given);
  if (own.some(meets)) throw new DomainError('already-delegated', 'He has named somebody for that time already');
  const away = theirs.filter(meets);
  if (away.some(({ to }) => to === given.from))
    throw new DomainError('delegation-circle', 'He has named this person to stand in for him at that time');
  if (away.length > 0)
    throw new DomainError('delegation-depth', 'That person is away at that time and has named another');
}

export const mandateTemplates = {
  'away-given': {
    zh: '{principal} 外出，由 {deputy} 代理，自 {sinceAt} 至 {untilAt}：其审批与待办通知由代理人一并收到',
    en: '{principal} is away from {sinceAt} until {untilAt}, and {deputy} stands in: approvals and what brings work reach the deputy, too',
  },
  'away-revoked': {
    zh: '{principal} 已结束外出，{deputy} 不再代理',
    en: '{principal} is back: {deputy} stands in no longer',
  },
  'mandate-given': {
    zh: '{principal} 已委托 {deputy} 代为审批，自 {sinceAt} 至 {untilAt}',
    en: '{principal} has named {deputy} to approve for him from {sinceAt} until {untilAt}',
  },
  'mandate-revoked': {
    zh: '{principal} 已收回对 {deputy} 的审批委托',
    en: '{principal} has taken back the delegation of his approvals to {deputy}',
  },
} as const;
