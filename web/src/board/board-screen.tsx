/** S12: who has what, how old it is, what wants attention; every number opens its cases below. */
import { Drawer, Empty, Segmented } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { Link } from 'react-router';
import { PickField } from '../form/pick-field.tsx';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { clockIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import './board.css';
import { type BoardData, BYS, paramsOf, useBoard, useView, type View } from './board.ts';
import { CaseList } from './case-list.tsx';
import { Matrices, Sides } from './figures.tsx';
import { boardWords } from './words.ts';

const Case = lazy(async () => ({ default: (await import('../case/case-screen.tsx')).Case }));

export default function BoardScreen(): ReactNode {
  const view = useView();
  const query = useBoard(view);
  return (
    <div className="page board">
      <Answered query={query} rows={12}>
        {(board) => <Board board={board} view={view} />}
      </Answered>
    </div>
  );
}

function Board({ board, view }: { board: BoardData; view: View }): ReactNode {
  const t = useWords(boardWords);
  const { over, soon } = board.sides;
  const first = [over, soon].find(({ count }) => count > 0) ?? board.total;
  const listed = view.listed ?? paramsOf(first.query);
  const onList = (next: string): void => view.set({ listed: next });
  const people = board.by === 'person' ? board.columns.filter(({ value }) => value !== null) : [];
  useKeys([{ keys: 'Enter', does: t.key.list, act: () => document.getElementById('board-list')?.focus() }]);
  return (
    <>
      <div className="row board-head">
        <h1 className="case-title">{t.title}</h1>
        <Segmented
          aria-label={t.by}
          value={board.by}
          onChange={(by) => view.set({ by })}
          options={BYS.filter((by) => by !== 'person' || board.persons).map((value) => ({
            value,
            label: t.bys[value],
          }))}
        />
        <div className="board-place">
          <label className="seen-by-readers" htmlFor="board-organisation">
            {t.organisation}
          </label>
          <PickField
            id="board-organisation"
            pick="organisation"
            name="organisation"
            pointer="/organisation"
            pattern="/organisation"
            schema={{ type: 'string' }}
            about={{ process: '', picks: {}, defs: {}, faults: [] }}
            isRequired
            isFaulty={false}
            value={board.organisation}
            onChange={(org) => view.set({ org: typeof org === 'string' ? org : undefined, listed: undefined })}
          />
        </div>
        <span className="grow" />
        <span className="quiet numbers">{t.asOf(clockIn(board.serverNow))}</span>
        <Link to={`/wall${board.organisation}`}>{t.wall}</Link>
      </div>
      <Sides board={board} listed={listed} onList={onList} />
      {board.total.count === 0 ? (
        <Empty description={t.nothing} />
      ) : (
        <>
          <Matrices board={board} listed={listed} onList={onList} />
          <CaseList
            key={listed}
            listed={listed}
            loads={people}
            open={view.open}
            onOpen={(open) => view.set({ open })}
          />
        </>
      )}
      <Drawer
        open={view.open !== undefined}
        onClose={() => view.set({ open: undefined })}
        size="min(760px, 100vw)"
        title={view.open}
        extra={view.open !== undefined && <Link to={`/cases/${view.open}`}>{t.openPage}</Link>}
        className="case-drawer"
        destroyOnHidden
      >
        {view.open !== undefined && (
          <Suspense fallback={<Waiting rows={10} />}>
            <Case key={view.open} number={view.open} />
          </Suspense>
        )}
      </Drawer>
    </>
  );
}
