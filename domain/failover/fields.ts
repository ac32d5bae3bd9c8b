/** What a failover shows beside the fields of every case, and what of its events its requester's side sees. */
import {
  choice,
  column,
  commonFields,
  filtered,
  instant,
  list,
  object,
  optional,
  searched,
  text,
  texts,
  whole,
  yesNo,
} from '../kernel/own-fields.ts';
import { runOpen } from '../kernel/running/shipped.ts';
import { runFields } from '../kernel/running/waits.ts';
import { QUESTIONS } from './tree.ts';

export const failoverFields = {
  description: column('描述', 'Description', searched(text)),
  items: column('配置项', 'Items', filtered(texts)),
  faultAt: column('故障时刻', 'Fault at', filtered(instant)),
  facts: object({
    hostsDown: optional(choice(['none', 'one', 'all'])),
    networkUp: optional(yesNo),
    hardwareFault: optional(yesNo),
    clustered: optional(yesNo),
    standbyHealthy: optional(yesNo),
    dataLost: optional(yesNo),
    backup: optional(choice(['good', 'none', 'failed-twice'])),
  }),
  proposal: optional(
    object({
      path: list({ question: choice(QUESTIONS), answer: choice(['yes', 'no', 'unknown']) }),
      schemes: texts,
      beside: texts,
      runbooks: list({ id: text, ref: text, pin: text, scheme: optional(text) }),
      missing: texts,
      planHash: text,
    }),
  ),
  schemes: column('预案', 'Schemes', filtered(optional(texts))),
  authorizedAt: column('授权时刻', 'Authorized at', filtered(optional(instant))),
  recoveredAt: column('恢复时刻', 'Recovered at', filtered(optional(instant))),
  recoveryMs: column('恢复用时（毫秒）', 'Recovery time (ms)', filtered(optional(whole))),
  rtoMs: column('恢复时间目标（毫秒）', 'Recovery time objective (ms)', filtered(optional(whole))),
  withinRto: column('达到恢复目标', 'Within its objective', filtered(optional(yesNo))),
  dataLossMs: column('数据丢失（毫秒）', 'Data loss (ms)', filtered(optional(whole))),
  incident: column('所为事件', 'Incident', filtered(optional(text))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  ...runFields,
  ...commonFields({}),
};

export const failoverOpen = {
  created: ['unit', 'application', 'title', 'description', 'items', 'faultAt'],
  authorized: ['customerTold'],
  ...runOpen,
  closed: [],
  canceled: ['reason'],
};
