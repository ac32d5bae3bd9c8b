/** Meetings of boards. What each change made of one stands among the versions of registers. */
import { type Connection, Schema } from 'mongoose';
import type { MeetingBody } from '../../../domain/meetings/meeting.ts';
import { anything, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type Meeting = MeetingBody & { _id: string; version?: number; sample?: true };

const schema = new Schema<Meeting>(
  {
    _id: text,
    version: Number,
    name: text,
    board: text,
    from: integer,
    until: integer,
    place: String,
    link: String,
    chair: text,
    secretary: String,
    members: texts,
    agenda: anything,
    status: text,
    attended: { type: [String], default: undefined },
    sample: Boolean,
  },
  schemaOptions('meetings'),
)
  .index({ board: 1, _id: 1 })
  .index({ members: 1, _id: 1 });

export const meetingOf = modelOf<Meeting>('Meeting', schema);

/** Past every cache; null: there is none. */
export const meetingNamed = async (db: Connection, id: string): Promise<Meeting | null> =>
  await db.collection<Meeting>('meetings').findOne({ _id: id });
