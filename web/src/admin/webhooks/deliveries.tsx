/** What went to a webhook, or did not: state, what came back, when it is tried again; what failed is sent once more. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Radio, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { change, read } from '../../api/ask.ts';
import type { Answers } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useCodeOf } from '../../words/codes.ts';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { webhookWords } from './words.ts';

type Delivery = Answers['GET /api/webhooks/{id}/deliveries']['answer']['items'][number];
const STATES = ['failed', 'waiting', 'sent', 'dropped'] as const;
const mayGoAgain = ({ state }: Delivery): boolean => state === 'failed' || state === 'sent';

export function Deliveries({ id }: { id: string }): ReactNode {
  const t = useWords(webhookWords);
  const nameOf = useName();
  const code = useCodeOf();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') ?? '';
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const query = useInfiniteQuery({
    queryKey: ['register', 'webhooks', id, 'deliveries', state],
    queryFn: async ({ signal, pageParam }) =>
      await read('GET /api/webhooks/{id}/deliveries', {
        at: { id },
        query: { limit: 50, after: pageParam, state: state === '' ? undefined : state },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const again = useMutation({
    mutationFn: async (ids: readonly string[]) =>
      await change('POST /api/webhooks/{id}/resend', { at: { id }, body: { ids: [...ids] } }),
    onSuccess: () => {
      setChosen([]);
      void client.invalidateQueries({ queryKey: ['register', 'webhooks', id, 'deliveries'] });
    },
  });
  return (
    <section aria-label={t.deliveries} className="deliveries">
      <h2 className="side-title">{t.deliveries}</h2>
      <div className="row">
        <Radio.Group
          aria-label={t.state}
          value={state}
          onChange={({ target }) =>
            setSearch(target.value === '' ? {} : { state: String(target.value) }, { replace: true })
          }
          options={[{ value: '', label: t.all }, ...STATES.map((one) => ({ value: one, label: t.states[one] }))]}
        />
        <span className="grow" />
        <Button
          disabled={chosen.length === 0}
          loading={again.isPending}
          onClick={() => again.mutate(chosen)}
          data-admin="resend"
        >
          {t.again(chosen.length)}
        </Button>
        <Button onClick={() => void query.refetch()} loading={query.isRefetching}>
          {t.refresh}
        </Button>
      </div>
      {again.isError && <ErrorPanel error={again.error} />}
      <p role="status" className="quiet">
        {again.data ? t.resent(again.data.resent, again.data.waiting) : ''}
      </p>
      <Answered query={query} rows={4}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Empty description={state === '' ? t.none : t.noneOfState} />
          ) : (
            <Table<Delivery>
              size="small"
              pagination={false}
              rowKey="id"
              scroll={{ x: 'max-content' }}
              dataSource={items}
              rowSelection={{
                selectedRowKeys: [...chosen],
                onChange: (keys) => setChosen(keys.map(String)),
                getCheckboxProps: (one) => ({
                  disabled: !mayGoAgain(one),
                  'aria-label': `${t.choose} ${one.number ?? one.id}`,
                }),
              }}
              expandable={{
                rowExpandable: ({ answer }) => answer !== undefined && answer !== '',
                expandedRowRender: ({ answer }) => <pre className="raw">{answer}</pre>,
              }}
              columns={[
                { title: t.at, dataIndex: 'at', className: 'numbers', render: (at: string) => instantIn(at) },
                {
                  title: t.about,
                  dataIndex: 'number',
                  render: (number?: string) =>
                    number === undefined ? '' : <Link to={`/cases/${number}`}>{number}</Link>,
                },
                { title: t.to, dataIndex: 'to', render: (to: string) => nameOf('person', to) },
                { title: t.state, dataIndex: 'state', render: (one: Delivery['state']) => t.states[one] },
                { title: t.tries, dataIndex: 'tries', align: 'right', className: 'numbers' },
                { title: t.answer, dataIndex: 'code', render: (one?: string) => (one === undefined ? '' : code(one)) },
                {
                  title: t.next,
                  key: 'next',
                  className: 'numbers',
                  render: (_, one) =>
                    one.state === 'waiting'
                      ? instantIn(one.nextAt)
                      : one.sentAt === undefined
                        ? ''
                        : t.sentAt(instantIn(one.sentAt)),
                },
                {
                  title: '',
                  key: 'again',
                  render: (_, one) =>
                    mayGoAgain(one) && (
                      <Button size="small" onClick={() => again.mutate([one.id])}>
                        {t.tryAgain}
                      </Button>
                    ),
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
