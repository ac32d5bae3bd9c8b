/** Service calendars 服务日历 by version. A published version never changes: cases are pinned to it. */
import { Schema } from 'mongoose';
import type { CalendarSnapshot, DateRule, Frame } from '../../domain/kernel/time/calendar.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';
import { type Signature, signatureFields } from '../store/signed-row.ts';

/** A calendar as people keep it; the snapshot is compiled from it when it is published. */
export type CalendarSource = {
  name: string;
  /** IANA name. */
  zone: string;
  always?: true;
  /** Seven lists, Monday first. */
  week: readonly (readonly Frame[])[];
  /** By local date. */
  dates: Readonly<Record<string, DateRule>>;
  /** What people call these dates. */
  names?: Readonly<Record<string, string>>;
  /** Local years, first and last, for which `dates` are complete. */
  years: readonly [first: number, last: number];
  /** Person who is warned before the years end; else the process owners are. */
  owner?: string;
};

export type Calendar = Partial<Signature> & {
  /** `cn-5x8@1` */
  _id: string;
  calendar: string;
  version: number;
  name: string;
  /** As compiled when it was published; what cases are pinned to. */
  snapshot: CalendarSnapshot;
  /** What people edit; absent in versions that were never edited. */
  source?: CalendarSource;
  note?: string;
  publishedAt: Millis;
  publishedBy: string;
};

const schema = new Schema<Calendar>(
  {
    _id: text,
    calendar: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    name: text,
    snapshot: { ...anything, immutable: true },
    source: { type: Schema.Types.Mixed, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('calendars'),
).index({ calendar: 1, version: -1 }, { unique: true });

export const calendarOf = modelOf<Calendar>('Calendar', schema);
