/** Where a monthly archive may stand, and its gaps. */
export type ArchiveStatus = 'collecting' | 'checking' | 'gaps-open' | 'signing' | 'needs-human' | 'archived';
/** `keeper`: has signed it as records keeper. */
export type ArchiveParty = 'keeper';
/** `late`: of an earlier month, archived without it; it holds nothing up. */
export type ArchiveParts = { gap: 'open' | 'filled' | 'accepted' | 'late' };

/** What a drill is told of its month; nothing is looked up for it. */
export const SCRIPTED = ['clean', 'gap', 'broken'] as const;
export type Scripted = (typeof SCRIPTED)[number];

/** Gaps of one archive, and of them those that are chased at one time: each has a clock (kernel/part.ts). */
export const [MOST_GAPS, MOST_OPEN_GAPS] = [150, 20] as const;
/** Broken chains that one check names; more are counted. */
export const MOST_BROKEN = 20;
