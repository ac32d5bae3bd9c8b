/** Two rehearsals beside each other, by the time since their intake; the address names both. */
import { Empty, Select, Switch, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Compared, comparedOf } from './lapse.ts';
import { type Standing, type Told, useRehearsals, useStanding, useTold } from './reading.ts';
import './rehearsal.css';
import { rehearsalWords } from './words.ts';

export default function CompareScreen(): ReactNode {
  const t = useWords(rehearsalWords);
  const { number = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const other = search.get('with') ?? '';
  const { data } = useRehearsals();
  const others = (data?.pages ?? []).flatMap(({ items }) => items).filter((one) => one.number !== number);
  return (
    <div className="page">
      <div className="row rehearsal-head hatched">
        <strong>{t.mark}</strong>
        <h1 className="case-title grow">
          {t.compare} <Link to={`/rehearsals/${number}`}>{number}</Link>
        </h1>
        <Select
          className="rehearsal-other"
          aria-label={t.compareWith}
          placeholder={t.compareWith}
          showSearch={{ optionFilterProp: 'label' }}
          value={other === '' ? undefined : other}
          onChange={(value: string) => setSearch({ with: value }, { replace: true })}
          options={others.map((one) => ({ value: one.number, label: `${one.number} ${one.title}` }))}
        />
      </div>
      {other === '' ? <Empty description={t.compareHint} /> : <Both left={number} right={other} />}
    </div>
  );
}

function Both({ left, right }: { left: string; right: string }): ReactNode {
  const [one, two] = [useStanding(left), useStanding(right)];
  const [toldOne, toldTwo] = [useTold(left), useTold(right)];
  return (
    <Answered query={one} rows={6}>
      {(a) => (
        <Answered query={two} rows={6}>
          {(b) => (
            <Answered query={toldOne} rows={6}>
              {(ta) => (
                <Answered query={toldTwo} rows={6}>
                  {(tb) => <Rows left={{ standing: a, told: ta }} right={{ standing: b, told: tb }} />}
                </Answered>
              )}
            </Answered>
          )}
        </Answered>
      )}
    </Answered>
  );
}

type Whole = { standing: Standing; told: readonly Told[] };
function Rows({ left, right }: { left: Whole; right: Whole }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const { length } = useTimes();
  const [isWhole, setWhole] = useState(true);
  const rows = comparedOf(left, right);
  const differing = rows.filter(({ differs }) => differs);
  const what = ({ kind, process, clock, to, percent }: Compared): string =>
    [
      kind === 'told' ? t.toldTo(nameOf('person', to)) : kind === 'due' ? t.due : t.states.breached,
      clock === undefined ? '' : said(processes.get(process)?.clocks[clock], clock),
      percent === undefined ? '' : t.percent(percent),
    ]
      .filter((word) => word !== '')
      .join(' · ');
  const cell = (after?: number): ReactNode =>
    after === undefined ? <span className="quiet">{t.notThere}</span> : t.after(length(after));
  return (
    <>
      <div className="row rehearsal-moves">
        <span role="status">{t.differing(differing.length, rows.length)}</span>
        <span className="grow" />
        <label className="row">
          <Switch checked={!isWhole} onChange={(only) => setWhole(!only)} />
          {t.onlyDiffering}
        </label>
      </div>
      <Table<Compared>
        size="small"
        data-rehearsal="compared"
        pagination={false}
        rowKey={(row) => `${what(row)} ${row.left ?? ''} ${row.right ?? ''}`}
        rowClassName={({ differs }) => (differs ? 'rehearsal-differs' : '')}
        scroll={{ x: 'max-content' }}
        dataSource={isWhole ? [...rows] : differing}
        locale={{ emptyText: t.allSame }}
        columns={[
          { title: t.what, render: (_, row) => what(row) },
          { title: <Side standing={left.standing} />, className: 'numbers', render: (_, row) => cell(row.left) },
          { title: <Side standing={right.standing} />, className: 'numbers', render: (_, row) => cell(row.right) },
        ]}
      />
    </>
  );
}

function Side({ standing: { number, title, policyVersion, drafts, virtualAt } }: { standing: Standing }): ReactNode {
  const t = useWords(rehearsalWords);
  return (
    <div>
      <Link to={`/rehearsals/${number}`}>{number}</Link> {title}{' '}
      {policyVersion !== undefined && <Tag>{t.policy(policyVersion)}</Tag>}
      {drafts && <Tag>{t.drafts}</Tag>}
      <div className="quiet">{t.virtual(instantIn(virtualAt))}</div>
    </div>
  );
}
