/** What a call shows beside the fields of every case, and what of its events its caller sees. */
import {
  CHANNELS,
  choice,
  column,
  commonFields,
  type FieldsOf,
  filtered,
  optional,
  reportedFields,
  searched,
  text,
  whole,
  yesNo,
} from '../kernel/own-fields.ts';

const OUTCOMES = ['solved', 'enquiry', 'resolved', 'canceled'] as const;
export const CANCEL_REASONS = ['dropped', 'test', 'spam', 'withdrawn', 'no-reply'] as const;

export const callFields = {
  channel: column('渠道', 'Channel', filtered(choice(CHANNELS))),
  ...reportedFields,
  category: column('类别', 'Category', filtered(optional(text))),
  solution: column('解决方案', 'Solution', searched(optional(text))),
  outcome: column('办理结果', 'Outcome', filtered(optional(choice(OUTCOMES)))),
  incident: column('所属事件', 'Incident', filtered(optional(text))),
  incidentSolved: optional(yesNo),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  externalRef: column('外部编号', 'External reference', searched(optional(text))),
  cancelReason: column('作废原因', 'Reason of cancelling', optional(choice(CANCEL_REASONS))),
  rating: column('满意度', 'Rating', optional(whole)),
  ...commonFields({ refusedAnswers: whole }),
};
export type CallFields = FieldsOf<typeof callFields>;

export const callOpen = {
  created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'externalRef'],
  taken: [],
  dispatched: [],
  transferred: [],
  infoRequested: ['question'],
  infoSupplied: ['text'],
  answered: ['outcome', 'solution', 'category'],
  confirmed: ['rating', 'onPhone'],
  answerRefused: ['reason'],
  escalated: ['category'],
  joined: [],
  caseStarted: ['process', 'number'],
  relinked: ['incident'],
  incidentSolved: [],
  incidentReopened: [],
  returned: [],
  closed: ['outcome'],
  canceled: ['reason'],
};
