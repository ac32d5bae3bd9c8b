/** Cases are found by any part of their words: those that were stored before get theirs (models/cases/words.ts). */
import type { Connection } from 'mongoose';
import { catalogue } from '../../../domain/catalogue.ts';
import { NewerSchema, upcast } from '../../../domain/kernel/record/shape.ts';
import type { AnyProcess, Commit, StoredCase } from '../../../domain/kernel/process.ts';
import { casesIn, isOfNow } from '../../cases/case.ts';
import { commitsIn, ofCase } from '../../cases/commit.ts';
import { putWords, wordsFor, wordsOf } from '../../cases/words.ts';
import type { Migration, MigrationContext } from '../migration.ts';

const AT_ONCE = 100;

export const words: Migration = {
  id: '0021',
  name: 'words',
  run: async (db, context) => {
    await wordsOf(db).createCollection();
    await wordsOf(db).createIndexes();
    await wordAll(db, context);
  },
};

/** In order of numbers, so that one that was cut off and runs again does no harm. */
async function wordAll(db: Connection, { check }: MigrationContext): Promise<void> {
  for (let after = ''; ; ) {
    check();
    const found = await casesIn(db)
      .find<StoredCase>({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: AT_ONCE })
      .toArray();
    const last = found.at(-1);
    if (!last) return;
    after = last._id;
    for (const document of found) await wordOne(db, document);
  }
}

async function wordOne(db: Connection, document: StoredCase): Promise<void> {
  const process: AnyProcess | undefined = Object.values(catalogue).find(({ key }) => key === document.process);
  if (!process || !isOfNow(document)) return; // its upgrade gives it its words
  const { kase: _, ...view } = document;
  const commits = await commitsIn(db)
    .find({ _id: ofCase(document._id) }, { sort: { _id: 1 } })
    .toArray();
  await putWords(db, wordsFor(process, { view, commits: commits.flatMap((commit) => readable(process, commit)) }));
}

/** What only a later release can read parks its case, and has no words here. */
function readable(process: AnyProcess, commit: Commit): Commit[] {
  try {
    return [upcast(process, commit)];
  } catch (error) {
    if (error instanceof NewerSchema) return [];
    throw error;
  }
}
