/** Test support: a contract with many sites below the city of Xiling, each inspected by a plan of its own. */
import type { Connection } from 'mongoose';
import { Temporal } from 'temporal-polyfill';
import type { Way } from '../../../domain/inspection/plan.ts';
import type { EveryMonths } from '../../../domain/inspection/slots.ts';
import type { DateRule, Frame } from '../../../domain/kernel/time/calendar-snapshot.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import { addEntries, addVersions } from '../../../models/registers/add-missing.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../../../models/registers/inspections/plan.ts';
import { compileCalendar } from '../../../platform/zones.ts';

export const ZONE = 'Asia/Shanghai';
const CALENDAR = 'of-the-sites';
const CONTRACT = 'the-sites';
const OFFICE: readonly Frame[] = [[540, 1080]];
const WEEK = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];

/** How a site is inspected; `every`: months by hand, beside what the plan and its contract say. */
type Kind = { way: Way; checklist: string; core?: true; everyMonths?: EveryMonths; every: EveryMonths };
const room = { way: 'on-site', checklist: 'machine-room' } as const;
const quarterly: Kind = { ...room, every: 3 };
/** Of ten sites: six rooms each quarter, a core unit and two by phone each month, one remote, which its contract has half-yearly. */
const KINDS: readonly Kind[] = [
  quarterly,
  { way: 'phone', checklist: 'phone-visit', every: 1 },
  { ...room, core: true, every: 1 },
  { way: 'remote', checklist: 'remote-devices', everyMonths: 1, every: 6 },
  quarterly,
  quarterly,
  { way: 'phone', checklist: 'phone-visit', every: 1 },
  quarterly,
  quarterly,
  quarterly,
];
export type Site = { plan: string; every: EveryMonths; firstDay: string; windowDays: number };

/** Their organisations, contract, calendar and plans; the first slots are spread over the four weeks from `begin` on, each second one a day after the one before. */
export async function keepSites(
  db: Connection,
  { sites: count, begin, dates }: { sites: number; begin: string; dates: Readonly<Record<string, DateRule>> },
): Promise<Site[]> {
  const all = Array.from({ length: count }, (_, i) => siteOf(i, begin));
  await addEntries(
    db,
    'organisations',
    all.map(({ plan: { orgPath, title } }) => ({
      _id: orgPath,
      name: title,
      line: orgLineOf(orgPath),
      kind: 'budget-unit' as const,
      tiers: [],
      open: true,
    })),
  );
  const signed = { version: 1, publishedAt: Date.now(), publishedBy: 'owner' };
  const [year] = begin.split('-').map(Number);
  await addVersions(db, 'contracts', [
    {
      _id: `${CONTRACT}@1`,
      contract: CONTRACT,
      name: '西岭各点运维',
      organisations: ['/dx/xiling'],
      applications: [],
      calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
      policies: {},
      inspections: { remote: 6 },
      firstDay: `${(year ?? 0) - 1}-01-01`,
      lastDay: `${(year ?? 0) + 3}-12-31`,
      inForceFrom: 0,
      inForceUntil: 1, // no case runs on it: plans follow it all the same
      ...signed,
    },
  ]);
  await publishCalendar(db, 1, dates);
  await inspectionPlanOf(db).updateMany({}, { $set: { open: false } });
  await addEntries(
    db,
    'inspection-plans',
    all.map(({ plan }) => plan),
  );
  return all.map(({ plan: { _id, firstDay, windowDays }, every }) => ({ plan: _id, every, firstDay, windowDays }));
}

function siteOf(i: number, begin: string): { plan: KeptInspectionPlan; every: EveryMonths } {
  const { every, core = false, ...kind } = KINDS[i % KINDS.length] ?? quarterly;
  const id = `site-${String(i + 1).padStart(2, '0')}`;
  const firstDay = Temporal.PlainDate.from(begin)
    .add({ days: (i * 5 - (i % 2) * 4) % 28 })
    .toString();
  return {
    every,
    plan: {
      _id: id,
      title: `西岭 ${i + 1} 号点`,
      orgPath: `/dx/xiling/${id}`,
      contract: CONTRACT,
      core,
      items: [],
      firstDay,
      zone: ZONE,
      calendar: CALENDAR,
      windowDays: 10,
      inspectors: ['eng-dx-1'],
      open: true,
      since: Date.now(),
      ...kind,
    },
  };
}

/** A version of their calendar; its years are known far beyond the time that is tried. */
export async function publishCalendar(
  db: Connection,
  version: number,
  dates: Readonly<Record<string, DateRule>>,
): Promise<void> {
  const year = new Date().getUTCFullYear();
  const snapshot = compileCalendar({ id: CALENDAR, version, zone: ZONE, week: WEEK, dates, years: [year, year + 2] });
  const _id = `${CALENDAR}@${version}`;
  const signed = { version, publishedAt: Date.now(), publishedBy: 'owner' };
  await addVersions(db, 'calendars', [{ _id, calendar: CALENDAR, name: '各点日历', snapshot, ...signed }]);
}
