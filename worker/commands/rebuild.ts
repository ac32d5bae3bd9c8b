/**
 * `npm run rebuild [-- --write] [-- CASE …]`: compares every stored case (or those named) with the fold of its events
 * and names each difference; `--write` puts the fold in its place. One JSON object on stdout. Exit 0: all are equal now;
 * 1: differences remain, or a case's own events are not whole, so that nothing may be made from them.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { caseIds, healCase, refoldCase, type Refolded } from '../../client/refold.ts';

import { answer, parsedOrWrong, runCommand, say } from '../command.ts';

const USAGE = 'npm run rebuild [-- --write] [-- CASE …]';
const SIDE_BY_SIDE = 4;
const SHOWN = 120;

type Counts = { cases: number; equal: number; differing: number; healed: number; unreadable: number };

void runCommand(USAGE, async (db) => {
  const { values, positionals } = parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } }),
  );
  const counts: Counts = { cases: 0, equal: 0, differing: 0, healed: 0, unreadable: 0 };
  const ids = positionals.length > 0 ? given(positionals) : caseIds(db);
  const workers = Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = await ids.next(); !next.done; next = await ids.next())
      await treat(db, next.value, { write: values.write === true, counts });
  });
  await Promise.all(workers);
  answer(JSON.stringify(counts));
  return counts.differing === counts.healed && counts.unreadable === 0 ? 0 : 1;
});

async function* given(ids: readonly string[]): AsyncGenerator<string> {
  yield* ids;
}

async function treat(
  db: Connection,
  caseId: string,
  { write, counts }: { write: boolean; counts: Counts },
): Promise<void> {
  counts.cases += 1;
  const found = await readable(db, caseId);
  if (found.outcome === 'equal') {
    counts.equal += 1;
    return;
  }
  if (found.outcome === 'unreadable') {
    counts.unreadable += 1;
    say(`${caseId}: ${found.code}`);
    return;
  }
  counts.differing += 1;
  for (const { pointer, before, after } of found.differences)
    say(`${caseId} ${pointer || '/'}: stored ${short(before)}, folded ${short(after)}`);
  if (!write) return;
  const healed = await healCase(db, found);
  if (healed) counts.healed += 1;
  say(`${caseId}: ${healed ? 'healed' : 'has moved on meanwhile; run this again'}`);
}

/** A case that cannot be folded at all is named, and does not stop the others. */
async function readable(db: Connection, caseId: string): Promise<Refolded> {
  try {
    return await refoldCase(db, caseId);
  } catch (error) {
    if (!(error instanceof Error) || error.name.startsWith('Mongo')) throw error;
    return { outcome: 'unreadable', caseId, code: error.message };
  }
}

function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
