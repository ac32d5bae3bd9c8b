/** What becomes of findings with the customer, and how both sides sign. */
import { aheadFaults } from '../kernel/common/supervise.ts';
import { DomainError } from '../kernel/errors.ts';
import { judged } from './answers.ts';
import { onRecord, partOf, presented } from './record.ts';
import type { Inspection, Rules, RulesCtx } from './state.ts';
import type { Says } from './statuses.ts';

type Said = { says?: Says | undefined; value?: number | string | undefined; note?: string | undefined };
/** Where the line stands by that answer. Throws 'invalid-data'. */
function becomes(said: Said, { lines }: Inspection, ctx: RulesCtx): Says {
  const line = lines.find(({ id }) => id === partOf(ctx));
  const answer = line ? judged(line, said) : { faults: [] };
  if ('becomes' in answer) return answer.becomes;
  const fields = answer.faults.map(({ field, code }) => ({ pointer: `/${field}`, code }));
  throw new DomainError('invalid-data', 'The line cannot say that', { fields });
}

/** The contract of the case says so: by the term of the policy that it names. */
const silenceSigns = ({ pins }: RulesCtx): boolean => pins.sla.terms['deemedSigned'] === true;

export const onDue: NonNullable<Rules['onDue']> = {
  'visit-by': { at: ['planned', 'scheduled'], move: 'missed' },
  countersign: {
    at: 'signing',
    // The customer was silent: it counts as signed, where the contract still says so; else it stays open.
    move: ({ signed, record }, ctx, { due, dueAt }) =>
      signed && silenceSigns(ctx)
        ? ctx.ending([...due, { type: 'deemedSigned', data: { by: 'silence', record } }], 'archived', dueAt)
        : null,
  },
};

export const settlingRules = {
  chooseValue: (data, inspection, ctx) => [
    onRecord(inspection.record, 'valueChosen', { ...data, part: partOf(ctx), to: becomes(data, inspection, ctx) }),
  ],
  correctItem: (data, inspection, ctx) => [
    onRecord(inspection.record, 'itemCorrected', { ...data, part: partOf(ctx), to: becomes(data, inspection, ctx) }),
  ],
  withdrawFinding: (data, { record }, ctx) =>
    presented([onRecord(record, 'findingWithdrawn', { ...data, part: partOf(ctx), to: 'withdrawn' })], ctx),
  proposeRemedy(data, { record }, ctx) {
    const fields = aheadFaults('/due', data.due, ctx.now);
    if (fields.length > 0) throw new DomainError('invalid-data', 'It cannot be put right by then', { fields });
    return [onRecord(record, 'remedyProposed', { ...data, part: partOf(ctx), to: 'proposed' })];
  },
  agreeRemedy: (_data, { record }, ctx) =>
    presented([onRecord(record, 'remedyAgreed', { part: partOf(ctx), to: 'agreed' })], ctx),
  disputeRemedy: (data, { record }, ctx) => [
    onRecord(record, 'remedyDisputed', { ...data, part: partOf(ctx), to: 'disputed' }),
  ],
  reopenFinding: (data, { record }, ctx) => [
    onRecord(record, 'findingReopened', { ...data, part: partOf(ctx), to: 'raised' }),
  ],
  presentRecord: (_data, { record }) => [{ type: 'recordPresented', data: { record } }],
  sign({ recordHash: hash }, { record, inspectors }, ctx) {
    if (hash !== record)
      throw new DomainError('hash-differs', 'The record is another one by now', { params: { recordHash: record } });
    if (inspectors.includes(ctx.actor.id)) {
      const term = silenceSigns(ctx) ? ({ silenceSigns: true } as const) : {};
      return [{ type: 'signed', data: { side: 'service', record, ...term } }];
    }
    return ctx.ending([{ type: 'signed', data: { side: 'customer', record } }], 'archived');
  },
  withdrawSignature: 'signatureWithdrawn',
  refuseSignature: 'signatureRefused',
} satisfies Partial<Rules['rules']>;
