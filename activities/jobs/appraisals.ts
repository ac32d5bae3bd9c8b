/** Opens the appraisals of the periods that are over, each once, however long nobody looked. */
import { duePeriods, versionFor } from '../../domain/appraisal/calculus/period.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { appraisalKey } from '../../domain/kernel/ids.ts';
import type { Actor, Millis } from '../../domain/kernel/process.ts';
import { appraisalPeriodOf, type KeptPeriod } from '../../models/appraisals/period.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import { allSchemes, type KeptScheme } from '../../models/registers/appraisals/scheme.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'periodCalendar' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
/** `failed`: schemes that could not be looked at, or whose period could not be opened; the next look tries again. */
export type Appraised = { looked: number; opened: number; failed: number };

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
/** Of one scheme in one look. */
const MOST_AT_ONCE = 24;

export function createAppraisals({ db, caseClient, periodCalendar, directory, dispatch, logger }: Deps) {
  /** `now`: absent: by the clock on the wall; a test says another. */
  async function openAppraisals(now: Millis = Date.now()): Promise<Appraised> {
    const sum = { looked: 0, opened: 0, failed: 0 };
    if (!periodCalendar) throw new Error('this worker opens no appraisals');
    for (const versions of await allSchemes(periodCalendar.registers)) {
      sum.looked += 1;
      try {
        sum.opened += await look(versions, now);
      } catch (error) {
        sum.failed += 1;
        const [{ scheme }] = versions;
        logger?.error({ scheme, err: error }, 'an appraisal that is due could not be opened');
        if (error instanceof DomainError) await tellRefused(versions[0], error.code, now);
      }
    }
    return sum;
  }

  type Versions = Awaited<ReturnType<typeof allSchemes>>[number];
  /** The oldest first: what was opened after a crash is a beginning of these. */
  async function look(versions: Versions, now: Millis): Promise<number> {
    const [first] = versions;
    if (!periodCalendar) return 0;
    const { offsets } = await periodCalendar.of(first.orgPath);
    const last = await appraisalPeriodOf(db).findOne({ scheme: first.scheme }).sort({ from: -1 }).lean<KeptPeriod>();
    let opened = last?.state === 'opening' ? await open(last, first, now) : 0;
    const asked = { settled: last?.period ?? null, since: first.publishedAt, now, most: MOST_AT_ONCE };
    for (const { name: period, from } of duePeriods(offsets, first, asked)) {
      const isJudged = versionFor(versions, from)?.withdrawn !== true;
      const kept = await keep(first.scheme, { period, from, state: isJudged ? 'opening' : 'withdrawn' }, now);
      opened += await open(kept, first, now);
    }
    return opened;
  }

  /** As it is kept, if need be from before. */
  async function keep(
    scheme: string,
    { period, from, state }: Pick<KeptPeriod, 'period' | 'from' | 'state'>,
    now: Millis,
  ): Promise<KeptPeriod> {
    const _id = `${scheme}:${period}`;
    const kept = { scheme, period, from, state, at: now };
    await appraisalPeriodOf(db).updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
    return { _id, ...kept, ...(await appraisalPeriodOf(db).findById(_id).lean<KeptPeriod>()) };
  }

  /** Under a key of the period: of two looks one opens it, and both learn its number. */
  async function open(
    { _id, period, state }: KeptPeriod,
    { scheme, orgPath }: KeptScheme,
    now: Millis,
  ): Promise<number> {
    if (state !== 'opening') return 0; // another look was faster, or nobody is judged
    const number = await numberFor(_id, { unit: orgPath, scheme, period });
    const { modifiedCount } = await appraisalPeriodOf(db).updateOne(
      { _id, state: 'opening' },
      { $set: { state: 'opened', number, at: now } },
    );
    return modifiedCount;
  }

  async function numberFor(id: string, data: { unit: string; scheme: string; period: string }): Promise<string> {
    try {
      return (await caseClient.open('appraisal', data, { actor: SYSTEM, key: appraisalKey(id) })).caseId;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // Somebody has opened it by hand.
      const number = ['already-appraised', 'key-reused', 'booked'].includes(error.code) && error.params['number'];
      if (typeof number === 'string') return number;
      throw error;
    }
  }

  /** Each person once for a scheme and a reason, however often it is tried. */
  async function tellRefused({ scheme, judge }: KeptScheme, code: string, now: Millis): Promise<void> {
    const last = await appraisalPeriodOf(db).findOne({ scheme }).sort({ from: -1 }).lean<KeptPeriod>();
    const period = last?.period ?? '-';
    const key = `appraisal-refused:${scheme}:${period}:${code}`;
    const { people, stoodIn } = await directory.peopleFor({ role: 'chief-appraiser', orgPath: judge });
    const notices = people.map(
      (to): Notice => ({
        _id: `${key}:${to}`,
        key,
        subject: `appraisals/${scheme}`,
        mode: 'live',
        to,
        ...(stoodIn === undefined ? {} : { stoodIn }),
        template: 'period-not-appraised',
        data: { scheme, period, code },
        at: now,
      }),
    );
    for (const { _id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch(notices);
  }

  return { openAppraisals };
}
