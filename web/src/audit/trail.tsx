/** The audit trail: by person, time, kind and number; what administrators did is one click away. */
import { Button, Input, Segmented, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { addressOf } from '../api/ask.ts';
import { PickField } from '../form/pick-field.tsx';
import type { AuditRecord } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useLocale, useSaid, useWords } from '../words/words.ts';
import { useTrail, useTypes } from './reading.ts';
import { TrailDetail } from './trail-detail.tsx';
import { auditWords } from './words.ts';

const FILTERS = ['by', 'type', 'number', 'from', 'until'] as const;
type Name = (typeof FILTERS)[number];

export function Trail(): ReactNode {
  const t = useWords(auditWords);
  const locale = useLocale();
  const [search, setSearch] = useSearchParams();
  const of = search.get('of') === 'administrators' ? 'administrators' : 'records';
  const query = Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = search.get(name);
      const isAsked = value !== null && !(name === 'number' && of === 'administrators');
      return isAsked ? [[name, name === 'from' || name === 'until' ? new Date(value).toISOString() : value]] : [];
    }),
  );
  const put = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const words: Readonly<Record<Exclude<Name, 'type' | 'by'>, string>> = {
    number: t.number,
    from: t.from,
    until: t.until,
  };
  const isFiltered = FILTERS.some((name) => search.has(name));
  return (
    <section aria-label={t.trail}>
      <div className="row audit-filters">
        <h2 className="side-title">{t.trail}</h2>
        <Segmented
          data-audit="of"
          value={of}
          onChange={(value) => put('of', value === 'records' ? '' : value)}
          options={[
            { value: 'records', label: t.all },
            { value: 'administrators', label: t.administrators },
          ]}
        />
        {FILTERS.map((name) =>
          name === 'type' ? (
            <TypeFilter key={name} value={search.get(name) ?? ''} onChange={(value) => put(name, value)} />
          ) : name === 'by' ? (
            <div key={name} className="audit-filter" data-audit="by">
              <PickField
                pick="person"
                id="audit-by"
                label={t.person}
                name={name}
                pointer="/by"
                pattern="/by"
                schema={{ type: 'string' }}
                about={{ process: '', picks: {}, defs: {}, faults: [] }}
                isRequired={false}
                isFaulty={false}
                value={search.get(name) ?? undefined}
                onChange={(by) => put(name, typeof by === 'string' ? by : '')}
              />
            </div>
          ) : (
            <Filter
              key={name}
              name={name}
              label={words[name]}
              value={search.get(name) ?? ''}
              onChange={(value) => put(name, value)}
            />
          ),
        )}
        {isFiltered && <Button onClick={() => setSearch({})}>{t.clear}</Button>}
        <span className="grow" />
        <a href={addressOf('/api/audit/records/export', { ...query, format: 'csv', lang: locale })} download>
          {t.csv}
        </a>
        <a href={addressOf('/api/audit/records/export', { ...query, format: 'json', lang: locale })} download>
          {t.json}
        </a>
      </div>
      <Records of={of} query={query} />
    </section>
  );
}

function TypeFilter({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const { data } = useTypes();
  return (
    <Select<string[]>
      className="audit-types"
      data-audit="type"
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t.what}
      placeholder={t.what}
      value={value === '' ? [] : value.split(',')}
      onChange={(types) => onChange(types.join(','))}
      options={(data?.items ?? []).map(({ type, title }) => ({ value: type, label: said(title, type) }))}
    />
  );
}

/** Taken over when the field is left or Enter is struck: each look is on record. */
function Filter(props: { name: string; label: string; value: string; onChange: (value: string) => void }): ReactNode {
  const { name, label, value, onChange } = props;
  const [typed, setTyped] = useState(value);
  const isTime = name === 'from' || name === 'until';
  const take = (): void => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <Input
      className="audit-filter"
      data-audit={name}
      key={value}
      type={isTime ? 'datetime-local' : 'text'}
      aria-label={label}
      placeholder={label}
      prefix={isTime ? <span className="quiet">{label}</span> : undefined}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onPressEnter={({ nativeEvent }) => {
        if (!nativeEvent.isComposing) take();
      }}
    />
  );
}

export function Records(props: {
  of: 'records' | 'administrators';
  query: Readonly<Record<string, string>>;
}): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const nameOf = useName();
  const query = useTrail(props.of, props.query, true);
  return (
    <>
      <Answered query={query} rows={8}>
        {({ pages }) => (
          <Table<AuditRecord>
            size="small"
            pagination={false}
            rowKey="id"
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: t.none }}
            dataSource={pages.flatMap(({ items }) => items)}
            columns={[
              {
                title: t.time,
                dataIndex: 'at',
                className: 'numbers',
                render: (at: number) => instantIn(at),
              },
              { title: t.person, dataIndex: 'by', render: (by: string) => nameOf('person', by) },
              { title: t.what, dataIndex: 'title', render: (_, { title, type }) => said(title, type) },
              {
                title: t.case,
                dataIndex: 'number',
                render: (number?: string) =>
                  number === undefined ? null : <Link to={`/audit/cases/${number}`}>{number}</Link>,
              },
              { title: t.address, dataIndex: 'address', className: 'numbers' },
              { title: t.detail, dataIndex: 'data', render: (_, record) => <TrailDetail data={record.data} /> },
            ]}
          />
        )}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </>
  );
}
