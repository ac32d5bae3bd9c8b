/** Tamperings with registers: their versions, and what is in force. */
import { edited, rehashed, without } from '../edits.ts';
import { allOf, type Change, type Doc, groupedBy, type Image } from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

const VERSIONED = {
  policies: 'policy',
  calendars: 'calendar',
  matrices: 'matrix',
  contracts: 'contract',
  'approval-policies': 'approvalPolicy',
  'change-templates': 'changeTemplate',
  checklists: 'checklist',
  'appraisal-schemes': 'scheme',
  'risk-questionnaires': 'riskQuestionnaire',
  'document-templates': 'documentTemplate',
  runbooks: 'runbook',
  indicators: 'indicator',
} as const;
type Versioned = keyof typeof VERSIONED;
const PLAIN = 'register-versions';
type Chain = { chain: string; collection: string; rows: readonly Doc[] };

function chainsOf(image: Image, collection: string): Chain[] {
  const field = VERSIONED[collection as Versioned];
  const nameOf = (row: Doc): string => (field ? `${collection}/${row[field]}` : `${row['register']}/${row['id']}`);
  return [...groupedBy(allOf(image, collection), nameOf)].map(([chain, rows]) => ({
    chain,
    collection,
    rows: rows.toSorted((a, b) => a['version'] - b['version']),
  }));
}
type Choice = { image: Image; random: Random };
const someChain = ({ image, random }: Choice, collection: string, least = 1): Chain =>
  random.pick(chainsOf(image, collection).filter(({ rows }) => rows.length >= least));

const put = (collection: string, document: Doc): Change => ({ collection, id: document._id, document });
const take = (collection: string, { _id }: Doc): Change => ({ collection, id: _id, document: null });
const lastOf = ({ rows }: Chain): Doc => rows.at(-1) as Doc;

const changing =
  (collection: string, change: (row: Doc, random: Random) => Doc): Kind =>
  (image, random) => {
    const { chain, rows } = someChain({ image, random }, collection);
    const row = random.pick(rows);
    return { changes: [put(collection, change(row, random))], places: [{ chain, seq: row['version'] }] };
  };
const SIGNS = new Set(['_id', 'hash', 'mac', 'keyId', 'version', 'register', 'id', ...Object.values(VERSIONED)]);
const saidIn = (row: Doc): object => Object.fromEntries(Object.entries(row).filter(([name]) => !SIGNS.has(name)));
const editedRow = (row: Doc, random: Random): Doc => ({ ...row, ...edited(saidIn(row), random) });

const dropNewest =
  (collection: string): Kind =>
  (image, random) => {
    const found = someChain({ image, random }, collection);
    return {
      changes: [take(collection, lastOf(found))],
      places: [{ chain: found.chain, seq: lastOf(found)['version'] }],
    };
  };
const dropMiddle =
  (collection: string): Kind =>
  (image, random) => {
    const { chain, rows } = someChain({ image, random }, collection, 3);
    const row = rows[1 + random.below(rows.length - 2)] as Doc;
    return { changes: [take(collection, row)], places: [{ chain, seq: row['version'] }] };
  };
const dropAll =
  (collection: string): Kind =>
  (image, random) => {
    const { chain, rows } = someChain({ image, random }, collection);
    const places = [1, rows[0]?.['version'], lastOf({ chain, rows, collection })['version']];
    return { changes: rows.map((row) => take(collection, row)), places: places.map((seq) => ({ chain, seq })) };
  };
/** One more version, like an older one, with its MAC. */
const forge =
  (collection: string): Kind =>
  (image, random) => {
    const found = someChain({ image, random }, collection);
    const newest = lastOf(found);
    const version = newest['version'] + 1;
    const _id = `${newest._id.slice(0, newest._id.lastIndexOf('@'))}@${version}`;
    const made = rehashed({ ...editedRow(newest, random), _id, version });
    return { changes: [put(collection, made)], places: [{ chain: found.chain, seq: version }] };
  };
/** An older one in the place of the newest, with all that signs it. */
const rollBack =
  (collection: string, made: (old: Doc, newest: Doc) => Doc): Kind =>
  (image, random) => {
    const found = someChain({ image, random }, collection, 2);
    const newest = lastOf(found);
    const old = random.pick(found.rows.slice(0, -1));
    // in the order of versions there may be two of one, and none where the newest was
    const places = [old['version'], old['version'] + 1, newest['version']].map((seq) => ({ chain: found.chain, seq }));
    return { changes: [put(collection, made(old, newest))], places };
  };
const swapRows: Kind = (image, random) => {
  const collection = random.pick(['policies', 'calendars', PLAIN]);
  const [one, two] = random.pair(chainsOf(image, collection));
  const [a, b] = [random.pick(one.rows), random.pick(two.rows)];
  return {
    changes: [put(collection, { ...b, _id: a._id }), put(collection, { ...a, _id: b._id })],
    places: [one, two].flatMap(({ chain }) => [a, b].map((row) => ({ chain, seq: row['version'] as number }))),
  };
};

type Entries = 'people' | 'teams' | 'organisations' | 'applications' | 'categories' | 'cause-codes';
const EVERY: readonly Entries[] = ['people', 'teams', 'organisations', 'applications', 'categories', 'cause-codes'];
const chainOfEntry = (register: string, { _id }: Doc): string => `${register}/${_id}`;
const versionsOf = (image: Image, register: string, id: string): Doc[] =>
  allOf(image, PLAIN)
    .filter((row) => row['register'] === register && row['id'] === id)
    .toSorted((a, b) => a['version'] - b['version']);

const entry =
  (
    registers: readonly Entries[],
    change: (entry: Doc, random: Random) => Doc,
    of: (entry: Doc) => boolean = () => true,
  ): Kind =>
  (image, random) => {
    const register = random.pick(registers);
    const found = random.pick(allOf(image, register).filter((one) => of(one)));
    const made = change(found, random);
    const seq = found['version'] ?? 1;
    return { changes: [put(register, made)], places: [{ chain: chainOfEntry(register, found), seq }] };
  };
const UNVERSIONED = new Set(['_id', 'version', 'password', 'mustChange', 'changedAt']);
const shownOf = (found: Doc): object =>
  Object.fromEntries(Object.entries(found).filter(([name]) => !UNVERSIONED.has(name)));

const entryVersion: Kind = (image, random) => {
  const register = random.pick(EVERY);
  const found = random.pick(allOf(image, register));
  const version = (found['version'] ?? 1) + 1 + random.below(3);
  const seq = (found['version'] ?? 1) + 1;
  return {
    changes: [put(register, { ...found, version })],
    places: [{ chain: chainOfEntry(register, found), seq }],
  };
};

const entryGone =
  (registers: readonly Entries[], withVersions: boolean): Kind =>
  (image, random) => {
    const register = random.pick(registers);
    const found = random.pick(allOf(image, register));
    const rows = withVersions ? versionsOf(image, register, found._id) : [];
    const seq = withVersions ? 1 : (found['version'] ?? 1);
    return {
      changes: [take(register, found), ...rows.map((row) => take(PLAIN, row))],
      places: [{ chain: chainOfEntry(register, found), seq }],
    };
  };

const personPutIn =
  (withVersion: boolean): Kind =>
  (image, random) => {
    const like = random.pick(allOf(image, 'people'));
    const id = `eve-${random.hex(4)}`;
    const [first] = versionsOf(image, 'people', like._id);
    const row = first && rehashed({ ...first, _id: `people/${id}@1`, id, value: { ...first['value'], _id: id } });
    const person = { ...like, _id: id, version: 1 };
    return {
      changes: [put('people', person), ...(withVersion && row ? [put(PLAIN, row)] : [])],
      places: [{ chain: `people/${id}`, seq: 1 }],
    };
  };

/** Entry and versions as they were some versions ago. */
const rollBackTogether: Kind = (image, random) => {
  const chains = chainsOf(image, PLAIN).filter(({ rows }) => rows.length > 1);
  const { chain, rows } = random.pick(chains);
  const keep = 1 + random.below(rows.length - 1);
  const old = rows[keep - 1] as Doc;
  const [register, id] = [old['register'], old['id']];
  const now = allOf(image, register).find(({ _id }) => _id === id);
  const kept = Object.fromEntries(
    ['password', 'mustChange', 'changedAt'].flatMap((name) => (now?.[name] === undefined ? [] : [[name, now[name]]])),
  );
  return {
    changes: [...rows.slice(keep).map((row) => take(PLAIN, row)), put(register, { ...old['value'], ...kept, _id: id })],
    places: [{ chain, seq: (rows[keep] as Doc)['version'] }],
  };
};

const grants = (change: (before: object[], random: Random) => object[]) =>
  entry(['people'], (person, random) => ({ ...person, grants: change(person['grants'] ?? [], random) }));

/** The same for each register of published versions. */
const ofVersioned = Object.fromEntries(
  (Object.keys(VERSIONED) as Versioned[]).flatMap((name): [string, Kind][] => [
    [`${name}: a version edited`, changing(name, editedRow)],
    [`${name}: a version edited and rehashed`, changing(name, (row, random) => rehashed(editedRow(row, random)))],
    [`${name}: newest version dropped`, dropNewest(name)],
    [`${name}: a version forged`, forge(name)],
  ]),
);

export const registerKinds: Readonly<Record<string, Kind>> = {
  ...ofVersioned,
  'policies: one dropped in the middle': dropMiddle('policies'),
  'calendars: all versions dropped': dropAll('calendars'),
  'policies: mac': changing('policies', (row, random) => ({ ...row, mac: random.hex(64) })),
  'calendars: not signed': changing('calendars', (row) => without(without(row, 'mac'), 'hash')),
  'policies: an older version in the place of the newest': rollBack('policies', (old, { _id }) => ({ ...old, _id })),
  'policies: an older version in that place, rehashed': rollBack('policies', (old, { _id, version }) =>
    rehashed({ ...old, _id, version }),
  ),
  'versions: one edited': changing(PLAIN, editedRow),
  'versions: one edited and rehashed': changing(PLAIN, (row, random) => rehashed(editedRow(row, random))),
  'versions: mac': changing(PLAIN, (row, random) => ({ ...row, mac: random.hex(64) })),
  'versions: newest dropped': dropNewest(PLAIN),
  'versions: one dropped in the middle': dropMiddle(PLAIN),
  'versions: all of an entry dropped': dropAll(PLAIN),
  'versions: one forged': forge(PLAIN),
  'versions: an older one in the place of the newest': rollBack(PLAIN, (old, { _id, version }) =>
    rehashed({ ...old, _id, version }),
  ),
  'versions: swapped between two entries': swapRows,
  'people: a grant more': grants((before) => [...before, { role: 'system-administrator', orgPath: '/' }]),
  'people: a grant edited': entry(
    ['people'],
    (person, random) => ({ ...person, grants: edited(person['grants'], random) }),
    (person) => (person['grants'] ?? []).length > 0,
  ),
  'people: put in': personPutIn(false),
  'people: put in with a version': personPutIn(true),
  'people: locked or let in': entry(['people'], (person) => ({ ...person, active: person['active'] !== true })),
  'entries: a value edited': entry(EVERY, (found, random) => ({ ...found, ...edited(shownOf(found), random) })),
  'entries: version raised': entryVersion,
  'entries: taken away': entryGone(EVERY, false),
  'entries: taken away with their versions': entryGone(EVERY, true),
  'teams: taken away': entryGone(['teams'], false),
  'organisations: taken away with their versions': entryGone(['organisations'], true),
  'entries: rolled back with their versions': rollBackTogether,
};
