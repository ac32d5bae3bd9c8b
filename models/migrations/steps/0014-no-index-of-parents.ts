/** Children of an incident are looked for by nobody: no query asks for `parent`, and a collection has 64 indexes at most. */
import { casesIn } from '../../cases/case.ts';
import type { Migration } from '../migration.ts';

const UNUSED = 'parent_1__id_1';

export const noIndexOfParents: Migration = {
  id: '0014',
  name: 'no-index-of-parents',
  run: async (db) => {
    const names = (await casesIn(db).indexes()).map(({ name }) => name);
    if (names.includes(UNUSED)) await casesIn(db).dropIndex(UNUSED);
  },
};
