/** Opens the archives of the months that are over, each once, however long nobody looked. */
import { dueMonths, monthAt, monthBefore, monthSpan } from '../../domain/archive/month.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { archiveKey } from '../../domain/kernel/ids.ts';
import type { Actor, Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar-snapshot.ts';
import { archiveMonthOf, type KeptMonth } from '../../models/archives/archived-case.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'archiveMonths' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
/** `failed`: organisations that could not be looked at, or whose month could not be opened; the next look tries again. */
export type Archived = { looked: number; opened: number; failed: number };

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
const TOLD = ['records-keeper', 'project-manager'] as const;
/** Of one organisation in one look. */
const MOST_AT_ONCE = 24;

export function createArchives({ db, caseClient, archiveMonths, directory, dispatch, logger }: Deps) {
  /** `now`: absent: by the clock on the wall; a test says another. */
  async function openArchives(now: Millis = Date.now()): Promise<Archived> {
    const sum = { looked: 0, opened: 0, failed: 0 };
    if (!archiveMonths) throw new Error('this worker opens no archives');
    for (const orgPath of await archiveMonths.organisations()) {
      sum.looked += 1;
      try {
        sum.opened += await look(orgPath, await archiveMonths.calendarOf(orgPath), now);
      } catch (error) {
        sum.failed += 1;
        logger?.error({ organisation: orgPath, err: error }, 'an archive that is due could not be opened');
        if (error instanceof DomainError) await tellRefused(orgPath, error.code, now);
      }
    }
    return sum;
  }

  async function look(orgPath: OrgPath, calendar: CalendarSnapshot, now: Millis): Promise<number> {
    const last = await lastOf(orgPath);
    const settled = last ?? (await begin(orgPath, calendar, now));
    let opened = settled.state === 'opening' ? await open(settled, now) : 0;
    const due = dueMonths(calendar, { settled: settled.month, first: settled.month }, { now, most: MOST_AT_ONCE });
    // The oldest first: what was opened after a crash is a beginning of these.
    for (const month of due) opened += await open(await keep(orgPath, month, 'opening', now), now);
    return opened;
  }

  /** It begins with the month before the present one where a case ended in that, else with the present one. */
  async function begin(orgPath: OrgPath, calendar: CalendarSnapshot, now: Millis): Promise<KeptMonth> {
    const last = monthBefore(monthAt(calendar.offsets, now));
    const { from, until } = monthSpan(calendar.offsets, last);
    const query: object = { orgLine: orgPath, mode: 'live', closedAt: { $gte: from, $lt: until } };
    const isEmpty = (await casesIn(db).findOne(query, { projection: { _id: 1 } })) === null;
    return await keep(orgPath, isEmpty ? last : monthBefore(last), 'before', now);
  }

  /** As it is kept, if need be from before. */
  async function keep(unit: OrgPath, month: string, state: KeptMonth['state'], now: Millis): Promise<KeptMonth> {
    const _id = `${unit}:${month}`;
    const kept = { unit, month, state, at: now };
    await archiveMonthOf(db).updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
    return { _id, ...kept, ...(await archiveMonthOf(db).findById(_id).lean<KeptMonth>()) };
  }

  const lastOf = (unit: OrgPath): Promise<KeptMonth | null> =>
    archiveMonthOf(db).findOne({ unit }).sort({ month: -1 }).lean<KeptMonth>().exec();

  /** Under a key of the month: of two looks one opens it, and both learn its number. */
  async function open({ _id, unit, month, state }: KeptMonth, now: Millis): Promise<number> {
    if (state !== 'opening') return 0; // another look was faster
    const number = await numberFor(_id, { unit, month });
    const { modifiedCount } = await archiveMonthOf(db).updateOne(
      { _id, state: 'opening' },
      { $set: { state: 'opened', number, at: now } },
    );
    return modifiedCount;
  }

  async function numberFor(id: string, data: { unit: string; month: string }): Promise<string> {
    try {
      return (await caseClient.open('archive', data, { actor: SYSTEM, key: archiveKey(id) })).caseId;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // Somebody has opened it by hand.
      const number = ['already-archived', 'key-reused', 'booked'].includes(error.code) && error.params['number'];
      if (typeof number === 'string') return number;
      throw error;
    }
  }

  /** Each person once for a month and a reason, however often it is tried. */
  async function tellRefused(orgPath: OrgPath, code: string, now: Millis): Promise<void> {
    const last = await lastOf(orgPath);
    const key = `archive-refused:${orgPath}:${last?.month ?? '-'}:${code}`;
    const people = new Map<string, string | undefined>();
    for (const role of TOLD) {
      const found = await directory.peopleFor({ role, orgPath });
      for (const person of found.people) if (!people.has(person)) people.set(person, found.stoodIn);
    }
    const notices = [...people].map(
      ([to, stoodIn]): Notice => ({
        _id: `${key}:${to}`,
        key,
        subject: `archives${orgPath}`,
        mode: 'live',
        to,
        ...(stoodIn === undefined ? {} : { stoodIn }),
        template: 'month-not-archived',
        data: { organisation: orgPath, month: last?.month ?? '-', code },
        at: now,
      }),
    );
    for (const { _id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch(notices);
  }

  return { openArchives };
}
