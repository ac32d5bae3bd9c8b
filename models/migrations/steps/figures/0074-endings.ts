/** Open cases that have a row already, for a turn died between the two, are noted: figures ask these alone whether they have ended. */
import { casesIn } from '../../../cases/case.ts';
import { endingOf, noteEndings } from '../../../figures/ending.ts';
import { figureRowsIn } from '../../../figures/row.ts';
import type { Migration } from '../../migration.ts';

const AT_ONCE = 1_000;

export const endings: Migration = {
  id: '0074',
  name: 'endings',
  run: async (db, { check }) => {
    await endingOf(db).createCollection();
    const open = casesIn(db).find({ closedAt: { $exists: false } }, { projection: { _id: 1 } });
    let page: string[] = [];
    const note = async (): Promise<void> => {
      check();
      const rows = await figureRowsIn(db)
        .find({ _id: { $in: page } }, { projection: { _id: 1 } })
        .toArray();
      await noteEndings(
        db,
        rows.map(({ _id }) => _id),
      );
      page = [];
    };
    for await (const { _id } of open) {
      page.push(_id);
      if (page.length === AT_ONCE) await note();
    }
    await note();
  },
};
