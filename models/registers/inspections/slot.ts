/** What became of the slots of inspection plans: each is settled once, under its key. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../../domain/kernel/process.ts';
import { integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

/** `before`: it had begun before the plan; `opening`: a case is being opened for it; `opened`: it is, as `number`. */
export const SLOT_STATES = ['before', 'missed', 'opening', 'opened'] as const;
export type KeptSlot = {
  /** `core-room/2026-Q3` */
  _id: string;
  plan: string;
  slot: string;
  /** Local dates, as domain/inspection/slots.ts has them. */
  planned: string;
  day: string;
  from: Millis;
  until: Millis;
  /** It rested on days whose holidays its calendar did not know. */
  provisional?: true;
  state: (typeof SLOT_STATES)[number];
  /** What its case is opened with, so that a second try says the same. */
  data?: object;
  number?: string;
  /** When it was settled. */
  at: Millis;
};

const schema = new Schema<KeptSlot>(
  {
    _id: text,
    plan: text,
    slot: text,
    planned: text,
    day: text,
    from: integer,
    until: integer,
    provisional: Boolean,
    state: text,
    data: Schema.Types.Mixed,
    number: String,
    at: integer,
  },
  schemaOptions('inspection-slots'),
).index({ plan: 1, planned: -1 });

export const inspectionSlotOf = modelOf<KeptSlot>('InspectionSlot', schema);

/** The latest of a plan, or the latest that a case was opened for; null: there is none. */
export const lastSlot = (db: Connection, plan: string, state?: KeptSlot['state']): Promise<KeptSlot | null> =>
  inspectionSlotOf(db)
    .findOne({ plan, ...(state ? { state } : {}) })
    .sort({ planned: -1 })
    .lean<KeptSlot>()
    .exec();

/** Those of a plan that begin in `[from, until)`, ascending. */
export const slotsKept = (
  db: Connection,
  plan: string,
  { from, until }: { from: Millis; until: Millis },
): Promise<KeptSlot[]> =>
  inspectionSlotOf(db)
    .find({ plan, from: { $gte: from, $lt: until } }, { data: 0 })
    .sort({ planned: 1 })
    .lean<KeptSlot[]>()
    .exec();
