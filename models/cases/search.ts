/**
 * Cases by their words. Two lists meet: the cases that the filter finds within the asker's reach, and those whose words have the
 * rarest piece of what is looked for. Whichever is short is read whole; where both are long, the cases are walked in the order of
 * the page, as far as one request may. What was found by a piece is compared by its text, on the levels that the asker sees.
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
/** What is looked for, and who sees what: `where` is asked of the case. The first row holds for every case. */
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

/** A list of so many is read whole. */
const SHORT = 1_000;
/** With words it is counted so far: more is 'very many' to whoever looks for something. */
export const MOST_COUNTED = 500;
/** Of longer lists a request looks at so many cases, or texts. */
const MOST_CASES = 2_500;
const MOST_TEXTS = 4_000;
/** So many are looked at however long it takes; beyond, as long as a request may take. */
const LEAST_LOOKED = 500;
const PATIENCE_MS = 40;
const FIRST_STEP = 100;
const LONGEST_STEP = 250;
/** Pieces that are counted, to begin with the rarest. */
const COUNTED = 12;

const BY_PIECE = { pieces: 1 } as const satisfies Partial<Record<keyof Words, 1>>;
const BY_ID = { _id: 1 } as const;
const LEVELS: readonly Level[] = ['open', 'own', 'inner'];

export const literal = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`);

/** Where one word stands in one text of a case. */
type Standing = { caseId: string } & Partial<Record<Level, boolean>>;
/** By case, on which levels the word stands. */
type Levels = Map<string, ReadonlySet<Level>>;

export function searchIn(db: Connection, { all, page }: Frame, sought: Sought) {
  const { terms, numbers, begun, sees } = sought;
  const cases = db.collection<StoredCase>('cases');
  const words = wordsIn(db);
  const seen = LEVELS.filter((level) => sees.some(({ levels }) => levels.includes(level)));
  const numbered: Query[] = [
    ...(numbers.length > 0 ? [{ _id: { $in: [...numbers] } }] : []),
    ...(begun === null ? [] : [{ _id: { $regex: `^${literal(begun)}` } }]),
  ];

  /** Texts among those asked for in which the word stands, and on which levels. */
  const standing = (asked: Query, term: string, limit = 0) => {
    const regex = literal(term);
    const on = (level: Level) => ({ $regexMatch: { input: { $ifNull: [`$${level}`, ''] }, regex } });
    const projection = { _id: 0, caseId: 1, ...Object.fromEntries(seen.map((level) => [level, on(level)])) };
    const stands = { $or: seen.map((level) => ({ [level]: { $regex: regex } })) };
    return words.find<Standing>({ ...asked, ...stands }, { projection, limit, batchSize: LONGEST_STEP });
  };

  /** What holds of those of `ids` that the asker finds: a query on cases. `known`: where the first word stands, if asked already. */
  async function foundAmong(ids: readonly string[], known?: Levels): Promise<Query> {
    const stood: Levels[] = [];
    let left = [...ids];
    for (const term of terms) {
      const isKnown = known !== undefined && term === terms[0];
      const at = isKnown ? known : levelsOf(await standing({ caseId: { $in: left } }, term).toArray());
      stood.push(at);
      left = left.filter((id) => at.has(id));
      if (left.length === 0) break;
    }
    const bySight = sees.map(({ levels, where }) => {
      const own = left.filter((id) => stood.every((at) => levels.some((level) => at.get(id)?.has(level))));
      return { $and: [{ _id: { $in: terms.length > 0 ? own : [] } }, where] };
    });
    return { $and: [{ _id: { $in: [...ids] } }, { $or: [...bySight, ...numbered] }] };
  }

  const pieceQuery = (term: string): Query => {
    const lookup = lookupOf(term);
    return 'begins' in lookup ? { pieces: { $regex: `^${literal(lookup.begins)}` } } : { pieces: lookup.pieces[0] };
  };

  type Rare = { term: string; asked: Query; count: number };
  /** The piece that the fewest texts have, of all words looked for. */
  const rarest = once(async (): Promise<Rare | null> => {
    const pieces = terms.flatMap((term) => {
      const lookup = lookupOf(term);
      return 'pieces' in lookup ? lookup.pieces.map((piece) => ({ term, asked: { pieces: piece } })) : [];
    });
    const counted = await Promise.all(
      spread(pieces).map(async (one) => ({
        ...one,
        count: await words.countDocuments(one.asked, { limit: SHORT + 1, hint: BY_PIECE }),
      })),
    );
    const [first] = counted.toSorted((one, other) => one.count - other.count);
    const [term] = terms;
    if (first !== undefined || term === undefined) return first ?? null;
    return { term, asked: pieceQuery(term), count: 0 }; // known when it is read
  });

  type Candidates = { ids: string[]; known?: Levels };
  /** Every case that may be meant; null when there are too many to read them all. */
  async function shortList(): Promise<Candidates | null> {
    const rare = await rarest();
    if (rare && rare.count > SHORT) return null;
    const [rows, others] = await Promise.all([
      rare ? standing(rare.asked, rare.term, SHORT + 1).toArray() : [],
      begun === null ? [] : beginning(begun),
    ]);
    if (rows.length > SHORT || others.length > SHORT) return null;
    const known = levelsOf(rows);
    const ids = [...new Set([...known.keys(), ...numbers, ...others])];
    return { ids, ...(rare?.term === terms[0] && terms.length === 1 ? { known } : {}) };
  }

  async function beginning(prefix: string): Promise<string[]> {
    const asked = { _id: { $regex: `^${literal(prefix)}` } };
    const rows = await cases.find(asked, { projection: { _id: 1 }, limit: SHORT + 1 }).toArray();
    return rows.map(({ _id }) => _id);
  }

  /** Every case within filter and reach; null when there are too many. */
  async function shortReach(): Promise<Candidates | null> {
    const rows = await cases.find(all, { projection: { _id: 1 }, limit: SHORT + 1 }).toArray();
    return rows.length > SHORT ? null : { ids: rows.map(({ _id }) => _id) };
  }

  const readWhole = async (): Promise<Candidates | null> => (await shortList()) ?? (await shortReach());

  /** The page, and where the next one begins: behind its last row, or where this request stopped looking. */
  async function find(order: CaseOrder, limit: number, after: Keyset | undefined): Promise<Found> {
    const short = await readWhole();
    if (short) {
      const part = await foundAmong(short.ids, short.known);
      return endedAt(await page({ part, limit: limit + 1, after, byId: true }), limit, order.field);
    }
    const matched: Keyset[] = [];
    const mayLook = patience(MOST_CASES);
    let looked = 0;
    let from = after;
    for (let step = FIRST_STEP; ; step = Math.min(2 * step, LONGEST_STEP)) {
      const rows = await page({ part: {}, limit: step, after: from, only: [order.field] });
      const places = rows.map((row): Keyset => ({ value: row[order.field] ?? null, id: row._id }));
      matched.push(...(await matchedOf(places)));
      looked += rows.length;
      from = places.at(-1) ?? from;
      const isEnd = rows.length < step;
      if (matched.length <= limit && mayLook(looked) && !isEnd) continue;
      const kept = matched.slice(0, limit);
      const next = matched.length > limit ? kept.at(-1) : isEnd ? undefined : from;
      return { items: await viewsOf(kept), next: next ?? null };
    }
  }

  async function matchedOf(places: readonly Keyset[]): Promise<Keyset[]> {
    const there = new Set(await idsFound(places.map(({ id }) => id)));
    return places.filter(({ id }) => there.has(id));
  }

  async function idsFound(ids: readonly string[], known?: Levels): Promise<string[]> {
    const asked = { $and: [await foundAmong(ids, known), all] };
    return (await cases.find(asked, { projection: { _id: 1 }, hint: BY_ID }).toArray()).map(({ _id }) => _id);
  }

  /** As they stand now, in that order; one that left the reach meanwhile is left out. */
  async function viewsOf(places: readonly Keyset[]): Promise<CaseView[]> {
    const ids = places.map(({ id }) => id);
    const rows = await page({ part: { _id: { $in: ids } }, limit: ids.length, after: undefined, byId: true });
    return places.flatMap(({ id }) => rows.find(({ _id }) => _id === id) ?? []);
  }

  /** How many, counted no further than `cap`, and `capped` also where that would take more than one request may. */
  async function count(cap: number, whole = false): Promise<{ count: number; capped: boolean }> {
    const short = await readWhole();
    if (short) {
      const asked = { $and: [await foundAmong(short.ids, short.known), all] };
      const found = await cases.countDocuments(asked, { limit: cap + 1, hint: BY_ID });
      return { count: Math.min(found, cap), capped: found > cap };
    }
    const found = new Set<string>();
    const mayLook = patience(MOST_TEXTS);
    let looked = 0;
    for await (const { ids, known, texts } of candidates()) {
      for (const id of await idsFound(ids, known)) found.add(id);
      looked += texts;
      if (found.size > cap) return { count: cap, capped: true };
      if (!whole && !mayLook(looked)) return { count: found.size, capped: true };
    }
    return { count: found.size, capped: false };
  }

  /** What may be meant, some at a time, in no order; a case may come again. One word is known where it is read. */
  async function* candidates(): AsyncGenerator<Candidates & { texts: number }> {
    const rare = await rarest();
    if (numbers.length > 0) yield { ids: [...numbers], texts: numbers.length };
    if (begun !== null) {
      const rows = cases.find({ _id: { $regex: `^${literal(begun)}` } }, { projection: { _id: 1 } });
      for await (const some of chunked(rows)) yield { ids: some.map(({ _id }) => _id), texts: some.length };
    }
    if (!rare) return;
    for await (const some of chunked(standing(rare.asked, rare.term))) {
      const known = levelsOf(some);
      yield { ids: [...known.keys()], texts: some.length, ...(terms.length === 1 ? { known } : {}) };
    }
  }

  return { find, count };
}

function levelsOf(rows: readonly Standing[]): Levels {
  const found = new Map<string, Set<Level>>();
  for (const row of rows) {
    const levels = found.get(row.caseId) ?? new Set();
    for (const level of LEVELS) if (row[level] === true) levels.add(level);
    found.set(row.caseId, levels);
  }
  return found;
}

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
function spread<T>(pieces: readonly T[]): T[] {
  const every = Math.ceil(pieces.length / COUNTED);
  return pieces.filter((_, at) => at % every === 0);
}
