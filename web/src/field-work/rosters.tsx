/** Who is on duty now and in the next seven days, team by team, and where nobody is. */
import { Button, Empty, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DutyRoster } from '../generated/api.ts';
import { serverNow } from '../live/clock.ts';
import { useName } from '../names/names.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { dayIn, instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { clockOf, type Shift, useGaps, useOnDuty, useRosters } from './reading.ts';
import { fieldWords } from './words.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;

export function Rosters(): ReactNode {
  const t = useWords(fieldWords);
  const query = useRosters();
  return (
    <>
      <Answered query={query} rows={6}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty description={`${t.noRoster} · ${t.noRosterHint}`} />;
          return items.map((one) => <Roster key={one.id} one={one} />);
        }}
      </Answered>
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.more}</Button>}
    </>
  );
}

function Roster({ one }: { one: DutyRoster }): ReactNode {
  const t = useWords(fieldWords);
  const nameOf = useName();
  const { navigation } = useMe();
  const now = serverNow();
  const duty = useOnDuty(one.team).data;
  const gaps = useGaps(one.id).data?.items ?? [];
  const days = Array.from({ length: DAYS }, (_, at) => dayIn(now + at * DAY_MS, one.zone));
  const shifts = (one.shifts ?? []).filter(({ day }) => days.includes(day));
  const people = (ids: readonly string[]): string => ids.map((id) => nameOf('person', id)).join(', ');
  return (
    <section className="field-load" aria-label={one.name ?? one.id} data-roster={one.id}>
      <h2 className="row field-person">
        <span className="grow">{one.name ?? one.id}</span>
        <span className="quiet">{nameOf('queue', one.team)}</span>
        {one.lastDay !== undefined && <span className="quiet numbers">{t.until(one.lastDay)}</span>}
      </h2>
      {duty && (
        <p>
          <span className="quiet">{t.onDuty}</span> <strong>{people(duty.day) || '–'}</strong>
          {' · '}
          <span className="quiet">{t.standBy}</span> <strong>{people(duty.standBy) || '–'}</strong>
        </p>
      )}
      <h3 className="side-title">{t.gaps}</h3>
      {gaps.length === 0 ? (
        <p className="quiet">{t.noGaps}</p>
      ) : (
        <ul className="plain">
          {gaps.map(({ from, until }) => (
            <li
              key={from}
              className="field-late numbers"
            >{`${instantIn(from, one.zone)} – ${instantIn(until, one.zone)}`}</li>
          ))}
        </ul>
      )}
      <h3 className="side-title">{t.shifts}</h3>
      {shifts.length === 0 ? (
        <p className="quiet">{t.noShift}</p>
      ) : (
        <table className="field-table">
          <thead>
            <tr>
              <th scope="col">{t.dayColumn}</th>
              <th scope="col">{t.duties.day}</th>
              <th scope="col">{t.duties['stand-by']}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day}>
                <th scope="row" className="numbers">
                  {day}
                </th>
                {(['day', 'stand-by'] as const).map((kind) => (
                  <td key={kind}>
                    {shifts
                      .filter((shift) => shift.day === day && shift.duty === kind)
                      .map((shift) => (
                        <ShiftLine key={`${shift.fromMinute} ${shift.people.join()}`} shift={shift} people={people} />
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {navigation.includes('admin') && <Link to={`/admin/duty-rosters/${one.id}`}>{t.edit}</Link>}
    </section>
  );
}

function ShiftLine({ shift, people }: { shift: Shift; people: (ids: readonly string[]) => string }): ReactNode {
  const t = useWords(fieldWords);
  return (
    <div>
      <span className="quiet numbers">{`${clockOf(shift.fromMinute)}–${clockOf(shift.untilMinute)}`}</span>{' '}
      {people(shift.people)} {shift.doubled && <Tag>{t.doubled}</Tag>}
    </div>
  );
}
