/** What did not go out by mail or webhook, or waits for another try: to me, or to the people of the own organisations. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Radio, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import { Answered } from '../ui/answered.tsx';
import { useCodeOf } from '../words/codes.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { noticesWords } from './words.ts';

type Row = Answers['GET /api/deliveries']['answer']['items'][number];

export function Undelivered({ of }: { of: 'me' | 'people' }): ReactNode {
  const t = useWords(noticesWords);
  const code = useCodeOf();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') === 'trying' ? 'trying' : 'failed';
  const query = useInfiniteQuery({
    queryKey: ['deliveries', of, state],
    queryFn: async ({ signal, pageParam }) =>
      await read('GET /api/deliveries', { query: { of, state, limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const ways: Readonly<Record<string, string>> = t.ways;
  return (
    <section aria-label={of === 'me' ? t.failed : t.ofPeople}>
      <p className="quiet">{of === 'me' ? t.failedHint : t.ofPeopleHint}</p>
      <Radio.Group
        aria-label={t.state}
        value={state}
        onChange={({ target }) =>
          setSearch({ tab: of === 'me' ? 'failed' : 'people', state: String(target.value) }, { replace: true })
        }
        options={[
          { value: 'failed', label: t.states.failed },
          { value: 'trying', label: t.states.trying },
        ]}
      />
      <Answered query={query} rows={5}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 && !query.hasNextPage ? (
            <Empty description={state === 'failed' ? t.noneFailed : t.noneTrying} />
          ) : (
            <Table<Row>
              size="small"
              pagination={false}
              rowKey="id"
              scroll={{ x: 'max-content' }}
              dataSource={items}
              expandable={{
                rowExpandable: ({ answer }) => answer !== undefined && answer !== '',
                expandedRowRender: ({ answer }) => <pre className="raw">{answer}</pre>,
              }}
              columns={[
                { title: t.at, dataIndex: 'at', className: 'numbers', render: (at: string) => instantIn(at) },
                ...(of === 'people' ? [{ title: t.person, dataIndex: 'name' }] : []),
                { title: t.way, dataIndex: 'channel', render: (one: string) => ways[one] ?? one },
                {
                  title: t.about,
                  dataIndex: 'number',
                  render: (number?: string) =>
                    number === undefined ? (
                      <span className="quiet">{t.outOfReach}</span>
                    ) : (
                      <Link to={`/cases/${number}`}>{number}</Link>
                    ),
                },
                { title: t.why, dataIndex: 'code', render: (one?: string) => (one === undefined ? '' : code(one)) },
                { title: t.tries, dataIndex: 'tries', align: 'right', className: 'numbers' },
                ...(state === 'trying'
                  ? [
                      {
                        title: t.next,
                        dataIndex: 'nextAt',
                        className: 'numbers',
                        render: (at: string) => instantIn(at),
                      },
                    ]
                  : []),
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
