/** What a work order shows beside the fields of every case, and what of its events its requester's side sees. */
import { gatingFields } from '../kernel/gating/gating.ts';
import {
  choice,
  column,
  commonFields,
  type FieldsOf,
  filtered,
  instant,
  list,
  optional,
  personal,
  reportedFields,
  searched,
  text,
  texts,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';

/** Whether the fault is gone, held off for now, or still there. */
export const RESULTS = ['fixed', 'temporary', 'not-fixed'] as const;

export const workOrderFields = {
  ...reportedFields,
  site: column('现场地点', 'Site', searched(optional(personal(text)))),
  position: optional(personal(text)),
  urgent: column('紧急', 'Urgent', filtered(yesNo)),
  source: column('来源工单', 'Source', filtered(optional(text))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  item: column('配置项', 'Item', filtered(optional(text))),
  zone: column('服务区域', 'Zone', filtered(optional(text))),
  depot: column('备件库', 'Depot', optional(within(text))),
  skills: column('所需技能', 'Skills', filtered(optional(texts))),
  crew: column('上门人员', 'Crew', filtered(texts)),
  vehicle: optional(within(text)),
  visitFrom: column('约定自', 'Agreed from', filtered(optional(instant))),
  visitUntil: column('约定至', 'Agreed until', optional(instant)),
  expectedAt: column('预计到场', 'Expected at', optional(instant)),
  arrivedAt: column('首次到场', 'First arrival', filtered(optional(instant))),
  spare: column('所待备件', 'Spare waited for', optional(text)),
  replaced: optional(list({ spare: text, item: optional(text), oldSerial: text, newSerial: text })),
  work: column('处理情况', 'Work done', searched(optional(text))),
  result: column('处理结果', 'Result', filtered(optional(choice(RESULTS)))),
  labourMinutes: column('工时（分钟）', 'Labour (minutes)', optional(whole)),
  causeCode: column('原因代码', 'Cause code', filtered(optional(text))),
  recordHash: optional(text),
  signedBy: column('签认人', 'Signed by', filtered(optional(text))),
  unsigned: column('未签认关闭', 'Closed unsigned', filtered(yesNo)),
  rating: column('满意度', 'Rating', optional(whole)),
  ...gatingFields,
  ...commonFields({
    visits: column('到场次数', 'Visits', whole),
    refusals: column('不予签认次数', 'Times refused', whole),
    parts: column('更换部件数', 'Parts replaced', whole),
  }),
};
export type WorkOrderFields = FieldsOf<typeof workOrderFields>;

export const workOrderOpen = {
  created: ['unit', 'application', 'title', 'description', 'site', 'urgent'],
  claimed: [],
  dispatched: ['engineers'],
  accepted: [],
  declined: [],
  appointed: ['from', 'until', 'agreedBy'],
  departed: ['expectedAt'],
  arrived: ['files'],
  partAwaited: ['spare', 'until'],
  partReceived: [],
  partReplaced: ['spare', 'oldSerial', 'newSerial'],
  completed: ['work', 'result', 'labourMinutes', 'files'],
  signed: ['recordHash', 'rating', 'signer', 'files'],
  workRefused: ['reason'],
  closed: [],
  canceled: ['reason'],
};
