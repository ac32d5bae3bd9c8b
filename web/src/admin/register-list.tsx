/** The entries of one register; a click opens one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Select, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { send } from '../api/ask.ts';
import { isFields } from '../form/schema.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { useValueWords } from '../words/fields.ts';
import { useLocale, useWords } from '../words/words.ts';
import { MakeLink } from './make-link.tsx';
import type { Entry, Register } from './registers.ts';
import { useRegisterName } from './use-register-name.ts';
import { adminWords } from './words.ts';

type Page = { items: readonly Entry[]; next?: string | null };
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** Registers of whose entries each says for whom it is. */
const SHARED = new Set(['views', 'canned-answers', 'case-templates']);

export function RegisterList({ register, children }: { register: Register; children?: ReactNode }): ReactNode {
  const t = useWords(adminWords);
  const named = useRegisterName();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const of = search.get('of') ?? '';
  const query = useInfiniteQuery({
    queryKey: ['register', register.name, 'list', q, of],
    queryFn: async ({ signal, pageParam }) =>
      (await send('GET', register.path, {
        query: {
          ...(register.pages ? { limit: 50, after: pageParam } : {}),
          ...(register.searches && q !== '' ? { q } : {}),
          ...(of === '' ? {} : { of }),
        },
        signal,
      })) as Page,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const ask = (next: Readonly<Record<string, string>>): void =>
    setSearch(Object.fromEntries(Object.entries({ q, of, ...next }).filter(([, one]) => one !== '')), {
      replace: true,
    });
  return (
    <section aria-label={named(register.name)}>
      <div className="row admin-head">
        <h1>{named(register.name)}</h1>
        {register.searches && (
          <Input.Search
            className="admin-search"
            allowClear
            aria-label={t.search}
            placeholder={t.search}
            defaultValue={q}
            onSearch={(value) => ask({ q: value })}
          />
        )}
        {SHARED.has(register.name) && (
          <Select
            aria-label={t.forWhom}
            className="admin-of"
            value={of}
            onChange={(next) => ask({ of: next })}
            options={[
              { value: '', label: t.used },
              { value: 'kept', label: t.kept },
            ]}
          />
        )}
        <span className="grow" />
        {children}
        {register.makes ? (
          <MakeLink to={`/admin/${register.name}/new`}>{t.make}</MakeLink>
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
            <Rows register={register} items={items} />
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

function Rows({ register, items }: { register: Register; items: readonly Entry[] }): ReactNode {
  const t = useWords(adminWords);
  const nameOf = useName();
  const say = useValueWords();
  const titleOf = useTitle();
  const place = (entry: Entry): string => {
    const source = isFields(entry['source']) ? entry['source'] : {};
    const at = entry['orgPath'] ?? entry['unit'] ?? entry['organisation'] ?? source['orgPath'];
    const team = entry['team'];
    return typeof team === 'string' ? nameOf('queue', team) : typeof at === 'string' ? nameOf('organisation', at) : '';
  };
  const hasPlace = items.some((one) => place(one) !== '');
  const scoped = items.some(({ scope }) => typeof scope === 'string');
  return (
    <Table<Entry>
      size="small"
      pagination={false}
      rowKey="id"
      scroll={{ x: 'max-content' }}
      dataSource={[...items]}
      columns={[
        {
          title: t.name,
          key: 'name',
          render: (_, entry) => (
            <Link to={`/admin/${register.name}/${encodeURIComponent(keyOf(entry))}`}>
              {titleOf(entry) || keyOf(entry)}
            </Link>
          ),
        },
        {
          title: t.id,
          key: 'id',
          render: (_, entry) => <span className="quiet">{UUID.test(entry.id) ? '' : keyOf(entry)}</span>,
        },
        ...(hasPlace ? [{ title: t.place, key: 'place', render: (_: unknown, entry: Entry) => place(entry) }] : []),
        ...(scoped
          ? [
              {
                title: t.forWhom,
                dataIndex: 'scope',
                render: (scope?: string) => (scope === undefined ? '' : say('', 'scope', scope)),
              },
            ]
          : []),
        {
          title: t.state,
          key: 'state',
          render: (_, entry) => (
            <>
              {entry['open'] === false ? <Tag>{t.closed}</Tag> : ''}
              {entry['active'] === false ? <Tag>{t.inactive}</Tag> : ''}
              {isFields(entry['draft']) ? <Tag color="blue">{t.draft}</Tag> : ''}
              {isFields(entry['source']) && entry['source']['withdrawn'] === true ? <Tag>{t.withdrawn}</Tag> : ''}
            </>
          ),
        },
        { title: t.version, dataIndex: 'version', align: 'right', className: 'numbers' },
      ]}
    />
  );
}

/** Of what has versions the entry, without which version it is. */
const keyOf = ({ id }: Entry): string => id.replace(/@\d+$/, '');

export function useTitle(): (entry: Readonly<Record<string, unknown>>) => string {
  const locale = useLocale();
  const inLanguage = (value: unknown): string => {
    const said = isFields(value) ? value[locale] : value;
    return typeof said === 'string' ? said : '';
  };
  return ({ name, title, draft, source }) => {
    const inner = [source, draft].filter(isFields).flatMap((one) => [one['title'], one['name']]);
    return [title, name, ...inner].map(inLanguage).find((one) => one !== '') ?? '';
  };
}
