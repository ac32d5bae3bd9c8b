/** What an appraisal shows beside the fields of every case. */
import {
  choice,
  column,
  commonFields,
  filtered,
  instant,
  list,
  nullable,
  optional,
  searched,
  text,
  onePerson,
  texts,
  whole,
  within,
  yesNo,
} from '../kernel/own-fields.ts';
import { SUBJECTS } from './calculus/shapes.ts';

export const appraisalFields = {
  description: searched(text),
  scheme: column('考核方案', 'Scheme', filtered(text)),
  schemeRef: optional(text),
  period: column('考核期', 'Period', filtered(text)),
  from: column('起', 'From', instant),
  until: column('止', 'Until', instant),
  zone: text,
  freezeAt: column('冻结时间', 'Frozen at', instant),
  subjectKind: column('被考核方', 'Subject', filtered(choice(SUBJECTS))),
  subjectPerson: column('被考核人', 'Person', filtered(optional(onePerson))),
  judging: column('考核方', 'Judge', filtered(text)),
  drill: filtered(yesNo),
  stuck: within(optional(text)),
  listHash: optional(text),
  listRows: column('在册工单数', 'Cases', optional(whole)),
  // Hundredths of a point, and cents: whole numbers, so that nothing is lost on the way.
  score: column('得分（百分之一分）', 'Score (hundredths)', optional(nullable(whole))),
  penalty: column('违约金（分）', 'Penalty (cents)', optional(whole)),
  currency: column('币种', 'Currency', optional(text)),
  penalties: optional(
    list({ is: choice(['clause', 'adjustment', 'cap']), of: optional(text), times: optional(whole), cents: whole }),
  ),
  statementHash: optional(text),
  acceptedBy: optional(onePerson),
  silence: column('逾期视为认可', 'By silence', filtered(yesNo)),
  signatures: optional(list({ side: choice(['judge', 'subject']), by: text, at: instant })),
  voiding: within(optional(text)),
  rectifications: optional(texts),
  ...commonFields({}),
};

/** No requester reports one. */
export const appraisalOpen = { created: [], archived: [], voided: [] };
