/** `/overview`: the boards as pictures, each trend with its target; a card leads to its figure and the cases behind it. */
import { Card, Empty } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { NotReady } from '../setup/not-ready.tsx';
import { Answered } from '../ui/answered.tsx';
import { useSaid, useWords } from '../words/words.ts';
import './figures.css';
import { Filters } from './filters.tsx';
import { usePlace } from './place.ts';
import { type Figure, keyOf, useBoard } from './reading.ts';
import { Met, Picture } from './trend.tsx';
import { useTargetIn, useValueIn } from './value.ts';
import { figureWords } from './words.ts';

export default function OverviewScreen(): ReactNode {
  const t = useWords(figureWords);
  const place = usePlace();
  const query = useBoard({ ...place.query, by: undefined });
  return (
    <div className="page figures">
      <NotReady />
      <h1 className="case-title">{t.overview}</h1>
      <Answered query={query} rows={10}>
        {(board) => (
          <>
            <Filters place={place} board={board} isApart={false} />
            {board.figures.length === 0 && <Empty description={t.empty} />}
            <div className="figure-cards">
              {board.figures.map((figure) => (
                <FigureCard key={figure.indicator} figure={figure} />
              ))}
            </div>
          </>
        )}
      </Answered>
    </div>
  );
}

function FigureCard({ figure }: { figure: Figure }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const valueOf = useValueIn();
  const targetOf = useTargetIn();
  const [search] = useSearchParams();
  const to = new URLSearchParams(search);
  to.set('indicator', keyOf(figure));
  return (
    <Card size="small" data-indicator={keyOf(figure)}>
      <Link to={`/figures?${to.toString()}`} className="figure-link">
        {said(figure.name)}
      </Link>
      <p className="row figure-line">
        <strong className="figure-value numbers">{valueOf(figure.unit, figure.value)}</strong>
        {figure.target !== null && <span className="quiet numbers">{`${t.target} ${targetOf(figure)}`}</span>}
        <Met met={figure.met} />
      </p>
      <Picture figure={figure} small />
    </Card>
  );
}
