import type { PipelineStage } from 'mongoose';

/** What names an entry of a versioned register over all its versions. */
export type EntryField =
  | 'calendar'
  | 'policy'
  | 'matrix'
  | 'contract'
  | 'approvalPolicy'
  | 'changeTemplate'
  | 'riskQuestionnaire'
  | 'documentTemplate'
  | 'freeze'
  | 'runbook'
  | 'checklist'
  | 'indicator'
  | 'scheme';

/**
 * Stages that give of each entry of a versioned register the newest version, in no order. By the index of entry and version
 * they read one document an entry, however many versions there are, as long as they stand first.
 */
export const newestOfEach = (field: EntryField): PipelineStage[] => [
  { $sort: { [field]: 1, version: -1 } },
  { $group: { _id: `$${field}`, newest: { $first: '$$ROOT' } } },
  { $replaceRoot: { newRoot: '$newest' } },
];
