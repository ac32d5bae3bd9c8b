/** Commits in the place of single events, and which engine the store is used with. */
import { commitOf } from '../../cases/commit.ts';
import { engineOf } from '../../store/engine.ts';
import type { Migration } from '../migration.ts';

export const commits: Migration = {
  id: '0011',
  name: 'commits',
  run: async (db) => {
    for (const model of [commitOf(db), engineOf(db)]) {
      await model.createCollection();
      await model.createIndexes();
    }
  },
};
