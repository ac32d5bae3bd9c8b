/** As it is stored, and the engine's history with what each of its names means. */
import { Button, Segmented, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { type Step, useHistory } from './reading.ts';
import { auditWords } from './words.ts';

export function Raw({ number, steps, at }: { number: string; steps: readonly Step[]; at: number }): ReactNode {
  const t = useWords(auditWords);
  const [of, setOf] = useState<'events' | 'history'>('events');
  const commits = [...new Map(steps.map(({ commit }) => [commit.seq, commit])).values()];
  return (
    <section aria-label={t.views.raw}>
      <Segmented
        value={of}
        onChange={setOf}
        options={[
          { value: 'events', label: t.events },
          { value: 'history', label: t.history },
        ]}
      />
      {of === 'history' ? (
        <History number={number} />
      ) : (
        <ol className="plain">
          {commits.map((commit) => (
            <li key={commit.seq} id={`e${commit.seq}`}>
              <details open={commit.seq === at}>
                <summary className="numbers">
                  {`#${commit.seq} ${instantIn(commit.at)} ${commit.events.map(({ type }) => type).join(', ')} `}
                  <span className="quiet hash">{commit.hash.slice(0, 12)}</span>
                </summary>
                <pre className="raw">{JSON.stringify(commit, null, 2)}</pre>
              </details>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function History({ number }: { number: string }): ReactNode {
  const t = useWords(auditWords);
  const query = useHistory(number, true);
  return (
    <>
      <Answered query={query} rows={8}>
        {({ pages }) => (
          <Table
            size="small"
            pagination={false}
            rowKey="id"
            scroll={{ x: 'max-content' }}
            dataSource={pages.flatMap(({ events }) => events)}
            expandable={{
              rowExpandable: ({ detail }) => detail !== undefined,
              expandedRowRender: ({ detail }) => <pre className="raw">{JSON.stringify(detail, null, 2)}</pre>,
            }}
            columns={[
              { title: '#', dataIndex: 'id', align: 'right', className: 'numbers' },
              { title: t.time, dataIndex: 'at', className: 'numbers', render: (at: string) => instantIn(at) },
              { title: t.businessName, dataIndex: 'words' },
              { title: t.engineName, dataIndex: 'engine', className: 'quiet' },
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
