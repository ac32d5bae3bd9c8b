/** What an incident shows beside the fields of every case, and what of its events its reporter sees. */
import {
  CHANNELS,
  choice,
  column,
  commonFields,
  type FieldsOf,
  instant,
  filtered,
  list,
  nullable,
  object,
  optional,
  personal,
  searched,
  text,
  onePerson,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
/** What came of a visit, as its work order says it. */
export const VISIT_OUTCOMES = ['fixed', 'temporary', 'not-fixed', 'canceled'] as const;
export const HOLD_REASONS = ['user', 'evidence', 'window', 'vendor', 'spare-part', 'change', 'problem'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];
/** How the change ended for which an incident was held; `ended`: before it could learn that the incident waits. */
export const CHANGE_OVER = ['finished', 'rolled-back', 'failed', 'rejected', 'canceled', 'ended'] as const;
export type ChangeOver = (typeof CHANGE_OVER)[number];
/** Held for these, a case waits for what its reporter says. */
export const asksReporter = (reason: unknown): boolean => reason === 'user' || reason === 'evidence';
const weight = choice(['1', '2', '3']);

export const incidentFields = {
  channel: column('渠道', 'Channel', filtered(choice(CHANNELS))),
  description: column('描述', 'Description', searched(text)),
  impact: column('影响度', 'Impact', filtered(weight)),
  urgency: column('紧急度', 'Urgency', filtered(weight)),
  priority: choice(PRIORITIES),
  accepted: yesNo,
  confirmed: yesNo,
  majorProposed: filtered(yesNo),
  contact: column('联系方式', 'Contact', searched(optional(personal(text)))),
  caller: column('来电人', 'Caller', searched(optional(personal(text)))),
  call: column('来源呼叫', 'Call', filtered(optional(text))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  category: column('类别', 'Category', filtered(optional(text))),
  item: column('配置项', 'Item', filtered(optional(text))),
  hold: optional(
    object({
      reason: column('挂起原因', 'Held for', choice(HOLD_REASONS)),
      until: nullable(instant),
      reminders: whole,
    }),
  ),
  /** For which it is held. */
  change: optional(within(text)),
  solution: column('解决方案', 'Solution', searched(optional(text))),
  causeCode: column('原因代码', 'Cause', filtered(optional(text))),
  /** Found so when it was resolved; absent: it was not, or before this was kept. */
  repeated: filtered(optional(yesNo)),
  resolvedBy: column('解决人', 'Resolved by', filtered(optional(onePerson))),
  reportState: column('分析报告', 'Report', filtered(optional(choice(['owed', 'filed', 'returned'])))),
  onsite: column('上门', 'Visit', filtered(optional(choice(['requested', 'arrived'])))),
  workOrder: column('上门工单', 'Work order', filtered(optional(text))),
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
  parent: column('主单', 'Parent', filtered(optional(text))),
  children: optional(list({ number: text })),
  reporters: optional(within(list({ person: text, call: optional(text) }))),
  unanswered: optional(yesNo),
  mergedInto: column('合并到', 'Merged into', filtered(optional(text))),
  rating: column('满意度', 'Rating', optional(whole)),
  major: column('重大', 'Major', filtered(yesNo)),
  breached: column('超时', 'Breached', filtered(yesNo)),
  ...commonFields({
    reopened: column('重开次数', 'Reopened', filtered(whole)),
    handBacks: column('退回次数', 'Handed back', filtered(whole)),
    children: column('子单数', 'Children', whole),
    reporters: whole,
  }),
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
  visitEnded: ['result'],
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
