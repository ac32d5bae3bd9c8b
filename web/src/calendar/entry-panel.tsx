/** What was chosen in the calendar: when, whose, what stands against it, and the way to the change itself. */
import { Button, Drawer, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useName } from '../names/names.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { keyOf } from './day.ts';
import { Against, titleOf, useEntryWords } from './entry.tsx';
import type { Calendar, Conflict } from './reading.ts';
import { calendarWords } from './words.ts';

type Props = {
  calendar: Calendar;
  open: string;
  against: ReadonlyMap<string, readonly Conflict[]>;
  onClose: () => void;
};

export function EntryPanel({ calendar, open, against, onClose }: Props): ReactNode {
  const t = useWords(calendarWords);
  const nameOf = useName();
  const words = useEntryWords();
  const one = calendar.entries.find((entry) => keyOf(entry) === open);
  const rows: readonly (readonly [string, string])[] = one
    ? [
        [t.columns.when, `${instantIn(one.from, calendar.zone)} – ${instantIn(one.until, calendar.zone)}`],
        [t.columns.status, words.status(one)],
        [t.columns.who, words.who(one)],
        [t.columns.items, 'items' in one ? one.items.join(', ') : 'item' in one ? one.item : ''],
        [t.services, 'services' in one ? one.services.map((key) => nameOf('application', key)).join(', ') : ''],
        [t.reason, 'reason' in one ? one.reason : ''],
      ]
    : [];
  return (
    <Drawer
      open
      size="min(420px, 100vw)"
      title={one ? `${t.kinds[one.kind]} ${titleOf(one)}` : open}
      onClose={onClose}
      className="entry-panel"
    >
      {!one && <p className="quiet">{t.gone}</p>}
      <dl className="facts" data-calendar="entry">
        {rows
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt className="quiet">{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {one?.kind === 'change' && (
        <>
          <p>
            <Against against={against.get(one.number) ?? []} isShort={false} />
            {(against.get(one.number) ?? []).length === 0 && <Tag>{t.noConflict}</Tag>}
          </p>
          <ul className="plain">
            {(against.get(one.number) ?? []).map(({ key, item, with: other, from, until }) => (
              <li key={key}>
                {item}{' '}
                {other !== undefined && (other.includes('@') ? other : <Link to={`/changes/${other}`}>{other}</Link>)}
                <span className="quiet numbers">{` ${instantIn(from, calendar.zone)} – ${instantIn(until, calendar.zone)}`}</span>
              </li>
            ))}
          </ul>
          <Link to={`/changes/${one.number}`}>
            <Button type="primary" tabIndex={-1}>
              {t.openChange}
            </Button>
          </Link>
        </>
      )}
    </Drawer>
  );
}
