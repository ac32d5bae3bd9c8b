/** Tells the owners of calendars when their dates end, and when deadlines already lie beyond. */
import { type HorizonReason, horizonReasons, horizonTemplate } from '../domain/kernel/policy/horizon.ts';
import type { Audience, Millis } from '../domain/kernel/process.ts';
import { calendarHorizons, type CalendarHorizon } from '../models/registers/horizon.ts';
import { type Notice, noticeOf } from '../models/notices/notice.ts';
import { topOrganisation } from '../models/registers/organisation.ts';
import type { ActivityDeps } from './deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};

const REASONS: readonly HorizonReason[] = ['near', 'provisional', 'ended', 'behind'];
/** So long a notice is dispatched again with each look, which sends nothing twice: a look may have been cut off. */
const FRESH_MS: Millis = 2 * 86_400_000;

export function createHorizon({ db, directory, dispatch, logger }: Deps) {
  const notices = noticeOf(db);

  /** Once a day is enough. Each reason is told once to each owner of a version, however often this runs. */
  async function watchHorizon(): Promise<{ looked: number; told: number }> {
    const now = Date.now();
    const horizons = await calendarHorizons(db, now);
    let told = 0;
    for (const horizon of horizons)
      for (const { person, stoodIn } of await ownersOf(horizon)) told += await tell(horizon, { person, stoodIn, now });
    if (told > 0) logger?.info({ looked: horizons.length, told }, 'owners of calendars told');
    return { looked: horizons.length, told };
  }

  async function ownersOf({ owner }: CalendarHorizon): Promise<{ person: string; stoodIn: string | undefined }[]> {
    const audience: Audience =
      owner === undefined ? { role: 'process-owner', orgPath: await topOrganisation(db) } : { person: owner };
    const { people, stoodIn } = await directory.peopleFor(audience);
    return people.map((person) => ({ person, stoodIn }));
  }

  async function tell(
    horizon: CalendarHorizon,
    { person, stoodIn, now }: { person: string; stoodIn: string | undefined; now: Millis },
  ): Promise<number> {
    const idOf = (reason: HorizonReason): string => `horizon:${horizon._id}:${reason}:${person}`;
    const kept = await notices.find({ _id: { $in: REASONS.map(idOf) } }).lean<Notice[]>();
    const told = REASONS.filter((reason) => kept.some(({ _id }) => _id === idOf(reason)));
    const next = horizonReasons(horizon, told, now).map((reason): Notice => {
      const key = `horizon:${horizon._id}:${reason}`;
      const gap = stoodIn === undefined ? {} : { stoodIn };
      const subject = `calendars/${horizon._id}`;
      const template = horizonTemplate(reason);
      return {
        _id: idOf(reason),
        key,
        subject,
        mode: 'live',
        to: person,
        template,
        data: dataOf(horizon, reason),
        at: now,
        ...gap,
      };
    });
    for (const { _id, ...notice } of next) await notices.updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch([...next, ...kept.filter(({ at }) => at > now - FRESH_MS)]);
    return next.length;
  }

  return { watchHorizon };
}

const dataOf = ({ name, lastDay, provisional, behind }: CalendarHorizon, reason: HorizonReason): object => ({
  name,
  lastDay,
  cases: reason === 'behind' ? behind : provisional,
});
