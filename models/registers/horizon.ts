/** How far the calendars in force are known, and the open cases that this touches. */
import type { Connection } from 'mongoose';
import { type Horizon, lastDay } from '../../domain/kernel/policy/horizon.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { calendarOf, type Calendar } from './calendar.ts';
import { caseOf, pinnedWord } from '../cases/case.ts';

export type CalendarHorizon = Horizon & {
  /** `cn-5x8@2` */
  _id: string;
  calendar: string;
  version: number;
  name: string;
  owner?: string;
  lastDay: string;
  /** Open cases pinned to any version of it. */
  open: number;
};
type Version = Pick<Calendar, '_id' | 'calendar' | 'version' | 'name' | 'source'> & {
  snapshot: Pick<Calendar['snapshot'], 'always' | 'offsets' | 'coveredUntil'>;
};
type OpenCase = {
  /** Versions that it is pinned to. */
  pinned: string[];
  running: { clock: string; calendar: string | null }[];
  provisional: string[];
};

/**
 * Of every calendar the newest version, by id; what is always open has no horizon and is left out. Live cases of all
 * organisations are counted, since a calendar is everybody's.
 */
export async function calendarHorizons(db: Connection, now: Millis): Promise<CalendarHorizon[]> {
  const versions = await versionsOf(db);
  const newest = new Map(versions.map((one) => [one.calendar, one])); // ascending: the last one stays
  const found = new Map([...newest.values()].map((one): [string, CalendarHorizon] => [one.calendar, horizonOf(one)]));
  const byRef = new Map(versions.map((one) => [one._id, one]));
  for await (const kase of openCases(db)) {
    const calendarsOf = (refs: readonly string[]) => new Set(refs.flatMap((ref) => byRef.get(ref)?.calendar ?? []));
    const doubtful = kase.running.flatMap(({ clock, calendar }) => {
      const covered = byRef.get(calendar ?? '')?.snapshot.coveredUntil ?? Infinity;
      return calendar !== null && (kase.provisional.includes(clock) || now > covered) ? [calendar] : [];
    });
    for (const id of calendarsOf(kase.pinned)) {
      const horizon = found.get(id);
      if (!horizon) continue;
      horizon.open += 1;
      const own = doubtful.filter((ref) => byRef.get(ref)?.calendar === id);
      if (own.includes(horizon._id)) horizon.provisional += 1;
      else if (own.length > 0) horizon.behind += 1;
    }
  }
  return [...found.values()];
}

type Coverage = Pick<CalendarHorizon, '_id' | 'calendar' | 'coveredUntil'>;
/** Without counting anything: for figures that are read all the time. */
export async function coverages(db: Connection): Promise<Coverage[]> {
  const newest = new Map((await versionsOf(db)).map((one) => [one.calendar, one]));
  return [...newest.values()].map(({ _id, calendar, snapshot: { coveredUntil } }) => ({ _id, calendar, coveredUntil }));
}

type Counted = { inForce: string; countedAt: Millis; horizons: Promise<CalendarHorizon[]> };
/**
 * The horizons with counts at most `keptMs` old, and of the calendars in force now: a publication is seen at once. Who asks
 * while others wait for the same count waits with them.
 */
export function createHorizons(db: Connection, keptMs: Millis) {
  let newest: Counted | undefined;

  function count(inForce: string, now: Millis): Counted {
    const counted = { inForce, countedAt: now, horizons: calendarHorizons(db, now) };
    counted.horizons.catch(() => {
      if (newest === counted) newest = undefined;
    });
    return counted;
  }

  return async (now: Millis): Promise<{ horizons: readonly CalendarHorizon[]; countedAt: Millis }> => {
    const inForce = (await coverages(db)).map(({ _id }) => _id).join(' ');
    const isFresh = newest?.inForce === inForce && now < newest.countedAt + keptMs;
    const counted = newest && isFresh ? newest : count(inForce, now);
    newest = counted;
    return { horizons: await counted.horizons, countedAt: counted.countedAt };
  };
}

/** All versions of all calendars but those that are always open, ascending. */
const versionsOf = (db: Connection): Promise<Version[]> =>
  calendarOf(db)
    .find({ 'snapshot.always': { $ne: true } })
    .select({ calendar: 1, version: 1, name: 1, 'source.owner': 1, 'snapshot.offsets': 1, 'snapshot.coveredUntil': 1 })
    .sort({ calendar: 1, version: 1 })
    .lean<Version[]>()
    .exec();

function horizonOf({ _id, calendar, version, name, source, snapshot }: Version): CalendarHorizon {
  const { coveredUntil } = snapshot;
  const counts = { open: 0, provisional: 0, behind: 0 };
  const owner = source?.owner;
  return {
    _id,
    calendar,
    version,
    name,
    coveredUntil,
    lastDay: lastDay(snapshot),
    ...counts,
    ...(owner === undefined ? {} : { owner }),
  };
}

/** How a calendar's version begins in `kase.pinned`. */
const CALENDAR = pinnedWord('calendar', '');

/** Of each live open case no more than what is counted. */
const openCases = (db: Connection): AsyncIterable<OpenCase> =>
  caseOf(db)
    .aggregate<OpenCase>([
      { $match: { mode: 'live', closedAt: { $exists: false } } },
      {
        $project: {
          _id: 0,
          pinned: {
            $map: {
              input: {
                $filter: { input: '$kase.pinned', cond: { $eq: [{ $indexOfBytes: ['$$this', CALENDAR] }, 0] } },
              },
              in: { $substrBytes: ['$$this', CALENDAR.length, -1] },
            },
          },
          running: '$kase.running',
          provisional: {
            $map: {
              input: { $filter: { input: { $objectToArray: '$readings' }, cond: '$$this.v.provisional' } },
              in: '$$this.k',
            },
          },
        },
      },
    ])
    .cursor();
