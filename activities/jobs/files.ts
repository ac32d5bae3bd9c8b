/** Collects files that no case has: marked after a day, removed an hour later, so that a slow command never loses one. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { isFiled } from '../../models/cases/filed.ts';
import { fileRowsIn } from '../../models/files/file.ts';
import { forgetFile, removeFile } from '../../models/files/keeping.ts';
import type { ActivityLogger } from '../deps.ts';

const HOUR: Millis = 3_600_000;
/** So long a file waits for its command; what nobody brought to its end waits an hour. */
const WAITS_MS = 24 * HOUR;
const PAGE = 500;

type Deps = { db: Connection; logger?: ActivityLogger };

export function createFileCollector({ db, logger }: Deps) {
  /**
   * `marked`: no command takes them from now on; `removed`: marked an hour ago, and still in no case; `cut`: uploads that came
   * to no end. The record says what cases have, so it is asked each time.
   */
  async function collectFiles(now: Millis = Date.now()): Promise<{ marked: number; removed: number; cut: number }> {
    const cut = await each({ state: 'coming', at: { $lt: now - HOUR } }, async (row) => {
      await forgetFile(db, row);
      return true;
    });
    const removed = await each({ open: true, at: { $lt: now - WAITS_MS }, goneAt: { $lt: now - HOUR } }, async (row) =>
      (await isTaken(row._id)) ? false : await removeFile(db, row),
    );
    const marked = await each({ open: true, at: { $lt: now - WAITS_MS }, goneAt: { $exists: false } }, async (row) => {
      if (await isTaken(row._id)) return false;
      await rows.updateOne({ _id: row._id, at: row.at }, { $set: { goneAt: now } });
      return true;
    });
    if (removed + cut > 0) logger?.info({ marked, removed, cut }, 'files that no case has are removed');
    return { marked, removed, cut };
  }

  const rows = fileRowsIn(db);

  /** What a case has once it has for ever: it is looked at no more. */
  async function isTaken(_id: string): Promise<boolean> {
    if (!(await isFiled(db, _id))) return false;
    await rows.updateOne({ _id }, { $unset: { open: 1, goneAt: 1 } });
    return true;
  }

  type Row = Parameters<typeof removeFile>[1];
  /** How many of them `work` says yes of; each is seen once, and leaves the query by what is done of it. */
  async function each(which: object, work: (row: Row) => Promise<boolean>): Promise<number> {
    let count = 0;
    const found = rows.find(which, { batchSize: PAGE });
    for await (const row of found) if (await work(row)) count += 1;
    return count;
  }

  return { collectFiles };
}
