/** One line a run: how far it is, and of a release which wave. */
import { Table, type TableColumnsType, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { CaseClock } from '../ui/case-clock.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { fieldsOf } from './reading.ts';
import { runsWords } from './words.ts';

/** A release has its own screen, what runs in the night another. */
export const pathOf = ({ process, number }: Pick<CaseView, 'process' | 'number'>): string =>
  `/${process === 'release' ? 'releases' : 'runs'}/${number}`;

export function RunList({ items }: { items: readonly CaseView[] }): ReactNode {
  return (
    <Table<CaseView>
      className="runs"
      size="small"
      rowKey="number"
      data-runs="list"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={[...items]}
      columns={useColumns()}
    />
  );
}

function useColumns(): TableColumnsType<CaseView> {
  const t = useWords(runsWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  // lists leave out the waves themselves: of the one under way its place is in its id
  const waveOf = (kase: CaseView): string => {
    const place = /^w(\d+)$/.exec(fieldsOf(kase).wave ?? '')?.[1];
    return place === undefined ? '' : t.waveOf(Number(place));
  };
  return [
    { title: t.number, className: 'numbers', render: (_, kase) => <Link to={pathOf(kase)}>{kase.number}</Link> },
    {
      title: t.name,
      render: (_, { title, mode }) => (
        <span className="run-title">
          {mode !== 'live' && <Tag>{t.drill}</Tag>}
          {title}
        </span>
      ),
    },
    { title: t.kind, render: (_, { process }) => said(processes.get(process)?.title, process) },
    {
      title: t.status,
      render: (_, { process, status }) => said(statusOf(processes.get(process), status).title),
    },
    { title: '', render: (_, kase) => <CaseClock kase={kase} /> },
    { title: t.version, className: 'numbers', render: (_, kase) => fieldsOf(kase).appVersion ?? '' },
    { title: t.wave, render: (_, kase) => waveOf(kase) },
    {
      title: t.progress,
      align: 'right',
      className: 'numbers',
      render: (_, kase) => {
        const { run } = fieldsOf(kase);
        return run === undefined || run.steps === 0 ? '' : t.stepsOf(run.done, run.steps);
      },
    },
    {
      title: t.installed,
      align: 'right',
      className: 'numbers',
      render: (_, kase) => fieldsOf(kase).installed?.length ?? '',
    },
    {
      title: t.commander,
      render: (_, { parties }) => nameOf('person', commanderOf(parties)),
    },
    { title: t.unit, render: (_, { orgPath }) => nameOf('organisation', orgPath) },
    { title: t.opened, className: 'numbers', render: (_, { openedAt }) => instantIn(openedAt) },
  ];
}

function commanderOf({ commander, assignee }: CaseView['parties']): string | undefined {
  return typeof commander === 'string' ? commander : assignee;
}
