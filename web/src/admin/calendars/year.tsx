/** A year of a calendar as its draft, or its version in force, has it: work days, days off, make-up work days, and what they are called. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { type Fields, isFields } from '../../form/schema.ts';
import { serverNow } from '../../live/clock.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { framesSaid } from '../fields/hours.ts';
import { calendarWords } from './words.ts';

const DAY = 86_400_000;
type Kind = 'work' | 'rest' | 'holiday' | 'makeup' | 'special';
type Day = { date: string; kind: Kind; name: string; hours: string };

/** What the rule of a date says; without one, what its weekday does. Monday is 0. */
function dayOf(source: Fields, at: number): Day {
  const date = new Date(at).toISOString().slice(0, 10);
  const week = Array.isArray(source['week']) ? (source['week'] as readonly unknown[]) : [];
  const dates = isFields(source['dates']) ? source['dates'] : {};
  const names = isFields(source['names']) ? source['names'] : {};
  const weekday = (new Date(at).getUTCDay() + 6) % 7;
  const usual = framesSaid(week[weekday]);
  const rule = dates[date];
  const name = typeof names[date] === 'string' ? names[date] : '';
  if (rule === undefined || source['always'] === true)
    return { date, kind: usual === '' ? 'rest' : 'work', name, hours: usual };
  if (rule === 'closed') return { date, kind: 'holiday', name, hours: '' };
  const like = isFields(rule) ? rule['like'] : undefined;
  const hours =
    typeof like === 'number'
      ? framesSaid(week[like - 1])
      : framesSaid(isFields(rule) ? (rule['open'] ?? rule['set']) : []);
  if (hours === '') return { date, kind: 'holiday', name, hours };
  return { date, kind: usual === '' ? 'makeup' : 'special', name, hours };
}

export function Year({ source, isDraft }: { source: Fields; isDraft: boolean }): ReactNode {
  const t = useWords(calendarWords);
  const locale = useLocale();
  const [search, setSearch] = useSearchParams();
  const today = new Date(serverNow()).toISOString().slice(0, 10);
  const year = Number(search.get('year') ?? today.slice(0, 4));
  const years = Array.isArray(source['years']) ? source['years'].map(Number) : [];
  const [first = year, last = year] = years;
  const go = (to: number): void => setSearch({ tab: 'year', year: String(to) }, { replace: true });
  const begin = Date.UTC(year, 0, 1);
  const days = Array.from({ length: Math.round((Date.UTC(year + 1, 0, 1) - begin) / DAY) }, (_, at) =>
    dayOf(source, begin + at * DAY),
  );
  const count = (kind: Kind): number => days.filter((one) => one.kind === kind).length;
  const isKnown = year >= first && year <= last;
  return (
    <section aria-label={t.yearOf(year)} className="year">
      <div className="row">
        <Button icon={<LeftOutlined aria-hidden />} aria-label={t.before} onClick={() => go(year - 1)} />
        <h2 className="year-title numbers">{year}</h2>
        <Button icon={<RightOutlined aria-hidden />} aria-label={t.after} onClick={() => go(year + 1)} />
        <span className="quiet">{isDraft ? t.ofDraft : ''}</span>
        <span>{t.sum(count('work') + count('makeup') + count('special'), count('holiday'), count('makeup'))}</span>
      </div>
      {!isKnown && <p className="year-unknown hatched">{t.unknownYear(first, last)}</p>}
      <div className="row legend">
        {(['work', 'rest', 'holiday', 'makeup', 'special'] as const).map((kind) => (
          <span key={kind} className={`day day-${kind}`}>
            {t.kinds[kind]}
          </span>
        ))}
      </div>
      <div className="months">
        {Array.from({ length: 12 }, (_, month) => (
          <Month
            key={month}
            days={days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1)}
            today={today}
            title={monthIn(locale, year, month)}
          />
        ))}
      </div>
      <Named days={days} />
    </section>
  );
}

const monthIn = (locale: string, year: number, month: number): string =>
  new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en', { month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month, 1),
  );

function Month({ days, today, title }: { days: readonly Day[]; today: string; title: string }): ReactNode {
  const t = useWords(calendarWords);
  const [first] = days;
  const lead = first ? (new Date(`${first.date}T00:00:00Z`).getUTCDay() + 6) % 7 : 0;
  return (
    <div className="month">
      <h3 className="month-title">{title}</h3>
      <ol className="month-days">
        {Array.from({ length: lead }, (_, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- places before the first day
          <li key={`lead${at}`} aria-hidden />
        ))}
        {days.map(({ date, kind, name, hours }) => {
          const words = [date, t.kinds[kind], name, hours].filter((one) => one !== '').join(' · ');
          return (
            <li
              key={date}
              className={`day day-${kind}${date === today ? ' day-today' : ''}`}
              title={words}
              data-day={kind}
            >
              <span aria-hidden>{Number(date.slice(8))}</span>
              <span className="day-mark" aria-hidden>
                {t.marks[kind]}
              </span>
              <span className="seen-by-readers">{words}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The same as a list: what is not by the week. */
function Named({ days }: { days: readonly Day[] }): ReactNode {
  const t = useWords(calendarWords);
  const own = days.filter(({ kind }) => kind !== 'work' && kind !== 'rest');
  if (own.length === 0) return <p className="quiet">{t.nothingNamed}</p>;
  return (
    <details>
      <summary>{t.asList(own.length)}</summary>
      <ul className="plain numbers">
        {own.map(({ date, kind, name, hours }) => (
          <li key={date}>{[date, t.kinds[kind], name, hours].filter((one) => one !== '').join(' · ')}</li>
        ))}
      </ul>
    </details>
  );
}
