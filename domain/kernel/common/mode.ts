/** In which mode a case is opened, and that cases of one mode know none of another. */
import type { CaseFact } from '../facts.ts';
import type { Ctx, Mode } from '../process.ts';

/**
 * The mode of a new case: `said` by whoever opens it for the product (a rehearsal, a case that starts another), else a drill 演练
 * where its data say `drill`, else live. It stands in each of its commits and never changes. Throws nothing.
 */
export const modeOf = (data: object, said?: Mode): Mode =>
  said ?? ('drill' in data && data.drill === true ? 'drill' : 'live');

/** True of a case that a case of the mode of `ctx` may not be joined to: what is live would be told of a drill. */
export const isOfOtherMode = (fact: CaseFact | null | undefined, { mode }: Pick<Ctx, 'mode'>): boolean =>
  fact?.mode !== undefined && fact.mode !== mode;
