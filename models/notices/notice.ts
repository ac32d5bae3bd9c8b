/** The inbox: one notice for one person under the key of the effect that caused it, so a repeat tells nobody twice. */
import { Schema } from 'mongoose';
import type { NoMail } from '../../domain/kernel/people/delivery.ts';
import type { Millis, Mode } from '../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { modelOf } from '../store/model-of.ts';

export type Notice = {
  _id: string;
  /** Of the effect: e:caseId:seq:n. */
  key: string;
  /** Absent: about no case but about `subject`. */
  caseId?: string;
  process?: string;
  /** `calendars/cn-5x8@3`: the entry of a register that it is about. */
  subject?: string;
  mode: Mode;
  /** Person. */
  to: string;
  /** Whom he stands in for, when nobody held the role or the team was empty. */
  stoodIn?: string;
  template: string;
  data: object;
  at: Millis;
  /** When what it tells happened; absent: an older one, or about no event. */
  happenedAt?: Millis;
  /** Why it goes by no mail; absent: it does, see its deliveries. */
  noMail?: NoMail;
  readAt?: Millis;
};

/** Person whom a notice tells, by its id: every id ends with him. */
export const toldIn = (id: string): string => id.slice(id.lastIndexOf(':') + 1);

const schema = new Schema<Notice>(
  {
    _id: String,
    key: text,
    caseId: String,
    process: String,
    subject: String,
    mode: text,
    to: text,
    stoodIn: String,
    template: text,
    data: anything,
    at: integer,
    happenedAt: Number,
    noMail: String,
    readAt: Number,
  },
  schemaOptions('notices'),
);
schema.index({ to: 1, at: -1, _id: -1 });
schema.index({ to: 1, readAt: 1, at: -1, _id: -1 }); // the unread ones, in the order of the inbox
schema.index({ caseId: 1, at: 1, _id: 1 });

export const noticeOf = modelOf<Notice>('Notice', schema);
