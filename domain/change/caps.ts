/** What one change may hold; more is several changes. */
export const MOST_ITEMS = 50;
export const MOST_STEPS = 40;
