/** One day: each entry in words with a bar that says when it lies. */
import { Empty } from 'antd';
import type { ReactNode } from 'react';
import { serverNow } from '../live/clock.ts';
import { clockIn, dayIn, instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { barOf, keyOf } from './day.ts';
import { Chip, useEntryWords } from './entry.tsx';
import { NewOn } from './new-on.tsx';
import type { Calendar, Conflict, Shown } from './reading.ts';
import { calendarWords } from './words.ts';

const HOURS = ['00', '06', '12', '18', '24'];
type Props = { calendar: Calendar; shown: Shown; against: ReadonlyMap<string, readonly Conflict[]> };

export function DayView({ calendar, shown, against }: Props): ReactNode {
  const t = useWords(calendarWords);
  const words = useEntryWords();
  const date = shown.at ?? dayIn(serverNow(), calendar.zone);
  const day = calendar.days?.find((one) => one.date === date);
  if (!day) return <Empty description={t.noneOfDay} />;
  const entries = day.entries.flatMap((at) => calendar.entries[at] ?? []);
  return (
    <section className="day-view" aria-label={date} data-calendar="day">
      <div className="row">
        <NewOn day={day} isLong />
      </div>
      <div className="day-hours quiet numbers" aria-hidden>
        {HOURS.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      {entries.length === 0 && <p className="quiet">{t.noneOfDay}</p>}
      <ul className="plain">
        {entries.map((one) => {
          const { left, width } = barOf(one, day);
          const isChange = one.kind === 'change';
          return (
            <li key={keyOf(one)} className="day-line">
              <div className="day-track" aria-hidden>
                <div
                  className={isChange ? 'day-bar' : 'day-bar quiet-bar'}
                  style={{ left: `${left}%`, width: `${width}%` }}
                />
              </div>
              <Chip one={one} zone={calendar.zone} against={isChange ? (against.get(one.number) ?? []) : []} />
              <span className="quiet numbers">
                {[
                  dayIn(one.from, calendar.zone) === date && dayIn(one.until, calendar.zone) === date
                    ? `${clockIn(one.from, calendar.zone)} – ${clockIn(one.until, calendar.zone)}`
                    : `${instantIn(one.from, calendar.zone)} – ${instantIn(one.until, calendar.zone)}`,
                  words.status(one),
                  words.who(one),
                ]
                  .filter((word) => word !== '')
                  .join(' · ')}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
