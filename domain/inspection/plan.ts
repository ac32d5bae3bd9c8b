/** Inspection plans 巡检计划: what is inspected how, how often, by which checklist. */
import { fieldFault } from '../kernel/errors.ts';
import { isWithin, orgLineOf } from '../kernel/people/access.ts';
import { dayOf } from '../kernel/time/calendar-table.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/units.ts';
import { type EveryMonths, FIRST_DAY, LAST_DAY, LONGEST_WINDOW } from './slots.ts';

/** How the inspector gets there. */
export const WAYS = ['on-site', 'remote', 'phone'] as const;
export type Way = (typeof WAYS)[number];
/** What the inspector of a plan looks at beside its checklist: in order, abnormal or not applicable. */
export type OwnLine = { id: string; title: { zh: string; en: string } };
export const MOST_OWN_LINES = 10;
export type InspectionPlan = {
  title: string;
  /** Whose units and devices are inspected. */
  orgPath: OrgPath;
  /** The contract under which they are, without version: its interval holds, and its last day. */
  contract?: string | undefined;
  way: Way;
  /** A core unit is inspected each month where nothing else is said. */
  core: boolean;
  everyMonths?: EveryMonths | undefined;
  /** Configuration items. */
  items: readonly string[];
  /** Without version. */
  checklist: string;
  /** Beside those of its checklist; at most ten. */
  lines?: readonly OwnLine[] | undefined;
  /** Local dates: of the first slot, and the last on which one is planned. */
  firstDay: string;
  lastDay?: string | undefined;
  /** IANA name, of its days. */
  zone: string;
  /** Whose working days count, without version. */
  calendar: string;
  /** Local days in which a visit is made. */
  windowDays: number;
  /** Who inspects, the first one first; empty: somebody is appointed each time. */
  inspectors: readonly string[];
  /** Skills: each held by somebody of those who inspect, on the day. */
  skills?: readonly string[] | undefined;
  /** False: nothing is opened by it. */
  open: boolean;
  /** When it was made, or opened again: it begins with the slots of that day. */
  since: Millis;
};
/** What of a contract a plan follows. */
export type Owed = {
  organisations: readonly OrgPath[];
  /** Months from one inspection to the next, by way. */
  inspections?: Readonly<Partial<Record<Way, EveryMonths>>> | undefined;
  lastDay: string;
};

type Interval = Partial<Pick<InspectionPlan, 'way' | 'core' | 'everyMonths'>>;
/**
 * How often: as the contract says for the way, else as the plan does, else each month by phone and for core units, each quarter
 * for all others. `contract`: null where the plan names none. Throws nothing.
 */
export const everyOf = (
  { way, core, everyMonths }: Interval,
  contract: Pick<Owed, 'inspections'> | null,
): EveryMonths => (way && contract?.inspections?.[way]) ?? everyMonths ?? (way === 'phone' || core ? 1 : 3);

/** The last day on which one is planned: its own, or that of its contract if that is earlier; undefined: it goes on. */
export const lastDayOf = ({ lastDay }: Partial<InspectionPlan>, contract: Owed | null): string | undefined =>
  [lastDay, contract?.lastDay].filter((day) => day !== undefined).toSorted()[0];

/** What registers say of what a plan names. */
export type Known = {
  /** Undefined: it names none; null: there is no such contract. */
  contract: Owed | null | undefined;
  isOrganisation: boolean;
  isCalendar: boolean;
  /** Items at or below its organisation that are in use. */
  items: ReadonlySet<string>;
  /** Null: there is none of that name in force. */
  checklist: { orgPath: OrgPath; ways: readonly Way[]; lines?: readonly { id: string }[] | undefined } | null;
  /** Active people who are engineers for its organisation. */
  inspectors: ReadonlySet<string>;
  /** Open ones. */
  skills: ReadonlySet<string>;
};
type Body = Partial<InspectionPlan>;

/**
 * What stands against a plan as edited, each fault by its field. Items, inspectors and skills that stand in it already may stay. Fields
 * that are absent were refused before. Throws nothing.
 */
export function planFaults({ body, former }: { body: Body; former: Body | null }, known: Known): FieldError[] {
  const { orgPath, items = [], inspectors = [], skills = [] } = body;
  const [hadItems, hadPeople, hadSkills] = [
    new Set(former?.items),
    new Set(former?.inspectors),
    new Set(former?.skills),
  ];
  return [
    ...fieldFault(orgPath !== undefined && !known.isOrganisation, '/orgPath', 'unknown'),
    ...contractFaults(body, known.contract),
    ...intervalFaults(body, known.contract ?? null),
    ...items.flatMap((item, i) => [
      ...fieldFault(items.indexOf(item) !== i, `/items/${i}`, 'already-named'),
      ...fieldFault(!known.items.has(item) && !hadItems.has(item), `/items/${i}`, 'unknown'),
    ]),
    ...checklistFaults(body, known.checklist),
    ...lineFaults(body, known.checklist),
    ...dayFaults(body),
    ...fieldFault(body.calendar !== undefined && !known.isCalendar, '/calendar', 'unknown'),
    ...inspectors.flatMap((person, i) => [
      ...fieldFault(inspectors.indexOf(person) !== i, `/inspectors/${i}`, 'already-named'),
      ...fieldFault(!known.inspectors.has(person) && !hadPeople.has(person), `/inspectors/${i}`, 'not-engineer-there'),
    ]),
    ...skills.flatMap((skill, i) => [
      ...fieldFault(skills.indexOf(skill) !== i, `/skills/${i}`, 'already-named'),
      ...fieldFault(!known.skills.has(skill) && !hadSkills.has(skill), `/skills/${i}`, 'unknown'),
    ]),
  ];
}

function contractFaults({ orgPath }: Body, contract: Owed | null | undefined): FieldError[] {
  const covers = orgPath === undefined || contract?.organisations.some((path) => isWithin(orgPath, path));
  return [
    ...fieldFault(contract === null, '/contract', 'unknown'),
    ...fieldFault(Boolean(contract) && !covers, '/contract', 'not-covered'),
  ];
}

/** By phone and at core units somebody looks each month, unless the contract says otherwise. */
function intervalFaults(body: Body, contract: Owed | null): FieldError[] {
  const { way, core, everyMonths = 1, windowDays = 1 } = body;
  const isOwed = way !== undefined && contract?.inspections?.[way] !== undefined;
  const most = LONGEST_WINDOW[everyOf(body, contract)];
  return [
    ...fieldFault(everyMonths > 1 && (way === 'phone' || core === true) && !isOwed, '/everyMonths', 'too-rare'),
    ...(windowDays > most ? [{ pointer: '/windowDays', code: 'too-long', params: { most } }] : []),
  ];
}

function checklistFaults({ checklist, orgPath, way }: Body, known: Known['checklist']): FieldError[] {
  if (checklist === undefined) return [];
  const isThere = known !== null && (orgPath === undefined || orgLineOf(orgPath).includes(known.orgPath));
  const fits = way === undefined || known?.ways.includes(way);
  return [
    ...fieldFault(!isThere, '/checklist', 'unknown'),
    ...fieldFault(isThere && !fits, '/checklist', 'not-for-this-way'),
  ];
}

function lineFaults({ lines = [] }: Body, known: Known['checklist']): FieldError[] {
  const taken = new Set(known?.lines?.map(({ id }) => id));
  return lines.flatMap(({ id }, i) =>
    fieldFault(taken.has(id) || lines.findIndex((one) => one.id === id) !== i, `/lines/${i}/id`, 'already-named'),
  );
}

function dayFaults({ firstDay, lastDay }: Body): FieldError[] {
  const first = firstDay === undefined ? Number.NaN : dayOf(firstDay);
  const last = lastDay === undefined ? Number.NaN : dayOf(lastDay);
  return [
    ...fieldFault(firstDay !== undefined && Number.isNaN(first), '/firstDay', 'unknown-date'),
    ...fieldFault(first < dayOf(FIRST_DAY), '/firstDay', 'too-small'),
    ...fieldFault(first > dayOf(LAST_DAY), '/firstDay', 'too-large'),
    ...fieldFault(lastDay !== undefined && Number.isNaN(last), '/lastDay', 'unknown-date'),
    ...fieldFault(last > dayOf(LAST_DAY), '/lastDay', 'too-large'),
    ...fieldFault(last < first, '/lastDay', 'out-of-order'),
  ];
}
