/** Files, their bytes and their small views; and the commits that carry them. */
import { commitOf } from '../../../cases/commit.ts';
import { blobOf } from '../../../files/blob.ts';
import { createBytesIndexes } from '../../../files/bytes.ts';
import { fileOf } from '../../../files/file.ts';
import { thumbnailOf } from '../../../files/thumbnail.ts';
import type { Migration } from '../../migration.ts';

export const files: Migration = {
  id: '0046',
  name: 'files',
  run: async (db) => {
    for (const modelOn of [blobOf, fileOf, thumbnailOf]) await modelOn(db).createCollection();
    await fileOf(db).createIndexes();
    await blobOf(db).createIndexes();
    await createBytesIndexes(db);
    await commitOf(db).createIndexes();
  },
};
