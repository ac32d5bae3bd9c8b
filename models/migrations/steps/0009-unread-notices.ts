/** Unread notices by index: their count is asked with every push to a browser. */
import { noticeOf } from '../../notices/notice.ts';
import type { Migration } from '../migration.ts';

export const unreadNotices: Migration = {
  id: '0009',
  name: 'unread notices',
  run: async (db) => {
    await noticeOf(db).createIndexes();
  },
};
