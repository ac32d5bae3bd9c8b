/** What a change shows beside the fields of every case, and what of its events its requester's side sees. */
import { gatingFields } from '../kernel/gating/gating.ts';
import { minutesFields } from '../kernel/approving/minutes.ts';
import { approvalFields, approvalOpen } from '../kernel/approving/waits.ts';
import {
  choice,
  column,
  commonFields,
  type FieldsOf,
  filtered,
  instant,
  list,
  object,
  optional,
  searched,
  text,
  onePerson,
  texts,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';

/** `record`: made afterwards of what was done under another authority; `unauthorised`: found, and nobody had allowed it. */
export const CHANGE_KINDS = ['normal', 'standard', 'emergency', 'record', 'unauthorised'] as const;
/** Kinds that are written down after the deed: they are reviewed, and nothing of them is planned. */
export const AFTERWARDS: readonly string[] = ['record', 'unauthorised'];
export const ASSESSMENTS = ['technical', 'security', 'business'] as const;
export const RISKS = ['low', 'medium', 'high'] as const;
export const OUTCOMES = ['successful', 'with-issues', 'failed', 'rolled-back', 'noted'] as const;

export const changeFields = {
  kind: column('变更类型', 'Kind', filtered(choice(CHANGE_KINDS))),
  description: column('变更原因', 'Reason', searched(text)),
  items: column('配置项', 'Items', filtered(texts)),
  windowFrom: column('窗口开始', 'Window from', optional(instant)),
  windowUntil: column('窗口结束', 'Window until', optional(instant)),
  outageMinutes: column('停机分钟', 'Outage minutes', optional(whole)),
  implementer: column('实施人', 'Implementer', filtered(optional(onePerson))),
  submittedAt: column('首次提交', 'First submitted', filtered(optional(instant))),
  startedAt: column('实际开始', 'Started', filtered(optional(instant))),
  /** When it was carried out or taken back; of what was recorded afterwards, when it was recorded. */
  finishedAt: column('实际结束', 'Finished', filtered(optional(instant))),
  beyondWindow: column('超出窗口', 'Beyond its window', filtered(optional(yesNo))),
  leadMs: column('前置时间（毫秒）', 'Lead time (ms)', filtered(optional(whole))),
  planHash: optional(text),
  risk: column('风险等级', 'Risk', filtered(optional(choice(RISKS)))),
  riskReasons: optional(list({ code: text })),
  questionnaire: optional(text),
  assessments: optional(list({ as: choice(ASSESSMENTS), by: text })),
  conflicts: optional(
    list({
      key: text,
      kind: text,
      severity: choice(['block', 'warn']),
      waivable: yesNo,
      code: text,
      item: optional(text),
      with: optional(text),
      from: instant,
      until: instant,
      waivedBy: optional(onePerson),
    }),
  ),
  /** Versions of freezes that stand against it: that it was told of, or that a check found. */
  freezes: filtered(optional(texts)),
  awaitedBy: optional(within(list({ number: text }))),
  consents: optional(list({ customer: text, by: optional(text), onPhone: optional(text) })),
  template: column('模板', 'Template', filtered(optional(text))),
  incident: column('所为事件', 'Incident', filtered(optional(text))),
  release: column('所为发布', 'Release', filtered(optional(text))),
  cutover: column('所用割接', 'Cutover', filtered(optional(text))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  outcome: column('评审结论', 'Outcome', filtered(optional(choice(OUTCOMES)))),
  causedIncidents: column('引发事件', 'Caused incidents', filtered(optional(yesNo))),
  lessons: optional(within(text)),
  steps: object({
    all: column('步骤数', 'Steps', whole),
    done: column('已完成步骤', 'Steps done', whole),
  }),
  approvedAfterwards: column('事后审批', 'Approved afterwards', optional(choice(['passed', 'refused']))),
  ...gatingFields,
  ...approvalFields,
  ...minutesFields,
  ...commonFields({
    rounds: column('审批轮次', 'Approval rounds', whole),
    awaitedBy: optional(whole),
  }),
};
export type ChangeFields = FieldsOf<typeof changeFields>;

export const changeOpen = {
  created: ['kind', 'unit', 'application', 'title', 'description', 'items', 'template', 'incident', 'followUpOf'],
  planned: ['items', 'customers'],
  becameNormal: ['why'],
  submitted: [],
  returned: ['reason'],
  revised: ['reason'],
  ...approvalOpen,
  consentRecorded: ['customer'],
  consentRefused: ['customer', 'reason'],
  scheduled: [],
  started: [],
  rollbackStarted: ['reason'],
  rolledBack: [],
  finished: ['verification'],
  reviewed: ['outcome'],
  closed: [],
  declined: [],
  schedulingBlocked: [],
  canceled: ['reason'],
};
