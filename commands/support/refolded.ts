/** What `verify:cases` and `rebuild` have in common: which cases, some at a time, and the words for what is found. */
import type { Connection } from 'mongoose';
import { caseIds, refoldCase, type Refolded, type Stores } from '../../client/record/refold.ts';
import type { Difference } from '../../domain/kernel/record/differences.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { say } from './command.ts';

const SIDE_BY_SIDE = 4;
const SHOWN = 160;

/** The live cases of `db`, or those of rehearsals, which run on the live registers. */
export const storesOf = (db: Connection, rehearsals = false): Stores =>
  rehearsals ? { db: rehearsalStore(db), registers: db } : { db };

/** Hands over every case, or those `named`, compared; one that cannot be folded at all does not stop the others. */
export async function eachRefolded(
  { stores, named }: { stores: Stores; named: readonly string[] },
  use: (found: Refolded) => Promise<void> | void,
): Promise<void> {
  const ids = named.length > 0 ? named.values() : caseIds(stores.db);
  const one = async (): Promise<void> => {
    for (let next = await ids.next(); !next.done; next = await ids.next())
      await use(await readable(stores, next.value));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
}

export function sayDifferences(caseId: string, differences: readonly Difference[]): void {
  for (const { pointer, before, after } of differences)
    say(`${caseId} ${pointer || '/'}: stored ${short(before)}, folded ${short(after)}`);
}

/** As JSON, cut where nobody reads on. */
export function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

async function readable(stores: Stores, caseId: string): Promise<Refolded> {
  try {
    return await refoldCase(stores, caseId);
  } catch (error) {
    if (!(error instanceof Error) || error.name.startsWith('Mongo')) throw error;
    return { outcome: 'unreadable', caseId, code: error.message };
  }
}
