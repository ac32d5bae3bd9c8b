/** Inspection plans 巡检计划. */
import { type Connection, Schema } from 'mongoose';
import type { InspectionPlan } from '../../../domain/inspection/plan.ts';
import type { OrgPath } from '../../../domain/kernel/units.ts';
import { flag, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type KeptInspectionPlan = InspectionPlan & { _id: string; version?: number; sample?: true };

const schema = new Schema<KeptInspectionPlan>(
  {
    _id: text,
    version: Number,
    title: text,
    orgPath: text,
    contract: String,
    way: text,
    core: flag,
    everyMonths: Number,
    items: texts,
    checklist: text,
    lines: { type: [Schema.Types.Mixed], default: undefined },
    firstDay: text,
    lastDay: String,
    zone: text,
    calendar: text,
    windowDays: integer,
    inspectors: texts,
    skills: { type: [String], default: undefined },
    open: flag,
    since: integer,
    sample: Boolean,
  },
  schemaOptions('inspection-plans'),
)
  .index({ orgPath: 1, _id: 1 })
  .index({ open: 1, _id: 1 });

export const inspectionPlanOf = modelOf<KeptInspectionPlan>('InspectionPlan', schema);

const SHOWN = 200;
/** Open plans of an organisation itself, the first 200. */
export const plansAt = async (db: Connection, orgPath: OrgPath): Promise<string[]> => {
  const found = await inspectionPlanOf(db)
    .find({ orgPath, open: true }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(SHOWN)
    .lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
};

/** Open plans that inspect by this checklist, the first 200. */
export const plansBy = (db: Connection, checklist: string): Promise<Pick<KeptInspectionPlan, '_id' | 'way'>[]> =>
  inspectionPlanOf(db)
    .find({ checklist, open: true }, { way: 1 })
    .sort({ _id: 1 })
    .limit(SHOWN)
    .lean<Pick<KeptInspectionPlan, '_id' | 'way'>[]>()
    .exec();
