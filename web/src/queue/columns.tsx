/** What a row of the queue says: as columns, or on a narrow page as two lines. */
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { CaseClock } from '../ui/case-clock.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { queueWords } from './words.ts';

export function useColumns(isNarrow: boolean): TableColumnsType<CaseView> {
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
    { title: t.columns.number, dataIndex: 'number', width: 120, className: 'numbers' },
    { title: t.columns.title, dataIndex: 'title', ellipsis: true },
    { title: t.columns.status, width: 100, render: (_, kase) => status(kase) },
    { title: t.columns.priority, dataIndex: 'priority', width: 70 },
    { title: t.columns.clock, width: 150, render: (_, kase) => <CaseClock kase={kase} /> },
    { title: t.columns.assignee, width: 110, ellipsis: true, render: (_, kase) => whoHas(kase) },
    {
      title: t.columns.unit,
      width: 130,
      ellipsis: true,
      render: (_, { parties }) => nameOf('organisation', parties.unit),
    },
    { title: t.columns.updated, width: 140, className: 'numbers', render: (_, { updatedAt }) => instantIn(updatedAt) },
  ];
}
