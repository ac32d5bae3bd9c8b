/** Which versions of registers a new case would run on, and by which rule each was chosen. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import type { DateNames } from '../../domain/kernel/clocks/what-if.ts';
import type { Millis, OrgPath, Pins, Tier } from '../../domain/kernel/process.ts';
import { type Calendar, calendarOf } from '../../models/registers/calendar.ts';
import { type DraftOf, draftId, draftOf } from '../../models/registers/draft.ts';
import { type Policy, policyOf } from '../../models/registers/policy.ts';
import type { Directory } from './directory.ts';
import { contractFor, type InForce, isDraftRef, policyFor } from './in-force.ts';
import type { ServedAt } from './pins.ts';

/** `at`: the organisation whose entry it was, where it was one's. */
type Reason<Why extends string> = { why: Why; at?: OrgPath };
export type Chosen = {
  /** Null: none in force covers the organisation and the service. */
  contract: ({ id: string; name: string } & Reason<'names-the-service' | 'covers-all-services'>) | null;
  policy: { id: string; name: string } & Reason<'asked-for' | 'contract' | 'organisation' | 'everywhere'>;
  /** `name`: what clocks call it. `team`: of which desk, for its own hours. */
  calendars: { name: string; id: string; why: 'product' | 'contract' | 'policy' | 'team'; team?: string }[];
  desks: Pins['desks'];
};

type Asked = {
  process: string;
  place: ServedAt;
  at: Millis;
  pins: Pins;
  /** The policy was asked for by its version. */
  asked: boolean;
};

/** Why `pins` are what they are. Throws nothing but what looking up throws. */
export async function chosenFor(
  directory: Directory,
  inForce: InForce,
  { process, place, at, pins, asked }: Asked,
): Promise<Chosen> {
  const { orgPath, application } = place;
  const contract = await contractFor(inForce, { orgPath, application, at });
  const policy = await policyFor(inForce, process, { orgPath, contract });
  const nearest = (organisations: readonly OrgPath[]) =>
    orgLineOf(orgPath).find((path) => organisations.includes(path));
  const own = nearest(policy.organisations);
  const hours = contract ? 'contract' : 'policy';
  return {
    contract: contract && {
      id: contract._id,
      name: contract.name,
      why: contract.applications.length > 0 ? 'names-the-service' : 'covers-all-services',
      ...placed(nearest(contract.organisations)),
    },
    policy: {
      id: policy._id,
      name: policy.name,
      ...(asked
        ? { why: 'asked-for' }
        : contract?.policies[process] === policy.policy
          ? { why: 'contract' }
          : own === undefined
            ? { why: 'everywhere' }
            : { why: 'organisation', at: own }),
    },
    calendars: await Promise.all(
      Object.entries(pins.calendars).map(async ([name, id]) => {
        if (name === 'always') return { name, id, why: 'product' as const };
        const queue = pins.desks[tierIn(name) ?? 'L1']?.queue;
        const isTeams = tierIn(name) !== undefined && queue !== undefined && (await directory.team(queue))?.calendar;
        return isTeams ? { name, id, why: 'team' as const, team: queue } : { name, id, why: hours };
      }),
    ),
    desks: pins.desks,
  };
}

const TIERS: readonly Tier[] = ['L1', 'L2', 'L3'];
const tierIn = (name: string): Tier | undefined => TIERS.find((tier) => name === `desk-${tier}`);
const placed = (at: OrgPath | undefined): { at?: OrgPath } => (at === undefined ? {} : { at });

/**
 * `inForce` with one published version of a policy in the place of whatever would be chosen. Throws 'invalid-data' when
 * there is no such version for the process.
 */
export async function onPolicy(
  db: Connection,
  inForce: InForce,
  { process, policyVersion }: { process: string; policyVersion?: string | undefined },
): Promise<InForce> {
  if (policyVersion === undefined) return inForce;
  const policy = await policyOf(db).findOne({ _id: policyVersion, process }).lean<Policy>();
  if (!policy) throw invalid('policyVersion', 'unknown', 'There is no such version of a policy for this process');
  const { byContract: _, ...agreed } = { ...policy, organisations: [] };
  return {
    ...inForce,
    policiesOf: async () => [agreed],
    contracts: async () => (await inForce.contracts()).map((contract) => ({ ...contract, policies: {} })),
  };
}

/** What people call the dates of the calendars pinned. */
export async function dateNamesOf(db: Connection, pins: Pins, { drafts }: { drafts: boolean }): Promise<DateNames> {
  const ids = Object.keys(pins.snapshots);
  const kept = await calendarOf(db)
    .find({ _id: { $in: ids } }, { 'source.names': 1 })
    .lean<Pick<Calendar, '_id' | 'source'>[]>();
  const drafted = drafts ? await draftedNames(db, ids.filter(isDraftRef)) : {};
  return { ...Object.fromEntries(kept.map(({ _id, source }) => [_id, source?.names ?? {}])), ...drafted };
}

async function draftedNames(db: Connection, refs: readonly string[]): Promise<DateNames> {
  const found = await Promise.all(
    refs.map(async (ref) => {
      const id = draftId('calendars', ref.slice(0, ref.lastIndexOf('@')));
      const draft = await draftOf(db).findById(id).lean<DraftOf<'calendars'>>();
      return [ref, draft?.source.names ?? {}] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** By the matrix that is being drafted; undefined when none is, or when it gives the pair no priority. */
export async function draftedPriority(db: Connection, data: object): Promise<string | undefined> {
  const draft = await draftOf(db).findById(draftId('matrices', 'priority')).lean<DraftOf<'matrices'>>();
  const [impact, urgency] = ['impact' in data ? data.impact : '', 'urgency' in data ? data.urgency : ''];
  return draft?.source.priorities[String(impact)]?.[String(urgency)];
}
