/** The versioned registers, a row each: their source, what may be published, whom a version concerns, what it becomes. */
import type { ClientSession, Connection } from 'mongoose';
import { endOf } from '../../../domain/changes/spans.ts';
import { changesMetBy, startFreezeTold } from '../../../client/changes/frozen.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { calendarProblems } from '../../../domain/kernel/policy/calendar-rules.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import { approvalProblems } from '../../../domain/kernel/policy/approval-rules.ts';
import { policyProblems } from '../../../domain/kernel/policy/publication.ts';
import { isProcessKey } from '../../../domain/processes.ts';
import type { Calendar, CalendarSource } from '../../../models/registers/calendar.ts';
import type { ContractSource } from '../../../models/registers/contract.ts';
import type { Sources, VersionedName } from '../../../models/registers/draft.ts';
import { heldFreezeOf } from '../../../models/registers/freeze.ts';
import type { PolicySource } from '../../../models/registers/policy.ts';
import { compileCalendar, instantsOfDays, isDate, isZone } from '../../../platform/zones.ts';
import {
  type RegisterDeps,
  rivalContracts,
  rivalPolicies,
  unknownItems,
  unknownHours,
  undecidableIn,
  unknownInClocks,
  unknownInSeats,
  unknownPlaces,
  unknownPolicies,
  unknownServices,
  unknownTemplates,
} from './register-checks.ts';
import {
  approvalPolicySource,
  calendarSource,
  contractSource,
  freezeSource,
  matrixSource,
  policySource,
} from '../register-sources.ts';
import { changeTemplates, riskQuestionnaires } from './change-registers.ts';
import { indicators } from '../figures/indicator-register.ts';
import { appraisalSchemes } from '../appraisals/scheme-register.ts';
import { checklists } from '../inspections/checklist-register.ts';
import { runbooks } from '../runbooks/runbook-register.ts';
import { documentTemplates } from './document-templates.ts';
import { freezeProblems, heldSpans } from './freeze-spans.ts';
import { type Documents, pinnedAny, refOf, type VersionedRegister } from './register-shapes.ts';

export type { RegisterDeps } from './register-checks.ts';

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word) => other.includes(word));

const calendars: VersionedRegister<'calendars'> = {
  name: 'calendars',
  field: 'calendar',
  title: 'Service calendar',
  schema: calendarSource,
  sourceOf: (published) => published.source ?? sourceOfSnapshot(published),
  problems: async ({ directory }, { id, source }) => {
    const owner = source.owner === undefined ? null : await directory.person(source.owner);
    const strays = Object.keys(source.names ?? {}).filter((date) => !Object.hasOwn(source.dates, date));
    const known = isZone(source.zone);
    return [
      ...fieldFault(id === 'horizon', '', 'reserved'), // /api/calendars/horizon is another thing
      ...fieldFault(id === ALWAYS && !source.always, '/always', 'required'),
      ...fieldFault(!known, '/zone', 'unknown'),
      ...calendarProblems(compiled(id, 1, known ? source : { ...source, zone: 'UTC' })),
      ...fieldFault(source.owner !== undefined && !owner?.active, '/owner', 'unknown'),
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
  pinnedTo: (versions) => [pinnedAny('calendar', versions)],
};
/** Clocks call it by this name and count on every minute of it. */
const ALWAYS = 'always';

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
  schema: policySource,
  sourceOf: ({ process, name, organisations, byContract, calendars: hours, clocks, terms, silent }) => ({
    process,
    name,
    organisations,
    ...(byContract && { byContract }),
    calendars: hours,
    clocks,
    terms,
    ...(silent && { silent }),
  }),
  problems: async (deps, { id, source, former, actor }) => {
    const { process, organisations, byContract, clocks } = source;
    return [
      ...policyProblems(processOf(process), source),
      ...(await unknownInClocks(deps, clocks, { actor, former: former?.clocks })),
      ...unknownTemplates(process, source),
      ...fieldFault(former !== null && former.process !== process, '/process', 'immutable'),
      ...fieldFault(byContract === true && organisations.length > 0, '/organisations', 'said-twice'),
      ...(await unknownPlaces(deps, organisations)),
      ...(await unknownHours(deps, source.calendars)),
      ...(await rivalPolicies(deps.registers, { id, reach: source })),
    ];
  },
  rivals: ({ registers }, { id, source }, session) =>
    rivalPolicies(registers, { id, reach: source, ...(session && { session }) }),
  places: ({ organisations }) => organisations,
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), policy: id, ...source, ...stamp }),
  pinnedTo: (versions) => [pinnedAny('sla', versions)],
  newlyCovered: (source, former) => {
    const { process, organisations } = source;
    if (source.byContract || (former && holdsAlike(source, former))) return [];
    return [{ process: { is: process }, ...(organisations.length > 0 && { orgLine: { in: organisations } }) }];
  },
};

const holdsAlike = (one: PolicySource, other: PolicySource): boolean =>
  one.byContract === other.byContract && isSame(one.organisations, other.organisations);

const matrices: VersionedRegister<'matrices'> = {
  name: 'matrices',
  field: 'matrix',
  title: 'Priority matrix',
  schema: matrixSource,
  sourceOf: ({ priorities }) => ({ priorities }),
  problems: async (_deps, { id }) => fieldFault(id !== 'priority', '', 'unknown'), // the one matrix that anything reads
  places: () => [],
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), matrix: id, ...source, ...stamp }),
};

const contracts: VersionedRegister<'contracts'> = {
  name: 'contracts',
  field: 'contract',
  title: 'Contract',
  schema: contractSource,
  sourceOf: ({
    name,
    reference,
    organisations,
    applications,
    calendars: hours,
    policies: named,
    inspections,
    firstDay,
    lastDay,
  }) => ({
    name,
    ...(reference !== undefined && { reference }),
    organisations,
    applications,
    calendars: hours,
    policies: named,
    ...(inspections && { inspections }),
    firstDay,
    lastDay,
  }),
  problems: async (deps, { id, source }) => {
    const { organisations, applications, firstDay, lastDay } = source;
    const real = isDate(firstDay) && isDate(lastDay);
    return [
      ...fieldFault(!isDate(firstDay), '/firstDay', 'unknown-date'),
      ...fieldFault(!isDate(lastDay), '/lastDay', 'unknown-date'),
      ...fieldFault(real && firstDay > lastDay, '/lastDay', 'out-of-order'),
      ...(await unknownPlaces(deps, organisations)),
      ...(await unknownHours(deps, source.calendars)),
      ...(await unknownPolicies(deps, source.policies)),
      ...(await unknownServices(deps, applications)),
      ...(real ? await rivalsOf(deps, { id, source }) : []),
    ];
  },
  rivals: (deps, edit, session) => rivalsOf(deps, edit, session),
  places: ({ organisations }) => organisations,
  documentOf: async (deps, id, source, stamp) => ({
    _id: refOf(id, stamp),
    contract: id,
    ...source,
    ...(await periodOf(deps, source)),
    ...stamp,
  }),
  pinnedTo: (versions) => [pinnedAny('contract', versions)],
  newlyCovered: ({ organisations, applications }, former) => {
    if (former && isSame(organisations, former.organisations) && isSame(applications, former.applications)) return [];
    return [{ orgLine: { in: organisations }, ...(applications.length > 0 && { application: { in: applications } }) }];
  },
};

async function rivalsOf(deps: RegisterDeps, edit: { id: string; source: ContractSource }, session?: ClientSession) {
  const period = { ...edit.source, ...(await periodOf(deps, edit.source)) };
  return await rivalContracts(deps.registers, { id: edit.id, period, ...(session && { session }) });
}

/** Its days are those of its service hours. Throws RangeError for dates that there are not. */
async function periodOf({ directory }: RegisterDeps, { calendars: { service }, firstDay, lastDay }: ContractSource) {
  const { from, until } = instantsOfDays((await directory.zoneOf(service)) ?? 'UTC', firstDay, lastDay);
  return { inForceFrom: from, inForceUntil: until };
}

const approvalPolicies: VersionedRegister<'approval-policies'> = {
  name: 'approval-policies',
  field: 'approvalPolicy',
  title: 'Approval policy',
  schema: approvalPolicySource,
  sourceOf: ({ process, name, order, withdrawable, stages }) => ({
    process,
    name,
    ...(order && { order }),
    ...(withdrawable && { withdrawable }),
    stages,
  }),
  problems: async (deps, { source, former }) => {
    const { process } = source;
    const known = isProcessKey(process) ? processOf(process).approves : undefined;
    const own = [
      ...fieldFault(!isProcessKey(process), '/process', 'unknown'),
      ...fieldFault(former !== null && former.process !== process, '/process', 'immutable'),
      ...approvalProblems(source, known ?? { parties: [], never: [] }),
      ...(await unknownInSeats(deps, source)),
    ];
    return own.length > 0 ? own : await undecidableIn(deps, source);
  },
  places: () => [], // a seat elsewhere gives that place no say in whose cases it decides
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), approvalPolicy: id, ...source, ...stamp }),
  pinnedTo: (versions) => [pinnedAny('approval', versions)],
};

const freezes: VersionedRegister<'freezes'> = {
  name: 'freezes',
  field: 'freeze',
  title: 'Freeze',
  schema: freezeSource,
  sourceOf: ({ name, reason, kind, organisations, services, items, spans, lifted }) => ({
    name,
    reason,
    kind,
    organisations,
    services,
    items,
    spans,
    ...(lifted && { lifted }),
  }),
  problems: async (deps, { source, former, actor }) => [
    ...freezeProblems(source, former, Date.now()),
    ...(await unknownPlaces(deps, source.organisations)),
    ...(await unknownServices(deps, source.services, 'services')),
    ...(await unknownItems(deps, source.items, { actor, kept: former?.items })),
  ],
  places: ({ organisations }) => organisations,
  documentOf: async (_deps, id, source, stamp) => {
    const held = heldSpans(source.spans);
    return { _id: refOf(id, stamp), freeze: id, ...source, held, endsAt: endOf(held), ...stamp };
  },
  announce: async ({ jobs }, { _id }) => {
    if (jobs) await startFreezeTold(jobs, _id);
  },
  meets: ({ registers }, version, now) => changesMetBy({ db: registers }, heldFreezeOf(version), now),
};

export const versionedRegisters = {
  calendars,
  policies,
  matrices,
  contracts,
  'approval-policies': approvalPolicies,
  'change-templates': changeTemplates,
  'risk-questionnaires': riskQuestionnaires,
  'document-templates': documentTemplates,
  freezes,
  runbooks,
  checklists,
  indicators,
  'appraisal-schemes': appraisalSchemes,
};

/** The newest version of an entry; null: there is none. */
export async function newestOf<K extends VersionedName>(
  db: Connection,
  register: VersionedRegister<K>,
  id: string,
): Promise<{ version: number; source: Sources[K] } | null> {
  const { name, field } = register;
  const found = await db
    .collection<Documents[K] & { _id: string }>(name)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `field` is one of this register's own
    .findOne({ [field]: id } as object, { sort: { version: -1 } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's border: what is published was parsed
  return found && { version: found.version, source: register.sourceOf(found as unknown as Documents[K]) };
}

/** What people edit, of a version as it is stored. */
export function sourceIn(name: VersionedName, published: object): object {
  const register: VersionedRegister = versionedRegisters[name];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's border: what is published was parsed
  return register.sourceOf(published as Documents[VersionedName]);
}
