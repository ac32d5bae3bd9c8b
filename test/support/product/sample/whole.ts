/** How much of a large proof runs: a share of it in `npm test`, all of it with `WHOLE=1` (`npm run test:whole`). */

export const isWhole = process.env['WHOLE'] === '1';

/** All of them with `WHOLE=1`, else those of `share`. */
export const orAll = <T>(all: readonly T[], share: (one: T, at: number) => boolean): readonly T[] =>
  isWhole ? all : all.filter(share);
