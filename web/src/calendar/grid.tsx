/** A month or a week, Monday first; a week in lanes where they are asked for. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { serverNow } from '../live/clock.ts';
import { dayIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { Chip, lanesOf, useLaneWords } from './entry.tsx';
import { NewOn } from './new-on.tsx';
import type { Calendar, Conflict, Day, Entry, Holidays, Shown } from './reading.ts';
import { calendarWords } from './words.ts';

type Props = {
  calendar: Calendar;
  shown: Shown;
  holidays: Holidays | null | undefined;
  against: ReadonlyMap<string, readonly Conflict[]>;
};
/** So many in a cell of a month; the rest is on the day's week. */
const IN_CELL = 4;
const weekdayOf = (date: string): number => (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;

export function Grid({ calendar, shown, holidays, against }: Props): ReactNode {
  const t = useWords(calendarWords);
  const laneWords = useLaneWords();
  const days = calendar.days ?? [];
  const hasLanes = shown.view === 'week' && shown.lanes !== 'none';
  const lanes = hasLanes ? [...new Set(calendar.entries.flatMap((one) => lanesOf(one, shown.lanes)))] : [''];
  const padding = shown.view === 'month' ? weekdayOf(days[0]?.date ?? '1970-01-05') : 0;
  const weeks = chunked([...Array.from({ length: padding }, () => undefined), ...days]);
  const isIn = (one: Entry, lane: string): boolean => !hasLanes || lanesOf(one, shown.lanes).includes(lane);
  return (
    <div className="calendar-scroll" tabIndex={0} role="group" aria-label={t.calendar}>
      <table className={hasLanes ? 'calendar calendar-lanes' : `calendar calendar-${shown.view}`}>
        <thead>
          <tr>
            {hasLanes && <th scope="col">{t.lanes[shown.lanes]}</th>}
            {t.weekdays.split('').map((name, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- seven that never move
              <th key={at} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.flatMap((week) =>
            lanes.map((lane, nth) => (
              <tr key={`${week.find(Boolean)?.date} ${lane}`}>
                {hasLanes && <th scope="row">{laneWords(shown.lanes, lane)}</th>}
                {week.map((day, at) =>
                  day === undefined ? (
                    // oxlint-disable-next-line react/no-array-index-key -- empty places
                    <td key={at} />
                  ) : (
                    <Cell
                      key={day.date}
                      day={day}
                      entries={entriesOf(day, calendar).filter((one) => isIn(one, lane))}
                      zone={calendar.zone}
                      holidays={holidays}
                      against={against}
                      most={shown.view === 'month' ? IN_CELL : Number.POSITIVE_INFINITY}
                      hasHead={nth === 0}
                    />
                  ),
                )}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

const entriesOf = (day: Day, { entries }: Calendar): Entry[] => day.entries.flatMap((at) => entries[at] ?? []);

function chunked(days: readonly (Day | undefined)[]): (Day | undefined)[][] {
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(7 * week, 7 * week + 7));
}

function Cell(props: {
  day: Day;
  entries: readonly Entry[];
  zone: string;
  holidays: Holidays | null | undefined;
  against: ReadonlyMap<string, readonly Conflict[]>;
  most: number;
  hasHead: boolean;
}): ReactNode {
  const t = useWords(calendarWords);
  const { day, entries, zone, holidays, against, most, hasHead } = props;
  const mark = holidays?.marks[day.date];
  const isToday = dayIn(serverNow(), zone) === day.date;
  const isUnknown =
    holidays !== null && holidays !== undefined && Date.parse(day.from) >= Date.parse(holidays.knownUntil);
  const isFrozen = entries.some(({ kind }) => kind === 'freeze');
  const name = [
    'day',
    ...(isToday ? ['today'] : []),
    ...(isUnknown ? ['unknown'] : []),
    ...(isFrozen ? ['frozen'] : []),
  ];
  return (
    <td className={name.join(' ')} data-day={day.date} aria-current={isToday ? 'date' : undefined}>
      {hasHead && (
        <div className="row day-head">
          <Link className="numbers day-link" to={`?view=day&at=${day.date}`} title={t.openDay(day.date)}>
            {day.date.slice(5)}
          </Link>
          {mark !== undefined && (
            <span className={`mark-${mark}`} title={mark === 'off' ? t.offLong : t.workdayLong}>
              {mark === 'off' ? t.off : t.workday}
            </span>
          )}
          {isToday && <span className="quiet">{t.now}</span>}
          <span className="grow" />
          <NewOn day={day} />
        </div>
      )}
      {entries.slice(0, most).map((one) => (
        <Chip
          key={`${one.kind}${one.kind === 'change' ? one.number : 'id' in one ? one.id : ''}${one.from}`}
          one={one}
          zone={zone}
          against={one.kind === 'change' ? (against.get(one.number) ?? []) : []}
        />
      ))}
      {entries.length > most && <Link to={`?view=week&at=${day.date}`}>{t.more(entries.length - most)}</Link>}
    </td>
  );
}
