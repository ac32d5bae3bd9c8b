/** What a rectification shows beside the fields of every case, and what of its events its requester's side sees. */
import {
  choice,
  column,
  commonFields,
  filtered,
  instant,
  optional,
  searched,
  text,
  onePerson,
  whole,
  yesNo,
} from '../kernel/own-fields.ts';

export const KINDS = ['quality', 'safety', 'inspection', 'appraisal', 'audit', 'security'] as const;
/** What is minor is put right at once, without a case. */
export const CLASSES = ['general', 'serious', 'accident'] as const;

export const rectificationFields = {
  kind: column('整改类型', 'Kind', filtered(choice(KINDS))),
  class: column('等级', 'Class', filtered(choice(CLASSES))),
  description: column('发现的问题', 'Finding', searched(text)),
  issuer: column('下发人', 'Issued by', filtered(optional(onePerson))),
  responsible: column('责任人', 'Responsible', filtered(optional(onePerson))),
  doer: column('整改人', 'Carried out by', filtered(optional(onePerson))),
  due: column('整改期限', 'To be put right by', filtered(optional(instant))),
  source: column('来源单', 'Found in', filtered(optional(text))),
  blocks: column('关住的工单', 'Keeps shut', filtered(optional(text))),
  blocksStep: column('关住的步骤', 'Keeps its step shut', optional(text)),
  site: column('事故地点', 'Place of the accident', optional(text)),
  happenedAt: column('事故时刻', 'Accident at', filtered(optional(instant))),
  contested: column('异议中', 'Contested', filtered(yesNo)),
  takenUpAt: column('接收时刻', 'Taken up at', optional(instant)),
  submittedAt: column('提交复查时刻', 'Submitted at', optional(instant)),
  reportedUpAt: column('逐级上报时刻', 'Reported upward at', optional(instant)),
  sceneProtectedAt: column('现场保护时刻', 'Scene protected at', optional(instant)),
  investigatedAt: column('调查完成时刻', 'Investigated at', optional(instant)),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  ...commonFields({
    refusals: column('复查不通过次数', 'Refusals', whole),
    extensions: column('延期次数', 'Extensions', whole),
  }),
};

export const rectificationOpen = {
  created: ['kind', 'class', 'unit', 'application', 'title', 'description', 'due', 'site', 'happenedAt', 'followUpOf'],
  takenUp: [],
  submitted: [],
  closed: [],
  withdrawn: ['reason'],
};
