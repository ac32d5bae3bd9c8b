/** The case as it stood after two of its events, side by side; the address names both. */
import { Alert, Select, Switch, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import { useSaidValue } from '../names/said.ts';
import { Answered } from '../ui/answered.tsx';
import { useFieldWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Leaf, leavesBetween } from './checking/leaves.ts';
import { type StateAt, type Step, useStateAt } from './reading.ts';
import { useWho } from './story.tsx';
import { auditWords } from './words.ts';

export function States({ number, steps }: { number: string; steps: readonly Step[] }): ReactNode {
  const t = useWords(auditWords);
  const [search, setSearch] = useSearchParams();
  const last = steps.at(-1)?.seq ?? 1;
  const asked = (name: string): number | undefined => {
    const seq = Number(search.get(name) ?? Number.NaN);
    return steps.some((step) => step.seq === seq) ? seq : undefined;
  };
  const after = asked('after') ?? asked('e') ?? last;
  const before = asked('before') ?? stepBefore(steps, after);
  const put = (name: string, seq: number): void =>
    setSearch(
      (was) => {
        const next = new URLSearchParams(was);
        next.set(name, String(seq));
        return next;
      },
      { replace: true },
    );
  const [left, right] = [useStateAt(number, before), useStateAt(number, after)];
  return (
    <section aria-label={t.views.states} data-audit="states">
      <div className="row audit-filters">
        <Pick label={t.stateBefore} value={before} steps={steps} onChange={(seq) => put('before', seq)} />
        <Pick label={t.stateAfter} value={after} steps={steps} onChange={(seq) => put('after', seq)} />
      </div>
      <Answered query={left} rows={8}>
        {(one) => (
          <Answered query={right} rows={8}>
            {(other) => <Beside one={one} other={other} />}
          </Answered>
        )}
      </Answered>
    </section>
  );
}

/** The newest event of the command before the one that `seq` belongs to. */
function stepBefore(steps: readonly Step[], seq: number): number {
  const commit = steps.find((step) => step.seq === seq)?.commit.seq ?? seq;
  return steps.findLast((step) => step.seq < commit)?.seq ?? steps[0]?.seq ?? 1;
}

type PickProps = { label: string; value: number; steps: readonly Step[]; onChange: (seq: number) => void };
function Pick({ label, value, steps, onChange }: PickProps): ReactNode {
  const said = useSaid();
  const who = useWho();
  return (
    <label className="row">
      <span className="quiet">{label}</span>
      <Select<number>
        className="state-pick"
        aria-label={label}
        showSearch={{ optionFilterProp: 'label' }}
        value={value}
        onChange={onChange}
        options={steps.map(({ seq, at, by, words, type }) => ({
          value: seq,
          label: `#${seq} ${instantIn(at)} ${said(words, type)} · ${who(by)}`,
        }))}
      />
    </label>
  );
}

function Beside({ one, other }: { one: StateAt; other: StateAt }): ReactNode {
  const t = useWords(auditWords);
  const [isWhole, setWhole] = useState(false);
  const name = usePlaceWords(other.case.process);
  const value = useSaidValue();
  const leaves = leavesBetween(one.case, other.case);
  const changed = leaves.filter(({ differs }) => differs).length;
  const shown = isWhole ? leaves : leaves.filter(({ differs }) => differs);
  const cell = (side: 'before' | 'after') => (leaf: Leaf) => {
    const words = value(leaf.path.at(-1) ?? '', leaf[side], other.case.process);
    if (!leaf.differs) return words;
    return side === 'before' ? <del>{words}</del> : <ins>{words}</ins>;
  };
  return (
    <>
      <div className="row">
        <span role="status">{t.differs(changed)}</span>
        <span className="grow" />
        <label className="row">
          <Switch checked={isWhole} onChange={setWhole} />
          {t.allFields}
        </label>
      </div>
      {shown.length === 0 ? (
        <Alert type="info" title={t.sameState} />
      ) : (
        <Table<Leaf>
          className="changes"
          size="small"
          pagination={false}
          rowKey={({ path }) => path.join('/')}
          rowClassName={({ differs }) => (differs ? 'state-differs' : '')}
          dataSource={[...shown]}
          columns={[
            { title: t.field, key: 'field', width: '28%', render: (_, { path }) => name(path) },
            { title: t.atEvent(one.seq, instantIn(one.at)), key: 'before', render: (_, leaf) => cell('before')(leaf) },
            {
              title: t.atEvent(other.seq, instantIn(other.at)),
              key: 'after',
              render: (_, leaf) => cell('after')(leaf),
            },
          ]}
        />
      )}
    </>
  );
}

/** Clocks by their own titles, all else by the words of fields. */
function usePlaceWords(process: string): (path: readonly string[]) => string {
  const field = useFieldWords();
  const said = useSaid();
  const clocks = useProcesses().get(process)?.clocks ?? {};
  return (path) =>
    path.map((part, at) => (path[at - 1] === 'readings' ? said(clocks[part], field(part)) : field(part))).join(' / ');
}
