/** Tells the changes that a freeze meets, or no longer does: each takes a command, and its own notices reach who implements and who owns it. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../../domain/kernel/errors.ts';
import { freezeKey, freezeLiftedKey } from '../../domain/kernel/ids.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { changesUnder } from '../../models/cases/planned.ts';
import { type Freeze, freezeOf, heldFreezeOf } from '../../models/registers/freeze.ts';
import type { ActivityDeps } from '../deps.ts';

/** `told`: of the freeze, or of its end; `refused`: changes that had ended on the way, or take no such word where they stand. */
export type FreezeTold = { told: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'changesMetBy'>;

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
/** More in a row, and it is the engine that is away. */
const MOST_UNREACHED = 10;
const PAGE = 500;

type Told = { number: string; command: 'noteFreeze' | 'noteFreezeLifted'; data: object };

export function createFreezes({ db, caseClient, changesMetBy }: Deps) {
  /** Whether the version is stored. */
  const lookAtFreeze = async (ref: string): Promise<boolean> => (await freezeOf(db).exists({ _id: ref })) !== null;

  /**
   * Change by change under one key each, so begun again it tells nobody twice: those that the version meets, and then those
   * that were told of an earlier one and are not met any more. A version that another one has followed tells nobody. Throws at
   * the end when some could not be reached: one that is parked keeps no other from its word.
   */
  async function tellFreeze(ref: string): Promise<FreezeTold> {
    const counts = { told: 0, refused: 0 };
    const version = await freezeOf(db).findById(ref).lean<Freeze>();
    if (!version || !(await isNewest(version))) return counts;
    let unreached: unknown;
    let inRow = 0;
    for await (const { number, command, data } of wordsOf(version)) {
      Context.current().heartbeat(number);
      const key = command === 'noteFreeze' ? freezeKey(ref) : freezeLiftedKey(ref);
      try {
        await caseClient.command(number, command, data, { actor: SYSTEM, key });
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

  /** What supports a great event warns whoever checks, and is told to nobody; its end is. */
  async function* wordsOf(version: Freeze): AsyncGenerator<Told> {
    const { _id: freeze } = version;
    const met = new Set<string>();
    for await (const page of changesMetBy(heldFreezeOf(version), Date.now())) {
      if (!(await isNewest(version))) return; // else what lifts it would be told before it
      for (const { number, from, until } of page) {
        met.add(number);
        if (version.kind === 'freeze') yield { number, command: 'noteFreeze', data: { freeze, from, until } };
      }
    }
    for (let after = ''; ; ) {
      const page = await changesUnder(db, version.freeze, { after, limit: PAGE });
      for (const number of page) if (!met.has(number)) yield { number, command: 'noteFreezeLifted', data: { freeze } };
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last;
    }
  }

  const isNewest = async ({ freeze, version }: Freeze): Promise<boolean> =>
    (await freezeOf(db).exists({ freeze, version: { $gt: version } })) === null;

  return { lookAtFreeze, tellFreeze };
}
