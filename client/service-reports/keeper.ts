/** What the job of service reports asks of the world (activities/jobs/service-reports.ts). */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import type { Printed } from '../../domain/documents/printed.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import type { Words } from '../../domain/notice-words.ts';
import { processOfCase } from '../../domain/processes.ts';
import { printedReport } from '../../domain/service-reports/printed.ts';
import type { ServiceReport } from '../../domain/service-reports/report.ts';
import { type KeptReport, reportIn } from '../../models/figures/service-report.ts';
import type { Contract } from '../../models/registers/contract.ts';
import { namesOf } from '../../models/registers/names.ts';
import { wallClock, wallClockNamed } from '../../platform/zones.ts';
import { periodCalendar } from '../registers/period-calendar.ts';
import type { Directory } from '../registers/directory.ts';
import { reportFor } from './making.ts';

export type ReportKeeper = {
  /** Of each contract the newest version. */
  contracts(): Promise<Contract[]>;
  /** Of the zone by which months of that organisation are cut. */
  offsetsOf(organisation: OrgPath): Promise<CalendarSnapshot['offsets']>;
  count(asked: Parameters<typeof reportFor>[1]): Promise<ServiceReport>;
  /** Throws where the text is not what was hashed. */
  compose(report: KeptReport, locale: 'zh' | 'en'): Promise<Printed>;
};

/** As notices call it. */
function promise(number: string, clock: string): Words | undefined {
  const process = processOfCase(number);
  return process === null ? undefined : processOf(process).words.clocks[clock];
}

export const createReportKeeper = (stores: { db: Connection; directory: Directory }): ReportKeeper => ({
  contracts: () => stores.directory.contracts(),
  offsetsOf: async (organisation) => (await periodCalendar(stores, organisation)).offsets,
  count: (asked) => reportFor(stores, asked),
  compose: async (kept, locale) => {
    const report = reportIn(kept);
    const { organisation, zone } = report;
    const names = await namesOf(stores.db, [`organisation:${organisation}`]);
    return printedReport(report, kept.hash, {
      locale,
      clock: (at) => wallClock(at, zone),
      zoned: (at) => wallClockNamed(at, zone),
      promise,
      organisation: names.get(`organisation:${organisation}`) ?? { zh: organisation, en: organisation },
    });
  },
});
