/** What the registers say of whatever items name, looked up at once for one or for a whole file. */
import { isRetired, type ItemBody } from '../../../domain/items/item.ts';
import type { Candidate, Known } from '../../../domain/items/faults.ts';
import { goesBack } from '../../../domain/items/relations.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { type ItemTypes, itemTypesOf } from '../../../models/registers/items/item-types.ts';
import { isPath, type PlainDeps } from '../plain/plain-row.ts';

type Deps = Pick<PlainDeps, 'db' | 'directory'>;
/** Of those that need an item and are named, the first. */
const NAMED = 20;

/** `shows`: whether the asker may be told of an item. */
type Asked = { now: Millis; types?: ItemTypes; shows: (item: Item) => boolean };

const one = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** For these candidates, each of which counts as stored for the others. */
export async function knownFor(
  { db, directory }: Deps,
  candidates: readonly Candidate[],
  { now, types, shows }: Asked,
): Promise<Known> {
  const bodies = candidates.map(({ body }) => body);
  const all = <T>(of: (body: Partial<ItemBody>) => readonly T[]): T[] => [...new Set(bodies.flatMap(of))];
  const named = all((body) => [...(body.relations ?? []).map(({ to }) => to), ...one(body.successor)]);
  const ending = candidates.filter(({ former, isRetired: ends }) => ends && former !== null);
  const { kinds, relations } = types ?? (await itemTypesOf(db));
  const [stored, organisations, applications, people, teams, calendars] = await Promise.all([
    namedItems({ db }, named, now),
    those(
      all((body) => one(body.orgPath)),
      async (path) => isPath(path) && (await directory.organisation(path))?.open === true,
    ),
    those(
      all((body) => one(body.application)),
      (word) => directory.knows('application', word),
    ),
    those(
      all((body) => body.maintainers ?? []),
      async (id) => (await directory.person(id))?.active === true,
    ),
    those(
      all((body) => body.teams ?? []),
      async (key) => (await directory.team(key))?.open === true,
    ),
    those(
      all((body) => one(body.maintenance?.calendar)),
      async (id) => (await directory.newestCalendar(id)) !== null,
    ),
  ]);
  const own = candidates.flatMap(({ id, body: { kind }, isRetired: ends }) =>
    kind === undefined ? [] : [[id, { kind, isRetired: ends }] as const],
  );
  const items = new Map([...stored, ...own]);
  const known = { kinds, relations, items, organisations, applications, people, teams, calendars };
  return { ...known, neededBy: await neededBy({ db }, candidates, { ending, known, now, shows }) };
}

async function namedItems({ db }: Pick<Deps, 'db'>, ids: readonly string[], now: Millis) {
  if (ids.length === 0) return [];
  const found = await db
    .collection<Item>('items')
    .find({ _id: { $in: [...ids] } }, { projection: { kind: 1, status: 1, retiresAt: 1 } })
    .toArray();
  return found.map((item) => [item._id, { kind: item.kind, isRetired: isRetired(item, now) }] as const);
}

async function those(words: readonly string[], holds: (word: string) => Promise<boolean>): Promise<Set<string>> {
  const held = await Promise.all(words.map(holds));
  return new Set(words.filter((_, i) => held[i]));
}

type Ending = {
  ending: readonly Candidate[];
  known: Pick<Known, 'relations' | 'items'>;
  now: Millis;
  shows: Asked['shows'];
};
/** Of those that end, what is in use and would stand on nothing: as stored, or as the candidates say. */
async function neededBy(
  { db }: Pick<Deps, 'db'>,
  candidates: readonly Candidate[],
  { ending, known, now, shows }: Ending,
) {
  const needed = new Map<string, string[]>();
  if (ending.length === 0) return needed;
  const kindOf = new Map(ending.map(({ id, body: { kind = '' } }) => [id, kind]));
  const inFile = new Set(candidates.map(({ id }) => id));
  const note = (id: string, by: string): void => void needed.set(id, [...(needed.get(id) ?? []), by]);
  const stored = await db
    .collection<Item>('items')
    .find({ 'relations.to': { $in: [...kindOf.keys()] } }, { sort: { _id: 1 } })
    .toArray();
  const standing = [
    ...stored
      .filter((item) => !inFile.has(item._id) && !isRetired(item, now))
      .map((item) => ({ item, id: shows(item) ? item._id : '' })),
    ...candidates
      .filter(({ isRetired: ends }) => !ends)
      .map(({ id, body: { kind = '', relations = [] } }) => ({ id, item: { kind, relations } })),
  ];
  for (const { id, item } of standing)
    for (const relation of item.relations) {
      const kind = kindOf.get(relation.to);
      const had = needed.get(relation.to) ?? [];
      if (kind !== undefined && had.length < NAMED && goesBack(known.relations, relation, item.kind, kind))
        note(relation.to, id);
    }
  return needed;
}
