/** A length reckoned date by date. */
import type { ReactNode } from 'react';
import type { Answers } from '../generated/api.ts';
import { clockIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { fieldWords } from './fields/words.ts';
import { adminWords } from './words.ts';

type Day = Answers['POST /api/calendars/{id}/due']['answer']['days'][number];

/** Working time, which has no days of 24 hours. */
export function useWorkHours(): (ms: number) => string {
  const t = useWords(adminWords);
  return (ms) => {
    const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.round((ms % 3_600_000) / 60_000)];
    return minutes === 0 ? t.hoursOf(hours) : t.hoursMinutes(hours, minutes);
  };
}

export function Days({ days, zone }: { days: readonly Day[]; zone: string }): ReactNode {
  const t = useWords(adminWords);
  const weekdays: Readonly<Record<string, string>> = useWords(fieldWords).weekdays;
  const length = useWorkHours();
  if (days.length === 0) return <p className="quiet">{t.alwaysOpen}</p>;
  return (
    <div className="scrolls">
      <table className="days numbers">
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.rule}</th>
            <th scope="col">{t.counted}</th>
            <th scope="col">{t.length}</th>
            <th scope="col">{t.total}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, lastDate, weeks, weekday, rule, name, pieces, countedMs, totalMs }) => (
            <tr key={date}>
              <td>
                {lastDate === undefined ? `${date} ${weekdays[String(weekday)] ?? ''}` : `${date} – ${lastDate}`}
                {weeks !== undefined && ` · ${t.weeks(weeks)}`}
              </td>
              <td>{[t.rules[rule], name].filter((one) => one !== undefined).join(' · ')}</td>
              <td>
                {pieces.map(({ from, until }) => `${clockIn(from, zone)}–${clockIn(until, zone)}`).join(', ') || '—'}
              </td>
              <td className="right">{length(countedMs)}</td>
              <td className="right">{length(totalMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
