/** Tells the changes that a freeze meets, or no longer does: each takes a command, and its own notices reach who implements and who owns it. */
import { freezeKey, freezeLiftedKey } from '../../domain/kernel/ids.ts';
import { changesUnder } from '../../models/cases/planned.ts';
import { type Freeze, freezeOf, heldFreezeOf } from '../../models/registers/freeze.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Given, oneByOne, paged } from './one-by-one.ts';

/** `told`: of the freeze, or of its end; `refused`: changes that had ended on the way, or take no such word where they stand. */
export type FreezeTold = { told: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'changesMetBy'>;

const PAGE = 500;

export function createFreezes({ db, caseClient, changesMetBy }: Deps) {
  /** Whether the version is stored. */
  const lookAtFreeze = async (ref: string): Promise<boolean> => (await freezeOf(db).exists({ _id: ref })) !== null;

  /**
   * Change by change under one key each, so begun again it tells nobody twice: those that the version meets, and then those
   * that were told of an earlier one and are not met any more. A version that another one has followed tells nobody. Throws at
   * the end when some could not be reached: one that is parked keeps no other from its word.
   */
  async function tellFreeze(ref: string): Promise<FreezeTold> {
    const version = await freezeOf(db).findById(ref).lean<Freeze>();
    if (!version || !(await isNewest(version))) return { told: 0, refused: 0 };
    const { taken, refused } = await oneByOne(caseClient, wordsOf(version));
    return { told: taken, refused };
  }

  /** What supports a great event warns whoever checks, and is told to nobody; its end is. */
  async function* wordsOf(version: Freeze): AsyncGenerator<Given> {
    const { _id: freeze } = version;
    const met = new Set<string>();
    for await (const page of changesMetBy(heldFreezeOf(version), Date.now())) {
      if (!(await isNewest(version))) return; // else what lifts it would be told before it
      for (const { number, from, until } of page) {
        met.add(number);
        if (version.kind === 'freeze')
          yield { caseId: number, command: 'noteFreeze', data: { freeze, from, until }, key: freezeKey(freeze) };
      }
    }
    const key = freezeLiftedKey(freeze);
    const under = paged((after) => changesUnder(db, version.freeze, { after, limit: PAGE }), PAGE);
    for await (const caseId of under)
      if (!met.has(caseId)) yield { caseId, command: 'noteFreezeLifted', data: { freeze }, key };
  }

  const isNewest = async ({ freeze, version }: Freeze): Promise<boolean> =>
    (await freezeOf(db).exists({ freeze, version: { $gt: version } })) === null;

  return { lookAtFreeze, tellFreeze };
}
