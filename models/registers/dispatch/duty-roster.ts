/** Duty rosters 值班表 of teams, with their shifts as instants. */
import { type Connection, Schema } from 'mongoose';
import { type DutyRoster as DutyRosterBody, LONGEST_AFTER } from '../../../domain/dispatch/duty.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import { anything, flag, integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type DutyRoster = DutyRosterBody & { _id: string; version?: number; sample?: true };

const schema = new Schema<DutyRoster>(
  {
    _id: text,
    version: Number,
    name: text,
    team: text,
    orgPath: text,
    zone: text,
    firstDay: text,
    lastDay: text,
    shifts: anything,
    open: flag,
    from: integer,
    until: integer,
    turns: anything,
    sample: Boolean,
  },
  schemaOptions('duty-rosters'),
)
  .index({ team: 1, from: 1 })
  .index({ orgPath: 1, _id: 1 });

export const dutyRosterOf = modelOf<DutyRoster>('DutyRoster', schema);

/** Another open roster of the team with a day in `days`; null: there is none. */
export const otherRoster = async (
  db: Connection,
  { _id, team }: Pick<DutyRoster, '_id' | 'team'>,
  days: Interval,
): Promise<{ _id: string } | null> =>
  await dutyRosterOf(db)
    .findOne({ team, open: true, _id: { $ne: _id }, from: { $lt: days.until }, until: { $gt: days.from } }, { _id: 1 })
    .sort({ from: 1 })
    .lean<{ _id: string }>();

/** Open rosters of a team by which somebody may be on duty in `within`, by their days; past every cache. */
export const rostersOf = async (db: Connection, team: string, within: Interval): Promise<DutyRoster[]> =>
  await db
    .collection<DutyRoster>('duty-rosters')
    .find({ team, open: true, from: { $lt: within.until }, until: { $gt: within.from - LONGEST_AFTER } })
    .sort({ from: 1, _id: 1 })
    .toArray();
