/**
 * `npm run rebuild [-- --write] [--rehearsals] [CASE …]`: compares every stored case (or those named) with the fold of its
 * events and names each difference; `--write` puts the fold in its place. One JSON object on stdout. Exit 0: all are equal
 * now; 1: differences remain, or a case's own events are not whole, or not those that were sealed, so that nothing may be made from
 * them; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { healCase, type Refolded } from '../client/record/refold.ts';
import { NOTHING_SEALED, readSealed, type Sealed } from '../client/record/seals/sealed.ts';
import { rerowed, strayRows } from '../client/figures/making-rows.ts';
import { reworded } from '../client/record/reword.ts';
import { verifyCase } from '../client/record/verify.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { answer, parsedOrWrong, runCommand, say } from './support/command.ts';
import { eachRefolded, sayDifferences, storesOf } from './support/refolded.ts';

const USAGE = `npm run rebuild [-- --write] [--rehearsals] [CASE …]
  Compares every stored case, or those named, with the fold of its events and names each difference.
  --write  puts the fold in its place; --rehearsals: those of rehearsals`;

/** What is wrong with the document alone, and mended by making it anew. */
const OF_THE_DOCUMENT = new Set<string>(['no-document', 'document-behind', 'head-differs']);

/** `words`: cases whose words were not those of their commits; `rows`: whose row, of which figures are made, was not theirs; absent: none. */
type Counts = {
  cases: number;
  equal: number;
  differing: number;
  healed: number;
  unreadable: number;
  words?: number;
  rows?: number;
};

const asked = () =>
  parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, rehearsals: { type: 'boolean' } } }),
  );

void runCommand({ usage: USAGE, asked }, async ({ values, positionals }, { db, env }) => {
  const counts: Counts = { cases: 0, equal: 0, differing: 0, healed: 0, unreadable: 0 };
  const stores = storesOf(db, values.rehearsals);
  const write = values.write === true;
  const sealed =
    write && !values.rehearsals ? await readSealed(db, sealFolder(env.sealFolder), () => undefined) : NOTHING_SEALED;
  await eachRefolded({ stores, named: positionals }, async (found) => {
    await treat(stores.db, found, { write, counts, sealed });
    if (found.outcome === 'unreadable') return;
    await word(stores.db, found.caseId, { write, counts });
    if (!values.rehearsals) await row(stores.db, found.caseId, { write, counts });
  });
  if (positionals.length === 0 && !values.rehearsals)
    for (const caseId of await strayRows(stores.db)) await row(stores.db, caseId, { write, counts });
  answer(JSON.stringify(counts));
  const isWorded = (counts.words === undefined && counts.rows === undefined) || write;
  return counts.differing === counts.healed && counts.unreadable === 0 && isWorded ? 0 : 1;
});

/** The words by which it is found: a help for searching, made from what stands there by now. */
async function word(db: Connection, caseId: string, { write, counts }: { write: boolean; counts: Counts }) {
  if (!(await reworded(db, caseId, { write }))) return;
  counts.words = (counts.words ?? 0) + 1;
  say(`${caseId}: its words ${write ? 'were put in order' : 'are not those of its record'}`);
}

/** The row that figures are folded from: made from the document as it is by now. */
async function row(db: Connection, caseId: string, { write, counts }: { write: boolean; counts: Counts }) {
  if (!(await rerowed(db, caseId, { write }))) return;
  counts.rows = (counts.rows ?? 0) + 1;
  say(`${caseId}: its row of figures ${write ? 'was put in order' : 'is not that of its document'}`);
}

async function treat(
  db: Connection,
  found: Refolded,
  { write, counts, sealed }: { write: boolean; counts: Counts; sealed: Sealed },
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
  const { broken } = await verifyCase(db, caseId, { sealed });
  if (broken && !OF_THE_DOCUMENT.has(broken.code)) {
    counts.unreadable += 1;
    return say(`${caseId}: ${broken.code} at ${broken.seq}; nothing is made from it`);
  }
  const healed = await healCase(db, found);
  if (healed) counts.healed += 1;
  say(`${caseId}: ${healed ? 'healed' : 'has moved on meanwhile; run this again'}`);
}
