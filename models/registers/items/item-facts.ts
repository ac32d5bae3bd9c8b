/** What others ask of items: who has them, when they may be worked on, and what stands beside them. Each by index. */
import type { Connection } from 'mongoose';
import { type Ask, type Impact, impactOf, type Walked } from '../../../domain/items/impact.ts';
import {
  isRetired,
  type ItemRelation,
  type ItemStatus,
  type MaintenanceWindow,
  statusAt,
} from '../../../domain/items/item.ts';
import { goesBack, goesForth, mayCarry, type RelationTypes } from '../../../domain/items/relations.ts';
import type { ItemFact } from '../../../domain/kernel/facts.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import type { Item } from './item.ts';

export type ItemFacts = {
  name: string;
  kind: string;
  organisation: OrgPath;
  /** The application that it is part of. */
  service?: string;
  maintainers: { people: readonly string[]; teams: readonly string[] };
  maintenance?: MaintenanceWindow;
  /** At `now`. */
  status: ItemStatus;
  retiresAt?: Millis;
  successor?: string;
  rtoMinutes?: number;
};

const MINUTE: Millis = 60_000;
const itemsIn = (db: Connection) => db.collection<Item>('items');
const FACTS = {
  name: 1,
  kind: 1,
  orgPath: 1,
  application: 1,
  maintainers: 1,
  teams: 1,
  maintenance: 1,
  status: 1,
  retiresAt: 1,
  successor: 1,
  rtoMinutes: 1,
} as const;

/** By id, in one query; an id that the register does not hold is left out. */
export async function itemsFacts(
  db: Connection,
  ids: readonly string[],
  now: Millis = Date.now(),
): Promise<Map<string, ItemFacts>> {
  if (ids.length === 0) return new Map();
  const found = await itemsIn(db)
    .find({ _id: { $in: [...new Set(ids)] } }, { projection: FACTS })
    .toArray();
  return new Map(found.map((item) => [item._id, factsOf(item, now)]));
}

/** What rules are told of it. */
export const itemFactOf = ({ organisation, service, status, kind, rtoMinutes }: ItemFacts): ItemFact => ({
  orgPath: organisation,
  ...(service === undefined ? {} : { service }),
  isRetired: status === 'retired',
  kind,
  ...(rtoMinutes === undefined ? {} : { rtoMs: rtoMinutes * MINUTE }),
});

function factsOf(item: Item, now: Millis): ItemFacts {
  const { name, kind, orgPath, application, maintainers, teams, maintenance, retiresAt, successor, rtoMinutes } = item;
  return {
    name,
    kind,
    organisation: orgPath,
    ...(application === undefined ? {} : { service: application }),
    maintainers: { people: maintainers, teams },
    ...(maintenance === undefined ? {} : { maintenance }),
    status: statusAt(item, now),
    ...(retiresAt === undefined ? {} : { retiresAt }),
    ...(successor === undefined ? {} : { successor }),
    ...(rtoMinutes === undefined ? {} : { rtoMinutes }),
  };
}

/** `out`: the item itself names `id`; `in`: `id` names it. */
export type Neighbour = { id: string; type: string; way: 'out' | 'in' };

/**
 * By id, whatever stands one relation away, in one query; who names it only while in the register and not retired. Each of
 * `ids` that the register holds, or that somebody names, has an entry.
 */
export async function neighboursOf(
  db: Connection,
  ids: readonly string[],
  now: Millis = Date.now(),
): Promise<Map<string, Neighbour[]>> {
  const asked = new Set(ids);
  const found = await standingBy<Standing>(db, { naming: [...asked], ids: [...asked] }, STANDING);
  const all = new Map<string, Neighbour[]>();
  const of = (id: string): Neighbour[] => {
    const own = all.get(id) ?? [];
    all.set(id, own);
    return own;
  };
  for (const item of found) {
    const { _id, relations } = item;
    if (asked.has(_id)) of(_id);
    for (const { type, to } of relations) {
      if (asked.has(_id)) of(_id).push({ id: to, type, way: 'out' });
      if (asked.has(to) && !isRetired(item, now)) of(to).push({ id: _id, type, way: 'in' });
    }
  }
  return all;
}

/** An item of which a fault reaches another over one relation, of `type`. */
export type Beneath = { id: string; type: string };
const MOST_BENEATH = 200;
/**
 * The items directly beneath `id`: those of which a fault reaches it over one relation (what it runs on, what it depends on), by
 * id, the first 200. Retired ones are among them: what was done there lately may show only now. Empty for an unknown one.
 */
export async function directlyBeneath(db: Connection, id: string, types: RelationTypes): Promise<Beneath[]> {
  const item = await itemsIn(db).findOne<Standing>({ _id: id }, { projection: STANDING });
  if (!item) return [];
  const named = item.relations.map(({ to }) => to);
  const others = await standingBy<Standing>(
    db,
    { naming: reachedForth(types, item) ? [id] : [], ids: named },
    STANDING,
  );
  const all = others.flatMap(({ _id, kind, relations }): Beneath[] => {
    const back = item.relations.find((one) => one.to === _id && goesBack(types, one, item.kind, kind));
    const forth = relations.find((one) => one.to === id && goesForth(types, one, kind, item.kind));
    const by = back ?? forth;
    return by && _id !== id ? [{ id: _id, type: by.type }] : [];
  });
  return all.toSorted((one, other) => (one.id < other.id ? -1 : 1)).slice(0, MOST_BENEATH);
}

/** A fault may come to items of its kind from such as name it. */
const reachedForth = (types: RelationTypes, { kind }: Standing): boolean =>
  [...types].some(([type, { rules }]) =>
    rules.some(({ from, to }) => to.includes(kind) && from.some((one) => mayCarry(types).forth(one, type))),
  );

type Standing = Pick<Item, '_id' | 'kind' | 'relations' | 'status' | 'retiresAt'>;
const STANDING = { kind: 1, relations: 1, status: 1, retiresAt: 1 } as const;
const ALL_AT_ONCE = 20_000;
/** What of an item is read on a walk: what it needs, and what its reader is shown. */
export type WalkedItem = Omit<Standing, 'retiresAt'> &
  Pick<Item, 'name' | 'orgPath' | 'maintainers' | 'teams'> & {
    application: string | undefined;
    retiresAt: Millis | undefined;
  };

/** Words behind each other, a blank behind each: no key has one. */
const joined = (list: object | string, word: object | string) => ({
  $reduce: { input: list, initialValue: '', in: { $concat: ['$$value', word, ' '] } },
});
const lines = (...parts: readonly (object | string)[]) => ({
  $concat: parts.flatMap((part, at) => (at === 0 ? [part] : ['\n', part])),
});
/** As two texts, which cost a third of what the lists do when 5,000 items come at once. A name is one line, and the last. */
const WALKED = {
  links: joined('$relations', { $concat: ['$$this.type', ' ', '$$this.to'] }),
  facts: lines(
    '$kind',
    '$status',
    { $ifNull: [{ $toString: { $toLong: '$retiresAt' } }, ''] },
    '$orgPath',
    { $ifNull: ['$application', ''] },
    joined('$maintainers', '$$this'),
    joined('$teams', '$$this'),
    '$name',
  ),
} as const;
type WalkedRow = { _id: string; links: string; facts: string };

/** Who maintains it is read out of its texts when somebody asks: of five thousand nearly nobody does. */
class Row implements WalkedItem {
  readonly _id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: Item['status'];
  readonly orgPath: OrgPath;
  readonly relations: ItemRelation[];
  readonly application: string | undefined;
  readonly retiresAt: Millis | undefined;
  readonly #people: string;
  readonly #teams: string;

  constructor({ _id, links, facts }: WalkedRow) {
    const [kind = '', status = '', retiresAt = '', orgPath = '', application = '', people = '', teams = '', ...name] =
      facts.split('\n');
    this._id = _id;
    this.name = name.length === 1 ? (name[0] ?? '') : name.join('\n');
    this.kind = kind;
    this.status = status === 'planned' || status === 'retired' ? status : 'in-use';
    this.orgPath = `/${orgPath.slice(1)}`;
    this.relations = relationsIn(links);
    this.application = application === '' ? undefined : application;
    this.retiresAt = retiresAt === '' ? undefined : Number(retiresAt);
    this.#people = people;
    this.#teams = teams;
  }

  get maintainers(): string[] {
    return wordsIn(this.#people);
  }

  get teams(): string[] {
    return wordsIn(this.#teams);
  }
}

function relationsIn(links: string): ItemRelation[] {
  const words = wordsIn(links);
  const relations: ItemRelation[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) relations.push({ type: words[at] ?? '', to: words[at + 1] ?? '' });
  return relations;
}
const wordsIn = (text: string): string[] => (text === '' ? [] : text.trimEnd().split(' '));

/** Items that name one of `naming`, and those of `ids`. */
async function standingBy<T extends { _id: string }>(
  db: Connection,
  { naming, ids }: Ask,
  projection: Readonly<Record<string, 1 | object>>,
): Promise<T[]> {
  const parts = [
    ...(naming.length > 0 ? [{ 'relations.to': { $in: [...naming] } }] : []),
    ...(ids.length > 0 ? [{ _id: { $in: [...ids] } }] : []),
  ];
  const [first] = parts;
  if (!first) return [];
  return await itemsIn(db)
    .find<T>(parts.length === 1 ? first : { $or: parts }, { projection, batchSize: ALL_AT_ONCE })
    .toArray();
}

const [SHARES, WORTH_SHARING] = [4, 8];
/** What is asked of a level, each once; of many in shares side by side, since reading and handing over take turns otherwise. */
async function walkedBy(db: Connection, { naming, ids }: Ask): Promise<WalkedItem[]> {
  const size = naming.length < WORTH_SHARING ? naming.length : Math.ceil(naming.length / SHARES);
  const asks: Ask[] = Array.from({ length: size === 0 ? 0 : Math.ceil(naming.length / size) }, (_, at) => ({
    naming: naming.slice(at * size, (at + 1) * size),
    ids: [],
  }));
  const found = await Promise.all([...asks, { naming: [], ids }].map((ask) => standingBy<WalkedRow>(db, ask, WALKED)));
  return [...new Map(found.flat().map((row) => [row._id, row])).values()].map((row) => new Row(row));
}

export type ImpactInStore = Impact & { items: ReadonlyMap<string, WalkedItem> };
/**
 * What a fault of the item reaches in the store (domain/items/impact.ts), with what was read of it; null: the register does not
 * hold it. A few queries a level. What is retired at `now` is neither reached nor passed through.
 */
export async function impactIn(
  db: Connection,
  id: string,
  types: RelationTypes,
  { depth, most, now = Date.now() }: { depth: number; most: number; now?: Millis },
): Promise<ImpactInStore | null> {
  const first = await itemsIn(db).findOne<WalkedRow>({ _id: id }, { projection: WALKED });
  if (!first) return null;
  const start = new Row(first);
  const items = new Map<string, WalkedItem>([[id, start]]);
  const walk = impactOf(walkedOf(start), types, { depth, most });
  for (let step = walk.next(); ; ) {
    if (step.done) return { ...step.value, items };
    const found = await walkedBy(db, step.value);
    const standing = found.filter((one) => !isRetired(one, now));
    for (const one of standing) items.set(one._id, one);
    step = walk.next(standing.map(walkedOf));
  }
}

const walkedOf = ({ _id, kind, relations }: Standing): Walked => ({ id: _id, kind, relations });
