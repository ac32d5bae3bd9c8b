/** The cases behind a part of a figure; each leads to its page. */
import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useExpanding } from './expanding.tsx';
import { type CasesOfFigure, useCasesOf } from './reading.ts';
import { figureWords } from './words.ts';

export function FigureCases({ address }: { address: string }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const query = useCasesOf(address);
  const expandable = useExpanding<CasesOfFigure['items'][number]>();
  return (
    <Answered query={query} rows={4}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        const hidden = pages.reduce((sum, page) => sum + page.outOfReach, 0);
        if (items.length === 0 && hidden === 0) return <Empty description={t.noCases} />;
        return (
          <>
            <Table<CasesOfFigure['items'][number]>
              size="small"
              rowKey="number"
              data-figures="cases"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={items}
              expandable={expandable}
              columns={[
                {
                  title: t.number,
                  className: 'numbers',
                  render: (_, { number }) => <Link to={`/cases/${number}`}>{number}</Link>,
                },
                { title: t.caseTitle, dataIndex: 'title' },
                {
                  title: t.status,
                  render: (_, { process, status }) => said(statusOf(processes.get(process), status).title),
                },
                { title: t.unit, render: (_, { orgPath }) => nameOf('organisation', orgPath) },
                { title: t.opened, className: 'numbers', render: (_, { openedAt }) => instantIn(openedAt) },
                {
                  title: t.closed,
                  className: 'numbers',
                  render: (_, { closedAt }) => (closedAt === undefined ? '' : instantIn(closedAt)),
                },
              ]}
            />
            {hidden > 0 && <p className="quiet">{t.outOfReach(hidden)}</p>}
            {query.hasNextPage && (
              <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                {t.more}
              </Button>
            )}
          </>
        );
      }}
    </Answered>
  );
}
