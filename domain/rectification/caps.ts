/** Its due instant is put off so often, and no more. */
export const MOST_EXTENSIONS = 2;
/** From this refusal on the superior of whoever issued it hears of each. */
export const REFUSALS_TOLD_ABOVE = 2;
/** Processes whose cases it may keep shut: they take `noteRectification` (kernel/gating). */
export const GATED: readonly string[] = ['change', 'cutover', 'failover', 'release', 'work-order'];
/** Kinds of their parts that may be named. */
export const GATED_PARTS: readonly string[] = ['step', 'check', 'wave', 'site', 'gate'];
