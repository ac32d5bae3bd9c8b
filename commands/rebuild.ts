/**
 * `npm run rebuild [-- --write] [--rehearsals] [CASE …]`: compares every stored case (or those named) with the fold of its
 * events and names each difference; `--write` puts the fold in its place. One JSON object on stdout. Exit 0: all are equal
 * now; 1: differences remain, or a case's own events are not whole, so that nothing may be made from them; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { healCase, type Refolded } from '../client/record/refold.ts';
import { answer, parsedOrWrong, runCommand, say } from './support/command.ts';
import { eachRefolded, sayDifferences, storesOf } from './support/refolded.ts';

const USAGE = 'npm run rebuild [-- --write] [--rehearsals] [CASE …]';

type Counts = { cases: number; equal: number; differing: number; healed: number; unreadable: number };

void runCommand(USAGE, async (db) => {
  const { values, positionals } = parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, rehearsals: { type: 'boolean' } } }),
  );
  const counts: Counts = { cases: 0, equal: 0, differing: 0, healed: 0, unreadable: 0 };
  const stores = storesOf(db, values.rehearsals);
  const write = values.write === true;
  await eachRefolded({ stores, named: positionals }, (found) => treat(stores.db, found, { write, counts }));
  answer(JSON.stringify(counts));
  return counts.differing === counts.healed && counts.unreadable === 0 ? 0 : 1;
});

async function treat(
  db: Connection,
  found: Refolded,
  { write, counts }: { write: boolean; counts: Counts },
): Promise<void> {
  const { caseId } = found;
  counts.cases += 1;
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
  sayDifferences(caseId, found.differences);
  if (!write) return;
  const healed = await healCase(db, found);
  if (healed) counts.healed += 1;
  say(`${caseId}: ${healed ? 'healed' : 'has moved on meanwhile; run this again'}`);
}
