/** Monthly service reports: counted once, printed, and told to whom they are for; each month of each customer, however long nobody looked. */
import { createHash } from 'node:crypto';
import { monthAt, monthBefore, monthSpan, nextMonth } from '../../domain/archive/month.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { isDue, reportIdOf } from '../../domain/service-reports/report.ts';
import {
  beginFile,
  filesSoFar,
  keepFile,
  keepReport,
  type KeptReport,
  lastReported,
  notePrinted,
  noteTold,
  serviceReportsIn,
  unfinishedReports,
} from '../../models/figures/service-report.ts';
import { newBytesId, writeBytes } from '../../models/files/bytes.ts';
import type { Contract } from '../../models/registers/contract.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'serviceReports' | 'documents' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
/** `failed`: customers whose month could not be counted, printed or told; the next look tries again. */
export type Reported = { looked: number; made: number; told: number; failed: number };

const TOLD = ['customer-representative', 'project-manager'] as const;
/** Of one customer in one look; and printed in one look. */
const MOST_MONTHS = 24;
const MOST_PRINTED = 60;
const FORMATS = ['pdf', 'xlsx'] as const;
const LANGS = ['zh', 'en'] as const;

export function createServiceReports({ db, serviceReports, documents, directory, dispatch, logger }: Deps) {
  /** `now`: absent: by the clock on the wall; a test says another. */
  async function makeServiceReports(now: Millis = Date.now()): Promise<Reported> {
    if (!serviceReports) throw new Error('this worker makes no service reports');
    const sum = { looked: 0, made: 0, told: 0, failed: 0 };
    const trying = async (subject: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        sum.failed += 1;
        logger?.error(
          { subject, err: error, ...(error instanceof DomainError ? { code: error.code } : {}) },
          'a service report could not be made',
        );
      }
    };
    const contracts = await serviceReports.contracts();
    for (const organisation of customersOf(contracts)) {
      sum.looked += 1;
      await trying(organisation, async () => {
        for (const month of await dueFor(organisation, contracts, now))
          sum.made += await make(organisation, month, { contracts, now });
      });
    }
    for (const report of await unfinishedReports(db, MOST_PRINTED))
      await trying(report._id, async () => {
        if (report.state === 'made') await print(report);
        await tell(report);
        sum.told += 1;
      });
    return sum;
  }

  /** Months that are over and under a contract, since the last one that was reported on; of a new customer the last one alone. */
  async function dueFor(organisation: OrgPath, contracts: readonly Contract[], now: Millis): Promise<string[]> {
    const offsets = await reports().offsetsOf(organisation);
    const last = await lastReported(db, organisation);
    const due: string[] = [];
    for (
      let month = last === null ? monthBefore(monthAt(offsets, now)) : nextMonth(last);
      due.length < MOST_MONTHS;
      month = nextMonth(month)
    ) {
      const span = monthSpan(offsets, month);
      if (!isDue(span.until, now)) break;
      if (heldIn(contracts, organisation, span).length > 0) due.push(month);
      else if (span.from > latestOf(contracts, organisation)) break; // none comes behind it
    }
    return due;
  }

  type Making = { contracts: readonly Contract[]; now: Millis };
  async function make(organisation: OrgPath, month: string, { contracts, now }: Making): Promise<number> {
    const _id = reportIdOf(organisation, month);
    if (await serviceReportsIn(db).findOne({ _id }, { projection: { _id: 1 } })) return 0;
    const span = monthSpan(await reports().offsetsOf(organisation), month);
    const held = heldIn(contracts, organisation, span);
    await keepReport(db, _id, await reports().count({ organisation, month, contracts: held, now }));
    return 1;
  }

  /** Out of what is kept, and of nothing else. Each file once, however often it is cut off and tried again. */
  async function print(report: KeptReport): Promise<void> {
    if (!documents) throw new Error('This worker prints nothing');
    const there = await filesSoFar(db, report._id);
    for (const lang of LANGS)
      for (const format of FORMATS) {
        if (there.some((file) => file.lang === lang && file.format === format)) continue;
        const { bytes: content } = await documents.print(await reports().compose(report, lang), format);
        const bytes = newBytesId();
        await beginFile(db, report._id, bytes);
        await writeBytes(db, bytes, one(content));
        const sha256 = createHash('sha256').update(content).digest('hex');
        await keepFile(db, report._id, { format, lang, bytes, size: content.length, sha256 });
      }
    await notePrinted(db, report._id);
  }

  /** Each person once, however often it is tried. */
  async function tell({ _id: id, organisation, month }: KeptReport): Promise<void> {
    const key = `service-report:${id}`;
    const people = new Map<string, string | undefined>();
    for (const role of TOLD) {
      const found = await directory.peopleFor({ role, orgPath: organisation });
      for (const person of found.people) if (!people.has(person)) people.set(person, found.stoodIn);
    }
    const notices = [...people].map(
      ([to, stoodIn]): Notice => ({
        _id: `${key}:${to}`,
        key,
        subject: `service-reports/${id}`,
        mode: 'live',
        to,
        ...(stoodIn === undefined ? {} : { stoodIn }),
        template: 'service-report-ready',
        data: { unit: organisation, month, file: `/api/service-reports/${id}` },
        at: Date.now(),
      }),
    );
    for (const { _id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch(notices);
    await noteTold(db, id);
  }

  function reports(): NonNullable<ActivityDeps['serviceReports']> {
    if (!serviceReports) throw new Error('this worker makes no service reports');
    return serviceReports;
  }

  return { makeServiceReports };
}

async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

const customersOf = (contracts: readonly Contract[]): OrgPath[] =>
  [...new Set(contracts.flatMap(({ organisations }) => organisations))].toSorted();

type Span = { from: Millis; until: Millis };
const heldIn = (contracts: readonly Contract[], organisation: OrgPath, { from, until }: Span): Contract[] =>
  contracts.filter(
    ({ organisations, inForceFrom, inForceUntil }) =>
      organisations.includes(organisation) && inForceFrom < until && inForceUntil > from,
  );
const latestOf = (contracts: readonly Contract[], organisation: OrgPath): Millis =>
  Math.max(
    ...contracts
      .filter(({ organisations }) => organisations.includes(organisation))
      .map(({ inForceUntil }) => inForceUntil),
  );
