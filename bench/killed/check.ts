/** `broken` empty: it holds. `seen`: how many were looked at, since a check that saw nothing proves nothing. */
export type Check = { what: string; seen: number; broken: string[] };

/** The run proves nothing: exit 2. */
export class Worthless extends Error {}

/** As they are printed: a line each, with what is broken beneath it. */
export const rowsOf = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ what, seen, broken }) => [
    `${broken.length === 0 ? 'ok    ' : 'BROKEN'}  ${what}  (${seen})`,
    ...broken.slice(0, 20).map((one) => `        ${one}`),
  ]);
