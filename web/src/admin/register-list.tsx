/** The entries of one register; a click opens one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Table } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { send } from '../api/ask.ts';
import { Answered } from '../ui/answered.tsx';
import { useLocale, useWords } from '../words/words.ts';
import type { Entry, Register } from './registers.ts';
import { useRegisterName } from './use-register-name.ts';
import { adminWords } from './words.ts';

type Page = { items: readonly Entry[]; next?: string | null };

export function RegisterList({ register }: { register: Register }): ReactNode {
  const t = useWords(adminWords);
  const locale = useLocale();
  const named = useRegisterName();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const query = useInfiniteQuery({
    queryKey: ['register', register.name, 'list', q],
    queryFn: async ({ signal, pageParam }) =>
      (await send('GET', register.path, {
        query: register.name === 'webhooks' ? {} : { limit: 50, after: pageParam, q: q === '' ? undefined : q },
        signal,
      })) as Page,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const titleOf = ({ name, title, draft, source }: Entry): string => {
    const said = title ?? inOf(source, 'title') ?? inOf(draft, 'title');
    const own = name ?? inOf(source, 'name') ?? inOf(draft, 'name');
    const inLanguage = typeof said === 'string' ? said : inOf(said, locale);
    return typeof own === 'string' ? own : typeof inLanguage === 'string' ? inLanguage : '';
  };
  return (
    <section aria-label={named(register.name)}>
      <div className="row admin-head">
        <h1>{named(register.name)}</h1>
        <Input.Search
          className="admin-search"
          allowClear
          aria-label={t.search}
          placeholder={t.search}
          defaultValue={q}
          onSearch={(value) => setSearch(value === '' ? {} : { q: value }, { replace: true })}
        />
        <span className="grow" />
        {register.mayMake ? (
          <Link to={`/admin/${register.name}/new`} className="ant-btn ant-btn-primary" data-admin="make">
            {t.make}
          </Link>
        ) : (
          <span className="quiet">{t.readOnly}</span>
        )}
      </div>
      <Answered query={query} rows={10}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Empty description={q === '' ? t.noEntries : t.noResult}>
              {q !== '' && <Button onClick={() => setSearch({})}>{t.clear}</Button>}
            </Empty>
          ) : (
            <Table<Entry>
              size="small"
              pagination={false}
              rowKey="id"
              scroll={{ x: 'max-content' }}
              dataSource={items}
              columns={[
                {
                  title: t.id,
                  dataIndex: 'id',
                  render: (id: string) => <Link to={`/admin/${register.name}/${encodeURIComponent(id)}`}>{id}</Link>,
                },
                { title: t.name, key: 'name', render: (_, entry) => titleOf(entry) },
                {
                  title: t.state,
                  dataIndex: 'open',
                  render: (open?: boolean) => (open === undefined ? '' : open ? t.open : t.closed),
                },
                { title: t.version, dataIndex: 'version', align: 'right', className: 'numbers' },
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

const inOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
