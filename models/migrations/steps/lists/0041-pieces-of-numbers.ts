/** Numbers are looked up by pieces of four digits, no longer of three: what was stored before is cut anew. */
import type { Connection } from 'mongoose';
import { piecesOf } from '../../../../domain/kernel/search/folded.ts';
import type { Said } from '../../../../domain/kernel/search/said.ts';
import type { Migration } from '../../migration.ts';

const AT_ONCE = 500;
/** Of cases and of items: `words` are an item's folded words, `version` counts what was replaced since. */
type Row = Said & { _id: string; version?: number; words?: string };

export const piecesOfNumbers: Migration = {
  id: '0041',
  name: 'pieces of numbers',
  run: async (db, { check }) => {
    for (const name of ['words', 'items']) await cutAnew(db, name, check);
  },
};

/** In order of their ids, so that one that was cut off and runs again does no harm. */
async function cutAnew(db: Connection, name: string, check: () => void): Promise<void> {
  const rows = db.collection<Row>(name);
  const projection = { version: 1, words: 1, open: 1, own: 1, inner: 1 };
  for (let after = ''; ; ) {
    check();
    const found = await rows.find({ _id: { $gt: after } }, { projection, sort: { _id: 1 }, limit: AT_ONCE }).toArray();
    const last = found.at(-1);
    if (!last) return;
    after = last._id;
    const writes = found.map(({ _id, version, words, open, own, inner }) => {
      const text = [words, open, own, inner].filter((one) => one !== undefined).join(' ');
      const filter = version === undefined ? { _id } : { _id, version };
      return { updateOne: { filter, update: { $set: { pieces: piecesOf(text) } } } };
    });
    await rows.bulkWrite(writes, { ordered: false });
  }
}
