/** The only way to read cases for a person: whatever he asks for is cut to his reach before it is read or counted. */
import type { Connection, PipelineStage } from 'mongoose';
import { catalogue } from '../../domain/catalogue.ts';
import { listFields } from '../../domain/kernel/own-fields.ts';
import type { Reach } from '../../domain/kernel/people/access.ts';
import type { Keyset } from '../../domain/kernel/ids.ts';
import type { CaseView, StoredCase } from '../../domain/kernel/process.ts';
import { foundAtOnce } from '../store/one-batch.ts';
import type { JudgedCase } from './case.ts';
import { type CaseOrder, endedAt, type Found, literal, MOST_COUNTED, searchIn, type Sought } from './search.ts';

type Scalar = string | number | boolean | null;
type Range = { gt?: number; gte?: number; lt?: number; lte?: number };
/** Field → value, one of several, a range, how it begins, or whether it is there. Of parsed scalars: no operator of a client. */
export type FieldFilter =
  | { is: Scalar }
  | { not: Scalar }
  | { in: readonly Scalar[] }
  | { range: Range }
  | { prefix: string }
  /** A text, or one of several, has this in it. */
  | { holds: string }
  /** At or below one of these organisations. */
  | { below: readonly string[] }
  | { present: boolean }
  /** Of a list: one of its rows has all of these. */
  | { has: Readonly<Record<string, Scalar>> }
  /** Each of these holds. */
  | { all: readonly FieldFilter[] };
/** Of cases that are alike: their values, in the order of the fields that were named. */
export type Alike = { values: readonly Scalar[]; count: number; numbers: readonly number[] };
export type AlikeWish = {
  fields: readonly string[];
  numbers?: string;
  most: number;
  /** Told apart by an instant too: behind the fields stands how many of the bounds, the latest first, lie after it. */
  ages?: { field: string; bounds: readonly number[] };
};
/** All fields of one filter must hold. */
export type CaseFilter = Readonly<Record<string, FieldFilter>>;
/** At least one of several filters must hold; none given finds nothing. */
export type CaseFilters = CaseFilter | readonly CaseFilter[];
export type CasePage = {
  order: CaseOrder;
  limit: number;
  after?: Keyset | undefined;
  /** No more of each than these, for who reads very many; its id comes always. */
  only?: readonly (keyof CaseView | 'tags')[] | undefined;
};
/** One reach for all, or one for each process. */
export type CaseReach = Reach | readonly { process: string; reach: Reach }[];

const CASES = 'cases';
const BY_ID = { _id: 1 } as const;
const WITHOUT_LISTS = Object.fromEntries(
  Object.values(catalogue).flatMap(({ fields }) => listFields(fields).map((name) => [name, 0] as const)),
);
const JUDGED = {
  process: 1,
  mode: 1,
  version: 1,
  nextWakeUp: 1,
  'kase.text': 1,
  'kase.mac': 1,
  'kase.keyId': 1,
  'kase.shape': 1,
} as const;

type Query = Record<string, unknown>;
const NOTHING: Query = { _id: { $in: [] } };

/** The cases that `reach` covers. */
export function scopedCases(db: Connection, reach: CaseReach) {
  const cases = db.collection<StoredCase>(CASES); // the plain driver: a list hydrates nothing
  const within = reachQuery(reach);
  const all = (filters: CaseFilters): Query => ({ $and: [within, filterQuery(filters)] });

  /**
   * One page, without `kase` and without what is shown of one case alone. Cases that have no value in the order's field (no deadline now) come last, whichever way
   * the order runs: first those that have one, then the rest by id.
   */
  const find = (filters: CaseFilters, asked: CasePage): Promise<CaseView[]> => pageOf(all(filters), asked);

  async function pageOf(
    asked: Query,
    { order, limit, after, only }: CasePage,
    more: { hint?: Record<string, 1> } = {},
  ): Promise<CaseView[]> {
    const { field, descending = false } = order;
    const direction = descending ? -1 : 1;
    const projection: Record<string, 0 | 1> = only
      ? Object.fromEntries(only.map((name) => [name, 1]))
      : { kase: 0, ...WITHOUT_LISTS };
    const page = async (part: Query, left: number): Promise<CaseView[]> =>
      left <= 0
        ? []
        : await foundAtOnce<CaseView>(
            db,
            CASES,
            { $and: [asked, part] },
            { projection, sort: { [field]: direction, _id: direction }, limit: left, ...more },
          );
    if (field === '_id') return await page(after ? { _id: beyond(direction, after.id) } : {}, limit);
    const inBare = after !== undefined && after.value === null;
    const valued = inBare ? [] : await page(valuedAfter(field, direction, after), limit);
    const bareAfter = inBare ? { _id: beyond(direction, after.id) } : {};
    return [...valued, ...(await page({ [field]: null, ...bareAfter }, limit - valued.length))];
  }

  async function countAll(filters: CaseFilters, cap: number): Promise<{ count: number; capped: boolean }> {
    const count = await cases.countDocuments(all(filters), { limit: cap + 1 });
    return { count: Math.min(count, cap), capped: count > cap };
  }

  const searchFor = (filters: CaseFilters, order: CaseOrder, sought: Sought) => {
    const asked = all(filters);
    const page: Parameters<typeof searchIn>[1]['page'] = ({ part, byId, ...wish }) =>
      pageOf({ $and: [asked, part] }, { order, ...wish }, byId ? { hint: BY_ID } : {});
    return searchIn(db, { all: asked, page }, sought);
  };

  return {
    find,
    /** One page and where the next one begins; with words, of the cases where they are found. It may be short and go on all the same. */
    seek: async (filters: CaseFilters, { order, limit, after, only }: CasePage, sought?: Sought): Promise<Found> =>
      sought
        ? await searchFor(filters, order, sought).find(order, limit, after)
        : endedAt(await find(filters, { order, limit: limit + 1, after, only }), limit, order.field),
    /** How many `seek` comes to, counted no further than `cap`: 10,000, with words 500; `whole`: whatever it takes. */
    tally: async (
      filters: CaseFilters,
      { sought, cap, whole }: { sought?: Sought | undefined; cap?: number; whole?: true } = {},
    ): Promise<{ count: number; capped: boolean }> =>
      sought
        ? await searchFor(filters, { field: '_id' }, sought).count(cap ?? MOST_COUNTED, whole)
        : await countAll(filters, cap ?? 10_000),
    /** Those of `numbers` that are there and within reach. */
    which: async (numbers: readonly string[]): Promise<ReadonlySet<string>> => {
      const asked = { $and: [{ _id: { $in: [...numbers] } }, within] };
      const found = await cases.find(asked, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
    /** Stages that leave, of documents whose `_id` is the number of a case, those whose case is there and within reach. */
    joined: (): PipelineStage.FacetPipelineStage[] => [
      {
        $lookup: {
          from: cases.collectionName,
          localField: '_id',
          foreignField: '_id',
          pipeline: [{ $match: within }, { $project: { _id: 1 } }],
          as: 'joined',
        },
      },
      { $match: { 'joined.0': { $exists: true } } },
      { $unset: 'joined' },
    ],
    /** No more of each than its number, in their order. */
    numbers: async (filters: CaseFilters, limit: number): Promise<string[]> => {
      const found = cases.find(all(filters), { projection: { _id: 1 } });
      return (await found.sort({ _id: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
    },
    /** How many lie out of reach, counted no further than `cap`: all that is ever said of them. */
    countOutside: async (filters: CaseFilters, cap = 10_000): Promise<number> =>
      await cases.countDocuments({ $and: [{ $nor: [within] }, filterQuery(filters)] }, { limit: cap }),
    /** How many, counted no further than `cap`. */
    count: (filters: CaseFilters, cap = 10_000) => countAll(filters, cap),
    /** How many have a reading that is provisional, counted no further than `cap`. */
    countProvisional: async (filters: CaseFilters, cap = 10_000): Promise<number> => {
      const inAny = { input: { $objectToArray: '$readings' }, in: '$$this.v.provisional' };
      const found = await cases
        .aggregate<{ count: number }>([
          { $match: all(filters) },
          { $match: { $expr: { $anyElementTrue: [{ $map: inAny }] } } },
          { $limit: cap },
          { $count: 'count' },
        ])
        .toArray();
      return found[0]?.count ?? 0;
    },
    /** How many per value of a field, most first. */
    countBy: async (filters: CaseFilters, field: string): Promise<{ value: Scalar; count: number }[]> =>
      await cases
        .aggregate<{ value: Scalar; count: number }>([
          { $match: all(filters) },
          { $group: { _id: `$${field}`, count: { $sum: 1 } } },
          { $sort: { count: -1, _id: 1 } },
          { $project: { _id: 0, value: { $ifNull: ['$_id', null] }, count: 1 } },
        ])
        .toArray(),
    /**
     * Cases that are alike in these fields, each group with its values, how many they are, and what they have in the field
     * `numbers`, if any is asked for; null where there are more than `most` cases.
     */
    alike: async (filters: CaseFilters, { fields, numbers, most, ages }: AlikeWish): Promise<Alike[] | null> => {
      const found = await cases
        .aggregate<{ _id: Record<string, Scalar>; count: number; numbers?: unknown[] }>([
          { $match: all(filters) },
          { $limit: most + 1 },
          {
            $group: {
              _id: {
                ...Object.fromEntries(fields.map((field, at) => [at, `$${field}`])),
                ...(ages ? { [fields.length]: ageOf(ages) } : {}),
              },
              count: { $sum: 1 },
              ...(numbers === undefined ? {} : { numbers: { $push: `$${numbers}` } }),
            },
          },
        ])
        .toArray();
      if (found.reduce((sum, { count }) => sum + count, 0) > most) return null;
      return found.map(({ _id, count, numbers: has = [] }) => ({
        values: [...fields, ...(ages ? [''] : [])].map((_, at) => _id[at] ?? null),
        count,
        numbers: has.filter((one) => typeof one === 'number'),
      }));
    },
    /** Those with the highest values of a field, the highest first: the named fields of each, and what it keeps. */
    latest: async (
      filters: CaseFilters,
      { by, only, limit }: { by: string; only: readonly string[]; limit: number },
    ): Promise<(Readonly<Record<string, unknown>> & Pick<StoredCase, '_id' | 'kase'>)[]> => {
      const projection = Object.fromEntries([...only, 'kase.text'].map((name) => [name, 1]));
      return await cases
        .find<Readonly<Record<string, unknown>> & Pick<StoredCase, '_id' | 'kase'>>(all(filters), { projection })
        .sort({ [by]: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },
    /** The document with `kase`, for guard; null when unknown or out of reach, which nobody may tell apart. */
    one: async (caseId: string): Promise<StoredCase | null> => {
      const asked = { $and: [{ _id: { $eq: caseId } }, within] };
      const [found] = await foundAtOnce<StoredCase>(db, CASES, asked, { limit: 1 });
      return found ?? null;
    },
    /** Likewise, but no more of it than a command is judged on: the view costs as much again to read. */
    judged: async (caseId: string): Promise<JudgedCase | null> => {
      const asked = { $and: [{ _id: { $eq: caseId } }, within] };
      const [found] = await foundAtOnce<JudgedCase>(db, CASES, asked, { projection: JUDGED, limit: 1 });
      return found ?? null;
    },
  };
}

const ageOf = ({ field, bounds }: NonNullable<AlikeWish['ages']>): object => ({
  $add: bounds.map((from) => ({ $cond: [{ $gte: [`$${field}`, from] }, 0, 1] })),
});

function reachQuery(reach: CaseReach): Query {
  if (!isPerProcess(reach)) return reach.filter;
  const parts = reach.map(({ process, reach: { filter } }) => ({ $and: [{ process }, filter] }));
  return parts.length > 0 ? { $or: parts } : NOTHING;
}

function filterQuery(filters: CaseFilters): Query {
  if (!isList(filters)) return oneFilter(filters);
  return filters.length > 0 ? { $or: filters.map(oneFilter) } : NOTHING;
}

const isPerProcess = (reach: CaseReach): reach is Exclude<CaseReach, Reach> => Array.isArray(reach);
const isList = (filters: CaseFilters): filters is readonly CaseFilter[] => Array.isArray(filters);

function oneFilter(filter: CaseFilter): Query {
  const clauses = Object.entries(filter).flatMap(([field, one]) => clausesOf(field, one));
  return clauses.length > 0 ? { $and: clauses } : {};
}

const clausesOf = (field: string, one: FieldFilter): Query[] =>
  'all' in one ? one.all.flatMap((inner) => clausesOf(field, inner)) : [{ [field]: clause(one) }];

/** What both find: a field that both name must be as both say. */
export function bothFilters(one: CaseFilter, other: CaseFilter): CaseFilter {
  const same = Object.entries(other).flatMap(([field, filter]): [string, FieldFilter][] => {
    const before = one[field];
    return before ? [[field, { all: [before, filter] }]] : [];
  });
  return { ...one, ...other, ...Object.fromEntries(same) };
}

function clause(one: Exclude<FieldFilter, { all: readonly FieldFilter[] }>): Query {
  if ('is' in one) return { $eq: one.is };
  if ('not' in one) return { $ne: one.not };
  if ('in' in one) return { $in: one.in };
  if ('holds' in one) return { $regex: literal(one.holds) };
  if ('prefix' in one) return { $regex: `^${literal(one.prefix)}` };
  if ('below' in one) return { $regex: `^(?:${one.below.map(literal).join('|')})(?:/|$)` };
  if ('present' in one) return { $exists: one.present };
  if ('has' in one) return { $elemMatch: one.has };
  return Object.fromEntries(Object.entries(one.range).map(([bound, value]) => [`$${bound}`, value]));
}

const beyond = (direction: 1 | -1, value: string | number): Query =>
  direction === 1 ? { $gt: value } : { $lt: value };

function valuedAfter(field: string, direction: 1 | -1, after: Keyset | undefined): Query {
  if (!after || after.value === null) return { [field]: { $ne: null } };
  const { value, id } = after;
  return { $or: [{ [field]: beyond(direction, value) }, { [field]: value, _id: beyond(direction, id) }] };
}
