/** A line for each step, with the wait before it. */
import { Table } from 'antd';
import type { ReactNode } from 'react';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Step } from './reading.ts';
import { useWho } from './story.tsx';
import { auditWords } from './words.ts';

const MINUTE = 60_000;

export function Compact({ steps, at }: { steps: readonly Step[]; at: number }): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const who = useWho();
  const { length } = useTimes();
  const waits = new Map(steps.map(({ seq, at: now }, place) => [seq, now - (steps[place - 1]?.at ?? now)]));
  return (
    <Table<Step>
      size="small"
      pagination={false}
      rowKey="seq"
      scroll={{ x: 'max-content' }}
      dataSource={[...steps]}
      onRow={({ seq }) => ({ id: `e${seq}`, className: seq === at ? 'in-hand' : '' })}
      columns={[
        { title: '#', dataIndex: 'seq', align: 'right', className: 'numbers' },
        { title: t.time, dataIndex: 'at', className: 'numbers', render: (instant: number) => instantIn(instant) },
        {
          key: 'wait',
          className: 'quiet numbers',
          render: (_, { seq }) => {
            const wait = waits.get(seq) ?? 0;
            return wait < MINUTE ? null : t.waited(length(wait));
          },
        },
        { title: t.person, dataIndex: 'by', render: (_, { by }) => who(by) },
        { title: t.what, dataIndex: 'words', render: (_, { words, type }) => said(words, type) },
        {
          key: 'effects',
          className: 'quiet',
          render: (_, { effects }) => (effects === 0 ? null : t.effects(effects)),
        },
      ]}
    />
  );
}
