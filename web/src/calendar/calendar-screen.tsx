/** S5: windows of changes, freezes and maintenance over a month, a week, a day, or as a list. A change is moved in its own form. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Alert, Button, Empty, Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { PickField } from '../form/pick-field.tsx';
import { useKeys } from '../shell/keys.tsx';
import { useMe } from '../shell/me.ts';
import { serverNow } from '../live/clock.ts';
import { Answered } from '../ui/answered.tsx';
import { dayIn, instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import './calendar.css';
import { DayView } from './day-view.tsx';
import { EntryList } from './entry-list.tsx';
import { EntryPanel } from './entry-panel.tsx';
import { Grid } from './grid.tsx';
import {
  type Calendar,
  LANES,
  type Shown,
  useCalendar,
  useConflicts,
  useHolidays,
  useShown,
  VIEWS,
} from './reading.ts';
import { calendarWords } from './words.ts';

/** The day in the month, week or day before or after. */
function moved({ view, at }: Shown, by: number, zone: string): string {
  const [year = 1970, month = 1, day = 1] = (at ?? dayIn(serverNow(), zone)).split('-').map(Number);
  const days = { day: 1, week: 7, month: undefined, list: undefined }[view];
  const to = days === undefined ? Date.UTC(year, month - 1 + by, 1) : Date.UTC(year, month - 1, day + days * by);
  return new Date(to).toISOString().slice(0, 10);
}

export default function CalendarScreen(): ReactNode {
  const t = useWords(calendarWords);
  const me = useMe();
  const shown = useShown();
  const query = useCalendar(shown);
  const zone = query.data?.zone ?? me.zone;
  const step = (by: number): void => shown.set({ at: moved(shown, by, zone) });
  useKeys([
    { keys: 't', does: t.today, act: () => shown.set({ at: undefined }) },
    { keys: 'm', does: t.views.month, act: () => shown.set({ view: 'month' }) },
    { keys: 'w', does: t.views.week, act: () => shown.set({ view: 'week' }) },
    { keys: 'd', does: t.views.day, act: () => shown.set({ view: 'day' }) },
    { keys: 'l', does: t.views.list, act: () => shown.set({ view: 'list' }) },
    { keys: 'ArrowLeft', does: t.earlier, act: () => step(-1) },
    { keys: 'ArrowRight', does: t.later, act: () => step(1) },
  ]);
  return (
    <div className="page">
      <div className="row calendar-head">
        <h1 className="case-title">{t.title}</h1>
        <Segmented
          value={shown.view}
          onChange={(view) => shown.set({ view })}
          options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
        />
        <Button icon={<LeftOutlined aria-hidden />} aria-label={t.earlier} onClick={() => step(-1)} />
        <Button onClick={() => shown.set({ at: undefined })}>{t.today}</Button>
        <Button icon={<RightOutlined aria-hidden />} aria-label={t.later} onClick={() => step(1)} />
        {query.data && (
          <strong className="numbers" aria-live="polite">
            {shown.view === 'day'
              ? (shown.at ?? dayIn(serverNow(), zone))
              : `${dayIn(query.data.from, zone)} – ${dayIn(Date.parse(query.data.until) - 1, zone)}`}
          </strong>
        )}
      </div>
      <Filters shown={shown} />
      <Answered query={query} rows={12}>
        {(calendar) => <Body calendar={calendar} shown={shown} />}
      </Answered>
    </div>
  );
}

function Filters({ shown }: { shown: Shown }): ReactNode {
  const t = useWords(calendarWords);
  return (
    <div className="row calendar-head no-print">
      <Segmented
        value={shown.lanes}
        disabled={shown.view === 'month' || shown.view === 'day'}
        onChange={(lanes) => shown.set({ lanes: lanes === 'none' ? undefined : lanes })}
        options={LANES.map((value) => ({ value, label: t.lanes[value] }))}
      />
      {(['org', 'item'] as const).map((name) => (
        <label key={name} className="row">
          <span className="quiet">{name === 'org' ? t.organisation : t.item}</span>
          <span className="calendar-pick">
            <PickField
              about={{ process: '', picks: {}, defs: {}, faults: [] }}
              schema={{ type: 'string' }}
              pointer=""
              pattern=""
              name={name}
              id={`calendar-${name}`}
              pick={name === 'org' ? 'organisation' : 'item'}
              isRequired={false}
              isFaulty={false}
              value={shown[name]}
              onChange={(value) => shown.set({ [name]: typeof value === 'string' ? value : undefined })}
            />
          </span>
        </label>
      ))}
    </div>
  );
}

function Body({ calendar, shown }: { calendar: Calendar; shown: Shown }): ReactNode {
  const t = useWords(calendarWords);
  const { opens } = useMe();
  const navigate = useNavigate();
  const { data: holidays } = useHolidays();
  const against = useConflicts(calendar);
  const isBeyond = holidays && Date.parse(calendar.until) > Date.parse(holidays.knownUntil);
  return (
    <>
      {isBeyond && (
        <Alert
          type="warning"
          role="status"
          title={t.knownUntil(dayIn(Date.parse(holidays.knownUntil) - 1, calendar.zone))}
        />
      )}
      {calendar.cutAt !== null && (
        <Alert type="warning" role="status" title={t.cut(instantIn(calendar.cutAt, calendar.zone))} />
      )}
      {shown.view === 'day' ? (
        <DayView calendar={calendar} shown={shown} against={against} />
      ) : calendar.view === 'list' ? (
        <EntryList calendar={calendar} lanes={shown.lanes} against={against} />
      ) : (
        <Grid calendar={calendar} shown={shown} holidays={holidays} against={against} />
      )}
      {shown.open !== undefined && (
        <EntryPanel
          calendar={calendar}
          open={shown.open}
          against={against}
          onClose={() => shown.set({ open: undefined })}
        />
      )}
      {calendar.entries.length === 0 && shown.view !== 'day' && (
        <Empty description={t.none}>
          {opens['change'] !== undefined && <Button onClick={() => void navigate('/new/change')}>{t.newChange}</Button>}
        </Empty>
      )}
    </>
  );
}
