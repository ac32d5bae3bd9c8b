/** Which versions of policies, contracts and calendars hold for a new case; with drafts in their place where asked for. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../domain/kernel/access.ts';
import type { CalendarSnapshot } from '../domain/kernel/calendar.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { Millis, OrgPath } from '../domain/kernel/process.ts';
import { calendarOf } from '../models/calendar.ts';
import type { Contract } from '../models/contract.ts';
import { type Draft, type DraftOf, draftOf, type VersionedName } from '../models/draft.ts';
import { type Policy, policyOf } from '../models/policy.ts';
import { compileCalendar, instantsOfDays } from '../platform/zones.ts';
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
};

/** What is published. */
export const published = (directory: Directory): InForce => ({
  policiesOf: (process) => directory.policiesOf(process),
  contracts: () => directory.contracts(),
  calendar: (id) => directory.newestCalendar(id),
  drafted: {},
  draftedPolicies: [],
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

/** The same with every draft in the place of what it was made from. Throws when MongoDB is away. */
export async function withDrafts(db: Connection, directory: Directory): Promise<InForce> {
  const drafts = await draftOf(db).find().sort({ _id: 1 }).lean<Draft[]>();
  const calendars = drafts.filter(isOf('calendars')).map(compiled);
  const policies = drafts.filter(isOf('policies')).map(policyFrom);
  const drafted = Object.fromEntries(calendars.map((snapshot) => [`${snapshot.id}@${snapshot.version}`, snapshot]));
  const zones = new Map(calendars.map((snapshot) => [snapshot.id, snapshot.zone]));
  const contracts = await Promise.all(
    drafts.filter(isOf('contracts')).map(async (draft) => contractFrom(draft, (id) => zoneOf(directory, zones, id))),
  );
  return {
    policiesOf: async (process) =>
      overlaid(await directory.policiesOf(process), policies, ({ policy }) => policy).filter(
        (one) => one.process === process,
      ),
    contracts: async () => overlaid(await directory.contracts(), contracts, ({ contract }) => contract),
    calendar: async (id) => {
      const draft = calendars.find((snapshot) => snapshot.id === id);
      return draft ? `${id}@${draft.version}` : await directory.newestCalendar(id);
    },
    drafted,
    draftedPolicies: policies,
  };
}

const overlaid = <T>(all: readonly T[], drafts: readonly T[], idOf: (one: T) => string): readonly T[] => {
  const replaced = new Set(drafts.map(idOf));
  return [...drafts, ...all.filter((one) => !replaced.has(idOf(one)))];
};

const zoneOf = async (directory: Directory, drafted: ReadonlyMap<string, string>, id: string): Promise<string> =>
  drafted.get(id) ?? (await directory.zoneOf(id)) ?? 'UTC';

function compiled(draft: DraftOf<'calendars'>): CalendarSnapshot {
  const { zone, always, week, dates, years } = draft.source;
  const body = { zone, week, dates, years, ...(always && { always }) };
  return compileCalendar({ id: draft.id, version: draftVersion(draft), ...body });
}

function policyFrom(draft: DraftOf<'policies'>): Policy {
  const version = draftVersion(draft);
  return { ...draft.source, _id: `${draft.id}@${version}`, policy: draft.id, version, ...stampOf(draft) };
}

async function contractFrom(
  draft: DraftOf<'contracts'>,
  zone: (calendar: string) => Promise<string>,
): Promise<Contract> {
  const version = draftVersion(draft);
  const { source } = draft;
  const { from, until } = instantsOfDays(await zone(source.calendars.service), source.firstDay, source.lastDay);
  const days = { inForceFrom: from, inForceUntil: until };
  return { ...source, ...days, _id: `${draft.id}@${version}`, contract: draft.id, version, ...stampOf(draft) };
}

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
 * The policy of a case: the one that its contract names, else the newest of the nearest organisation upward. Throws
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
  for (const path of orgLineOf(orgPath)) {
    const here = all.find(({ organisations }) => organisations.includes(path));
    if (here) return here;
  }
  const everywhere = all.find(({ organisations }) => organisations.length === 0);
  if (!everywhere) throw new DomainError('policy-missing', `No policy is published for ${process}`);
  return everywhere;
}
