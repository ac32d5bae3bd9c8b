/** The cases behind a count, a page at a time: exactly those that it counted. */
import type { Connection } from 'mongoose';
import { isIn } from '../../domain/figures/language/holds.ts';
import type { Cases } from '../../domain/figures/language/shapes.ts';
import { namesRead } from '../../domain/figures/counting.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import { endedRowsIn, openRowsIn, type Place, type RowsAsked, type Scope } from './rows.ts';

export type ListAsked = {
  cases: Cases;
  scope: Scope;
  period: Interval;
  concealedIn?: ReadonlySet<CaseKind>;
  now: Millis;
};
/** Behind which row a page begins: of which process and kind, and where there. */
export type ListPlace = { stretch: number } & { [field in keyof Place]?: Place[field] };
/** `next`: null where there are no more. A page may be short and go on all the same. */
export type ListPage = { numbers: string[]; next: ListPlace | null };

/** Looked through for one page; where few of very many fit, the page is short. */
const MOST_LOOKED_AT = 20_000;

/** By process; open ones behind those that have ended, each by its time. Throws when the store is away. */
export async function pageOfCases(
  db: Connection,
  asked: ListAsked,
  { limit, after }: { limit: number; after?: ListPlace },
): Promise<ListPage> {
  const numbers: string[] = [];
  let looked = 0;
  const { cases } = asked;
  const all = stretchesOf(cases);
  for (let stretch = after?.stretch ?? 0; stretch < all.length; stretch += 1) {
    const { process = 'incident', read = endedRowsIn } = all[stretch] ?? {};
    const begin = after?.stretch === stretch ? placeIn(after) : undefined;
    for await (const row of read(db, rowsAsked(asked, process, begin))) {
      const { _id, openedAt, closedAt } = row;
      const place = { stretch, _id, openedAt, ...(closedAt === undefined ? {} : { closedAt }) };
      looked += 1;
      if (isIn(cases, row)) numbers.push(_id);
      if (numbers.length === limit || looked >= MOST_LOOKED_AT) return { numbers, next: place };
    }
  }
  return { numbers, next: null };
}

const stretchesOf = ({ basis, processes }: Cases) =>
  processes.flatMap((process) => [
    { process, read: endedRowsIn },
    ...(basis === 'closed' ? [] : [{ process, read: openRowsIn }]),
  ]);

function placeIn({ _id, openedAt, closedAt }: ListPlace): Place | undefined {
  if (_id === undefined || openedAt === undefined) return undefined;
  return { _id, openedAt, ...(closedAt === undefined ? {} : { closedAt }) };
}

function rowsAsked(
  { cases, scope, period, concealedIn, now }: ListAsked,
  process: CaseKind,
  after: Place | undefined,
): RowsAsked {
  return {
    scope,
    period,
    basis: cases.basis,
    processes: [process],
    names: namesRead([{ is: 'count', cases }]),
    withoutConcealed: concealedIn?.has(process) === true,
    inOrder: after ? { after } : {},
    now,
  };
}
