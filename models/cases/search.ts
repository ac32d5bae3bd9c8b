/**
 * Cases by their words. Two lists meet: the cases that the filter finds within the asker's reach, and those whose words have the
 * rarest piece of what is looked for. A page is made of the second where it is short, else by walking the first in the order of the
 * page until the page is full, as far as one request may; a count is made of whichever is short. What was found by a piece, or
 * walked by, is compared by its text, on the levels that the asker sees.
 */
import type { Connection } from 'mongoose';
import type { Keyset } from '../../domain/kernel/ids.ts';
import type { CaseView, StoredCase } from '../../domain/kernel/process.ts';
import { lookupOf } from '../../domain/kernel/search/folded.ts';
import type { Level } from '../../domain/kernel/search/said.ts';
import { type Words, wordsIn } from './words.ts';

type Query = Record<string, unknown>;
export type CaseOrder = {
  field: '_id' | 'dueAt' | 'openedAt' | 'updatedAt' | 'priority' | 'title';
  descending?: boolean;
};
/**
 * What is looked for, and who sees what: `where` is asked of the case. The first row holds for every case, and each sees the levels
 * of the one before it and maybe more, in the order of `LEVELS`.
 */
export type Sought = {
  /** Folded; each must be found, wherever it stands. */
  terms: readonly string[];
  /** Or the number is one of these, or begins so. */
  numbers: readonly string[];
  begun: string | null;
  sees: readonly { levels: readonly Level[]; where: Query }[];
};
export type Found = { items: CaseView[]; next: Keyset | null };
/** A page of the asker's cases in their order; the frame of `scopedCases`. */
type Frame = {
  /** Reach and filter. */
  all: Query;
  page: (asked: {
    part: Query;
    limit: number;
    after: Keyset | undefined;
    only?: readonly (keyof CaseView)[];
    /** `part` names ids: they are read, whatever index the order has. */
    byId?: true;
  }) => Promise<CaseView[]>;
};

/** A list of so many is read whole; more are read so many at a time. */
const SHORT = 1_000;
/** With words it is counted so far: more is 'very many' to whoever looks for something. */
export const MOST_COUNTED = 500;
/** Of longer lists a request looks at so many cases, or texts. */
const MOST_CASES = 2_500;
const MOST_TEXTS = 6_500;
/** So many are looked at however long it takes; beyond, as long as a request may take, from its beginning on. */
const LEAST_LOOKED = 500;
const PATIENCE_MS = 60;
const FIRST_STEP = 100;
const LONGEST_STEP = 250;
/** Pieces that are counted, to begin with the rarest. */
const COUNTED = 12;
/**
 * Where none is rare, so many of those with a digit are counted as far as texts are looked at: of a number that few have, each
 * piece is in many other numbers, but in few texts beside a word that is frequent.
 */
const COUNTED_FAR = 4;
const HAS_DIGIT = /\p{N}/u;
/** Where fewer than one of so many that have the words lie within filter and reach, these are looked at instead. */
const FEW = 4;

const BY_PIECE = { pieces: 1 } as const satisfies Partial<Record<keyof Words, 1>>;
const BY_ID = { _id: 1 } as const;
/** In one answer: what is asked for so is bounded. */
const AT_ONCE = { batchSize: 10_000 } as const;
const IN_STEPS = { batchSize: LONGEST_STEP } as const;
const LEVELS: readonly Level[] = ['open', 'own', 'inner'];

export const literal = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`);

/** By word, the first level on which it stands, for whoever sees more sees that; null: on none. */
type Standing = readonly (Level | null)[];
/** Of one text of a case. */
type TextRead = { caseId: string; stands: Standing };
/** By case, of all its texts that were read. */
type Levels = ReadonlyMap<string, Standing>;
/** Some of the cases asked about: those that everybody finds who sees them, and those that only he finds for whom `where` holds. */
type Matched = { free: string[]; bound: { ids: string[]; where: Query }[] };

export function searchIn(db: Connection, { all, page }: Frame, sought: Sought) {
  const { terms, numbers, begun, sees } = sought;
  const cases = db.collection<StoredCase>('cases');
  const words = wordsIn(db);
  const seen = LEVELS.filter((level) => sees.some(({ levels }) => levels.includes(level)));
  const isNumbered = (id: string) => numbers.includes(id) || (begun !== null && id.startsWith(begun));

  const firstLevel = (regex: string) =>
    seen.reduceRight<object | null>((later, level) => ({ $cond: [standsOn(level, regex), level, later] }), null);

  /** The texts asked for, each with where the words stand in it. */
  const texts = (asked: Query, ofThese: readonly string[], wish: { limit?: number; batchSize?: number }) => {
    const projection = { _id: 0, caseId: 1, stands: ofThese.map((term) => firstLevel(literal(term))) };
    return words.find<TextRead>(asked, { projection, ...wish });
  };

  /** Those of them in which one of the words stands. */
  const standing = async (asked: Query, ofThese: readonly string[], limit = 0): Promise<TextRead[]> => {
    const regex = ofThese.map(literal).join('|');
    const stands = { $or: seen.map((level) => ({ [level]: { $regex: regex } })) };
    return await texts({ ...asked, ...stands }, ofThese, { limit, ...AT_ONCE }).toArray();
  };

  /** Those of `ids` whose words or number are meant. `known`: where the words stand, if asked already. */
  async function matchedAmong(ids: readonly string[], known?: Levels): Promise<Matched> {
    const free = new Set(ids.filter(isNumbered));
    const others = terms.length === 0 ? [] : ids.filter((id) => !free.has(id));
    const stood = known ?? levelsOf(others.length > 0 ? await standing({ caseId: { $in: others } }, terms) : []);
    const bound: Matched['bound'] = [];
    for (const { levels, where } of sees) {
      const own = others.filter(
        (id) => !free.has(id) && stood.get(id)?.every((level) => level !== null && levels.includes(level)) === true,
      );
      if (Object.keys(where).length === 0) for (const id of own) free.add(id);
      else if (own.length > 0) bound.push({ ids: own, where });
    }
    return { free: [...free], bound };
  }

  /** Of what matches, the numbers of cases that hold `within` and where it holds. */
  async function idsOf({ free, bound }: Matched, within?: Query): Promise<string[]> {
    const asked = [
      ...(within && free.length > 0 ? [{ $and: [{ _id: { $in: free } }, within] }] : []),
      ...bound.map(({ ids, where }) => ({ $and: [{ _id: { $in: ids } }, where, ...(within ? [within] : [])] })),
    ];
    // one after the other: together they are a plan to be chosen at each request
    const found = new Set(within ? [] : free);
    for (const query of asked)
      for (const { _id } of await cases.find(query, { projection: { _id: 1 }, hint: BY_ID, ...AT_ONCE }).toArray())
        found.add(_id);
    return [...found];
  }

  type Rare = { term: string; asked: Query; count: number };
  /** The piece that the fewest texts have, of all words looked for. */
  const rarest = once(async (): Promise<Rare | null> => {
    const pieces = terms.flatMap((term) => {
      const lookup = lookupOf(term);
      return 'pieces' in lookup ? lookup.pieces.map((piece) => ({ term, asked: { pieces: piece } })) : [];
    });
    const countedTo = async (most: number, some: typeof pieces): Promise<Rare | undefined> => {
      const wish = { limit: most + 1, hint: BY_PIECE };
      const counts = some.map(async (one) => ({ ...one, count: await words.countDocuments(one.asked, wish) }));
      return (await Promise.all(counts)).toSorted((one, other) => one.count - other.count)[0];
    };
    let first = await countedTo(SHORT, spread(pieces, COUNTED));
    if (first && first.count > SHORT) {
      const ofNumbers = pieces.filter(({ asked }) => HAS_DIGIT.test(asked.pieces));
      first = (await countedTo(MOST_TEXTS, spread(ofNumbers, COUNTED_FAR))) ?? { ...first, count: Infinity };
    }
    const [term] = terms;
    if (first || term === undefined) return first ?? null;
    return { term, asked: pieceQuery(term), count: 0 }; // known when it is read
  });

  type Candidates = { ids: string[]; known?: Levels };
  /** Every case that may be meant; null when there are too many to read them all. */
  async function shortList(): Promise<Candidates | null> {
    const rare = await rarest();
    if (rare && rare.count > MOST_TEXTS) return null;
    const [rows, others] = await Promise.all([
      rare ? standing(rare.asked, [rare.term], SHORT + 1) : [],
      begun === null ? [] : beginning(begun),
    ]);
    if (rows.length > SHORT || others.length > SHORT) return null;
    const known = levelsOf(rows);
    const ids = [...new Set([...known.keys(), ...numbers, ...others])];
    return { ids, ...(terms.length === 1 ? { known } : {}) };
  }

  async function beginning(prefix: string): Promise<string[]> {
    const asked = { _id: { $regex: `^${literal(prefix)}` } };
    const rows = await cases.find(asked, { projection: { _id: 1 }, limit: SHORT + 1, ...AT_ONCE }).toArray();
    return rows.map(({ _id }) => _id);
  }

  /** Cases within filter and reach, in no order: all, when they are no more than `SHORT`. */
  async function someWithin(): Promise<string[]> {
    const rows = await cases.find(all, { projection: { _id: 1 }, limit: SHORT + 1, ...AT_ONCE }).toArray();
    return rows.map(({ _id }) => _id);
  }

  /** The page, and where the next one begins: behind its last row, or where this request stopped looking. */
  async function find(order: CaseOrder, limit: number, after: Keyset | undefined): Promise<Found> {
    const mayLook = patience(MOST_CASES);
    const short = await shortList();
    if (short) {
      const ids = await idsOf(await matchedAmong(short.ids, short.known));
      const part = { _id: { $in: ids } };
      return endedAt(await page({ part, limit: limit + 1, after, byId: true }), limit, order.field);
    }
    const matched: Keyset[] = [];
    let looked = 0;
    let from = after;
    let isThrough = true;
    for await (const { places, areFewLeft } of walked(order.field, after)) {
      const there = new Set(await idsOf(await matchedAmong(places.map(({ id }) => id))));
      matched.push(...places.filter(({ id }) => there.has(id)));
      looked += places.length;
      from = places.at(-1) ?? from;
      isThrough = matched.length <= limit && (areFewLeft || mayLook(looked));
      if (!isThrough) break;
    }
    const kept = matched.slice(0, limit);
    const next = matched.length > limit ? kept.at(-1) : isThrough ? undefined : from;
    return { items: await viewsOf(kept), next: next ?? null };
  }

  /**
   * The cases within filter and reach in the order of the page, some at a time. They are read many at a time, for where no index
   * has that order each read sorts them all. `areFewLeft`: a request looks at all that come, however long it takes.
   */
  async function* walked(
    field: CaseOrder['field'],
    after: Keyset | undefined,
  ): AsyncGenerator<{ places: Keyset[]; areFewLeft: boolean }> {
    let from = after;
    for (let read = 0; ; ) {
      const most = read === 0 ? FIRST_STEP : SHORT;
      const rows = await page({ part: {}, limit: most, after: from, only: [field] });
      const places = rows.map((row): Keyset => ({ value: row[field] ?? null, id: row._id }));
      read += rows.length;
      from = places.at(-1) ?? from;
      const isEnd = rows.length < most;
      const isShort = isEnd && read <= FIRST_STEP + SHORT;
      for (let at = 0; at < places.length; at += LONGEST_STEP) {
        const isLast = isEnd && at + LONGEST_STEP >= places.length;
        yield { places: places.slice(at, at + LONGEST_STEP), areFewLeft: isShort || isLast };
      }
      if (isEnd) return;
    }
  }

  /** As they stand now, in that order; one that left the reach meanwhile is left out. */
  async function viewsOf(places: readonly Keyset[]): Promise<CaseView[]> {
    const ids = places.map(({ id }) => id);
    const rows = await page({ part: { _id: { $in: ids } }, limit: ids.length, after: undefined, byId: true });
    return places.flatMap(({ id }) => rows.find(({ _id }) => _id === id) ?? []);
  }

  /** How many, counted no further than `cap`, and `capped` also where that would take more than one request may. */
  async function count(cap: number, whole = false): Promise<{ count: number; capped: boolean }> {
    const hasTime = patience(MOST_TEXTS);
    const short = await shortList();
    if (short) return upTo(cap, await idsOf(await matchedAmong(short.ids, short.known), all));
    const found = new Set<string>();
    const add = async (matched: Matched, asked?: Query) => {
      for (const id of await idsOf(matched, asked)) found.add(id);
    };
    const within = await someWithin();
    const isWhole = within.length <= SHORT;
    const mayLook = whole || isWhole ? () => true : hasTime;
    const addSome = async (at: number) => await add(await matchedAmong(within.slice(at, at + LONGEST_STEP)));
    const addWithin = async () => {
      for (let at = 0; at < within.length && found.size <= cap && mayLook(at); at += 2 * LONGEST_STEP)
        await Promise.all([addSome(at), addSome(at + LONGEST_STEP)]); // comparing texts is the store's work: on two cores
    };
    if (isWhole) {
      await addWithin();
      return upTo(cap, [...found]);
    }
    let [looked, meant] = [0, 0];
    for await (const { ids, known, texts: read } of candidates()) {
      await add(await matchedAmong(ids, known), all);
      meant += ids.length;
      const isFirst = looked < LONGEST_STEP && looked + read >= LONGEST_STEP;
      looked += read;
      if (isFirst && !whole && found.size * FEW < meant) await addWithin();
      if (found.size > cap) break;
      if (!mayLook(looked)) return { count: found.size, capped: true };
    }
    return upTo(cap, [...found]);
  }

  /** What may be meant, some at a time, in no order; a case may come again. One word is known where it is read. */
  async function* candidates(): AsyncGenerator<Candidates & { texts: number }> {
    const rare = await rarest();
    if (numbers.length > 0) yield { ids: [...numbers], texts: numbers.length };
    if (begun !== null) {
      const rows = cases.find({ _id: { $regex: `^${literal(begun)}` } }, { projection: { _id: 1 }, ...IN_STEPS });
      for await (const some of chunked(rows)) yield { ids: some.map(({ _id }) => _id), texts: some.length };
    }
    if (!rare) return;
    for await (const some of chunked(texts(rare.asked, [rare.term], IN_STEPS))) {
      const known = levelsOf(some.filter(({ stands }) => stands.some((level) => level !== null)));
      yield { ids: [...known.keys()], texts: some.length, ...(terms.length === 1 ? { known } : {}) };
    }
  }

  return { find, count };
}

const standsOn = (level: Level, regex: string) => ({ $regexMatch: { input: { $ifNull: [`$${level}`, ''] }, regex } });

function pieceQuery(term: string): Query {
  const lookup = lookupOf(term);
  return 'begins' in lookup ? { pieces: { $regex: `^${literal(lookup.begins)}` } } : { pieces: lookup.pieces[0] };
}

function levelsOf(rows: readonly TextRead[]): Levels {
  const found = new Map<string, Standing>();
  for (const { caseId, stands } of rows) {
    const before = found.get(caseId);
    found.set(caseId, before ? stands.map((level, at) => firstOf(level, before[at] ?? null)) : stands);
  }
  return found;
}

function firstOf(one: Level | null, other: Level | null): Level | null {
  if (one === null || other === null) return one ?? other;
  return LEVELS.indexOf(one) < LEVELS.indexOf(other) ? one : other;
}

const upTo = (cap: number, found: readonly string[]) => ({
  count: Math.min(found.length, cap),
  capped: found.length > cap,
});

async function* chunked<T>(rows: AsyncIterable<T>): AsyncGenerator<T[]> {
  let some: T[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < LONGEST_STEP) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => (kept ??= work());
}

/** Where the page ends, and whether more come. */
export function endedAt(found: CaseView[], limit: number, field: CaseOrder['field']): Found {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? { value: last[field] ?? null, id: last._id } : null };
}

/** True as long as a request may look at more than it has. */
function patience(most: number): (looked: number) => boolean {
  const until = performance.now() + PATIENCE_MS;
  return (looked) => looked < LEAST_LOOKED || (looked < most && performance.now() < until);
}

/** At most so many, from all over the words. */
function spread<T>(pieces: readonly T[], most: number): T[] {
  const every = Math.ceil(pieces.length / most);
  return pieces.filter((_, at) => at % every === 0);
}
