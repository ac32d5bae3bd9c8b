/** The coordinator's map of the day as a list: who is where, what is late, what is waited for; and who is on duty. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Alert, Button, Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { PickField } from '../form/pick-field.tsx';
import { useNow } from '../live/clock.ts';
import { useKeys } from '../shell/keys.tsx';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { dayIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { type Which, WHICH } from './day.ts';
import { DayList } from './day-list.tsx';
import './field.css';
import { useOpenTasks } from './reading.ts';
import { Rosters } from './rosters.tsx';
import { TaskPanel } from './task-panel.tsx';
import { fieldWords } from './words.ts';

const VIEWS = ['day', 'rosters'] as const;
const nextDay = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

export default function FieldScreen(): ReactNode {
  const t = useWords(fieldWords);
  const navigate = useNavigate();
  const { opens } = useMe();
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'day';
  return (
    <div className="page field-work">
      <div className="row field-head">
        <h1 className="case-title">{t.title}</h1>
        <Segmented
          aria-label={t.view}
          value={view}
          onChange={(next) => setSearch(next === 'day' ? {} : { view: next })}
          options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
        />
        <span className="grow" />
        {opens['work-order'] !== undefined && (
          <Button onClick={() => void navigate('/new/work-order')}>{t.newOrder}</Button>
        )}
      </div>
      {view === 'day' ? <TheDay /> : <Rosters />}
    </div>
  );
}

function TheDay(): ReactNode {
  const t = useWords(fieldWords);
  const now = useNow();
  const [search, setSearch] = useSearchParams();
  const today = dayIn(now);
  const said = search.get('at');
  const day = said !== null && Number.isFinite(Date.parse(said)) ? said : today;
  const which: Which = WHICH.find((one) => one === search.get('which')) ?? 'all';
  const org = search.get('org') ?? undefined;
  const open = search.get('open') ?? undefined;
  const query = useOpenTasks(org);
  const set = (change: Readonly<Record<string, string | undefined>>): void =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(change))
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      return next;
    });
  const move = (by: number): void => set({ at: nextDay(day, by) });
  useKeys([
    { keys: 't', does: t.today, act: () => set({ at: undefined }) },
    { keys: 'ArrowLeft', does: t.earlier, act: () => move(-1) },
    { keys: 'ArrowRight', does: t.later, act: () => move(1) },
  ]);
  return (
    <>
      <div className="row field-head no-print">
        <Button icon={<LeftOutlined aria-hidden />} aria-label={t.earlier} onClick={() => move(-1)} />
        <Button onClick={() => set({ at: undefined })}>{t.today}</Button>
        <Button icon={<RightOutlined aria-hidden />} aria-label={t.later} onClick={() => move(1)} />
        <strong className="numbers" aria-live="polite">
          {day}
        </strong>
        <Segmented<Which>
          aria-label={t.which}
          value={which}
          onChange={(value) => set({ which: value === 'all' ? undefined : value })}
          options={WHICH.map((value) => ({ value, label: t.whiches[value] }))}
        />
        <label className="row">
          <span className="quiet">{t.organisation}</span>
          <span className="field-pick">
            <PickField
              about={{ process: '', picks: {}, defs: {}, faults: [] }}
              schema={{ type: 'string' }}
              pointer=""
              pattern=""
              name="organisation"
              id="field-organisation"
              pick="organisation"
              isRequired={false}
              isFaulty={false}
              value={org}
              onChange={(value) => set({ org: typeof value === 'string' ? value : undefined })}
            />
          </span>
        </label>
      </div>
      <Answered query={query} rows={8}>
        {({ items, isCut }) => (
          <>
            {isCut && <Alert type="warning" role="status" title={t.cut} />}
            <DayList
              items={items}
              day={day}
              which={which}
              now={now}
              onClear={() => set({ which: undefined })}
              onOpen={(number) => set({ open: number })}
            />
          </>
        )}
      </Answered>
      {open !== undefined && <TaskPanel number={open} onClose={() => set({ open: undefined })} />}
    </>
  );
}
