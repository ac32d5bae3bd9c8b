/** Off-line work 离线补传: commands that a device kept in its order, sent to one case together. */

/** `after`: keys of commands without which this one makes no sense; of the same batch, or of one before. */
export type Kept = { key: string; after?: readonly string[] | undefined };

/**
 * The commands in their order, in rounds of `most` at the most, so that none stands in one round with a command that it depends
 * on: that has its answer before. A key that stands behind its dependent, or nowhere, holds nothing up. Throws nothing.
 */
export function roundsOf<T extends Kept>(commands: readonly T[], most: number): T[][] {
  const rounds: T[][] = [];
  let round: T[] = [];
  let keys = new Set<string>();
  for (const command of commands) {
    if (round.length >= most || command.after?.some((key) => keys.has(key))) {
      rounds.push(round);
      [round, keys] = [[], new Set()];
    }
    round.push(command);
    keys.add(command.key);
  }
  return round.length > 0 ? [...rounds, round] : rounds;
}

/**
 * Why a command is not even sent: the first key that it depends on and that was refused, or that nobody knows; null: it is sent.
 * `taken`: what is known of keys so far. Throws nothing.
 */
export const missingFor = ({ after = [] }: Kept, taken: ReadonlyMap<string, boolean>): string | null =>
  after.find((key) => taken.get(key) !== true) ?? null;
