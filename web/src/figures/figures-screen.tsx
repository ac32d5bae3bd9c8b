/** The figures of a board: value, target and trend of each; a row opens its cases at once. */
import { Button, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { Apart } from './apart.tsx';
import { Details } from './details.tsx';
import './figures.css';
import { Filters } from './filters.tsx';
import { type Place, usePlace } from './place.ts';
import { type Board, type Figure, keyOf, useBoard } from './reading.ts';
import { Spark } from './spark.tsx';
import { Met } from './trend.tsx';
import { useTargetIn, useValueIn } from './value.ts';
import { figureWords } from './words.ts';

export default function FiguresScreen(): ReactNode {
  const t = useWords(figureWords);
  const place = usePlace();
  const query = useBoard(place.query);
  return (
    <div className="page figures">
      <h1 className="case-title">{t.title}</h1>
      <Answered query={query} rows={10}>
        {(board) => <Shown board={board} place={place} />}
      </Answered>
      {query.isError && (
        <Button
          onClick={() => place.set({ by: undefined, team: undefined, application: undefined, person: undefined })}
        >
          {t.clear}
        </Button>
      )}
    </div>
  );
}

function Shown({ board, place }: { board: Board; place: Place }): ReactNode {
  const t = useWords(figureWords);
  const { figures, outOfReach } = board;
  const at = figures.findIndex((figure) => keyOf(figure) === place.open);
  const open = figures[at];
  const go = (by: number): void => {
    const next = figures[Math.max(0, Math.min(figures.length - 1, at + by))];
    if (next) place.set({ indicator: keyOf(next), part: undefined }, at >= 0);
  };
  useKeys([
    { keys: 'j', does: t.next, act: () => go(1) },
    { keys: 'k', does: t.previous, act: () => go(-1) },
  ]);
  return (
    <>
      <Filters place={place} board={board} />
      <p className="quiet numbers">{t.asOf(instantIn(board.at, board.zone), board.zone, board.calendar)}</p>
      <div className={open ? 'figure-body with-details' : 'figure-body'}>
        <div className="figure-list">
          {figures.length === 0 ? (
            <Empty description={t.empty} />
          ) : (
            <Rows figures={figures} open={open} onOpen={(key) => place.set({ indicator: key, part: undefined })} />
          )}
          {outOfReach.length > 0 && <p className="quiet">{t.notShown(outOfReach.length)}</p>}
          <Apart board={board} place={place} />
        </div>
        {open && <Details key={open.indicator} figure={open} place={place} />}
      </div>
    </>
  );
}

type RowsProps = { figures: readonly Figure[]; open: Figure | undefined; onOpen: (key: string) => void };
function Rows({ figures, open, onOpen }: RowsProps): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const valueOf = useValueIn();
  const targetOf = useTargetIn();
  return (
    <Table<Figure>
      size="small"
      rowKey="indicator"
      data-figures="board"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={[...figures]}
      rowClassName={(figure) => (figure === open ? 'row-open' : '')}
      onRow={(figure) => ({ onClick: () => onOpen(keyOf(figure)), className: 'figure-row' })}
      columns={[
        {
          title: t.indicator,
          render: (_, figure) => (
            <Button
              type="link"
              className="as-text"
              data-indicator={keyOf(figure)}
              aria-expanded={figure === open}
              onClick={() => onOpen(keyOf(figure))}
            >
              {said(figure.name)}
            </Button>
          ),
        },
        {
          title: t.value,
          align: 'right',
          className: 'numbers',
          render: (_, { unit, value }) =>
            value === null ? <span className="quiet">{t.none}</span> : <strong>{valueOf(unit, value)}</strong>,
        },
        { title: t.target, align: 'right', className: 'numbers', render: (_, figure) => targetOf(figure) },
        { title: t.met, render: (_, { met }) => <Met met={met} /> },
        { title: t.trend, responsive: ['sm'], render: (_, figure) => <Spark figure={figure} /> },
      ]}
    />
  );
}
