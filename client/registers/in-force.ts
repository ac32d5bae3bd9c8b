/** Which versions of policies, contracts and calendars hold for a new case; with drafts in their place where asked for. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { FieldError, Millis, OrgPath } from '../../domain/kernel/process.ts';
import { policyProblems } from '../../domain/kernel/policy/publication.ts';
import { calendarOf } from '../../models/registers/calendar.ts';
import type { Contract } from '../../models/registers/contract.ts';
import { type Draft, type DraftOf, draftOf, type VersionedName } from '../../models/registers/draft.ts';
import { type Policy, policyOf } from '../../models/registers/policy.ts';
import { compileCalendar, instantsOfDays, isDate, isZone } from '../../platform/zones.ts';
import type { Directory } from './directory.ts';

export type InForce = {
  /** Newest first. */
  policiesOf(process: string): Promise<readonly Policy[]>;
  contracts(): Promise<readonly Contract[]>;
  /** `id@version`; null: no such calendar. */
  calendar(id: string): Promise<string | null>;
  /** Snapshots that stand in no register, by `id@version`. */
  drafted: Readonly<Record<string, CalendarSnapshot>>;
  /** Policies that stand in no register. */
  draftedPolicies: readonly Policy[];
  /** Drafts on which no case can run, by `id@version`: what is wrong with them. */
  faults: ReadonlyMap<string, readonly FieldError[]>;
};

/** What is published. */
export const published = (directory: Directory): InForce => ({
  policiesOf: (process) => directory.policiesOf(process),
  contracts: () => directory.contracts(),
  calendar: (id) => directory.newestCalendar(id),
  drafted: {},
  draftedPolicies: [],
  faults: new Map(),
});

const FIRST_DRAFT = 1_000_000;
/** Of a draft: above every version that will ever be published, and another one after each edit. */
export const draftVersion = ({ base, revision }: Pick<Draft, 'base' | 'revision'>): number =>
  FIRST_DRAFT * (base + 1) + revision;
/** True for `id@version` of a draft. */
export const isDraftRef = (ref: string): boolean => Number(ref.slice(ref.lastIndexOf('@') + 1)) >= FIRST_DRAFT;

/** Keeps the drafts behind `inForce` as they are now, so that what runs on them can still be read when they have changed. */
export async function keepDrafted(store: Connection, { drafted, draftedPolicies }: InForce): Promise<void> {
  const stamp = { publishedAt: 0, publishedBy: 'draft' };
  for (const [_id, snapshot] of Object.entries(drafted)) {
    const { id: calendar, version } = snapshot;
    const kept = { calendar, version, name: calendar, snapshot, ...stamp };
    await calendarOf(store).updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
  }
  for (const { _id, ...policy } of draftedPolicies)
    await policyOf(store).updateOne({ _id }, { $setOnInsert: policy }, { upsert: true });
}

/**
 * The same with every draft in the place of what it was made from. One that no case can run on is chosen all the same, and
 * refused by `refuseFaulty`: nobody should take what is published for his draft. Throws when MongoDB is away.
 */
export async function withDrafts(db: Connection, directory: Directory): Promise<InForce> {
  const drafts = await draftOf(db).find().sort({ _id: 1 }).lean<Draft[]>();
  const calendars = drafts.filter(isOf('calendars'));
  const snapshots = calendars.filter(({ source }) => isZone(source.zone)).map(compiled);
  const policies = drafts.filter(isOf('policies')).map(policyFrom);
  const zones = new Map(snapshots.map(({ id, zone }) => [id, zone]));
  const contracts = await Promise.all(
    drafts.filter(isOf('contracts')).map(async (draft) => contractFrom(draft, (id) => zoneOf(directory, zones, id))),
  );
  const faults = faultsOf(drafts);
  return {
    policiesOf: async (process) =>
      overlaid(await directory.policiesOf(process), policies, ({ policy }) => policy).filter(
        (one) => one.process === process,
      ),
    contracts: async () => overlaid(await directory.contracts(), contracts, ({ contract }) => contract),
    calendar: async (id) => {
      const draft = calendars.find((one) => one.id === id);
      return draft ? refOf(draft) : await directory.newestCalendar(id);
    },
    drafted: Object.fromEntries(snapshots.map((snapshot) => [`${snapshot.id}@${snapshot.version}`, snapshot])),
    draftedPolicies: policies.filter(({ _id }) => !faults.has(_id)),
    faults,
  };
}

/** What would break a case that runs on them; less than what stands in the way of publishing them. */
function faultsOf(drafts: readonly Draft[]): Map<string, FieldError[]> {
  const found = drafts.map((draft): [string, FieldError[]] => [refOf(draft), faultsIn(draft)]);
  return new Map(found.filter(([, faults]) => faults.length > 0));
}

function faultsIn({ register, source }: Draft): FieldError[] {
  switch (register) {
    case 'calendars':
      return isZone(source.zone) ? [] : [{ pointer: '/zone', code: 'unknown' }];
    case 'policies':
      return policyProblems(processOf(source.process), source);
    case 'contracts':
      return DAYS.flatMap((day) => (isDate(source[day]) ? [] : [{ pointer: `/${day}`, code: 'unknown-date' }]));
    case 'matrices':
    case 'approval-policies': // no case is opened on one
    case 'change-templates':
    case 'risk-questionnaires':
    case 'document-templates':
    case 'freezes':
    case 'runbooks':
    case 'checklists':
    case 'indicators':
    case 'appraisal-schemes':
      return [];
    default:
      return register satisfies never;
  }
}
const DAYS = ['firstDay', 'lastDay'] as const;

/** Throws 'draft-unusable' for a draft, by `id@version`, on which no case can run. */
export function refuseFaulty({ faults }: InForce, ref: string): void {
  const fields = faults.get(ref);
  if (fields)
    throw new DomainError('draft-unusable', `No case can run on the draft ${ref}`, { fields, params: { ref } });
}

const overlaid = <T>(all: readonly T[], drafts: readonly T[], idOf: (one: T) => string): readonly T[] => {
  const replaced = new Set(drafts.map(idOf));
  return [...drafts, ...all.filter((one) => !replaced.has(idOf(one)))];
};

const zoneOf = async (directory: Directory, drafted: ReadonlyMap<string, string>, id: string): Promise<string> =>
  drafted.get(id) ?? (await directory.zoneOf(id)) ?? 'UTC';
const refOf = (draft: Draft): string => `${draft.id}@${draftVersion(draft)}`;

function compiled(draft: DraftOf<'calendars'>): CalendarSnapshot {
  const { zone, always, week, dates, years } = draft.source;
  const body = { zone, week, dates, years, ...(always && { always }) };
  return compileCalendar({ id: draft.id, version: draftVersion(draft), ...body });
}

function policyFrom(draft: DraftOf<'policies'>): Policy {
  const version = draftVersion(draft);
  return { ...draft.source, _id: `${draft.id}@${version}`, policy: draft.id, version, ...stampOf(draft) };
}

/** One whose days there are not holds at any time: so that it is found where it is meant. */
async function contractFrom(
  draft: DraftOf<'contracts'>,
  zone: (calendar: string) => Promise<string>,
): Promise<Contract> {
  const version = draftVersion(draft);
  const { source } = draft;
  const { from, until } =
    faultsIn(draft).length > 0
      ? EVER
      : instantsOfDays(await zone(source.calendars.service), source.firstDay, source.lastDay);
  const days = { inForceFrom: from, inForceUntil: until };
  return { ...source, ...days, _id: `${draft.id}@${version}`, contract: draft.id, version, ...stampOf(draft) };
}
const EVER = { from: -Infinity, until: Infinity };

const stampOf = ({ editedAt, editedBy }: Draft) => ({ publishedAt: editedAt, publishedBy: editedBy });
const isOf =
  <K extends VersionedName>(register: K) =>
  (draft: Draft): draft is Extract<Draft, { register: K }> =>
    draft.register === register;

/**
 * The contract for a case of `orgPath` about `application` at `at`: of the nearest organisation upward that has one in
 * force, and there one that names the application before one for all. Null: none.
 */
export async function contractFor(
  inForce: InForce,
  { orgPath, application, at }: { orgPath: OrgPath; application?: string | undefined; at: Millis },
): Promise<Contract | null> {
  const all = (await inForce.contracts()).filter(
    ({ inForceFrom, inForceUntil }) => inForceFrom <= at && at < inForceUntil,
  );
  for (const path of orgLineOf(orgPath)) {
    const here = all.filter(({ organisations }) => organisations.includes(path));
    const own = here.find(({ applications }) => application !== undefined && applications.includes(application));
    const found = own ?? here.find(({ applications }) => applications.length === 0);
    if (found) return found;
  }
  return null;
}

/**
 * The policy of a case: the one that its contract names, else that of the nearest organisation upward. Throws
 * 'policy-missing' when nothing is published for the process.
 */
export async function policyFor(
  inForce: InForce,
  process: string,
  { orgPath, contract }: { orgPath: OrgPath; contract: Contract | null },
): Promise<Policy> {
  const all = await inForce.policiesOf(process);
  const named = contract?.policies[process];
  const agreed = named === undefined ? undefined : all.find(({ policy }) => policy === named);
  if (agreed) return agreed;
  const open = all.filter(({ byContract }) => !byContract);
  for (const path of orgLineOf(orgPath)) {
    const here = open.find(({ organisations }) => organisations.includes(path));
    if (here) return here;
  }
  const everywhere = open.find(({ organisations }) => organisations.length === 0);
  if (!everywhere) throw new DomainError('policy-missing', `No policy is published for ${process}`);
  return everywhere;
}
