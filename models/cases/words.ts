/**
 * The words of cases, folded, with the pieces that an index finds them by: one document for the fields of a case as they
 * stand, and one for each commit by which somebody said something more. A help for searching and no more: made anew from
 * commits and document at any time, and read through scoped.ts only, which asks the cases who may see what.
 */
import { type Connection, Schema } from 'mongoose';
import type { AnyProcess, CaseView, Commit } from '../../domain/kernel/process.ts';
import { piecesOf } from '../../domain/kernel/search/folded.ts';
import { fieldsTouched, type Said, saidInCommit, saidInFields } from '../../domain/kernel/search/said.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';

export type Words = Said & {
  /** The case, for its fields; a commit. */
  _id: string;
  caseId: string;
  /** Of the case when its fields were read; of a commit: its seq. */
  version: number;
  pieces: readonly string[];
};

const schema = new Schema<Words>(
  {
    _id: text,
    caseId: text,
    version: integer,
    open: String,
    own: String,
    inner: String,
    pieces: [String], // last: whoever compares texts need not pass them
  },
  schemaOptions('words'),
)
  .index({ pieces: 1 }) // nothing beside it: each word of a case is many keys, and twice as dear with a second field
  .index({ caseId: 1 });

export const wordsOf = modelOf<Words>('Words', schema);
/** The plain driver: no hydration. */
export const wordsIn = (db: Connection) => db.collection<Words>('words');

type Spoken = { view: CaseView; commits: readonly Commit[] };

/** The documents of a case: of its fields, and of those of `commits` that say something. Pure. */
export const wordsFor = (process: AnyProcess, { view, commits }: Spoken): Words[] => [
  wordsSaid(view._id, { _id: view._id, version: view.version }, saidInFields(process, view)),
  ...wordsOfCommits(process, { view, commits }),
];

const wordsOfCommits = (process: AnyProcess, { view, commits }: Spoken): Words[] =>
  commits.flatMap((commit) => {
    const said = saidInCommit(process, commit);
    return said ? [wordsSaid(view._id, { _id: commit._id, version: commit.seq }, said)] : [];
  });

function wordsSaid(caseId: string, { _id, version }: Pick<Words, '_id' | 'version'>, said: Said): Words {
  const pieces = piecesOf([said.open, said.own, said.inner].filter((one) => one !== undefined).join(' '));
  return { _id, caseId, version, ...said, pieces };
}

/**
 * Keeps the words of what was just written: before the document of the case, so that whoever finds that document finds the
 * words. Writes nothing where nothing was said. May run twice, and beside a later one: an older state of the fields never
 * replaces a newer one.
 */
export async function keepWords(db: Connection, process: AnyProcess, spoken: Spoken): Promise<void> {
  const isTouched = spoken.commits.some((commit) => fieldsTouched(process, commit));
  await putWords(db, isTouched ? wordsFor(process, spoken) : wordsOfCommits(process, spoken));
}

/** Each of `rows`, unless there is one as new. */
export async function putWords(db: Connection, rows: readonly Words[]): Promise<void> {
  if (rows.length === 0) return;
  const writes = rows.map(({ _id, ...replacement }) => ({
    replaceOne: { filter: { _id, version: { $lt: replacement.version } }, replacement, upsert: true },
  }));
  try {
    await wordsIn(db).bulkWrite(writes, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error; // what is there is as new
  }
}
