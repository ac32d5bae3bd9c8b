/** The cases behind a number: urged one by one, supervised and reassigned together. */
import { Button, Empty, Table, type TableColumnsType } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useBulk } from '../bulk/bulk.ts';
import { BulkPanel } from '../bulk/bulk-panel.tsx';
import { useCommonForms } from '../bulk/offered.ts';
import { bulkWords } from '../bulk/words.ts';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { Form } from '../form/schema.ts';
import type { CaseView } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useRows } from '../queue/listing.ts';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { CaseClock } from '../ui/case-clock.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useCodeOf } from '../words/codes.ts';
import { useSaid, useWords } from '../words/words.ts';
import { boardWords } from './words.ts';

/** What a supervisor gives to several at once; whether each takes it, the engine says. */
const GIVEN = ['urge', 'supervise', 'dispatch', 'transfer', 'claim'];
const MOST = 200;

type Props = {
  listed: string;
  loads: readonly { name: string; count: number }[];
  open: string | undefined;
  onOpen: (number: string | undefined) => void;
};

export function CaseList({ listed, loads, open, onOpen }: Props): ReactNode {
  const t = useWords(boardWords);
  const say = useWords(bulkWords);
  const said = useSaid();
  const query = useRows({
    path: '/api/cases',
    query: { sort: 'dueAt', ...Object.fromEntries(new URLSearchParams(listed)) },
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  /** As it was when it was opened: what is given leaves this list, and what became of each is still to be read. */
  const [given, setGiven] = useState<{ form: Form; process: string; numbers: readonly string[] } | undefined>(
    undefined,
  );
  const columns = useColumns(onOpen);
  const there = items.filter(({ number }) => chosen.includes(number));
  const kinds = [...new Set(there.map(({ process }) => process))];
  const [process = ''] = kinds;
  const forms = useCommonForms(kinds);
  const numbers = there.map(({ number }) => number).slice(0, MOST);
  const at = items.findIndex(({ number }) => number === open);
  const move = (by: number): void => {
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) onOpen(next.number);
  };
  useKeys([
    { keys: 'j', does: t.key.next, act: () => move(1) },
    { keys: 'k', does: t.key.previous, act: () => move(-1) },
  ]);
  return (
    <section id="board-list" className="board-list" aria-label={t.list} tabIndex={-1}>
      <div className="row board-bulk" role="toolbar" aria-label={say.chosen(there.length)}>
        {there.length === 0 ? (
          <span className="quiet">{t.choose}</span>
        ) : (
          <>
            <strong role="status">{say.chosen(there.length)}</strong>
            {GIVEN.flatMap((command) => {
              const form = forms.get(command);
              return form === undefined || form.part === 'always'
                ? []
                : [
                    <Button key={command} data-bulk={command} onClick={() => setGiven({ form, process, numbers })}>
                      {said(form.title)}
                    </Button>,
                  ];
            })}
          </>
        )}
      </div>
      <Answered query={query} rows={8}>
        {() =>
          items.length === 0 ? (
            <Empty description={t.listEmpty} />
          ) : (
            <Table<CaseView>
              size="small"
              rowKey="number"
              columns={columns}
              dataSource={items}
              pagination={false}
              scroll={{ x: 860 }}
              rowClassName={({ number }) => (number === open ? 'row-open' : '')}
              rowSelection={{
                selectedRowKeys: [...chosen],
                onChange: (keys) => setChosen(keys.map(String)),
                getCheckboxProps: ({ number }) => ({ 'aria-label': number }),
              }}
              onRow={({ number }) => ({ onDoubleClick: () => onOpen(number) })}
            />
          )
        }
      </Answered>
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.moreRows}</Button>}
      {given && <BulkPanel {...given} loads={loads} onClose={() => setGiven(undefined)} />}
    </section>
  );
}

function useColumns(onOpen: (number: string) => void): TableColumnsType<CaseView> {
  const t = useWords(boardWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  return [
    {
      title: t.columns.number,
      width: 130,
      render: (_, { number }) => (
        <Button type="link" size="small" data-open={number} onClick={() => onOpen(number)}>
          {number}
        </Button>
      ),
    },
    { title: t.columns.title, dataIndex: 'title', ellipsis: true },
    {
      title: t.columns.status,
      width: 110,
      render: (_, kase) => said(statusOf(processes.get(kase.process), kase.status).title),
    },
    { title: t.columns.priority, dataIndex: 'priority', width: 80 },
    { title: t.columns.clock, width: 160, render: (_, kase) => <CaseClock kase={kase} /> },
    { title: t.columns.assignee, width: 110, render: (_, { parties }) => nameOf('person', parties.assignee) },
    { title: t.columns.urges, width: 70, render: (_, kase) => urgesOf(kase) > 0 && t.times(urgesOf(kase)) },
    { width: 100, render: (_, { number }) => <UrgeOne key={number} number={number} /> },
  ];
}

function urgesOf(kase: CaseView): number {
  const counts = kase['counts'];
  const urges: unknown = typeof counts === 'object' && counts !== null ? Reflect.get(counts, 'urges') : 0;
  return typeof urges === 'number' ? urges : 0;
}

function RefusedWords({ code }: { code: string }): ReactNode {
  const reason = useCodeOf();
  return (
    <span className="fault" role="alert">
      {reason(code)}
    </span>
  );
}

function UrgeOne({ number }: { number: string }): ReactNode {
  const t = useWords(boardWords);
  const bulk = useBulk(() => undefined);
  const [result] = bulk.data?.results ?? [];
  if (bulk.isSuccess && !result?.problem) return <span role="status">{t.urged}</span>;
  return (
    <>
      <Button
        size="small"
        data-urge={number}
        loading={bulk.isPending}
        onClick={() => bulk.mutate({ command: 'urge', numbers: [number], data: {} })}
      >
        {t.urge}
      </Button>
      {result?.problem && <RefusedWords code={result.problem.code} />}
      {bulk.isError && <ErrorPanel error={bulk.error} />}
    </>
  );
}
