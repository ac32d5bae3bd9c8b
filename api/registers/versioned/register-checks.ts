/** Words in a register's text that other registers must know. */
import type { Client } from '@temporalio/client';
import type { ClientSession } from 'mongoose';
import type { Connection } from 'mongoose';
import { sittersOf } from '../../../client/registers/seats.ts';
import type { Directory } from '../../../client/registers/directory.ts';
import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import type { ApprovalPolicy } from '../../../domain/kernel/approval/shapes.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError, OrgPath } from '../../../domain/kernel/process.ts';
import { contractsOverlap, namedIn, policiesOverlap } from '../../../domain/kernel/policy/publication.ts';
import { undecidableStage } from '../../../domain/kernel/policy/approval-rules.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { templates } from '../../../domain/templates.ts';
import { type Contract, contractOf } from '../../../models/registers/contract.ts';
import { newestOfEach } from '../../../models/store/newest-version.ts';
import { riskQuestionnaireOf } from '../../../models/registers/changes/risk-questionnaire.ts';
import { type Policy, policyOf } from '../../../models/registers/policy.ts';
import { visibleIn } from '../register-scope.ts';

/** `jobs`: where what follows from a publication is begun; absent where nothing is published. */
export type RegisterDeps = {
  registers: Connection;
  directory: Directory;
  jobs?: { temporal: Client; taskQueue: string };
};
/**
 * Who asks what may be published: what he does not see is as unknown to him as what is not there. `kept`: words that the version
 * in force has already, which may stay.
 */
export type Asker = { actor: Actor; kept?: readonly string[] | undefined };
type Session = ClientSession | null;

export async function unknownPlaces({ directory }: RegisterDeps, places: readonly OrgPath[]): Promise<FieldError[]> {
  const found = await Promise.all(places.map((path) => directory.organisation(path)));
  return found.flatMap((one, i) => fieldFault(one === null, `/organisations/${i}`, 'unknown'));
}

type Hours = Readonly<Record<'service' | 'vendor', string>>;
export async function unknownHours({ directory }: RegisterDeps, hours: Hours): Promise<FieldError[]> {
  const names = ['service', 'vendor'] as const;
  const found = await Promise.all(names.map((name) => directory.newestCalendar(hours[name])));
  return names.flatMap((name, i) => fieldFault(found[i] === null, `/calendars/${name}`, 'unknown'));
}

/** Policies by process; one of another process is none. */
export async function unknownPolicies(
  { directory }: RegisterDeps,
  named: Readonly<Record<string, string>>,
): Promise<FieldError[]> {
  const found = await Promise.all(
    Object.entries(named).map(async ([process, id]) => {
      const all = await directory.policiesOf(process);
      return fieldFault(!all.some(({ policy }) => policy === id), `/policies/${process}`, 'unknown');
    }),
  );
  return found.flat();
}

/** One that is closed stays known: what was agreed on it goes on. */
export const unknownServices = (
  { registers }: RegisterDeps,
  applications: readonly string[],
  field = 'applications',
): Promise<FieldError[]> => unknownIn(registers, 'applications', { words: applications, field });

/** One out of use stays known. */
export const unknownItems = ({ registers }: RegisterDeps, items: readonly string[], by: Asker): Promise<FieldError[]> =>
  unknownIn(registers, 'items', { words: items, field: 'items', by });

export const unknownItemKinds = ({ registers }: RegisterDeps, kinds: readonly string[]): Promise<FieldError[]> =>
  unknownIn(registers, 'item-kinds', { words: kinds, field: 'kinds' });

async function unknownIn(
  db: Connection,
  register: string,
  { words, field, by }: { words: readonly string[]; field: string; by?: Asker },
): Promise<FieldError[]> {
  const known = await wordsIn(db, register, words, by);
  return words.flatMap((word, i) => fieldFault(!known.has(word), `/${field}/${i}`, 'unknown'));
}

const NAMED = { service: 'applications', team: 'teams', person: 'people' } as const;
/** What the clocks of a policy look for must be something that a case can have. */
export async function unknownInClocks(
  { registers }: RegisterDeps,
  clocks: Readonly<Record<string, ClockDefinition>>,
  { actor, former = {} }: { actor: Actor; former?: Readonly<Record<string, ClockDefinition>> | undefined },
): Promise<FieldError[]> {
  const found = await Promise.all(
    (['service', 'team', 'person'] as const).map(async (field) => {
      const named = namedIn(clocks, field);
      const words = named.map(({ word }) => word);
      const kept = namedIn(former, field).map(({ word }) => word);
      const known = await wordsIn(registers, NAMED[field], words, { actor, kept });
      return named.flatMap(({ pointer, word }) => fieldFault(!known.has(word), pointer, 'unknown'));
    }),
  );
  return found.flat();
}

/** Whom a policy's seats name: people at work who take part in cases, organisations, and roles that somebody holds there. */
export async function unknownInSeats(
  { directory }: RegisterDeps,
  { stages }: Pick<ApprovalPolicy, 'stages'>,
): Promise<FieldError[]> {
  const found = await Promise.all(
    stages.flatMap(({ seats }, s) =>
      seats.map(async ({ of, deputy }, n) => {
        const at = `/stages/${s}/seats/${n}`;
        const orgPath = 'orgPath' in of ? of.orgPath : undefined;
        const isThere = orgPath !== undefined && (await directory.organisation(orgPath)) !== null;
        const isHeld = isThere && 'role' in of && (await directory.holders(`${of.role}@${orgPath}`)).length > 0;
        return [
          ...('person' in of ? await whoIsNot(directory, of.person, `${at}/of/person`) : []),
          ...(deputy === undefined ? [] : await whoIsNot(directory, deputy, `${at}/deputy`)),
          ...fieldFault(orgPath !== undefined && !isThere, `${at}/of/orgPath`, 'unknown'),
          ...fieldFault(isThere && !isHeld, `${at}/of/role`, 'nobody'),
        ];
      }),
    ),
  );
  return found.flat();
}

async function whoIsNot(directory: Directory, id: string, pointer: string): Promise<FieldError[]> {
  const person = await directory.person(id);
  if (!person?.active) return [{ pointer, code: 'unknown' }];
  const isStaff = person.grants.some(({ role }) => STAFF.some((one) => one === role));
  return fieldFault(!isStaff, pointer, 'not-staff');
}

/** Of a policy without other faults: a stage that those who are there could not bring to an end. */
export async function undecidableIn(
  { directory }: RegisterDeps,
  source: Omit<ApprovalPolicy, 'id' | 'version'>,
): Promise<FieldError[]> {
  const seats = source.stages.flatMap((stage) =>
    stage.seats.filter(({ of }) => 'person' in of || ('role' in of && of.orgPath !== undefined)),
  );
  return undecidableStage(source, await sittersOf(directory, seats, '/'));
}

/** Those that are there; of a person those that he sees, and those that are kept. */
export async function wordsIn(
  db: Connection,
  register: string,
  words: readonly string[],
  by?: Asker,
): Promise<ReadonlySet<string>> {
  if (words.length === 0) return new Set();
  const seen = by ? [{ $or: [visibleIn(register, by.actor), { _id: { $in: [...(by.kept ?? [])] } }] }] : [];
  const found = await db
    .collection<{ _id: string }>(register)
    .find({ $and: [{ _id: { $in: [...new Set(words)] } }, ...seen] }, { projection: { _id: 1 } })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

/** Templates that a policy keeps silent: shipped ones, those of its own clocks, or `*`. */
export function unknownTemplates(
  process: string,
  { clocks, silent = [] }: { clocks: object; silent?: readonly string[] | undefined },
): FieldError[] {
  const own = Object.keys(clocks).flatMap((clock) =>
    ['warned', 'breached'].map((state) => `${process}-${clock}-${state}`),
  );
  const known = new Set(['*', ...Object.keys(templates), ...own]);
  return silent.flatMap((word, i) => fieldFault(!known.has(word), `/silent/${i}`, 'unknown'));
}

type Period = Pick<Contract, 'organisations' | 'applications' | 'inForceFrom' | 'inForceUntil'>;
/** Other contracts in force that would answer for the same cases. Read past the cache, inside the transaction if given. */
export async function rivalContracts(
  db: Connection,
  { id, period, session = null }: { id: string; period: Period; session?: Session },
): Promise<FieldError[]> {
  const others = await contractOf(db)
    .aggregate<Period & { _id: string }>([
      ...newestOfEach('contract'),
      { $match: { contract: { $ne: id } } },
      { $project: { organisations: 1, applications: 1, inForceFrom: 1, inForceUntil: 1 } },
      { $sort: { _id: 1 } },
    ])
    .session(session);
  return others
    .filter((other) => contractsOverlap(period, other))
    .map(({ _id }) => ({ pointer: '/organisations', code: 'overlaps', params: { contract: _id } }));
}

type Reach = Pick<Policy, 'process' | 'organisations' | 'byContract'>;
/** Other policies of the process that would hold for the same organisations; read likewise. */
export async function rivalPolicies(
  db: Connection,
  { id, reach, session = null }: { id: string; reach: Reach; session?: Session },
): Promise<FieldError[]> {
  const { process } = reach;
  const others = await policyOf(db)
    .aggregate<Reach & { _id: string }>([
      ...newestOfEach('policy'),
      { $match: { policy: { $ne: id }, process } },
      { $project: { process: 1, organisations: 1, byContract: 1 } },
      { $sort: { _id: 1 } },
    ])
    .session(session);
  return others
    .filter((other) => policiesOverlap(reach, other))
    .map(({ _id }) => ({ pointer: '/organisations', code: 'overlaps', params: { policy: _id } }));
}

/** Other questionnaires that would hold for the same organisations; read likewise. */
export async function rivalQuestionnaires(
  db: Connection,
  { id, reach, session = null }: { id: string; reach: { organisations: readonly OrgPath[] }; session?: Session },
): Promise<FieldError[]> {
  const others = await riskQuestionnaireOf(db)
    .aggregate<{ _id: string; organisations: readonly OrgPath[] }>([
      ...newestOfEach('riskQuestionnaire'),
      { $match: { riskQuestionnaire: { $ne: id } } },
      { $project: { organisations: 1 } },
      { $sort: { _id: 1 } },
    ])
    .session(session);
  return others
    .filter(({ organisations }) => questionnairesOverlap(reach.organisations, organisations))
    .map(({ _id }) => ({ pointer: '/organisations', code: 'overlaps', params: { questionnaire: _id } }));
}

/** Both for all, or both for the same one: of an organisation and one above it the nearer counts. */
const questionnairesOverlap = (one: readonly OrgPath[], other: readonly OrgPath[]): boolean =>
  one.length === 0 ? other.length === 0 : one.some((path) => other.includes(path));
