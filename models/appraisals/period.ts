/** Which periods of which scheme were opened for appraisal: each once. */
import { Schema } from 'mongoose';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type KeptPeriod = {
  /** `province-service:2026-11` */
  _id: string;
  scheme: string;
  period: string;
  /** When it began. */
  from: number;
  /** `opening`: its appraisal is being opened; `opened`: it is, as `number`; `withdrawn`: the scheme had ended, nobody is judged. */
  state: 'opening' | 'opened' | 'withdrawn';
  number?: string;
  at: number;
};
const schema = new Schema<KeptPeriod>(
  { _id: text, scheme: text, period: text, from: integer, state: text, number: String, at: integer },
  schemaOptions('appraisal-periods'),
).index({ scheme: 1, from: -1 });
export const appraisalPeriodOf = modelOf<KeptPeriod>('AppraisalPeriod', schema);
