/** Where an inspection may stand, and its parts. */
export type InspectionStatus =
  | 'planned'
  | 'scheduled'
  | 'in-progress'
  | 'settling'
  | 'signing'
  | 'archived'
  | 'canceled'
  | 'missed';
/** `inspector`: is appointed; `former-inspector`: was, once it had begun; `signer`: has signed for the service side. */
export type InspectionParty = 'inspector' | 'former-inspector' | 'signer';

/** What a line may say. */
export const SAYS = ['ok', 'abnormal', 'not-applicable'] as const;
export type Says = (typeof SAYS)[number];
/** In what a reading is unlike those before, so that its inspector looks once more; it is taken all the same. */
export const READING_WARNINGS = ['below-last', 'jump'] as const;
export type ReadingWarning = (typeof READING_WARNINGS)[number];
export const CLASSES = ['minor', 'general', 'serious'] as const;
export type FindingClass = (typeof CLASSES)[number];
export type InspectionParts = {
  line: 'open' | Says | 'contested';
  finding: 'raised' | 'fixed' | 'proposed' | 'agreed' | 'disputed' | 'withdrawn';
};
