/** What a monthly archive shows beside the fields of every case, and what of its events its requester's side sees. */
import {
  column,
  commonFields,
  filtered,
  instant,
  list,
  choice,
  object,
  optional,
  searched,
  text,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';

export const archiveFields = {
  description: searched(text),
  month: column('月份', 'Month', filtered(text)),
  from: column('起', 'From', instant),
  until: column('止', 'Until', instant),
  zone: text,
  drill: filtered(yesNo),
  cases: column('工单数', 'Cases', optional(whole)),
  supplements: column('补充件数', 'Supplements', optional(whole)),
  gaps: object({ all: whole, open: whole, accepted: whole, late: whole }),
  broken: within(optional(list({ case: text, seq: whole, code: text }))),
  stuck: within(optional(text)),
  manifestHash: within(optional(text)),
  packageSha256: within(optional(text)),
  packageSize: within(optional(whole)),
  signatures: optional(list({ side: choice(['keeper', 'manager']), by: text, at: instant })),
  ...commonFields({}),
};

/** No requester reports one. */
export const archiveOpen = { created: [], archived: [] };
