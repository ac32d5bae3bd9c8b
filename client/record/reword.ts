/** The words by which a case is found, made anew from its document and its commits. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { upcast } from '../../domain/kernel/record/shape.ts';
import { casesIn, isOfNow } from '../../models/cases/case.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { type Words, wordsFor, wordsIn } from '../../models/cases/words.ts';

/**
 * True when what is stored of the words of a case is not what its document and commits say; with `write` it is put in order.
 * A case that has no document, or one of the release before, has no words yet. Throws for a commit that nobody here can read.
 */
export async function reworded(db: Connection, caseId: string, { write }: { write: boolean }): Promise<boolean> {
  const [document, commits] = await Promise.all([casesIn(db).findOne({ _id: caseId }), commitsAfter(db, caseId)]);
  if (!document || !isOfNow(document)) return false;
  const process = processOf(document.process);
  const { kase: _, ...view } = document;
  const due = wordsFor(process, { view, commits: commits.map((commit) => upcast(process, commit)) });
  const there = await wordsIn(db).find({ caseId }).toArray();
  const [wrong, left] = [due.filter((row) => !there.some((one) => isSame(one, row))), idsBeside(there, due)];
  if (write && wrong.length > 0)
    await wordsIn(db).bulkWrite(
      wrong.map(({ _id, ...replacement }) => ({ replaceOne: { filter: { _id }, replacement, upsert: true } })),
      { ordered: false },
    );
  if (write && left.length > 0) await wordsIn(db).deleteMany({ _id: { $in: left } });
  return wrong.length > 0 || left.length > 0;
}

const idsBeside = (there: readonly Words[], due: readonly Words[]): string[] =>
  there.map(({ _id }) => _id).filter((id) => !due.some(({ _id }) => _id === id));

/** The version only says which of two writers was later. */
const isSame = (one: Words, other: Words): boolean =>
  canonical({ ...one, version: other.version }) === canonical(other);
