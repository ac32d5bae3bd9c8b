/** The rows, as many as are in sight; by mouse and by keys alike. */
import { Table, type TableColumnsType } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { DueTag } from '../ui/clock-tag.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { queueWords } from './words.ts';

type Props = {
  items: readonly CaseView[];
  open: string | undefined;
  onOpen: (number: string | undefined) => void;
  hasMore: boolean;
  onMore: () => void;
};

export function Rows({ items, open, onOpen, hasMore, onMore }: Props): ReactNode {
  const t = useWords(queueWords);
  const navigate = useNavigate();
  const columns = useColumns();
  const box = useRef<HTMLDivElement>(null);
  const height = useHeight(box);
  const at = items.findIndex(({ number }) => number === open);
  const move = (by: number): void => {
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) onOpen(next.number);
    if (at + by >= items.length - 5 && hasMore) onMore();
  };
  useKeys([
    { keys: 'j', does: t.next, act: () => move(1) },
    { keys: 'k', does: t.previous, act: () => move(-1) },
    { keys: 'Enter', does: t.open, act: () => open !== undefined && void navigate(`/cases/${open}`) },
  ]);
  return (
    <div ref={box} className="rows">
      <Table<CaseView>
        virtual
        size="small"
        rowKey="number"
        columns={columns}
        dataSource={items}
        pagination={false}
        scroll={{ x: 900, y: height }}
        rowClassName={({ number }) => (number === open ? 'row-open' : '')}
        onRow={({ number }) => ({
          onClick: () => onOpen(number),
          onDoubleClick: () => void navigate(`/cases/${number}`),
        })}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget as HTMLElement;
          if (hasMore && scrollTop + clientHeight > scrollHeight - 400) onMore();
        }}
      />
    </div>
  );
}

function useColumns(): TableColumnsType<CaseView> {
  const t = useWords(queueWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  return [
    { title: t.columns.number, dataIndex: 'number', width: 120, className: 'numbers' },
    { title: t.columns.title, dataIndex: 'title', ellipsis: true },
    {
      title: t.columns.status,
      width: 100,
      render: (_, { process, status }) => said(statusOf(processes.get(process), status).title),
    },
    { title: t.columns.priority, dataIndex: 'priority', width: 70 },
    {
      title: t.columns.clock,
      width: 150,
      render: (_, { dueAt, readings }) => (
        <DueTag
          dueAt={dueAt}
          paused={dueAt === null && Object.values(readings).some(({ state }) => state === 'paused')}
        />
      ),
    },
    { title: t.columns.assignee, width: 100, render: (_, { parties }) => nameOf('person', parties.assignee) },
    {
      title: t.columns.unit,
      width: 130,
      ellipsis: true,
      render: (_, { parties }) => nameOf('organisation', parties.unit),
    },
    { title: t.columns.updated, width: 140, className: 'numbers', render: (_, { updatedAt }) => instantIn(updatedAt) },
  ];
}

/** What is left of the window below the top of the list. */
function useHeight(box: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(400);
  useEffect(() => {
    const measure = (): void => {
      const top = box.current?.getBoundingClientRect().top ?? 200;
      setHeight(Math.max(200, window.innerHeight - top - 56));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, [box]);
  return height;
}
