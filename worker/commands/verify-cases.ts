/**
 * `npm run verify:cases [-- CASE …]`: folds every case's events again and compares state, clocks, readings and view with
 * what is stored; reckons what time itself recorded, and the facts that were frozen at the end, from the other events, and
 * compares those. Names each difference on stderr; one JSON object on stdout. Writes nothing, and may run on a live
 * system. Exit 0: all is borne out; 1: something is not.
 */
import type { Connection } from 'mongoose';
import { caseIds, refoldCase, type Refolded } from '../../client/refold.ts';
import { answer, parsedOrWrong, runCommand, say } from '../command.ts';
import { parseArgs } from 'node:util';

const USAGE = 'npm run verify:cases [-- CASE …]';
const SIDE_BY_SIDE = 4;
const SHOWN = 160;

type Counts = { cases: number; proven: number; differing: number; unproven: number; unreadable: number };

void runCommand(USAGE, async (db) => {
  const { positionals } = parsedOrWrong(() => parseArgs({ allowPositionals: true, options: {} }));
  const counts: Counts = { cases: 0, proven: 0, differing: 0, unproven: 0, unreadable: 0 };
  const ids = positionals.length > 0 ? given(positionals) : caseIds(db);
  const workers = Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = await ids.next(); !next.done; next = await ids.next()) await prove(db, next.value, counts);
  });
  await Promise.all(workers);
  answer(JSON.stringify(counts));
  return counts.proven === counts.cases ? 0 : 1;
});

async function* given(ids: readonly string[]): AsyncGenerator<string> {
  yield* ids;
}

async function prove(db: Connection, caseId: string, counts: Counts): Promise<void> {
  counts.cases += 1;
  const found = await readable(db, caseId);
  if (found.outcome === 'unreadable') {
    counts.unreadable += 1;
    return say(`${caseId}: ${found.code}`);
  }
  if (found.outcome === 'differs') {
    counts.differing += 1;
    for (const { pointer, before, after } of found.differences)
      say(`${caseId} ${pointer || '/'}: stored ${short(before)}, folded ${short(after)}`);
  }
  if (found.proof.length > 0) counts.unproven += 1;
  for (const { seq, code, pointer = '', stored, reckoned } of found.proof)
    say(`${caseId}:${seq} ${code} ${pointer}: stored ${short(stored)}, reckoned ${short(reckoned)}`);
  if (found.outcome === 'equal' && found.proof.length === 0) counts.proven += 1;
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
