/** Open cases that something hangs on: as far as somebody reads them, how many beyond, or all of them for a job. */
import type { Connection } from 'mongoose';
import { catalogue } from '../../../domain/catalogue.ts';
import { isEnd, statusesOf } from '../../../domain/kernel/lifecycle.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { casesIn } from '../../cases/case.ts';
import { type CaseFilter, type CaseReach, scopedCases } from '../../cases/scoped.ts';

/** Of a list that somebody reads. */
export const SHOWN = 200;
/** Statuses of open cases, so that an index leaves out all that have ended. */
const openStatuses = [
  ...new Set(
    Object.values(catalogue).flatMap((process) => statusesOf(process).filter((status) => !isEnd(process, status))),
  ),
];
export const OPEN = { status: { $in: openStatuses }, closedAt: { $exists: false } };

export const idsOf = (found: readonly { _id: string }[]): string[] => found.map(({ _id }) => _id);

export type Filter = Record<string, unknown>;

/** Of one list that somebody reads, as far as `reach` goes; all of it is what the hand-over works on. */
export const shownOf = async (db: Connection, reach: CaseReach, filters: readonly CaseFilter[]): Promise<string[]> =>
  await scopedCases(db, reach).numbers(filters.map(stillOpen), SHOWN);
/** Open cases of which the asker learns no more than that there are some; absent: there are none. */
export async function outsideOf(
  db: Connection,
  reach: CaseReach,
  filters: readonly CaseFilter[],
): Promise<{ outside?: number }> {
  const outside = await scopedCases(db, reach).countOutside(filters.map(stillOpen));
  return outside === 0 ? {} : { outside };
}
const stillOpen = (filter: CaseFilter): CaseFilter => ({
  ...filter,
  status: { in: openStatuses },
  closedAt: { present: false },
});

/** Numbers of open cases, in their order, after `after`. */
export const openCases = async (db: Connection, filter: Filter, after = '', limit = SHOWN): Promise<string[]> =>
  idsOf(
    await casesIn(db)
      .find({ $and: [filter, OPEN], _id: { $gt: after } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray(),
  );

/** The units at or below an organisation alone: beside what a filter says of the line. */
export const within = (filters: readonly CaseFilter[], only: OrgPath | undefined): CaseFilter[] =>
  only === undefined
    ? [...filters]
    : filters.flatMap((one) => [
        { ...one, orgPath: { is: only } },
        { ...one, orgPath: { prefix: `${only}/` } },
      ]);
