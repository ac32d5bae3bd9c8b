/** Cases that were acted on here: a list lets their rows go at once, whatever else waits to be shown. */
const acted = new Set<string>();
const MOST = 1_000;

export function noteActed(number: string): void {
  if (acted.size >= MOST) acted.clear();
  acted.add(number);
}
export const hasActed = (number: string): boolean => acted.has(number);
