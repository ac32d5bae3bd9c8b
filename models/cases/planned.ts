/** Changes that have a window: what the conflict check and the calendar ask of the cases, by index. */
import type { Connection } from 'mongoose';
import type { Planned } from '../../domain/changes/conflicts.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import type { Millis, Mode, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { casesIn } from './case.ts';

/** Own fields of a change that are read here; the window is there once it was planned. */
type ChangeFields = { items?: readonly string[]; windowFrom?: Millis; windowUntil?: Millis; implementer?: string };
type StoredChange = StoredCase & ChangeFields;
export type PlannedChange = Planned & { orgPath: OrgPath; status: string; title: string; application?: string };

/** How a change stands in the way of others, by its status. A draft does not, nor what is over. */
export const STANDS = {
  assessing: 'asked-for',
  authorizing: 'asked-for',
  scheduled: 'fixed',
  implementing: 'running',
  'rolling-back': 'running',
} as const satisfies Record<string, Planned['stands']>;
type StandingStatus = keyof typeof STANDS;
const STANDING = Object.keys(STANDS);
const RUNNING = STANDING.filter((status) => isStanding(status) && STANDS[status] === 'running');
function isStanding(status: string): status is StandingStatus {
  return Object.hasOwn(STANDS, status);
}

const ofChanges = { partialFilterExpression: { process: 'change' } } as const;
/** As they were before they served those that are over, too. */
const FORMER = ['items_1_status_1_windowUntil_1', 'status_1_windowUntil_1_windowFrom_1_implementer_1'];
/** Of the collection of cases: all that changes have there. Built by a migration. */
export async function createPlannedIndexes(db: Connection): Promise<void> {
  await casesIn(db).createIndex({ items: 1, finishedAt: -1, status: 1, windowUntil: 1 }, ofChanges);
  // `closedAt`: figures of a time read none of the ended ones but those of that time
  await casesIn(db).createIndex({ status: 1, windowUntil: 1, windowFrom: 1, implementer: 1, closedAt: 1 }, ofChanges);
}

/** Where a change may still be told of a freeze. */
const UNBEGUN_OR_AT_WORK = ['draft', ...STANDING];
/** A page of the live changes, after `after`, by number, against which any version of the freeze stands. */
export async function changesUnder(
  db: Connection,
  freeze: string,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const found = await casesIn(db)
    .find(
      {
        freezes: { $elemMatch: { $gte: `${freeze}@`, $lt: `${freeze}A` } }, // the letter behind `@`
        process: 'change',
        mode: 'live',
        status: { $in: UNBEGUN_OR_AT_WORK },
        _id: { $gt: after },
      },
      { projection: { _id: 1 }, sort: { _id: 1 }, limit },
    )
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Instead of what was built before. */
export async function renewPlannedIndexes(db: Connection): Promise<void> {
  await createPlannedIndexes(db);
  const names = (await casesIn(db).indexes()).map(({ name }) => name);
  for (const name of FORMER) if (names.includes(name)) await casesIn(db).dropIndex(name);
}

/** Of items, what is not over: by the index that has those that are behind it. */
const standingOn = (items: readonly string[]) => ({ items: { $in: [...items] }, finishedAt: null });

const OF_PLANNED = {
  status: 1,
  title: 1,
  orgPath: 1,
  application: 1,
  items: 1,
  windowFrom: 1,
  windowUntil: 1,
  implementer: 1,
} as const;
/** More than these are asked for one by one by no index: then all of that time are read. */
const MOST_ITEMS = 300;

type Wanted = {
  /** Of the change itself, and those beside them. */
  items: readonly string[];
  beside: readonly string[];
  implementer?: string | undefined;
  window: Interval;
  mode: Mode;
  now: Millis;
};
/**
 * The changes of this mode that may meet a window on one of the items, or by their implementer: those of that time, and where
 * the window holds the present moment whatever is at work beyond its own. Others may be among them.
 */
export async function plannedAround(db: Connection, wanted: Wanted): Promise<PlannedChange[]> {
  const { items, beside, implementer, window, mode, now } = wanted;
  const isMany = items.length + beside.length > MOST_ITEMS;
  const whose = isMany
    ? [{}]
    : [standingOn([...items, ...beside]), ...(implementer === undefined ? [] : [{ implementer }])];
  const when = [meeting(window), ...(window.from <= now ? beyond(window) : [])];
  const found = await Promise.all(
    whose.flatMap((own) => when.map(async (part) => await changes(db, { mode, ...own, ...part }))),
  );
  const all = new Map(found.flat().map((one) => [one.number, one]));
  return [...all.values()];
}

const meeting = ({ from, until }: Interval) => ({
  status: { $in: STANDING },
  windowUntil: { $gt: from },
  windowFrom: { $lt: until },
});
/** At work after its window, or before it. */
const beyond = ({ from, until }: Interval) => [
  { status: { $in: RUNNING }, windowUntil: { $lte: from } },
  { status: { $in: RUNNING }, windowUntil: { $gt: from }, windowFrom: { $gte: until } },
];

async function changes(db: Connection, filter: Record<string, unknown>): Promise<PlannedChange[]> {
  const found = await casesIn(db)
    .find<StoredChange>({ process: 'change', ...filter }, { projection: OF_PLANNED, batchSize: 5_000 })
    .toArray();
  return found.flatMap(plannedOf);
}

function plannedOf({ _id, status, title, orgPath, application, items = [], ...rest }: StoredChange): PlannedChange[] {
  const { windowFrom: from, windowUntil: until, implementer } = rest;
  if (!isStanding(status) || from === undefined || until === undefined) return [];
  return [
    {
      number: _id,
      stands: STANDS[status],
      status,
      title,
      orgPath,
      items,
      window: { from, until },
      ...(application === undefined ? {} : { application }),
      ...(implementer === undefined ? {} : { implementer }),
    },
  ];
}

/** A page of the live changes whose window is not over at `now`, or that are at work, after `after`, by number. */
export async function plannedFrom(
  db: Connection,
  { now, after, limit }: { now: Millis; after: string; limit: number },
): Promise<PlannedChange[]> {
  const found = await casesIn(db)
    .find<StoredChange>(
      {
        process: 'change',
        mode: 'live',
        _id: { $gt: after },
        $or: [
          { status: { $in: STANDING }, windowUntil: { $gt: now } },
          { status: { $in: RUNNING }, windowUntil: { $exists: true } },
        ],
      },
      { projection: OF_PLANNED, sort: { _id: 1 }, limit },
    )
    .toArray();
  return found.flatMap(plannedOf);
}

type InTime = { window: Interval; item?: string | undefined; places?: readonly OrgPath[] | undefined; limit: number };
/** The live changes whose window meets a time, by its begin: of an item, or of organisations and all below. */
export async function plannedIn(
  db: Connection,
  { window: { from, until }, item, places, limit }: InTime,
): Promise<PlannedChange[]> {
  const filter = {
    process: 'change',
    mode: 'live' as const,
    status: { $in: STANDING },
    windowUntil: { $gt: from },
    windowFrom: { $lt: until },
    ...(item === undefined ? {} : standingOn([item])),
    ...(places === undefined ? {} : { orgLine: { $in: [...places] } }),
  };
  const found = await casesIn(db)
    .find<StoredChange>(filter, { projection: OF_PLANNED, sort: { windowFrom: 1, _id: 1 }, limit })
    .toArray();
  return found.flatMap(plannedOf);
}
