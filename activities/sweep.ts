/** Rehearsals that nobody has asked for in a long time are forgotten. */
import type { ActivityDeps } from './deps.ts';

export function createSweep({ rehearsals }: Pick<ActivityDeps, 'rehearsals'>) {
  return {
    /** Those started longer ago than `ageMs`. */
    sweepRehearsals: async (ageMs: number): Promise<{ removed: number }> => ({
      removed: (await rehearsals?.sweep(ageMs)) ?? 0,
    }),
  };
}
