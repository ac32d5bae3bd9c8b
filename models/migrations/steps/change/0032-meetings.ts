/** Meetings of boards, the commits that record what they decided, and standing delegations. */
import { commitOf } from '../../../cases/commit.ts';
import { addEntries } from '../../../registers/add-missing.ts';
import { mandateOf } from '../../../registers/meetings/mandate.ts';
import { meetingOf } from '../../../registers/meetings/meeting.ts';
import type { Migration } from '../../migration.ts';
import { meetings as sampleMeetings } from '../../seeds/sample-meetings.ts';

export const meetings: Migration = {
  id: '0032',
  name: 'meetings',
  run: async (db, { embedded, now }) => {
    for (const modelOn of [meetingOf, mandateOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    await commitOf(db).createIndexes();
    if (embedded) await addEntries(db, 'meetings', sampleMeetings(now));
  },
};
