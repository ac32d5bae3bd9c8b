/** The tasks of a day under who has them. */
import { ToolOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Empty, Tag } from 'antd';
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { clockIn, dayIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { APPOINTMENT, isOf, isOn, loadsOf, type Task, taskOf, type Which } from './day.ts';
import { fieldWords } from './words.ts';

type Props = {
  items: readonly CaseView[];
  day: string;
  which: Which;
  now: number;
  onClear: () => void;
  onOpen: (number: string) => void;
};
/** The day by the clock of the browser. */
const spanOf = (day: string): { from: number; until: number } => {
  const from = new Date(`${day}T00:00:00`);
  const until = new Date(from);
  until.setDate(until.getDate() + 1);
  return { from: from.getTime(), until: until.getTime() };
};

export function DayList({ items, day, which, now, onClear, onOpen }: Props): ReactNode {
  const t = useWords(fieldWords);
  const nameOf = useName();
  const span = spanOf(day);
  const all = items.map((kase) => taskOf(kase, now)).filter((task) => isOn(task, span, now));
  const tasks = all.filter((task) => isOf(task, which));
  if (tasks.length === 0)
    return (
      <Empty description={all.length === 0 ? t.none : t.noneHere}>
        {all.length > 0 && <Button onClick={onClear}>{t.clear}</Button>}
      </Empty>
    );
  return (
    <div className="field-loads" data-field="day">
      {loadsOf(tasks).map(({ person, tasks: own, late }) => {
        const name = person === '' ? t.nobody : nameOf('person', person);
        return (
          <section key={person} className="field-load" aria-label={name} data-person={person}>
            <h2 className="row field-person">
              <span className="grow">{name}</span>
              <span className="quiet numbers">{t.tasks(own.length)}</span>
              {late > 0 && <Tag color="error">{t.lateOf(late)}</Tag>}
            </h2>
            <ul className="plain">
              {own.map((task) => (
                <li key={task.kase.number}>
                  <Line task={task} day={day} onOpen={onOpen} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Line({ task, day, onOpen }: { task: Task; day: string; onOpen: (number: string) => void }): ReactNode {
  const t = useWords(fieldWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const { kase, site, from, until, arrivedAt, late, spare, depot = '', vehicle, isUrgent } = task;
  const process = processes.get(kase.process);
  const at = (instant: string): string => (dayIn(instant) === day ? clockIn(instant) : instantIn(instant));
  const whenOf = (): string => {
    if (arrivedAt !== undefined) return t.there(at(arrivedAt));
    if (from === undefined || until === undefined) return t.noTime;
    return from === until ? t.expected(at(from)) : t.appointed(`${at(from)} – ${at(until)}`);
  };
  const lateness = late.map((name) => (name === APPOINTMENT ? t.appointment : said(process?.clocks[name], name)));
  return (
    <button
      type="button"
      className="field-task"
      data-task={kase.number}
      data-late={late.length > 0}
      onClick={() => onOpen(kase.number)}
    >
      <span className="row">
        <span className="numbers">{kase.number}</span>
        <strong className="grow">{kase.title}</strong>
        {isUrgent && <Tag color="warning">{t.urgent}</Tag>}
        <Tag>{said(statusOf(process, kase.status).title)}</Tag>
      </span>
      <span className="quiet">{[nameOf('organisation', kase.orgPath), site].filter(Boolean).join(' · ')}</span>
      <span className="row">
        <span className="numbers">{whenOf()}</span>
        {lateness.length > 0 && (
          <span className="field-late">
            <WarningOutlined aria-hidden /> {t.late(lateness.join(', '))}
          </span>
        )}
      </span>
      {(spare !== undefined || vehicle !== undefined) && (
        <span>
          <ToolOutlined aria-hidden />{' '}
          {[
            ...(spare === undefined ? [] : [t.spare(spare, depot)]),
            ...(vehicle === undefined ? [] : [t.vehicle(vehicle)]),
          ].join(' · ')}
        </span>
      )}
    </button>
  );
}
