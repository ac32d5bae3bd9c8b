/** What a row of the queue says: as columns, or on a narrow page as two lines. */
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { serverNow } from '../live/clock.ts';
import { CaseClock } from '../ui/case-clock.tsx';
import { clockIn, dayIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { queueWords } from './words.ts';

/** Below it the last activity is left out: a list is read by its titles. */
const WIDE = 1_000;

export function useColumns({ isNarrow, width }: { isNarrow: boolean; width: number }): TableColumnsType<CaseView> {
  const t = useWords(queueWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const status = ({ process, status: key }: CaseView): string => said(statusOf(processes.get(process), key).title);
  /** Whoever has it, else the queue in which it lies. */
  const whoHas = ({ parties, queue }: CaseView): ReactNode =>
    parties.assignee !== undefined ? (
      nameOf('person', parties.assignee)
    ) : queue === undefined ? null : (
      <span className="quiet">{nameOf('queue', queue)}</span>
    );
  if (isNarrow)
    return [
      {
        title: t.columns.title,
        render: (_, kase) => (
          <div className="row-lines">
            <div className="cut">{kase.title}</div>
            <div className="row quiet">
              <span className="numbers">{kase.number}</span>
              <span>{kase.priority}</span>
              <span>{status(kase)}</span>
              <CaseClock kase={kase} />
            </div>
          </div>
        ),
      },
    ];
  return [
    { title: t.columns.number, dataIndex: 'number', width: 116, className: 'numbers' },
    { title: t.columns.title, dataIndex: 'title', ellipsis: true },
    { title: t.columns.status, width: 112, render: (_, kase) => status(kase) },
    { title: t.columns.priority, dataIndex: 'priority', width: 68 },
    { title: t.columns.clock, width: 164, render: (_, kase) => <CaseClock kase={kase} /> },
    { title: t.columns.assignee, width: 96, ellipsis: true, render: (_, kase) => whoHas(kase) },
    {
      title: t.columns.unit,
      width: 130,
      ellipsis: true,
      render: (_, { parties }) => nameOf('organisation', parties.unit),
    },
    ...(width < WIDE
      ? []
      : [
          {
            title: t.columns.updated,
            width: 84,
            className: 'numbers',
            render: (_: unknown, { updatedAt }: CaseView) => (
              <time dateTime={updatedAt} title={instantIn(updatedAt)}>
                {shortly(updatedAt)}
              </time>
            ),
          },
        ]),
  ];
}

/** Of today its hour, else its day. */
const shortly = (at: string): string =>
  dayIn(at) === dayIn(serverNow()) ? clockIn(at) : dayIn(at).slice('2026-'.length);
