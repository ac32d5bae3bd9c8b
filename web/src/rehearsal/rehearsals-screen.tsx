/** S8: the rehearsals that there are, and the form that starts one. */
import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { useHasRole } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Rehearsal, useRehearsals } from './reading.ts';
import './rehearsal.css';
import { StartForm } from './start-form.tsx';
import { rehearsalWords } from './words.ts';

export default function RehearsalsScreen(): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const [search, setSearch] = useSearchParams();
  const mayStart = useHasRole('process-owner', 'supervisor');
  const isStarting = mayStart && search.has('new');
  const query = useRehearsals();
  const start = mayStart && !isStarting && (
    <Button type="primary" onClick={() => setSearch({ new: '' })}>
      {t.start}
    </Button>
  );
  return (
    <div className="page">
      <div className="row rehearsal-head hatched">
        <h1 className="case-title grow">{t.title}</h1>
        {start}
      </div>
      {isStarting && (
        <StartForm key={String(processes.size > 0)} chosen={search.get('new') ?? ''} onCancel={() => setSearch({})} />
      )}
      <Answered query={query} rows={6}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty description={`${t.empty} · ${t.emptyHint}`}>{start}</Empty>;
          return (
            <Table<Rehearsal>
              size="small"
              rowKey="number"
              data-rehearsals="list"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={items}
              columns={[
                {
                  title: t.number,
                  className: 'numbers',
                  render: (_, { number }) => <Link to={`/rehearsals/${number}`}>{number}</Link>,
                },
                { title: t.name, dataIndex: 'title' },
                { title: t.process, render: (_, { process }) => said(processes.get(process)?.title, process) },
                { title: t.startedBy, render: (_, { startedBy }) => nameOf('person', startedBy) },
                { title: t.startedAt, className: 'numbers', render: (_, { startedAt }) => instantIn(startedAt) },
              ]}
            />
          );
        }}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </div>
  );
}
