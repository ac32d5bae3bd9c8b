/** Meetings of boards, and the cases that they have decided on. */
import { createMinutedIndex } from '../../../cases/minuted.ts';
import { meetingOf } from '../../../registers/meetings/meeting.ts';
import type { Migration } from '../../migration.ts';

export const meetings: Migration = {
  id: '0032',
  name: 'meetings',
  run: async (db) => {
    await meetingOf(db).createCollection();
    await meetingOf(db).createIndexes();
    await createMinutedIndex(db);
  },
};
