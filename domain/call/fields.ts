/** What a call shows beside the fields of every case, and what of its events its caller sees. */
import {
  choice,
  commonFields,
  type FieldsOf,
  optional,
  reportedFields,
  text,
  whole,
  yesNo,
} from '../kernel/own-fields.ts';

export const CHANNELS = ['phone', 'site', 'plug-in', 'mail'] as const;

export const callFields = {
  channel: choice(CHANNELS),
  ...reportedFields,
  category: optional(text),
  solution: optional(text),
  outcome: optional(choice(['solved', 'enquiry', 'resolved', 'canceled'])),
  incident: optional(text),
  incidentSolved: optional(yesNo),
  followUpOf: optional(text),
  externalRef: optional(text),
  cancelReason: optional(text),
  rating: optional(whole),
  ...commonFields({ refusedAnswers: whole }),
};
export type CallFields = FieldsOf<typeof callFields>;

export const callOpen = {
  created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'externalRef'],
  taken: [],
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
