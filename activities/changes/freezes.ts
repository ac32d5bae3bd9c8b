/** Tells the changes that a freeze meets: each takes a command, and its own notices reach who implements and who owns it. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { freezeKey } from '../../domain/kernel/ids.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { type Freeze, freezeOf, heldFreezeOf } from '../../models/registers/freeze.ts';
import type { ActivityDeps } from '../deps.ts';

/** `refused`: changes that had ended on the way, or take no such word where they stand. */
export type FreezeTold = { told: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'changesMetBy'>;

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
/** More in a row, and it is the engine that is away. */
const MOST_UNREACHED = 10;

export function createFreezes({ db, caseClient, changesMetBy }: Deps) {
  /** Whether the version is stored. */
  const lookAtFreeze = async (ref: string): Promise<boolean> => (await freezeOf(db).exists({ _id: ref })) !== null;

  /**
   * Change by change under one key, so begun again it tells nobody twice. A version that another one has followed tells
   * nobody any more. Throws at the end when some could not be reached: one that is parked keeps no other from its word.
   */
  async function tellFreeze(ref: string): Promise<FreezeTold> {
    const counts = { told: 0, refused: 0 };
    const version = await freezeOf(db).findById(ref).lean<Freeze>();
    if (!version || !(await isNewest(version)) || version.kind !== 'freeze') return counts;
    let unreached: unknown;
    let inRow = 0;
    for await (const page of changesMetBy(heldFreezeOf(version), Date.now()))
      for (const { number, from, until } of page) {
        Context.current().heartbeat(number);
        try {
          await caseClient.command(
            number,
            'noteFreeze',
            { freeze: ref, from, until },
            { actor: SYSTEM, key: freezeKey(ref) },
          );
          counts.told += 1;
          inRow = 0;
        } catch (error) {
          if (error instanceof DomainError) counts.refused += 1;
          else unreached = error;
          inRow = error instanceof DomainError ? 0 : inRow + 1;
          if (inRow > MOST_UNREACHED) throw error;
        }
      }
    if (unreached !== undefined) throw unreached;
    return counts;
  }

  const isNewest = async ({ freeze, version }: Freeze): Promise<boolean> =>
    (await freezeOf(db).exists({ freeze, version: { $gt: version } })) === null;

  return { lookAtFreeze, tellFreeze };
}
