/** Service calendars 服务日历 by version. A published version never changes: cases are pinned to it. */
import { Schema } from 'mongoose';
import type { CalendarSnapshot } from '../domain/kernel/calendar.ts';
import type { Millis } from '../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

export type Calendar = {
  /** `cn-5x8@1` */
  _id: string;
  calendar: string;
  version: number;
  name: string;
  /** As compiled when it was published; what cases are pinned to. */
  snapshot: CalendarSnapshot;
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
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
  },
  schemaOptions('calendars'),
).index({ calendar: 1, version: -1 }, { unique: true });

export const calendarOf = modelOf<Calendar>('Calendar', schema);
