/** What a cutover shows beside the fields of every case, and what of its events its requester's side sees. */
import {
  choice,
  column,
  commonFields,
  filtered,
  instant,
  list,
  optional,
  searched,
  text,
  texts,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';
import { runOpen } from '../kernel/running/shipped.ts';
import { runFields } from '../kernel/running/waits.ts';

/** What a cutover tells its change, which it carries out. */
export const CUTOVER_SAYS = ['planned', 'canceled', 'started', 'rolling-back', 'rolled-back', 'succeeded'] as const;
export type CutoverSays = (typeof CUTOVER_SAYS)[number];

export const cutoverFields = {
  description: column('描述', 'Description', searched(text)),
  items: column('配置项', 'Items', filtered(texts)),
  networkDevices: column('网络设备数', 'Network devices', whole),
  change: column('所依变更', 'Change', filtered(optional(text))),
  runbook: within(column('预案', 'Runbook', optional(text))),
  windowFrom: column('窗口开始', 'Window from', filtered(optional(instant))),
  windowUntil: column('窗口结束', 'Window until', filtered(optional(instant))),
  backOutMinutes: optional(whole),
  backOutAt: column('回退时限', 'Back-out at', filtered(optional(instant))),
  people: within(optional(list({ person: text, as: text }))),
  backupAt: optional(instant),
  /** Of the spare device: as people saw its versions, and as the register of items has them. */
  spareVersions: within(
    optional(
      list({
        what: choice(['os', 'database']),
        item: optional(text),
        spare: optional(text),
        seenLive: optional(text),
        seenSpare: optional(text),
        registeredLive: optional(text),
        registeredSpare: optional(text),
        differs: yesNo,
      }),
    ),
  ),
  openChecks: within(column('未完成预检', 'Open prechecks', optional(texts))),
  armedAt: column('待执行时刻', 'Armed at', filtered(optional(instant))),
  startedAt: column('开始时刻', 'Started at', filtered(optional(instant))),
  rollCall: within(optional(texts)),
  swappedAt: column('立即更换时刻', 'Swapped at', filtered(optional(instant))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  ...runFields,
  ...commonFields({}),
};

export const cutoverOpen = {
  created: ['unit', 'application', 'title', 'description', 'items', 'change'],
  planned: ['window'],
  replanned: ['window', 'reason'],
  armed: [],
  started: [],
  swapped: [],
  ...runOpen,
  closed: [],
  canceled: ['reason'],
};
