/** Where an appraisal may stand, and its items. */
export type AppraisalStatus =
  | 'collecting'
  | 'scoring'
  | 'published'
  | 'disputed'
  | 'confirming'
  | 'archived'
  | 'voided';
/** `appraised`: the person who is judged; `judge`: has scored, answered, decided or published; `voider`: asked to have it voided. */
export type AppraisalParty = 'appraised' | 'judge' | 'voider';
export const ITEM_STATUSES = ['open', 'scored', 'disputed', 'upheld', 'adjusted', 'appealed', 'decided'] as const;
export type AppraisalParts = { item: (typeof ITEM_STATUSES)[number] };

/** How a dispute or an appeal may be answered. */
export const DECISIONS = ['upheld', 'adjusted'] as const;

/** What a drill is told of its period; nothing is looked up for it. */
export const SCRIPTED = ['met', 'missed', 'empty'] as const;
export type Scripted = (typeof SCRIPTED)[number];
