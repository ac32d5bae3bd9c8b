/** Side figures and the two matrices; every number opens its cases below. */
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useSaid, useWords } from '../words/words.ts';
import { AGES, type BoardData, paramsOf, SIDES } from './board.ts';
import { boardWords } from './words.ts';

type Props = { board: BoardData; listed: string; onList: (listed: string) => void };
type Counted = { count: number; query: string } | undefined;

function Figure({ of, listed, onList, label }: { of: Counted; label: string } & Omit<Props, 'board'>): ReactNode {
  if (!of || of.count === 0) return <span className="quiet">{'·'}</span>;
  const params = paramsOf(of.query);
  return (
    <button
      type="button"
      className="board-number numbers"
      aria-label={`${label} ${of.count}`}
      aria-pressed={params === listed}
      onClick={() => onList(params)}
    >
      {of.count}
    </button>
  );
}

export function Sides({ board, listed, onList }: Props): ReactNode {
  const t = useWords(boardWords);
  return (
    <div className="board-sides">
      {SIDES.map((side) => {
        const { count, capped, query } = board.sides[side];
        const params = paramsOf(query);
        return (
          <button
            key={side}
            type="button"
            data-side={side}
            aria-pressed={params === listed}
            className={side === 'over' && count > 0 ? 'board-side over' : 'board-side'}
            onClick={() => onList(params)}
          >
            <span className="board-figure numbers">{capped ? `${count}+` : count}</span>
            <span>{t.sides[side]}</span>
          </button>
        );
      })}
    </div>
  );
}

export function Matrices({ board, listed, onList }: Props): ReactNode {
  const t = useWords(boardWords);
  const said = useSaid();
  const processes = useProcesses();
  const { by } = board;
  const stage = ({ process, status }: { process: string; status: string }): string =>
    `${said(processes.get(process)?.title, process)} · ${said(statusOf(processes.get(process), status).title)}`;
  const cells = new Map(board.cells.map((one) => [`${one.process} ${one.status} ${one.value}`, one]));
  const aged = new Map(board.ages.map((one) => [`${one.process} ${one.status} ${one.age}`, one]));
  const common = { listed, onList };
  return (
    <div className="board-matrices">
      <Table
        caption={t.matrix(t.bys[by])}
        heads={[...board.columns.map(({ value, name }) => (value === null ? t.nobody[by] : name)), t.total]}
      >
        {board.stages.map((row) => (
          <tr key={`${row.process} ${row.status}`} data-stage={`${row.process} ${row.status}`}>
            <th scope="row">{stage(row)}</th>
            {board.columns.map(({ value, name }) => (
              <td key={value} data-column={value ?? ''}>
                <Figure
                  {...common}
                  of={cells.get(`${row.process} ${row.status} ${value}`)}
                  label={`${stage(row)} ${name}`}
                />
              </td>
            ))}
            <td>
              <Figure {...common} of={row} label={stage(row)} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t.total}</th>
          {board.columns.map((column) => (
            <td key={column.value}>
              <Figure {...common} of={column} label={column.name} />
            </td>
          ))}
          <td>
            <Figure {...common} of={board.total} label={t.total} />
          </td>
        </tr>
      </Table>
      {board.columnsLeft > 0 && <div className="quiet">{t.more(board.columnsLeft)}</div>}
      <Table caption={t.age} heads={AGES.map((age) => t.ages[age])}>
        {board.stages.map((row) => (
          <tr key={`${row.process} ${row.status}`}>
            <th scope="row">{stage(row)}</th>
            {AGES.map((age) => (
              <td key={age}>
                <Figure
                  {...common}
                  of={aged.get(`${row.process} ${row.status} ${age}`)}
                  label={`${stage(row)} ${t.ages[age]}`}
                />
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  );
}

function Table({
  caption,
  heads,
  children,
}: {
  caption: string;
  heads: readonly string[];
  children: ReactNode;
}): ReactNode {
  const t = useWords(boardWords);
  return (
    <div className="board-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="board-table">
        <caption className="side-title">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.stage}</th>
            {heads.map((head, at) => (
              <th key={`${head} ${at}`} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
