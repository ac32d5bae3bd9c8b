/** What stands against a change now: gathered from registers and cases, judged by domain/changes. */
import type { Connection } from 'mongoose';
import { type Around, type Asked, type Conflict, conflictsOf } from '../../domain/changes/conflicts.ts';
import { windowCalendar } from '../../domain/items/maintenance.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import { openStretches } from '../../domain/kernel/time/on-the-wall.ts';
import type { Millis, Mode } from '../../domain/kernel/process.ts';
import { plannedAround } from '../../models/cases/planned.ts';
import { type Calendar, calendarOf } from '../../models/registers/calendar.ts';
import { freezesSince, heldFreezeOf } from '../../models/registers/freeze.ts';
import { itemFactOf, type ItemFacts, itemsFacts, neighboursOf } from '../../models/registers/items/item-facts.ts';

/** `registers`: where they are kept apart from the cases; else in `db`. */
export type ConflictDeps = { db: Connection; registers?: Connection };
export type ChangeAsked = Asked & { mode?: Mode };
export type Found = {
  conflicts: Conflict[];
  /** Of its items: those that the register does not hold, and those out of use. */
  unknown: string[];
  retired: string[];
};

/**
 * Every conflict of what is asked, as registers and cases stand in this moment. `now`: the present moment, in a rehearsal its
 * own. Throws 'invalid-data' for a window that is none, and what MongoDB throws.
 */
export async function conflictsFor(
  { db, registers = db }: ConflictDeps,
  { mode = 'live', ...asked }: ChangeAsked,
  now: Millis,
): Promise<Found> {
  const { items, window, implementer } = asked;
  const [facts, neighbours, freezes] = await Promise.all([
    itemsFacts(registers, items, now),
    neighboursOf(registers, items, now),
    freezesSince(registers, window.from),
  ]);
  const beside = new Map([...neighbours].map(([id, all]) => [id, [...new Set(all.map((one) => one.id))]]));
  const near = [...new Set([...beside.values()].flat())];
  const [planned, windows] = await Promise.all([
    plannedAround(db, { items, beside: near, implementer, window, mode, now }),
    windowsOf(registers, facts, window),
  ]);
  const around: Around = {
    now,
    planned,
    freezes: freezes.map(heldFreezeOf),
    items: Object.fromEntries([...facts].map(([id, fact]) => [id, itemFactOf(fact)])),
    neighbours: Object.fromEntries(beside),
    windows,
  };
  return {
    conflicts: conflictsOf(asked, around),
    unknown: items.filter((id) => !facts.has(id)),
    retired: items.filter((id) => facts.get(id)?.status === 'retired'),
  };
}

/** When each item may be worked on within `within`, by the newest version of its calendar; without one, as if it had none. */
export async function windowsOf(
  db: Connection,
  facts: ReadonlyMap<string, ItemFacts>,
  within: Interval,
): Promise<Record<string, readonly Interval[]>> {
  const named = [...facts.values()].flatMap(({ maintenance }) => maintenance?.calendar ?? []);
  const calendars = new Map(
    await Promise.all([...new Set(named)].map(async (id) => [id, await newestCalendar(db, id)] as const)),
  );
  const all = [...facts].flatMap(([id, { maintenance }]) => {
    const calendar = maintenance && calendars.get(maintenance.calendar);
    return calendar ? [[id, openStretches(windowCalendar(maintenance, calendar), within)] as const] : [];
  });
  return Object.fromEntries(all);
}

const newestCalendar = async (db: Connection, calendar: string): Promise<Calendar['snapshot'] | null> =>
  (await calendarOf(db).findOne({ calendar }, { snapshot: 1 }).sort({ version: -1 }).lean<Calendar>())?.snapshot ??
  null;
