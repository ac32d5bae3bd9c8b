/** How a work order ends: signed, signed by nobody, or called off. */
import { taking } from '../kernel/common/files.ts';
import { closedTo, wholeShut } from '../kernel/gating/gating.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { Refusal } from '../kernel/process.ts';
import type { WorkOrderCommand } from './contract.ts';
import { recordHash } from './record.ts';
import type { Folds, Rules, RulesCtx, Word, WorkOrder } from './state.ts';

/** What is signed is what was read. Throws 'hash-differs' with the hash of the record as it stands. */
function checkShown(order: WorkOrder, shown: string): void {
  const now = recordHash(order);
  if (shown !== now)
    throw new DomainError('hash-differs', 'The work record is not the one that was read', {
      params: { recordHash: now ?? '' },
    });
}

const canceling = (why: { reason?: string | undefined; calledOffBy?: string }, ctx: RulesCtx): readonly Word[] =>
  ctx.ending([], (facts) => ({ type: 'canceled', data: { ...why, facts } }));

const BEGUN: readonly string[] = ['on-site', 'waiting-part', 'done'];

export const endingRules = {
  sign(data, order, ctx) {
    checkShown(order, data.recordHash);
    return ctx.ending([{ type: 'signed', data }], 'closed');
  },
  recordSignature(data, order, ctx) {
    checkShown(order, data.recordHash);
    return ctx.ending([{ type: 'signed', data: taking(data, order, ctx) }], 'closed');
  },
  refuseWork: 'workRefused',
  closeUnsigned(data, { crew, former = [] }, ctx) {
    const { person } = ctx.facts;
    const fields = [
      ...fieldFault(!person?.active, '/witness', 'unknown'),
      ...fieldFault(data.witness === ctx.actor.id, '/witness', 'same-person'),
      ...fieldFault([...crew, ...former].includes(data.witness), '/witness', 'of-crew'),
    ];
    if (fields.length > 0) throw new DomainError('invalid-data', 'A second person has to have seen it', { fields });
    return ctx.ending([{ type: 'signatureWaived', data }], 'closed');
  },
  cancel: ({ reason }, _order, ctx) => canceling({ reason }, ctx),
  // Who is there finishes, whatever became of what he came for.
  callOff: ({ source, reason }, { status }, ctx) =>
    BEGUN.includes(status) ? [] : canceling({ reason, calledOffBy: source }, ctx),
} satisfies Partial<Rules['rules']>;

export const endingFolds = {
  // Closed from here on, so that whoever is told reads nothing of a signature that is waited for.
  signed: (order, { data: { signer, rating }, by }) => ({
    ...order,
    status: 'closed',
    signedBy: signer ?? by.id,
    ...(rating === undefined ? {} : { rating: rating.score }),
  }),
  workRefused: (order) => ({ ...order, status: 'accepted', refusals: order.refusals + 1, signLate: false }),
  signatureWaived: (order) => ({ ...order, status: 'closed', unsigned: true }),
  closed: null,
  canceled: null,
} satisfies Partial<Folds>;

/** What stands in the way of a command that status and person allow. */
export const blockers = (order: WorkOrder): Partial<Record<WorkOrderCommand['type'], Refusal>> => ({
  ...(order.signLate ? {} : { closeUnsigned: { code: 'time-to-sign' } }),
  // It has no parts: what names one shuts it as a whole.
  ...closedTo(
    wholeShut(order, () => false),
    'depart',
    'complete',
  ),
});
