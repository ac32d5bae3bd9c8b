/** What earlier releases stored, as this one would: each change of a shape is said here once. */

/** A state that was stored by an earlier release. Since shape 2 a call keeps its queue as a place. */
export function stateOfNow(process: string, state: object): object {
  if (process !== 'call' || !('queue' in state) || !('queueOrg' in state)) return state;
  const { queue, queueOrg, ...kept } = state;
  return { ...kept, place: { queue, queueOrg, tier: 'L1' } };
}
