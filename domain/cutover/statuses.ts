/** Where a cutover may stand, whom it names, and what of it is checked beforehand. */
import type { RunParty } from '../kernel/running/persons.ts';
import type { RunParts, RunStatus } from '../kernel/running/shapes.ts';

export type CutoverStatus = 'planned' | 'armed' | RunStatus | 'closed' | 'canceled';
/** `present`: answered the roll call. */
export type CutoverParty = RunParty | 'present';
/** `not-needed`: none of its items asks for it; it may be recorded all the same. */
export type PrecheckStatus = 'open' | 'met' | 'not-needed';
export type CutoverParts = RunParts & { precheck: PrecheckStatus };
