/** Cases by their tags, and commits by whose time they put down, and of which day. */
import { caseOf } from '../../../cases/case.ts';
import { commitOf } from '../../../cases/commit.ts';
import type { Migration } from '../../migration.ts';

export const tagsAndTime: Migration = {
  id: '0071',
  name: 'tags-and-time',
  run: async (db) => {
    await caseOf(db).createIndexes();
    await commitOf(db).createIndexes();
  },
};
