/** From registers to pins: which versions a new case runs on, and those of an open one out of its references. */
import type { Connection } from 'mongoose';
import type { CalendarSnapshot } from '../domain/kernel/calendar.ts';
import { orgLineOf } from '../domain/kernel/access.ts';
import { calendarProblems } from '../domain/kernel/calendar-rules.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { OrgPath, PinnedPolicy, PinRefs, Pins, Tier } from '../domain/kernel/process.ts';
import { calendarOf, type Calendar } from '../models/calendar.ts';
import { policyOf, type Policy } from '../models/policy.ts';
import type { Directory } from './directory.ts';

type Registers = { db: Connection; directory: Directory };
type Place = { orgPath: OrgPath; application?: string | undefined };

/** Version of the deciders' rules that new cases get; raised when a rule would refuse or move what was accepted. */
const RULES = 1;
const DESKS: readonly Tier[] = ['L1', 'L2', 'L3'];

/**
 * Pins for a new case of `process` at `orgPath`: of the policies published for the process the newest of the nearest
 * organisation upward, its calendars, the desks by routing and their teams' calendars. Throws DomainError 'policy-missing',
 * 'calendar-missing' or 'calendar-unusable' when the registers do not allow for a case.
 */
export async function pinsFor({ db, directory }: Registers, process: string, place: Place): Promise<Pins> {
  const [policy, desks] = await Promise.all([
    policyInForce(directory, process, place.orgPath),
    directory.desksFor(place.orgPath, place.application),
  ]);
  const names: Record<string, string> = { always: 'always', ...policy.calendars };
  for (const tier of DESKS) {
    const desk = desks[tier];
    names[`desk-${tier}`] = (desk && (await directory.team(desk.queue))?.calendar) ?? policy.calendars.service;
  }
  const calendars: Record<string, string> = {};
  for (const [name, id] of Object.entries(names)) calendars[name] = await calendarInForce(directory, id);
  const snapshots = await snapshotsOf(db, calendars);
  for (const [id, snapshot] of Object.entries(snapshots)) refuseUnusable(id, snapshot);
  return {
    rules: RULES,
    calendars,
    snapshots,
    sla: pinnedFrom(policy),
    desks,
  };
}

/** Whole again: equal to what was pinned, since a published version never changes. Throws when one is missing. */
export async function resolvePins(db: Connection, { rules, sla, calendars, desks }: PinRefs): Promise<Pins> {
  const [policy, snapshots] = await Promise.all([publishedPolicy(db, sla), snapshotsOf(db, calendars)]);
  return { rules, calendars, snapshots, sla: pinnedFrom(policy), desks };
}

/** Each snapshot once, by `id@version`. */
async function snapshotsOf(db: Connection, calendars: Pins['calendars']): Promise<Record<string, CalendarSnapshot>> {
  const ids = [...new Set(Object.values(calendars))].toSorted();
  const found = await Promise.all(ids.map((id) => publishedCalendar(db, id)));
  return Object.fromEntries(found.map(({ _id, snapshot }) => [_id, snapshot]));
}

const pinnedFrom = ({ policy, version, clocks, terms, silent }: Policy): PinnedPolicy => ({
  id: policy,
  version,
  clocks,
  terms,
  ...(silent === undefined ? {} : { silent }),
});

async function policyInForce(directory: Directory, process: string, orgPath: OrgPath): Promise<Policy> {
  const all = await directory.policiesOf(process);
  for (const path of orgLineOf(orgPath)) {
    const here = all.find(({ organisations }) => organisations.includes(path));
    if (here) return here;
  }
  const everywhere = all.find(({ organisations }) => organisations.length === 0);
  if (!everywhere) throw new DomainError('policy-missing', `No policy is published for ${process}`);
  return everywhere;
}

async function calendarInForce(directory: Directory, id: string): Promise<string> {
  const found = await directory.newestCalendar(id);
  if (found === null) throw new DomainError('calendar-missing', `No calendar ${id} is published`);
  return found;
}

const usable = new WeakSet<CalendarSnapshot>();
/** Nothing of the kind gets published; but a register may have been edited behind the product's back. */
function refuseUnusable(id: string, snapshot: CalendarSnapshot): void {
  if (usable.has(snapshot)) return;
  if (calendarProblems(snapshot).length > 0)
    throw new DomainError('calendar-unusable', `No deadline can be computed on ${id}`, { params: { calendar: id } });
  usable.add(snapshot);
}

const publishedPolicy = keptForEver(async (db, id) => {
  const found = await policyOf(db).findById(id).lean<Policy>();
  if (!found) throw new Error(`No policy ${id}`);
  return found;
});
const publishedCalendar = keptForEver(async (db, id) => {
  const found = await calendarOf(db).findById(id).lean<Calendar>();
  if (!found) throw new Error(`No calendar ${id}`);
  return found;
});

/** A published version never changes, so it is read once. */
function keptForEver<T>(read: (db: Connection, id: string) => Promise<T>): typeof read {
  const stores = new WeakMap<Connection, Map<string, Promise<T>>>();
  return (db, id) => {
    const store = stores.get(db) ?? new Map<string, Promise<T>>();
    stores.set(db, store);
    const kept = store.get(id);
    if (kept) return kept;
    const reading = read(db, id);
    store.set(id, reading);
    reading.catch(() => store.delete(id));
    return reading;
  };
}
