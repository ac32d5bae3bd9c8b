/**
 * `npm run verify:cases [-- --rehearsals] [CASE …]`: folds every case's events again and compares state, clocks, readings
 * and view with what is stored; reckons what time itself recorded, and the facts that were frozen at the end, from the
 * other events, and compares those. Names each difference on stderr; one JSON object on stdout. Writes nothing, and may
 * run on a live system. Exit 0: all is borne out; 1: something is not; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Refolded } from '../client/record/refold.ts';
import { answer, parsedOrWrong, runCommand, say } from './support/command.ts';
import { eachRefolded, sayDifferences, short, storesOf } from './support/refolded.ts';

const USAGE = `npm run verify:cases [-- --rehearsals] [CASE …]
  Folds the events of every case, or of those named, again and reckons clocks and frozen facts anew; writes nothing.
  --rehearsals  those of rehearsals`;

/** A case may both differ and be unproven; `proven` ones are neither. */
type Counts = { cases: number; proven: number; differing: number; unproven: number; unreadable: number };

const asked = () =>
  parsedOrWrong(() => parseArgs({ allowPositionals: true, options: { rehearsals: { type: 'boolean' } } }));

void runCommand({ usage: USAGE, asked }, async ({ values, positionals }, { db }) => {
  const counts: Counts = { cases: 0, proven: 0, differing: 0, unproven: 0, unreadable: 0 };
  await eachRefolded({ stores: storesOf(db, values.rehearsals), named: positionals }, (found) => judge(found, counts));
  answer(JSON.stringify(counts));
  return counts.proven === counts.cases ? 0 : 1;
});

function judge(found: Refolded, counts: Counts): void {
  const { caseId } = found;
  counts.cases += 1;
  if (found.outcome === 'unreadable') {
    counts.unreadable += 1;
    return say(`${caseId}: ${found.code}`);
  }
  if (found.outcome === 'differs') {
    counts.differing += 1;
    sayDifferences(caseId, found.differences);
  }
  if (found.proof.length > 0) counts.unproven += 1;
  for (const { seq, code, what, pointer, stored, reckoned } of found.proof)
    say(`${caseId}:${seq} ${code}: ${what} ${pointer ?? ''}: stored ${short(stored)}, reckoned ${short(reckoned)}`);
  if (found.outcome === 'equal' && found.proof.length === 0) counts.proven += 1;
}
