/** What is checked before a cutover is armed (processes.md 10): which prechecks there are, who has them, what each asks for. Pure. */
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { ItemFact, SpareFact } from '../kernel/facts.ts';
import type { FieldError, Millis } from '../kernel/process.ts';
import type { PlannedPart } from '../kernel/part.ts';
import { HOUR } from '../kernel/time/durations.ts';
import { spareFaults, type Versions } from './spare.ts';
import type { Cutover, Named, RulesCtx } from './state.ts';
import type { CutoverParts, PrecheckStatus } from './statuses.ts';

/** Ids of its prechecks; those of people follow, `pre-person-1` … in the order in which they are named. */
export const CHECKS = ['pre-spare', 'pre-modules', 'pre-backup', 'pre-change'] as const;
const PERSON = 'pre-person-';
export const isOfPerson = (id: string): boolean => id.startsWith(PERSON);
export const personCheck = (n: number): string => `${PERSON}${n + 1}`;
const TITLES: Readonly<Record<(typeof CHECKS)[number], { zh: string; en: string }>> = {
  'pre-spare': { zh: '备件版本与在用一致', en: 'Spare device of the same version' },
  'pre-modules': { zh: '预留光模块与电源模块', en: 'Optical and power modules reserved' },
  'pre-backup': { zh: '备份已读回核对', en: 'Backup read back' },
  'pre-change': { zh: '变更已排期', en: 'Change scheduled' },
};
/** What its prechecks are called, by their ids; those of people by what each is there for. Throws nothing. */
export function checkTitles({ people = [] }: { people?: readonly Named[] }): [string, { zh: string; en: string }][] {
  const ofPeople = people.map(({ as }, n): [string, { zh: string; en: string }] => [
    personCheck(n),
    { zh: `到场：${as}`, en: `Will be there: ${as}` },
  ]);
  return [...Object.entries(TITLES), ...ofPeople];
}
/** So long a backup counts. */
export const BACKUP_COUNTS: Millis = 24 * HOUR;
/** Of each, for every network device. */
const MODULES_EACH = 2;
/** Kinds of items in which optical and power modules stick. */
const NETWORK_DEVICES: readonly string[] = ['network-device', 'switch'];
export const isNetworkDevice = (fact: ItemFact | null | undefined): boolean =>
  NETWORK_DEVICES.includes(fact?.kind ?? '');

/** Its prechecks as its items and people ask for them; modules are not needed where no network device is among its items. */
export function plannedChecks({
  networkDevices,
  people = [],
}: Pick<Cutover, 'networkDevices' | 'people'>): PlannedPart<CutoverParts>[] {
  const needed: Partial<Record<string, PrecheckStatus>> = networkDevices > 0 ? {} : { 'pre-modules': 'not-needed' };
  return [...CHECKS, ...people.map((_one, n) => personCheck(n))].map((id) => ({
    id,
    kind: 'precheck',
    status: needed[id] ?? 'open',
  }));
}
/** As it stands; of one that nothing has touched, as it is planned. */
const statusOf = (state: Cutover, { id, status }: { id: string; status?: string | undefined }): string =>
  state.parts?.precheck?.[id]?.status ?? status ?? 'open';
/** Ids of those that are open, in their order; that of the change is asked of the change when it is armed and started. */
export const openChecks = (state: Cutover): string[] =>
  plannedChecks(state).flatMap((one) => (one.id !== 'pre-change' && statusOf(state, one) === 'open' ? [one.id] : []));
/** Who has it, or recorded it; undefined: nobody yet, or whoever had it has left. */
export const checkerOf = ({ parts }: Pick<Cutover, 'parts'>, id: string): string | undefined =>
  parts?.precheck?.[id]?.assignees?.[0];
/** Those who are to be there now: of who was named, or took such a place over. */
export const expected = (state: Cutover): string[] =>
  (state.people ?? []).flatMap((_one, n) => checkerOf(state, personCheck(n)) ?? []);

type Recorded = {
  versions?: { live: Versions; spare: Versions } | undefined;
  spare?: string | undefined;
  modules?: { optical: number; power: number } | undefined;
  backup?: { takenAt: Millis; checksum: string; readBack: string } | undefined;
};
const DETAILS: Readonly<Record<keyof Recorded, string>> = {
  versions: 'pre-spare',
  spare: 'pre-spare',
  modules: 'pre-modules',
  backup: 'pre-backup',
};
const detailsIn = (said: Recorded): (keyof Recorded)[] =>
  (['versions', 'spare', 'modules', 'backup'] as const).filter((name) => said[name] !== undefined);

type Around = { networkDevices: number; now: Millis; spares?: readonly SpareFact[] | undefined };
/** Why what is recorded does not meet the precheck; empty: it does. `spares`: as the register has them. Throws nothing. */
export function checkFaults(id: string, said: Recorded, { networkDevices, now, spares = [] }: Around): FieldError[] {
  const { modules, backup } = said;
  const strays = detailsIn(said).filter((name) => DETAILS[name] !== id);
  return [
    ...fieldFault(id === 'pre-modules' && !modules, '/modules', 'required'),
    ...fieldFault(id === 'pre-backup' && !backup, '/backup', 'required'),
    ...strays.map((name) => ({ pointer: `/${name}`, code: 'unknown-field' })),
    ...(id === 'pre-spare' ? spareFaults(said, spares) : []),
    ...(id === 'pre-modules' && modules
      ? [
          ...fieldFault(modules.optical < MODULES_EACH * networkDevices, '/modules/optical', 'too-few'),
          ...fieldFault(modules.power < MODULES_EACH * networkDevices, '/modules/power', 'too-few'),
        ]
      : []),
    ...(id === 'pre-backup' && backup
      ? [
          ...fieldFault(backup.takenAt > now, '/backup/takenAt', 'in-future'),
          ...fieldFault(backup.takenAt + BACKUP_COUNTS <= now, '/backup/takenAt', 'too-old'),
          ...fieldFault(backup.checksum !== backup.readBack, '/backup/readBack', 'checksum-differs'),
        ]
      : []),
  ];
}

/** Who is named anew: each place is open, and his; places that there are no more are dropped. */
export const placesFor = (people: readonly Named[], before: readonly Named[] = []) => ({
  also: Object.fromEntries(people.map((_one, n) => [personCheck(n), 'open'])),
  assigned: Object.fromEntries(people.map(({ person }, n) => [personCheck(n), [person]])),
  made: Object.fromEntries(people.map((_one, n) => [personCheck(n), { kind: 'precheck' }])),
  ...(before.length > people.length
    ? { dropped: before.slice(people.length).map((_one, n) => personCheck(people.length + n)) }
    : {}),
});

/**
 * What is still to be met: the prechecks that are open, and the change, where it has not its time and its consent, its window does
 * not hold that of the cutover, or another cutover carries it out; a drill has none. Throws 'precheck-open' with their ids.
 */
export function refuseOpen(cutover: Cutover, { caseId, facts: { change } }: RulesCtx): void {
  const { window } = cutover;
  const holds =
    change?.window === undefined ||
    (window !== undefined && change.window.from <= window.from && window.until <= change.window.until);
  const isDrill = cutover.change === undefined;
  const isOurs = change?.cutover === undefined || change.cutover === caseId;
  const isScheduled = isDrill || (change?.process === 'change' && change.status === 'scheduled' && holds && isOurs);
  const checks = [...openChecks(cutover), ...(isScheduled ? [] : ['pre-change'])];
  if (checks.length > 0)
    throw new DomainError('precheck-open', 'Not all that is checked beforehand is met', {
      params: {
        checks,
        ...(isScheduled ? {} : { change: cutover.change, ...(change ? { status: change.status } : {}) }),
        ...(isOurs ? {} : { cutover: change?.cutover }),
      },
    });
}
