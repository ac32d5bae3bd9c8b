/** How a change is approved: by its seats, with the consent of whose items it touches, and into its window. */
import { minutesRules } from '../kernel/approving/minutes.ts';
import {
  approvalFolds,
  approvalRules,
  type ApprovalUse,
  askApproval,
  voidApproval,
} from '../kernel/approving/rules.ts';
import { standingOf } from '../kernel/approval/standing.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { blocking, checked, found } from './conflicts.ts';
import { POLICY_BY_RISK } from './risk.ts';
import { owedConsents, sheetHash } from './sheet.ts';
import type { Change, Folds, Rules, RulesCtx, Word } from './state.ts';

/** Who is to carry it out, and who began it where that was another; each once. */
export const implementersOf = ({ assignee, implementedBy }: Pick<Change, 'assignee' | 'implementedBy'>): string[] => [
  ...new Set([assignee, implementedBy].filter((one) => one !== undefined)),
];

export const changeApproval: ApprovalUse<Change, Word, RulesCtx> = {
  parties: (change) => ({
    requester: change.reporter === undefined ? [] : [change.reporter],
    implementer: implementersOf(change),
  }),
  never: ['requester', 'implementer'],
  over(words, result, change, ctx) {
    if (change.status === 'reviewing') return [...words, afterwards(result)];
    return result === 'passed' ? scheduling(words, change, ctx) : ctx.ending(words, 'declined');
  },
};

const afterwards = (result: 'passed' | 'refused'): Word => ({ type: 'approvedAfterwards', data: { result } });

/** The round for its risk, or for an emergency; over the sheet as it stands after `words`. */
export function opening(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  const policy = POLICY_BY_RISK[state.kind === 'emergency' ? 'emergency' : (state.risk ?? 'high')];
  return askApproval(changeApproval, state, ctx, { policy, shown: sheetHash(state) });
}

/** What was done in an emergency is approved once it is done; what was taken back, too. */
export function openingAfterwards(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  if (state.kind !== 'emergency') return words;
  return [
    ...words,
    ...askApproval(changeApproval, state, ctx, { policy: POLICY_BY_RISK.afterwards, shown: sheetHash(state) }),
  ];
}

/** Approved and consented to, it has its time, unless something came in its way meanwhile: then its window is planned anew. */
function scheduling(words: readonly Word[], change: Change, ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  if (owedConsents(state).length > 0) return words;
  const conflicts = found(change, ctx);
  const looked = [...words, checked('schedule', conflicts)];
  const blocks = blocking(change, conflicts);
  if (blocks.length === 0) return [...looked, { type: 'scheduled', data: {} }];
  return [...looked, { type: 'schedulingBlocked', data: { conflicts: blocks.map(({ key }) => key) } }];
}

/** Its round is over, and passed. */
const isApproved = ({ approval: round, ...change }: Change, now: number): boolean =>
  round !== undefined &&
  standingOf({ round, parties: changeApproval.parties({ ...change, approval: round }), now }).state === 'passed';

export const authorizingRules = {
  ...approvalRules(changeApproval),
  ...minutesRules(changeApproval),
  recordConsent(data, change, ctx) {
    const { customer, planHash, onPhone } = data;
    if (!change.customers.includes(customer))
      throw invalid('customer', 'unknown', 'It touches no item of that customer');
    if (planHash !== sheetHash(change))
      throw new DomainError('stale-plan', 'The plan has changed since it was read', {
        params: { planHash: sheetHash(change) },
      });
    if (!owedConsents(change).includes(customer))
      throw new DomainError('already-consented', 'That customer has consented');
    const isHis = change.represented[customer]?.includes(ctx.actor.id) === true;
    if (!isHis && change.kind !== 'emergency')
      throw new DomainError('not-permitted', 'A customer consents through who represents him');
    if (!isHis && onPhone === undefined) throw invalid('onPhone', 'required', 'Who said so on the phone is named');
    const words: Word[] = [{ type: 'consentRecorded', data }];
    if (change.status !== 'authorizing' || !isApproved(change, ctx.now)) return words;
    return scheduling(words, change, ctx);
  },
  refuseConsent(data, change, ctx) {
    if (!change.represented[data.customer]?.includes(ctx.actor.id))
      throw invalid('customer', 'unknown', 'It touches no item of a customer whom you represent');
    return [...voidApproval(change, data.reason), { type: 'consentRefused', data }];
  },
} satisfies Partial<Rules['rules']>;

/** What was assessed and agreed to was another plan's. */
export const anew = (change: Change): Change => {
  const { risk: _risk, ...rest } = change;
  return { ...rest, status: 'draft', assessed: [], answers: {}, reasons: [], consents: [] };
};

export const authorizingFolds = {
  ...approvalFolds<Change>(),
  approvalAsked: (change, { data }) => ({
    ...change,
    approval: data.round,
    rounds: change.rounds + 1,
    ...(change.status === 'reviewing' ? { approvalOwed: true } : { status: 'authorizing' }),
  }),
  consentRecorded: (change, { data: { customer, planHash, onPhone }, by }) => ({
    ...change,
    consents: [
      ...change.consents.filter((one) => one.customer !== customer),
      { customer, planHash, by: by.id, ...(onPhone === undefined ? {} : { onPhone }) },
    ],
  }),
  consentRefused: anew,
  scheduled: (change) => ({ ...change, status: 'scheduled' }),
  schedulingBlocked: anew,
  approvedAfterwards: (change, { data }) => {
    const { approvalOwed: _owed, ...rest } = change;
    return { ...rest, approvedAfterwards: data.result };
  },
  declined: null,
} satisfies Partial<Folds>;
