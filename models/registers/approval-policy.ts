/**
 * Approval policies 审批策略 by version: who decides on a case of a process, stage by stage. A published version never changes; a
 * round pins it with the hash of what it says.
 */
import { Schema } from 'mongoose';
import type { ApprovalPolicy } from '../../domain/kernel/approval/shapes.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

export type ApprovalPolicySource = Omit<ApprovalPolicy, 'id' | 'version'> & {
  /** Whose cases it is for; its seats for parties are the process's own. */
  process: string;
  name: string;
};
export type KeptApprovalPolicy = ApprovalPolicySource &
  Partial<Signature> & {
    /** `cab-normal@1` */
    _id: string;
    approvalPolicy: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<KeptApprovalPolicy>(
  {
    _id: text,
    approvalPolicy: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    process: { ...text, immutable: true },
    name: text,
    order: { type: String, immutable: true },
    withdrawable: { type: Boolean, immutable: true },
    stages: { ...anything, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('approval-policies'),
).index({ approvalPolicy: 1, version: -1 }, { unique: true });

export const approvalPolicyOf = modelOf<KeptApprovalPolicy>('ApprovalPolicy', schema);

/** What of a version a round is made of, and its hash is of. */
export const approvalPolicyIn = ({
  approvalPolicy: id,
  version,
  order,
  withdrawable,
  stages,
}: Pick<KeptApprovalPolicy, 'approvalPolicy' | 'version' | 'order' | 'withdrawable' | 'stages'>): ApprovalPolicy => ({
  id,
  version,
  ...(order === undefined ? {} : { order }),
  ...(withdrawable ? { withdrawable } : {}),
  stages,
});
