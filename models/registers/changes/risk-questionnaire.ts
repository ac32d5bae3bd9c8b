/**
 * Risk questionnaires 风险问卷 by version: what those are asked who assess a change, and what their answers weigh. A published version
 * never changes; a change pins the one in force when it is submitted.
 */
import { Schema } from 'mongoose';
import type { WordedQuestionnaire } from '../../../domain/change/risk.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type RiskQuestionnaireSource = WordedQuestionnaire & {
  name: string;
  /** Holds for these and all below; empty: everywhere. */
  organisations: readonly OrgPath[];
};
export type KeptRiskQuestionnaire = RiskQuestionnaireSource &
  Partial<Signature> & {
    /** `change-risk@1` */
    _id: string;
    riskQuestionnaire: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<KeptRiskQuestionnaire>(
  {
    _id: text,
    riskQuestionnaire: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: text,
    organisations: texts,
    questions: { ...anything, immutable: true },
    medium: { ...integer, immutable: true },
    high: { ...integer, immutable: true },
    assessors: { type: Schema.Types.Mixed, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('risk-questionnaires'),
).index({ riskQuestionnaire: 1, version: -1 }, { unique: true });

export const riskQuestionnaireOf = modelOf<KeptRiskQuestionnaire>('RiskQuestionnaire', schema);

/** What of a version is asked, and its hash is of. */
export const questionnaireIn = ({
  riskQuestionnaire: id,
  version,
  questions,
  medium,
  high,
  assessors,
}: KeptRiskQuestionnaire): WordedQuestionnaire & { id: string; version: number } => ({
  id,
  version,
  questions,
  medium,
  high,
  ...(assessors === undefined ? {} : { assessors }),
});
