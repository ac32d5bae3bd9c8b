/** Everything in words, one line each: what the grids show, for readers, printers and narrow pages. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { Against, lanesOf, titleOf, useEntryWords, useLaneWords } from './entry.tsx';
import type { Calendar, Conflict, Entry, Lane } from './reading.ts';
import { calendarWords } from './words.ts';

type Props = { calendar: Calendar; lanes: Lane; against: ReadonlyMap<string, readonly Conflict[]> };

export function EntryList({ calendar, lanes, against }: Props): ReactNode {
  const laneWords = useLaneWords();
  const keys = [...new Set(calendar.entries.flatMap((one) => lanesOf(one, lanes)))];
  return keys.map((key) => (
    <section key={key}>
      {lanes !== 'none' && <h2 className="side-title calendar-lane">{laneWords(lanes, key)}</h2>}
      <Lines
        entries={calendar.entries.filter((one) => lanesOf(one, lanes).includes(key))}
        zone={calendar.zone}
        against={against}
      />
    </section>
  ));
}

function Lines(props: {
  entries: readonly Entry[];
  zone: string;
  against: ReadonlyMap<string, readonly Conflict[]>;
}): ReactNode {
  const t = useWords(calendarWords);
  const words = useEntryWords();
  const { entries, zone, against } = props;
  return (
    <ul className="plain">
      {entries.map((one) => (
        <li
          key={`${one.kind}${titleOf(one)}${one.from}`}
          className={one.kind === 'freeze' || one.kind === 'event-support' ? 'calendar-line hatched' : 'calendar-line'}
        >
          <span className="numbers">{`${instantIn(one.from, zone)} – ${instantIn(one.until, zone)}`}</span>
          <span>{t.kinds[one.kind]}</span>
          <span>
            {one.kind === 'change' ? (
              <Link to={`/changes/${one.number}`}>{titleOf(one)}</Link>
            ) : one.kind === 'taken' ? (
              t.takenHint
            ) : (
              <strong>{titleOf(one)}</strong>
            )}{' '}
            {one.kind === 'change' && <Against against={against.get(one.number) ?? []} isShort={false} />}
            <span className="quiet">
              {[
                words.status(one),
                words.who(one),
                'items' in one ? one.items.join(', ') : '',
                'reason' in one ? one.reason : '',
              ]
                .filter((word) => word !== '')
                .join(' · ')}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
