/** The rows of a time and a scope, however many: of ended cases as they are stored, of open ones folded from their documents. */
import type { Connection } from 'mongoose';
import type { Basis } from '../../domain/figures/language/shapes.ts';
import {
  type FigureRow,
  type FigureValue,
  type LiveRow,
  liveRowOf,
  minutes,
  placesOf,
} from '../../domain/figures/row.ts';
import { openStatuses } from '../../domain/catalogue.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, OrgPath, PinRefs, StoredCase } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { CaseKind } from '../../domain/figures/kinds.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { figureRowsIn, rowFrom, type StoredRow } from '../../models/figures/row.ts';
import { caseStateOf } from '../cases/case-state.ts';
import { resolvePins } from '../registers/pins.ts';

/** All that are named must hold. `organisation`: with all below it; `unit`: whose case it is; `person`: who had it at the end, or has it. */
export type Scope = { organisation?: OrgPath; unit?: OrgPath; team?: string; person?: string; application?: string };
/**
 * `closed`: ended in the time, a half-open one; `opened`: opened in it, ended or not; `open`: as it ends, with their age as of then,
 * whatever else of them is as they stand by now.
 */
export type RowsAsked = {
  scope: Scope;
  period: Interval;
  basis: Basis;
  /** Of drills none is told but as `closed`. */
  processes: readonly CaseKind[];
  /** Values that somebody looks at; absent: all of them. */
  names?: readonly string[];
  /** Without those that are kept from some. */
  withoutConcealed?: boolean;
  /** In the order of a list, behind that place, a page of them first and, where that was not enough, very many at a time: of ended cases by their end, `opened` and open ones by their beginning. One process. */
  inOrder?: { after?: Place; isLong?: true };
  /** The present, for clocks of open cases and what is not over yet; absent: by the clock on the wall. */
  now?: Millis;
};

/** Where one row lies in the order of a list. */
export type Place = Pick<LiveRow, '_id' | 'openedAt' | 'closedAt'>;

const FRAME = [
  'process',
  'orgPath',
  'line',
  'unit',
  'application',
  'team',
  'person',
  'openedAt',
  'closedAt',
  'concealed',
  'head',
];
const VIEW = ['process', 'mode', 'version', 'orgPath', 'parties', 'queue', 'application', 'openedAt', 'concealed'];
/** Most pages need no more. */
const PAGE = 101;
/** How many documents are asked at once whether they have a row by now. */
const AT_ONCE = 1_000;

/** In no order, each case once; one that ends meanwhile may be told as open or as ended. Throws when the store is away. */
export async function* rowsIn(db: Connection, asked: RowsAsked): AsyncGenerator<LiveRow> {
  const told = new Set<string>();
  if (asked.basis !== 'closed')
    for await (const row of openRowsIn(db, asked)) {
      told.add(row._id);
      yield row;
    }
  for await (const row of endedRowsIn(db, asked)) if (!told.has(row._id)) yield row;
}

/** Those of ended cases alone: of them a recount of what is over comes to the same whenever it is made. */
export async function* endedRowsIn(db: Connection, asked: RowsAsked): AsyncGenerator<FigureRow> {
  const { basis, period, names } = asked;
  const projection =
    names && Object.fromEntries([...FRAME, ...names.map((name) => `values.${name}`)].map((one) => [one, 1]));
  const { inOrder } = asked;
  const within = { $and: [endedQuery(asked), ...(inOrder?.after ? [behindEnded(basis, inOrder.after)] : [])] };
  const isPage = inOrder !== undefined && inOrder.isLong !== true;
  const found = figureRowsIn(db).find<StoredRow>(within, {
    ...(projection ? { projection } : {}),
    ...(inOrder ? { sort: orderOf(basis) } : {}),
    ...(isPage ? { limit: PAGE } : {}),
  });
  let [read, last]: [number, FigureRow | null] = [0, null];
  for await (const stored of found.batchSize(inOrder ? 2_000 : 5_000)) {
    const row = rowFrom(stored);
    [read, last] = [read + 1, row];
    yield basis === 'open' ? { ...row, values: asOf(row, period.until) } : row;
  }
  if (isPage && read === PAGE && last) yield* endedRowsIn(db, { ...asked, inOrder: { after: last, isLong: true } });
}

/** True where at least `many` cases have ended so. Throws when the store is away. */
export async function hasMany(db: Connection, asked: RowsAsked, many: number): Promise<boolean> {
  return (await figureRowsIn(db).countDocuments(endedQuery(asked), { limit: many })) >= many;
}

const orderOf = (basis: Basis): Record<string, 1> =>
  basis === 'opened' ? { openedAt: 1, _id: 1 } : { closedAt: 1, openedAt: 1, _id: 1 };

/** By fields of an order, the last of which tells all apart. */
function behind(fields: readonly (readonly [field: string, value: string | number])[]): object {
  const [first] = fields;
  const steps = fields.map(([field, value], n) => ({
    ...Object.fromEntries(fields.slice(0, n)),
    [field]: { $gt: value },
  }));
  return { ...(first ? { [first[0]]: { $gte: first[1] } } : {}), $or: steps };
}
const behindEnded = (basis: Basis, { _id, openedAt, closedAt = 0 }: Place): object =>
  behind([...(basis === 'opened' ? [] : [['closedAt', closedAt] as const]), ['openedAt', openedAt], ['_id', _id]]);

function endedQuery({ scope, period, basis, processes, withoutConcealed }: RowsAsked): object {
  const { organisation, ...rest } = scope;
  const { from, until } = period;
  return {
    ...(organisation === undefined ? {} : { line: organisation }),
    ...rest,
    process: { $in: [...processes] },
    ...(basis === 'closed' ? { closedAt: { $gte: from, $lt: until } } : {}),
    ...(basis === 'opened' ? { openedAt: { $gte: from, $lt: until } } : {}),
    ...(basis === 'open' ? { closedAt: { $gte: until }, openedAt: { $lt: until } } : {}),
    ...(withoutConcealed ? { concealed: null } : {}),
  };
}

/** What is asked of live cases: documents of others are read for no figure. */
type LiveAsked = Omit<RowsAsked, 'processes'> & { processes: readonly ProcessKey[] };

/** Those of open live cases alone. One whose row is there already has ended, and its document follows. */
export async function* openRowsIn(db: Connection, all: RowsAsked): AsyncGenerator<LiveRow> {
  const asked: LiveAsked = { ...all, processes: all.processes.filter(isProcessKey) };
  if (asked.processes.length === 0) return;
  let page: StoredCase[] = [];
  for await (const stored of openCases(db, asked)) {
    page.push(stored);
    if (page.length < (asked.inOrder ? 100 : AT_ONCE)) continue;
    yield* rowsOf(db, asked, page);
    page = [];
  }
  yield* rowsOf(db, asked, page);
}

/** Open live cases of a scope that were opened in a time. */
export type OpenAsked = Pick<LiveAsked, 'scope' | 'processes' | 'withoutConcealed'> & { opened: object };

export function openQuery({ scope, opened, processes, withoutConcealed }: OpenAsked): object {
  const { organisation, unit, team, person, application } = scope;
  return {
    mode: 'live',
    process: { $in: [...processes] },
    closedAt: { $exists: false },
    openedAt: opened,
    ...(organisation === undefined ? {} : { orgLine: organisation }),
    ...(unit === undefined ? {} : { 'parties.unit': unit }),
    ...(team === undefined ? {} : { queue: team }),
    ...(person === undefined ? {} : { 'parties.assignee': person }),
    ...(application === undefined ? {} : { application }),
    ...(withoutConcealed ? { concealed: null } : {}),
  };
}

function openCases(db: Connection, asked: LiveAsked) {
  const { period, basis, processes, names, inOrder } = asked;
  const { from, until } = period;
  const query = {
    ...openQuery({ ...asked, opened: basis === 'open' ? { $lt: until } : { $gte: from, $lt: until } }),
    // By which each index of open work finds them; in the order of a list the index of all that is open is walked.
    ...(inOrder ? {} : { status: { $in: openStatuses(processes) } }),
  };
  const some = names && !hasClocks(names) ? [...new Set([...VIEW, ...names.flatMap(placesOf)])] : null;
  const projection = some && Object.fromEntries(some.map((one) => [one, 1]));
  const after = inOrder?.after;
  const within = after
    ? {
        $and: [
          query,
          behind([
            ['openedAt', after.openedAt],
            ['_id', after._id],
          ]),
        ],
      }
    : query;
  return casesIn(db).find(within, {
    ...(projection ? { projection } : {}),
    ...(inOrder ? { sort: { openedAt: 1, _id: 1 }, hint: { closedAt: 1, openedAt: -1, _id: -1 } } : {}),
  });
}

/** True where one of the names is of a clock, which no document says by itself. */
export const hasClocks = (names: readonly string[]): boolean => names.some((name) => name.startsWith('clock.'));

async function* rowsOf(db: Connection, asked: RowsAsked, page: readonly StoredCase[]): AsyncGenerator<LiveRow> {
  if (page.length === 0) return;
  const { organisation } = asked.scope;
  const ended = await figureRowsIn(db)
    .find({ _id: { $in: page.map(({ _id }) => _id) } }, { projection: { _id: 1 } })
    .toArray();
  const has = new Set(ended.map(({ _id }) => _id));
  for (const stored of page) {
    if (has.has(stored._id)) continue;
    // Its line may name places of its parts as well.
    if (organisation !== undefined && !orgLineOf(stored.orgPath).includes(organisation)) continue;
    const row = await openRow(db, asked, stored);
    if (row) yield row;
  }
}

async function openRow(db: Connection, { basis, period, names, now = Date.now() }: RowsAsked, stored: StoredCase) {
  const at = Math.max(stored.openedAt, Math.min(now, basis === 'open' ? period.until : now));
  const row = names && !hasClocks(names) ? liveRowOf(stored, null, at, names) : await withClocks(db, stored, at);
  return row && basis === 'open' ? { ...row, values: asOf(row, at) } : row;
}

async function withClocks(db: Connection, stored: StoredCase, at: Millis): Promise<LiveRow | null> {
  const standing = await caseStateOf(db, stored, (refs: PinRefs) => resolvePins(db, refs));
  return standing && liveRowOf(standing.view, standing.kase, at);
}

/** Its values while it was open, at that instant. */
export function asOf(
  { values, openedAt }: Pick<LiveRow, 'values' | 'openedAt'>,
  at: Millis,
): Record<string, FigureValue> {
  const { closed: _, ...open } = values;
  return { ...open, age: minutes(at - openedAt) };
}
