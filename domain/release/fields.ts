/** What a release shows beside the fields of every case, and what of its events its requester's side sees. */
import {
  choice,
  column,
  commonFields,
  type FieldsOf,
  filtered,
  instant,
  list,
  optional,
  searched,
  text,
  onePerson,
  texts,
  yesNo,
} from '../kernel/own-fields.ts';
import { runOpen } from '../kernel/running/shipped.ts';
import { runFields } from '../kernel/running/waits.ts';

/** What its change tells it: that it has its time, or that it no longer does. */
export const CHANGE_SAYS = ['scheduled', 'revised', 'rejected', 'canceled', 'finished', 'rolled-back'] as const;
export type ChangeSays = (typeof CHANGE_SAYS)[number];
export const CLOSED_AS = ['successful', 'with-issues'] as const;
const WAVE_STATUSES = [
  'pending',
  'admitted',
  'running',
  'gating',
  'passed',
  'rolling-back',
  'rolled-back',
  'left-out',
] as const;

export const releaseFields = {
  description: column('描述', 'Description', searched(text)),
  appVersion: column('版本', 'Version', filtered(text)),
  items: column('配置项', 'Items', filtered(texts)),
  changes: column('包含变更', 'Changes', filtered(optional(texts))),
  change: column('整体变更', 'Change for the whole', filtered(optional(text))),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  artefact: column('制品', 'Artefact', optional(text)),
  sha256: column('制品校验值', 'SHA-256', optional(text)),
  builder: column('构建人', 'Builder', filtered(optional(onePerson))),
  tested: column('测试通过', 'Tested', filtered(optional(yesNo))),
  planHash: optional(text),
  runbook: column('预案', 'Runbook', optional(text)),
  /** The one that is under way, or is next. */
  wave: column('当前批次', 'Wave', filtered(optional(text))),
  waves: optional(
    list({
      id: text,
      title: optional(text),
      status: choice(WAVE_STATUSES),
      windowFrom: instant,
      windowUntil: instant,
      organisations: texts,
      /** Of these, those that are left out by decision. */
      leftOut: optional(texts),
    }),
  ),
  /** Organisations that have the version. */
  installed: column('已装单位', 'Has it', filtered(optional(texts))),
  wentBack: column('曾回退', 'Went back', filtered(yesNo)),
  confirmedAt: column('业务确认时刻', 'Confirmed at', optional(instant)),
  outcome: column('发布结论', 'Outcome', filtered(optional(choice(CLOSED_AS)))),
  ...runFields,
  ...commonFields({}),
};
export type ReleaseFields = FieldsOf<typeof releaseFields>;

export const releaseOpen = {
  created: ['unit', 'application', 'appVersion', 'title', 'description', 'items', 'changes'],
  testAccepted: ['signature'],
  changeSettled: ['outcome'],
  waveOpened: [],
  gateApproved: [],
  waveRolledBack: [],
  ...runOpen,
  reviewed: ['outcome'],
  closed: [],
  canceled: ['reason'],
};
