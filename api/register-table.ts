/** The versioned registers, a row each: their source, what may be published, whom a version concerns, what it becomes. */
import type { Connection } from 'mongoose';
import type { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { processOf } from '../domain/catalogue.ts';
import { calendarProblems } from '../domain/kernel/calendar-rules.ts';
import { CALENDAR_NAMES, contractsOverlap, policyProblems } from '../domain/kernel/publication.ts';
import type { FieldError, OrgPath } from '../domain/kernel/process.ts';
import { type Calendar, calendarOf, type CalendarSource } from '../models/calendar.ts';
import { contractOf, type ContractSource } from '../models/contract.ts';
import type { Sources, VersionedName } from '../models/draft.ts';
import { matrixOf, type MatrixSource } from '../models/matrix.ts';
import { policyOf, type PolicySource } from '../models/policy.ts';
import type { CaseFilters } from '../models/scoped.ts';
import { compileCalendar, instantsOfDays, isZone } from '../platform/zones.ts';
import { calendarSource, contractSource, matrixSource, policySource } from './register-sources.ts';

export type RegisterDeps = { registers: Connection; directory: Directory };
type Stamp = { version: number; note?: string; publishedAt: number; publishedBy: string };
export type VersionedRegister<K extends VersionedName = VersionedName> = {
  name: K;
  /** Field that names the entry over all its versions. */
  field: string;
  title: string;
  source: z.ZodType;
  /** What people edit, of the version that is in force; null: there is no such entry. */
  current(db: Connection, id: string): Promise<{ version: number; source: Sources[K] } | null>;
  /** Why it may not be published as entry `id`; empty when it may. */
  problems(deps: RegisterDeps, id: string, source: Sources[K]): Promise<FieldError[]>;
  /** Whose promises it touches; empty: everybody's. */
  places(source: Sources[K]): readonly OrgPath[];
  documentOf(
    deps: RegisterDeps,
    id: string,
    source: Sources[K],
    stamp: Stamp,
  ): Promise<{ _id: string; version: number }>;
  /** Open cases that run on these versions; undefined: cases are not pinned to this register. */
  pinnedTo?: (versions: readonly string[]) => CaseFilters;
};

const problem = (found: boolean, pointer: string, code: string): FieldError[] => (found ? [{ pointer, code }] : []);
const refOf = (id: string, { version }: Stamp): string => `${id}@${version}`;

const calendars: VersionedRegister<'calendars'> = {
  name: 'calendars',
  field: 'calendar',
  title: 'Service calendar',
  source: calendarSource,
  current: async (db, id) => {
    const found = await calendarOf(db).findOne({ calendar: id }).sort({ version: -1 }).lean<Calendar>();
    return found && { version: found.version, source: found.source ?? sourceOfSnapshot(found) };
  },
  problems: async ({ directory }, id, source) => {
    if (!isZone(source.zone)) return [{ pointer: '/zone', code: 'unknown' }];
    const owner = source.owner === undefined ? null : await directory.person(source.owner);
    const strays = Object.keys(source.names ?? {}).filter((date) => !Object.hasOwn(source.dates, date));
    return [
      ...problem(id === 'horizon', '', 'reserved'), // /api/calendars/horizon is another thing
      ...calendarProblems(compiled(id, 1, source)),
      ...problem(source.owner !== undefined && !owner?.active, '/owner', 'unknown'),
      ...strays.map((date) => ({ pointer: `/names/${date}`, code: 'unknown-date' })),
    ];
  },
  places: () => [],
  documentOf: async (_deps, id, source, stamp) => ({
    _id: refOf(id, stamp),
    calendar: id,
    name: source.name,
    snapshot: compiled(id, stamp.version, source),
    source,
    ...stamp,
  }),
  pinnedTo: (versions) => CALENDAR_NAMES.map((name) => ({ [`kase.pins.calendars.${name}`]: { in: versions } })),
};

function compiled(id: string, version: number, { zone, always, week, dates, years }: CalendarSource) {
  return compileCalendar({ id, version, zone, week, dates, years, ...(always && { always }) });
}

/** Versions from before there were editors: the snapshot holds all but names of dates. */
function sourceOfSnapshot({ name, snapshot }: Calendar): CalendarSource {
  const { zone, always, week, dates, coveredFrom, coveredUntil } = snapshot;
  const yearOf = (at: number): number =>
    Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(at));
  return { name, zone, week, dates, years: [yearOf(coveredFrom), yearOf(coveredUntil - 1)], ...(always && { always }) };
}

const policies: VersionedRegister<'policies'> = {
  name: 'policies',
  field: 'policy',
  title: 'Service level policy',
  source: policySource,
  current: async (db, id) => {
    const found = await policyOf(db).findOne({ policy: id }).sort({ version: -1 }).lean<PolicySource & Stamp>();
    if (!found) return null;
    const { process, name, organisations, calendars: hours, clocks, terms, silent } = found;
    const source = { process, name, organisations, calendars: hours, clocks, terms, ...(silent ? { silent } : {}) };
    return { version: found.version, source };
  },
  problems: async (deps, id, source) => {
    const former = await policies.current(deps.registers, id);
    return [
      ...policyProblems(processOf(source.process), source),
      ...problem(former !== null && former.source.process !== source.process, '/process', 'immutable'),
      ...(await unknownPlaces(deps, source.organisations)),
      ...(await unknownHours(deps, source.calendars)),
    ];
  },
  places: ({ organisations }) => organisations,
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), policy: id, ...source, ...stamp }),
  pinnedTo: (versions) => [{ 'kase.pins.sla': { in: versions } }],
};

const matrices: VersionedRegister<'matrices'> = {
  name: 'matrices',
  field: 'matrix',
  title: 'Priority matrix',
  source: matrixSource,
  current: async (db, id) => {
    const found = await matrixOf(db).findOne({ matrix: id }).sort({ version: -1 }).lean<MatrixSource & Stamp>();
    return found && { version: found.version, source: { priorities: found.priorities } };
  },
  problems: async (_deps, id) => problem(id !== 'priority', '', 'unknown'), // the one matrix that anything reads
  places: () => [],
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), matrix: id, ...source, ...stamp }),
};

const contracts: VersionedRegister<'contracts'> = {
  name: 'contracts',
  field: 'contract',
  title: 'Contract',
  source: contractSource,
  current: async (db, id) => {
    const found = await contractOf(db).findOne({ contract: id }).sort({ version: -1 }).lean<ContractSource & Stamp>();
    if (!found) return null;
    const {
      name,
      reference,
      organisations,
      applications,
      calendars: hours,
      policies: named,
      firstDay,
      lastDay,
    } = found;
    const source = { name, organisations, applications, calendars: hours, policies: named, firstDay, lastDay };
    return { version: found.version, source: { ...source, ...(reference === undefined ? {} : { reference }) } };
  },
  problems: async (deps, id, source) => {
    const days = await daysOf(deps, source);
    if (!days) return [{ pointer: '/firstDay', code: 'unknown-date' }];
    const others = (await deps.directory.contracts()).filter(({ contract }) => contract !== id);
    const period = { ...source, inForceFrom: days.from, inForceUntil: days.until };
    return [
      ...problem(days.from >= days.until, '/lastDay', 'out-of-order'),
      ...(await unknownPlaces(deps, source.organisations)),
      ...(await unknownHours(deps, source.calendars)),
      ...(await unknownPolicies(deps, source.policies)),
      ...(await unknownServices(deps, source.applications)),
      ...others
        .filter((other) => contractsOverlap(period, other))
        .map((other) => ({ pointer: '/organisations', code: 'overlaps', params: { contract: other._id } })),
    ];
  },
  places: ({ organisations }) => organisations,
  documentOf: async (deps, id, source, stamp) => {
    const days = await daysOf(deps, source);
    if (!days) throw new Error('published with an unknown date');
    return {
      _id: refOf(id, stamp),
      contract: id,
      ...source,
      inForceFrom: days.from,
      inForceUntil: days.until,
      ...stamp,
    };
  },
  pinnedTo: (versions) => [{ 'kase.pins.contract': { in: versions } }],
};

async function daysOf({ directory }: RegisterDeps, { calendars: { service }, firstDay, lastDay }: ContractSource) {
  try {
    return instantsOfDays((await directory.zoneOf(service)) ?? 'UTC', firstDay, lastDay);
  } catch {
    return null; // no such day
  }
}

async function unknownPlaces({ directory }: RegisterDeps, places: readonly OrgPath[]): Promise<FieldError[]> {
  const found = await Promise.all(places.map((path) => directory.organisation(path)));
  return found.flatMap((one, i) => problem(one === null, `/organisations/${i}`, 'unknown'));
}

async function unknownHours({ directory }: RegisterDeps, hours: ContractSource['calendars']): Promise<FieldError[]> {
  const names = ['service', 'vendor'] as const;
  const found = await Promise.all(names.map((name) => directory.newestCalendar(hours[name])));
  return names.flatMap((name, i) => problem(found[i] === null, `/calendars/${name}`, 'unknown'));
}

async function unknownPolicies({ directory }: RegisterDeps, named: ContractSource['policies']): Promise<FieldError[]> {
  const found = await Promise.all(
    Object.entries(named).map(async ([process, id]) => {
      const all = await directory.policiesOf(process);
      return problem(!all.some(({ policy }) => policy === id), `/policies/${process}`, 'unknown');
    }),
  );
  return found.flat();
}

async function unknownServices({ directory }: RegisterDeps, applications: readonly string[]): Promise<FieldError[]> {
  const found = await Promise.all(applications.map((word) => directory.knows('application', word)));
  return found.flatMap((known, i) => problem(!known, `/applications/${i}`, 'unknown'));
}

export const versionedRegisters = { calendars, policies, matrices, contracts };
