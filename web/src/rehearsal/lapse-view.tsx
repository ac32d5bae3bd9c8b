/** The time of a rehearsal as a picture, and the same as a table. */
import { Segmented, Table, Tag } from 'antd';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useProcesses } from '../case/processes.ts';
import { Waiting } from '../ui/waiting.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Lane, lapseOf } from './lapse.ts';
import { type Standing, useTold } from './reading.ts';
import { rehearsalWords } from './words.ts';

const LapseChart = lazy(() => import('./lapse-chart.tsx'));

export function LapseView({ standing }: { standing: Standing }): ReactNode {
  const t = useWords(rehearsalWords);
  const [as, setAs] = useState<'picture' | 'table'>('picture');
  const { data: told } = useTold(standing.number);
  const lapse = useMemo(() => lapseOf(standing, told ?? []), [standing, told]);
  if (lapse.lanes.length === 0) return null;
  return (
    <section aria-label={t.lapse} className="rehearsal-told">
      <div className="row">
        <h2 className="side-title grow">{t.lapse}</h2>
        <Segmented
          aria-label={t.lapse}
          value={as}
          onChange={setAs}
          options={[
            { value: 'picture', label: t.asPicture },
            { value: 'table', label: t.asTable },
          ]}
        />
      </div>
      {as === 'table' ? (
        <Lanes lanes={lapse.lanes} />
      ) : (
        <>
          <Suspense fallback={<Waiting rows={3} />}>
            <LapseChart lapse={lapse} />
          </Suspense>
          <p className="quiet">{t.legend}</p>
        </>
      )}
    </section>
  );
}

const instant = (at?: number): string => (at === undefined ? '—' : instantIn(at));
function Lanes({ lanes }: { lanes: readonly Lane[] }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const processes = useProcesses();
  const stateOf = (state: string): string => (isState(state, t.states) ? t.states[state] : state);
  return (
    <Table<Lane>
      size="small"
      pagination={false}
      rowKey={({ number, clock }) => `${number} ${clock}`}
      scroll={{ x: 'max-content' }}
      dataSource={[...lanes]}
      columns={[
        { title: t.number, dataIndex: 'number', className: 'numbers' },
        { title: t.clocks, render: (_, { process, clock }) => said(processes.get(process)?.clocks[clock], clock) },
        {
          title: t.status,
          render: (_, { state }) => (
            <Tag color={state === 'breached' || state === 'late' ? 'error' : undefined}>{stateOf(state)}</Tag>
          ),
        },
        { title: t.began, dataIndex: 'from', className: 'numbers', render: instant },
        { title: t.due, dataIndex: 'dueAt', className: 'numbers', render: instant },
        { title: t.states.breached, dataIndex: 'breachedAt', className: 'numbers', render: instant },
      ]}
    />
  );
}

const isState = <T extends object>(state: string, states: T): state is string & keyof T => Object.hasOwn(states, state);
