/** What an inspection shows beside the fields of every case, and what of its events its requester's side sees. */
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
import { WAYS } from './plan.ts';

export const inspectionFields = {
  description: column('描述', 'Description', searched(text)),
  way: column('方式', 'Way', filtered(choice(WAYS))),
  plan: column('巡检计划', 'Plan', filtered(optional(text))),
  slot: column('期次', 'Slot', filtered(optional(text))),
  checklist: column('巡检表', 'Checklist', filtered(text)),
  items: column('配置项', 'Items', filtered(texts)),
  inspectors: column('巡检人', 'Inspectors', filtered(texts)),
  unannounced: column('不定期', 'Unannounced', filtered(yesNo)),
  visitUntil: column('巡检截止', 'Visit by', filtered(instant)),
  visitFrom: column('预约时间', 'Visit from', filtered(optional(instant))),
  begunAt: column('开始时间', 'Begun at', filtered(optional(instant))),
  lines: object({ all: whole, open: whole, abnormal: whole, contested: whole }),
  findings: object({ all: whole, open: whole }),
  suggested: optional(texts),
  warned: optional(texts),
  ownLines: optional(list({ line: text, zh: text, en: text })),
  recordHash: text,
  signatures: optional(list({ side: choice(['service', 'customer']), by: text, at: instant })),
  followUpOf: column('后续于', 'Follow-up of', filtered(optional(text))),
  ...commonFields({}),
};

export const inspectionOpen = {
  created: ['title', 'description', 'unit', 'way', 'items', 'visitUntil'],
  appointed: ['inspectors', 'from', 'until', 'contact'],
  begun: [],
  completed: ['summary'],
  recordPresented: [],
  signed: ['side'],
  archived: [],
  canceled: ['reason', 'newDay'],
  missed: [],
};
