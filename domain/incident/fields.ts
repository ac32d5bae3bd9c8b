/** What an incident shows beside the fields of every case, and what of its events its reporter sees. */
import { CHANNELS } from '../call/fields.ts';
import {
  choice,
  commonFields,
  type FieldsOf,
  instant,
  list,
  nullable,
  object,
  optional,
  personal,
  text,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export const HOLD_REASONS = ['user', 'evidence', 'window', 'vendor', 'spare-part', 'change', 'problem'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];
/** Held for these, a case waits for what its reporter says. */
export const asksReporter = (reason: unknown): boolean => reason === 'user' || reason === 'evidence';
const weight = choice(['1', '2', '3']);

export const incidentFields = {
  channel: choice(CHANNELS),
  description: text,
  impact: weight,
  urgency: weight,
  priority: choice(PRIORITIES),
  accepted: yesNo,
  confirmed: yesNo,
  majorProposed: yesNo,
  contact: optional(personal(text)),
  call: optional(text),
  followUpOf: optional(text),
  category: optional(text),
  item: optional(text),
  hold: optional(object({ reason: choice(HOLD_REASONS), until: nullable(instant), reminders: whole })),
  solution: optional(text),
  causeCode: optional(text),
  resolvedBy: optional(text),
  reportState: optional(choice(['owed', 'filed', 'returned'])),
  onsite: optional(choice(['requested', 'arrived'])),
  knowledge: optional(
    within(
      object({
        kind: choice(['used', 'propose', 'none']),
        article: optional(text),
        symptom: optional(text),
        solution: optional(text),
        firstOfKind: optional(yesNo),
        instructive: optional(yesNo),
        general: optional(yesNo),
        reason: optional(text),
      }),
    ),
  ),
  parent: optional(text),
  children: optional(list({ number: text })),
  reporters: optional(within(list({ person: text, call: optional(text) }))),
  unanswered: optional(yesNo),
  mergedInto: optional(text),
  rating: optional(whole),
  major: yesNo,
  breached: yesNo,
  ...commonFields({ reopened: whole, handBacks: whole, children: whole, reporters: whole }),
};
export type IncidentFields = FieldsOf<typeof incidentFields>;

export const incidentOpen = {
  created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'call'],
  triaged: ['category'],
  claimed: [],
  accepted: [],
  dispatched: [],
  started: [],
  released: [],
  transferred: [],
  escalated: [],
  handedBack: [],
  // What it is held for may be a question to the reporter; any other note is for those who work on it.
  held: (data: object) =>
    'reason' in data && asksReporter(data.reason) ? ['reason', 'until', 'note'] : ['reason', 'until'],
  resumed: [],
  infoSupplied: ['text'],
  reporterAdded: [],
  onsiteRequested: ['site'],
  onsiteWithdrawn: [],
  arrived: [],
  visitEnded: [],
  priorityChanged: ['priority'],
  resolved: ['solution', 'causeCode', 'category', 'confirmedOnPhone'],
  confirmed: ['rating', 'onPhone'],
  reporterConfirmed: [],
  reportFiled: ['cause', 'handling', 'repeated', 'prevention'],
  reopened: ['reason'],
  closed: [],
  canceled: ['reason'],
  merged: ['target'],
  parentAttached: ['parent'],
  parentDetached: ['parent'],
  majorDeclared: [],
  updatePosted: ['text'],
};
