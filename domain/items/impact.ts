/**
 * What a fault of an item reaches, level by level over the relations that carry one. Pure: the walk says what it must know, its
 * driver reads the store. Each item is reached once, by a shortest way, so a cycle ends of itself.
 */
import type { ItemRelation } from './item.ts';
import { goesBack, goesForth, mayCarry, type RelationTypes } from './relations.ts';

/** Of an item, what a walk needs. */
export type Walked = { id: string; kind: string; relations: readonly ItemRelation[] };
/** What a walk must know next: every item that names one of `naming`, and the items `ids`. None that is out of use. */
export type Ask = { naming: readonly string[]; ids: readonly string[] };
/** Reached at `depth` relations, the last of them of `type` with `from`; `way`: which end of it says so. */
export type Reached = { id: string; depth: number; from: string; type: string; way: 'back' | 'forth' };
export type Impact = {
  /** Nearest first, then by id. */
  reached: readonly Reached[];
  /** More lies beyond the depth. */
  isDeeper: boolean;
  /** More was found than `most`: what is reached is a part. */
  isCapped: boolean;
};

/**
 * Walks from `start` up to `depth` relations and `most` items. Yields what it must know and takes the items found; what it is
 * given beside what it asked for does no harm. Throws nothing.
 */
export function* impactOf(
  start: Walked,
  types: RelationTypes,
  { depth, most }: { depth: number; most: number },
): Generator<Ask, Impact, readonly Walked[]> {
  const reached = new Map<string, Reached>();
  const isNew = (id: string): boolean => id !== start.id && !reached.has(id);
  const carrying = mayCarry(types);
  let frontier: Walked[] = [start];
  for (let level = 1; ; level += 1) {
    const ask = asking(frontier, { carrying, isNew });
    if (ask.naming.length + ask.ids.length === 0) break;
    const found = new Map((yield ask).filter(({ id }) => isNew(id)).map((one) => [one.id, one]));
    const hits = hitsOf(frontier, found, types);
    if (hits.size === 0) break;
    if (level > depth) return { reached: [...reached.values()], isDeeper: true, isCapped: false };
    const next = [...hits.values()].toSorted((one, other) => compare(one.id, other.id));
    const room = next.slice(0, most - reached.size);
    for (const { id, ...by } of room) reached.set(id, { id, depth: level, ...by });
    if (room.length < next.length) return { reached: [...reached.values()], isDeeper: false, isCapped: true };
    frontier = next.flatMap(({ id }) => found.get(id) ?? []);
  }
  return { reached: [...reached.values()], isDeeper: false, isCapped: false };
}

type Reading = { carrying: ReturnType<typeof mayCarry>; isNew: (id: string) => boolean };
function asking(frontier: readonly Walked[], { carrying, isNew }: Reading): Ask {
  const ids = frontier.flatMap(({ kind, relations }) =>
    relations.flatMap(({ type, to }) => (carrying.forth(kind, type) && isNew(to) ? [to] : [])),
  );
  return {
    naming: frontier.flatMap(({ id, kind }) => (carrying.back.has(kind) ? [id] : [])),
    ids: [...new Set(ids)],
  };
}

type Hit = Omit<Reached, 'depth'>;
/** Of each item the first relation by which it is reached, in the order of ids and types, so that a walk is always the same. */
function hitsOf(
  frontier: readonly Walked[],
  found: ReadonlyMap<string, Walked>,
  types: RelationTypes,
): Map<string, Hit> {
  const hits = new Map<string, Hit>();
  const note = (hit: Hit): void => {
    const known = hits.get(hit.id);
    if (!known || order(hit, known) < 0) hits.set(hit.id, hit);
  };
  const before = new Map(frontier.map((one) => [one.id, one]));
  for (const { id, kind, relations } of found.values())
    for (const relation of relations) {
      const target = before.get(relation.to);
      if (target && goesBack(types, relation, kind, target.kind))
        note({ id, from: target.id, type: relation.type, way: 'back' });
    }
  for (const { id: from, kind, relations } of frontier)
    for (const relation of relations) {
      const target = found.get(relation.to);
      if (target && goesForth(types, relation, kind, target.kind))
        note({ id: target.id, from, type: relation.type, way: 'forth' });
    }
  return hits;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const order = (one: Hit, other: Hit): number =>
  compare(one.from, other.from) || compare(one.type, other.type) || compare(one.way, other.way);

/** Of each item reached the ids from the first hop to itself. Throws nothing. */
export function pathsOf({ reached }: Pick<Impact, 'reached'>): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  for (const { id, from } of reached) paths.set(id, [...(paths.get(from) ?? []), id]); // nearest first: `from` stands before
  return paths;
}
