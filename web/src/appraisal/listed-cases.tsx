/** The cases behind the frozen figure of an item, as they were then. */
import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import { useExpanding } from '../figures/expanding.tsx';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Item, type Listed, useListed } from './reading.ts';
import { appraisalWords } from './words.ts';

export function ListedCases({ number, item }: { number: string; item: Item }): ReactNode {
  const t = useWords(appraisalWords);
  const said = useSaid();
  const processes = useProcesses();
  const query = useListed(number, item.id);
  const expandable = useExpanding<Listed['items'][number]>();
  const basisOf = (basis: string): string =>
    basis === 'closed' || basis === 'opened' || basis === 'open' ? t.basis[basis] : basis;
  return (
    <section aria-label={t.listOf(said(item.title))}>
      <Answered query={query} rows={3}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty description={t.noCases} />;
          return (
            <Table<Listed['items'][number]>
              size="small"
              rowKey="number"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={items}
              expandable={expandable}
              columns={[
                {
                  title: t.number,
                  className: 'numbers',
                  render: (_, one) => <Link to={`/cases/${one.number}`}>{one.number}</Link>,
                },
                { title: t.process, render: (_, { process }) => said(processes.get(process)?.title, process) },
                { title: t.basisTitle, render: (_, { basis }) => basisOf(basis) },
                { title: t.opened, className: 'numbers', render: (_, { openedAt }) => instantIn(openedAt) },
                {
                  title: t.closed,
                  className: 'numbers',
                  render: (_, { closedAt }) => (closedAt === undefined ? '' : instantIn(closedAt)),
                },
                {
                  title: t.owed,
                  render: (_, one) =>
                    one.in
                      .filter((name) => name.startsWith('clause:'))
                      .map((name) => name.slice('clause:'.length))
                      .join(', '),
                },
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
    </section>
  );
}
