/** What stories do in the store by hand, since no engine lets a run live for months. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { monthBefore } from '../../domain/archive/month.ts';

export type OnDatabase = <T>(work: (db: Connection) => Promise<T>) => Promise<T>;
const PATIENCE_MS = 300_000;

/** A store that is killed meanwhile is asked again: what is done with it may be done twice. */
export const patiently =
  (onDatabase: OnDatabase): OnDatabase =>
  async (work) => {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(500))
      try {
        return await onDatabase(work);
      } catch (error) {
        if (Date.now() > end) throw error;
      }
  };

/** The month that many before this one, by the clock on the wall of the sample, whose zone has one offset. */
export function monthsAgo(count: number): string {
  let month = new Date(Date.now() + EAST_MS).toISOString().slice(0, 7);
  for (let at = 0; at < count; at += 1) month = monthBefore(month);
  return month;
}
/** When it began there. */
export const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`) - EAST_MS;
const EAST_MS = 8 * 3_600_000;
