/** `GET /api/change-calendar`: windows of changes, freezes and maintenance windows over a time. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { windowsOf } from '../../../client/changes/conflicts.ts';
import type { Directory } from '../../../client/registers/directory.ts';
import { daysBetween, firstOf, laidOn, shownDays, type View, VIEWS } from '../../../domain/changes/calendar.ts';
import { heldBy, speaksOf } from '../../../domain/changes/freezes.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import { instant, key, orgPath } from '../../../domain/kernel/contract.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import type { Actor, Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { common, type Interval, merged } from '../../../domain/kernel/time/intervals.ts';
import { plannedIn, type PlannedChange } from '../../../models/cases/planned.ts';
import { type Freeze, freezesSince, heldFreezeOf } from '../../../models/registers/freeze.ts';
import { type ItemFacts, itemsFacts } from '../../../models/registers/items/item-facts.ts';
import { instantsOfDays, wallClock } from '../../../platform/zones.ts';
import type { Reads } from '../../cases/reads.ts';
import { invalid } from '../../http/problem.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut } from '../../http/schemas.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';
import { seesItem } from '../items/item-scope.ts';
import { visibleIn } from '../register-scope.ts';

const DAY: Millis = 86_400_000;
const MOST_DAYS = 100;
const MOST_ENTRIES = 2_000;

const query = z
  .strictObject({
    view: z.enum(VIEWS).default('month').describe('Month and week also say what lies on each local day'),
    from: instant().optional().describe('Absent: now. Without `until` the whole month, or week from Monday, around it'),
    until: instant().optional().describe(`At most ${MOST_DAYS} days after \`from\``),
    org: orgPath().optional().describe('Changes and freezes of this organisation and all below; absent: of his own'),
    item: key().optional().describe('Of this configuration item, with its maintenance windows'),
  })
  .refine(({ from, until }) => until === undefined || from !== undefined, { message: 'required', path: ['from'] })
  .refine(({ from = 0, until }) => until === undefined || until > from, { message: 'not-after-from', path: ['until'] })
  .refine(({ from, until }) => from === undefined || until === undefined || until - from <= MOST_DAYS * DAY, {
    message: 'too-large',
    path: ['until'],
  });
type Query = z.output<typeof query>;

const interval = { from: instantOut, until: instantOut };
const entry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('change'),
    number: z.string(),
    title: z.string(),
    status: z.string(),
    orgPath: orgPathOut,
    items: z.array(z.string()),
    implementer: z.string().optional(),
    ...interval,
  }),
  z.object({
    kind: z.enum(['freeze', 'event-support']),
    id: z.string().describe('The version, `key@version`'),
    name: z.string(),
    reason: z.string(),
    organisations: z.array(orgPathOut),
    services: z.array(z.string()),
    items: z.array(z.string()),
    ...interval,
  }),
  z.object({ kind: z.literal('maintenance'), item: z.string(), ...interval }),
  z.object({ kind: z.literal('taken'), ...interval }),
]);
type Entry =
  | ({ kind: 'change'; number: string; title: string; status: string; orgPath: OrgPath; items: readonly string[] } & {
      implementer?: string;
    } & Interval)
  | ({ kind: Freeze['kind']; id: string } & Pick<Freeze, 'name' | 'reason' | 'organisations' | 'services' | 'items'> &
      Interval)
  | ({ kind: 'maintenance'; item: string } & Interval)
  | ({ kind: 'taken' } & Interval);
const answer = z.object({
  view: z.enum(VIEWS),
  zone: z.string().describe('Of the asker: its days are shown'),
  ...interval,
  entries: z
    .array(entry)
    .describe('By their begin; a freeze, or a maintenance window, once for each time; cut to the time asked for'),
  cutAt: instantOut
    .nullable()
    .describe(`Only the first ${MOST_ENTRIES} are shown: nothing before it is missing. null: all are`),
  days: z
    .array(z.object({ date: z.string(), ...interval, entries: z.array(z.int()).describe('Places in `entries`') }))
    .optional()
    .describe('Of a month or a week'),
  serverNow: instantOut,
});

type Deps = { db: Connection; directory: Directory; reads: Reads; zone: string };
export const calendarRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/change-calendar',
    operationId: 'changeCalendar.get',
    tag: 'change-calendar',
    summary:
      'Calendar of change: windows, freezes and maintenance windows; of a change that the asker does not read only that the time is taken',
    access: { rule: 'role', roles: [...STAFF, 'auditor'] },
    query,
    responses: { 200: { description: 'What lies in that time', schema: answer } },
    handle: async ({ actor, identity, query: asked }) => {
      const zone = (await deps.directory.person(actor.id))?.zone ?? deps.zone;
      const now = Date.now();
      const { from, until, dates } = spanOf(asked, zone, now);
      const found = await entriesOf(deps, { actor, identity, asked, within: { from, until }, now });
      const { entries, cutAt } = firstOf(found, MOST_ENTRIES);
      const days = asked.view === 'list' ? {} : { days: laidOn(daysIn(dates, zone), entries) };
      return { body: { view: asked.view, zone, from, until, entries, cutAt, ...days, serverNow: now } };
    },
  }),
];

type Dates = { first: string; last: string };
function spanOf({ view, from, until }: Query, zone: string, now: Millis): Interval & { dates: Dates } {
  const dateAt = (at: Millis): string => wallClock(at, zone).slice(0, 10);
  if (from !== undefined && until !== undefined)
    return { from, until, dates: { first: dateAt(from), last: dateAt(until - 1) } };
  const dates = shownDays(view satisfies View, dateAt(from ?? now));
  return { ...instantsOfDays(zone, dates.first, dates.last), dates };
}

const daysIn = ({ first, last }: Dates, zone: string) =>
  daysBetween(first, last).map((date) => ({ date, ...instantsOfDays(zone, date, date) }));

type Asking = { actor: Actor; identity: Identity; asked: Query; within: Interval; now: Millis };
async function entriesOf({ db, reads }: Deps, { actor, identity, asked, within, now }: Asking): Promise<Entry[]> {
  const item = asked.item === undefined ? null : await itemSeen(db, actor, asked.item, now);
  const places = await placesOf(db, actor, asked);
  const [changes, freezes] = await Promise.all([
    plannedIn(db, { window: within, item: asked.item, places: item ? undefined : places, limit: MOST_ENTRIES + 1 }),
    freezesSince(db, within.from),
  ]);
  const read = await reads.scoped(identity).which(changes.map(({ number }) => number));
  const hidden = changes.filter(({ number }) => !read.has(number)).map(({ window }) => window);
  const windows = item ? ((await windowsOf(db, new Map([[item.id, item.fact]]), within))[item.id] ?? []) : [];
  return [
    ...changes.filter(({ number }) => read.has(number)).flatMap((one) => shownChange(one, within)),
    ...merged(hidden).flatMap((one): Entry[] => cut(one, within, (at) => ({ kind: 'taken', ...at }))),
    ...freezes.filter((one) => concerns(one, item, places)).flatMap((one) => shownFreeze(one, within)),
    ...windows.map((at): Entry => ({ kind: 'maintenance', item: item?.id ?? '', ...at })),
  ];
}

type Seen = { id: string; fact: ItemFacts };
async function itemSeen(db: Connection, actor: Actor, id: string, now: Millis): Promise<Seen> {
  const fact = (await itemsFacts(db, [id], now)).get(id);
  const isSeen =
    fact !== undefined &&
    seesItem(actor)({
      orgPath: fact.organisation,
      maintainers: fact.maintainers.people,
      teams: fact.maintainers.teams,
    });
  if (!isSeen) throw invalid([{ pointer: '/item', code: 'unknown' }]);
  return { id, fact };
}

/** Whose changes are shown; what is out of his sight is as unknown as what is not there. */
async function placesOf(db: Connection, actor: Actor, { org }: Query): Promise<OrgPath[]> {
  const only = onlyWithin(actor);
  if (org === undefined)
    return only === undefined ? [...new Set([actor.unit, ...actor.grants.map(({ orgPath: path }) => path)])] : [only];
  const seen = await db
    .collection<{ _id: string }>('organisations')
    .findOne({ $and: [visibleIn('organisations', actor), { _id: org }] });
  if (!seen) throw invalid([{ pointer: '/org', code: 'unknown' }]);
  return [org];
}

const cut = <E>(one: Interval, within: Interval, made: (at: Interval) => E): E[] => {
  const at = common(one, within);
  return at ? [made(at)] : [];
};

const shownChange = (
  { number, title, status, orgPath: path, items, implementer, window }: PlannedChange,
  within: Interval,
): Entry[] =>
  cut(window, within, (at) => ({
    kind: 'change',
    number,
    title,
    status,
    orgPath: path,
    items,
    ...(implementer === undefined ? {} : { implementer }),
    ...at,
  }));

const shownFreeze = (freeze: Freeze, within: Interval): Entry[] => {
  const { _id: id, kind, name, reason, organisations, services, items } = freeze;
  return heldBy(heldFreezeOf(freeze), within).map((at) => ({
    kind,
    id,
    name,
    reason,
    organisations,
    services,
    items,
    ...at,
  }));
};

/** Of an item: what speaks of it; else what holds at, above or below one of the places. */
function concerns(freeze: Freeze, item: Seen | null, places: readonly OrgPath[]): boolean {
  if (item) {
    const { organisation, service } = item.fact;
    return speaksOf(freeze, { item: item.id, orgPath: organisation, services: service === undefined ? [] : [service] });
  }
  const { organisations } = freeze;
  const isNear = (path: OrgPath) => places.some((place) => isWithin(path, place) || isWithin(place, path));
  return organisations.length === 0 || organisations.some(isNear);
}
