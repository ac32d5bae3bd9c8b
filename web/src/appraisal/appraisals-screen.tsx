/** S11: the appraisals that one may see, newest first. */
import { Button, Empty, Segmented, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { DueTag } from '../ui/clock-tag.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { useAmounts } from './amounts.ts';
import './appraisal.css';
import { fieldsOf, useAppraisals } from './reading.ts';
import { appraisalWords } from './words.ts';

const WHICH = ['open', 'all', 'drills'] as const;
type Which = (typeof WHICH)[number];
const QUERIES: Readonly<Record<Which, Readonly<Record<string, string>>>> = {
  open: { open: 'true', mode: 'live', sort: '-openedAt' },
  all: { mode: 'live', sort: '-openedAt' },
  drills: { mode: 'drill', sort: '-openedAt' },
};

export default function AppraisalsScreen(): ReactNode {
  const t = useWords(appraisalWords);
  const said = useSaid();
  const nameOf = useName();
  const { points, money } = useAmounts();
  const process = useProcesses().get('appraisal');
  const [search, setSearch] = useSearchParams();
  const which = WHICH.find((one) => one === search.get('which')) ?? 'open';
  const query = useAppraisals(QUERIES[which]);
  return (
    <div className="page">
      <div className="row">
        <h1 className="case-title grow">{t.title}</h1>
        <Segmented<Which>
          aria-label={t.which}
          value={which}
          onChange={(value) => setSearch({ which: value })}
          options={WHICH.map((value) => ({ value, label: t[value] }))}
        />
      </div>
      <Answered query={query} rows={8}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <Empty description={`${t.empty} · ${t.emptyHint}`}>
                {which !== 'all' && <Button onClick={() => setSearch({ which: 'all' })}>{t.clear}</Button>}
              </Empty>
            );
          return (
            <Table<CaseView>
              className={which === 'drills' ? 'appraisals hatched' : 'appraisals'}
              size="small"
              rowKey="number"
              data-appraisals="list"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={items}
              columns={[
                {
                  title: t.number,
                  className: 'numbers',
                  render: (_, { number }) => <Link to={`/appraisals/${number}`}>{number}</Link>,
                },
                { title: t.name, dataIndex: 'title' },
                { title: t.period, className: 'numbers', render: (_, kase) => fieldsOf(kase).period },
                { title: t.status, render: (_, { status }) => said(statusOf(process, status).title) },
                { title: '', render: (_, { dueAt }) => <DueTag dueAt={dueAt} paused={false} /> },
                {
                  title: t.score,
                  align: 'right',
                  className: 'numbers',
                  render: (_, kase) => {
                    const { score } = fieldsOf(kase);
                    return score === undefined || score === null ? '' : points(score);
                  },
                },
                {
                  title: t.penalty,
                  align: 'right',
                  className: 'numbers',
                  render: (_, kase) => {
                    const { penalty, currency } = fieldsOf(kase);
                    return penalty === undefined ? '' : money(penalty, currency);
                  },
                },
                {
                  title: t.listed,
                  align: 'right',
                  className: 'numbers',
                  render: (_, kase) => fieldsOf(kase).listRows ?? '',
                },
                { title: t.unit, render: (_, { orgPath }) => nameOf('organisation', orgPath) },
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
