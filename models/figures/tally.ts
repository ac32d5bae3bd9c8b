/**
 * What was counted from the rows of one process, organisation and time: partial aggregates by their keys. Never incremented:
 * whoever writes a row marks what the row belongs to, before and after, and it is counted anew from the rows when it is read next.
 * What was counted is written back only where nobody marked it meanwhile, so that it equals a recount whatever was killed.
 */
import { type Connection, type mongo, Schema } from 'mongoose';
import type { FigureRow } from '../../domain/figures/row.ts';
import type { Basis, Piece } from '../../domain/figures/language/shapes.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import { anything, flag, integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';

/** Whose cases of an organisation, all below it included: everybody's, or those of one team, person, application or unit. */
export type Of = '' | `${'team' | 'person' | 'application' | 'unit'}:${string}`;
/** `from`, `until`: ended or opened in `[from, until)`; open as of `until`, whatever `from` is. */
export type TallyPlace = { process: string; org: OrgPath; of: Of; basis: Basis } & Interval;
/** Values of those fields of rows, each once; absent: none has it. */
export type Groups = Readonly<{ [field in 'orgPath' | 'team' | 'person' | 'application']?: readonly string[] }>;
export type Counted = { key: string; piece: Piece };
export type Tally = TallyPlace & {
  _id: string;
  /** Raised by each mark. */
  stamp: number;
  stale: boolean;
  /** Rows that it was counted from. */
  rows: number;
  /** Each aggregate that it holds: another one is counted when it is asked for. */
  parts: readonly Counted[];
  /** Who and what its rows belong to, so that figures can be told apart by it. */
  groups: Groups;
};

const schema = new Schema<Tally>(
  {
    _id: text,
    process: text,
    org: text,
    of: String,
    basis: text,
    from: integer,
    until: integer,
    stamp: integer,
    stale: flag,
    rows: integer,
    parts: anything,
    groups: anything,
  },
  schemaOptions('tallies'),
)
  // Of times that end together the shorter ones come first: they are marked in that order.
  .index({ process: 1, org: 1, of: 1, basis: 1, until: 1, from: -1 });

export const tallyOf = modelOf<Tally>('Tally', schema);
const talliesIn = (db: Connection) => db.collection<Tally>('tallies');

/** One place, one tally. */
export const tallyIdOf = ({ process, org, of, basis, from, until }: TallyPlace): string =>
  [process, basis, org, of, basis === 'open' ? until : `${from}-${until}`].join(' ');

type Placed = Pick<
  FigureRow,
  'process' | 'line' | 'team' | 'person' | 'application' | 'unit' | 'openedAt' | 'closedAt'
>;

const ofsOf = ({ team, person, application, unit }: Placed): Of[] => [
  '',
  `unit:${unit}`,
  ...(team === undefined ? [] : [`team:${team}` as const]),
  ...(person === undefined ? [] : [`person:${person}` as const]),
  ...(application === undefined ? [] : [`application:${application}` as const]),
];

/**
 * What finds the tallies to which a row belongs, each time before the longer ones of which it is a part: who puts a longer one together
 * since it was marked finds its parts marked as well, or counted since.
 */
export function markedBy(row: Placed): readonly mongo.Filter<Tally>[] {
  const { process, line, openedAt, closedAt } = row;
  const place = { process, org: { $in: [...line] }, of: { $in: ofsOf(row) } };
  return [
    { ...place, basis: 'closed', until: { $gt: closedAt }, from: { $lte: closedAt } },
    { ...place, basis: 'opened', until: { $gt: openedAt }, from: { $lte: openedAt } },
    { ...place, basis: 'open', until: { $gt: openedAt, $lte: closedAt } },
  ];
}

/** Whatever was counted where these rows belong is counted anew when it is read next. */
export async function markTallies(db: Connection, rows: readonly Placed[]): Promise<void> {
  const update = { $inc: { stamp: 1 }, $set: { stale: true } };
  const marks = rows.flatMap(markedBy).map((filter) => ({ updateMany: { filter, update } }));
  if (marks.length > 0) await talliesIn(db).bulkWrite(marks);
}

/** So many are named in one question. */
const AT_ONCE = 2_000;

/** Those that are there. `keys`: of their parts these alone; `grouped`: with whose rows they are, else with none. */
export async function talliesAt(
  db: Connection,
  places: readonly TallyPlace[],
  { keys, grouped = true }: { keys?: readonly string[]; grouped?: boolean } = {},
): Promise<Map<string, Tally>> {
  const asked = keys && { $filter: { input: '$parts', as: 'part', cond: { $in: ['$$part.key', { $literal: keys }] } } };
  const all = new Map<string, Tally>();
  for (let n = 0; n < places.length; n += AT_ONCE) {
    const found = talliesIn(db).aggregate<Tally>(
      [
        { $match: { _id: { $in: places.slice(n, n + AT_ONCE).map(tallyIdOf) } } },
        ...(asked ? [{ $set: { parts: asked } }] : []),
        ...(grouped ? [] : [{ $unset: 'groups' }]),
      ],
      { batchSize: AT_ONCE },
    );
    for await (const tally of found) all.set(tally._id, { ...NOTHING, ...tally });
  }
  return all;
}

/** As they are by now, made where they were not: whoever is going to count must be marked from before he reads the first row. */
export async function talliesFrom(db: Connection, places: readonly TallyPlace[]): Promise<Tally[]> {
  if (places.length === 0) return [];
  const first = places.map((place): Tally => ({ _id: tallyIdOf(place), ...place, ...NOTHING }));
  try {
    await talliesIn(db).insertMany(first, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error; // some were there
  }
  const found = await talliesAt(db, places);
  return first.flatMap(({ _id }) => found.get(_id) ?? []);
}

const NOTHING = { stamp: 0, stale: true, rows: 0, parts: [], groups: {} } as const;

/** Writes back what was counted since its stamp was read; nothing where it was marked meanwhile, or is gone. */
export async function keepTallies(db: Connection, counted: readonly Omit<Tally, 'stale'>[]): Promise<void> {
  if (counted.length === 0) return;
  await talliesIn(db).bulkWrite(
    counted.map(({ _id, stamp, rows, parts, groups }) => ({
      updateOne: { filter: { _id, stamp }, update: { $set: { stale: false, rows, parts, groups } } },
    })),
    { ordered: false },
  );
}

/** Organisations of which somebody has asked for figures, by path. */
export const talliedOrganisations = async (db: Connection): Promise<OrgPath[]> =>
  (await talliesIn(db).distinct('org', { of: '' })).toSorted();
