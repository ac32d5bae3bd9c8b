/** The rows, as many as are in sight; by mouse and by keys alike. */
import { Table } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { CaseView } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { useWords } from '../words/words.ts';
import { useColumns } from './columns.tsx';
import { queueWords } from './words.ts';

type Props = {
  items: readonly CaseView[];
  open: string | undefined;
  onOpen: (number: string | undefined) => void;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  hasMore: boolean;
  onMore: () => void;
};
/** Below it a row is two lines, and nothing scrolls sideways. */
const NARROW = 640;

export function Rows({ items, open, onOpen, chosen, onChoose, hasMore, onMore }: Props): ReactNode {
  const t = useWords(queueWords);
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const { height, width } = useRoom(box);
  const isNarrow = width < NARROW;
  const columns = useColumns({ isNarrow, width });
  const found = items.findIndex(({ number }) => number === open);
  const last = useRef(-1);
  if (found >= 0) last.current = found;
  // where the open row has left, the next one has its place
  const at = found >= 0 || open === undefined ? found : last.current - 1;
  const rowAt = (place: number): CaseView | undefined => items[Math.max(0, Math.min(items.length - 1, place))];
  const move = (by: number): CaseView | undefined => {
    const next = rowAt(at + by);
    if (next) onOpen(next.number);
    if (at + by >= items.length - 5 && hasMore) onMore();
    return next;
  };
  const choose = (...numbers: readonly (string | undefined)[]): void =>
    onChoose(new Set([...chosen, ...numbers.flatMap((one) => one ?? [])]));
  const turn = (): void => {
    const one = (found >= 0 ? items[found] : items[0])?.number;
    if (one === undefined) return;
    if (open === undefined) onOpen(one);
    if (chosen.has(one)) onChoose(new Set([...chosen].filter((number) => number !== one)));
    else choose(one);
  };
  const extend = (by: number): void => {
    const from = items[found]?.number;
    choose(from, move(by)?.number);
  };
  const openNow = open ?? items[found]?.number;
  useKeys([
    { keys: 'j', does: t.next, act: () => void move(1) },
    { keys: 'k', does: t.previous, act: () => void move(-1) },
    { keys: 'ArrowDown', does: t.next, act: () => void move(1) },
    { keys: 'ArrowUp', does: t.previous, act: () => void move(-1) },
    { keys: 'x', does: t.choose, act: turn },
    { keys: 'shift+j', does: t.extend, act: () => extend(1) },
    { keys: 'shift+k', does: t.extendUp, act: () => extend(-1) },
    { keys: 'shift+ArrowDown', does: t.extend, act: () => extend(1) },
    { keys: 'shift+ArrowUp', does: t.extendUp, act: () => extend(-1) },
    { keys: 'Enter', does: t.open, act: () => openNow !== undefined && void navigate(`/cases/${openNow}`) },
  ]);
  return (
    <div ref={box} className="rows">
      <Table<CaseView>
        virtual
        size="small"
        rowKey="number"
        columns={columns}
        dataSource={items}
        pagination={false}
        showHeader={!isNarrow}
        scroll={{ x: isNarrow ? width : 780, y: height }}
        rowClassName={({ number }) => (number === open ? 'row-open' : '')}
        rowSelection={{
          columnWidth: 40,
          selectedRowKeys: [...chosen],
          onChange: (keys) => onChoose(new Set(keys.map(String))),
          getCheckboxProps: ({ number }) => ({ 'aria-label': t.chooseOne(number) }),
          preserveSelectedRowKeys: true,
        }}
        onRow={({ number }) => ({
          'data-row': number,
          onClick: () => onOpen(number),
          onDoubleClick: () => void navigate(`/cases/${number}`),
        })}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget as HTMLElement;
          if (hasMore && scrollTop + clientHeight > scrollHeight - 400) onMore();
        }}
      />
    </div>
  );
}

/** What is left of the window below the top of the list, and its width. */
function useRoom(box: React.RefObject<HTMLDivElement | null>): { height: number; width: number } {
  const [room, setRoom] = useState({ height: 400, width: 1_000 });
  useEffect(() => {
    const measure = (): void => {
      const { top, width } = box.current?.getBoundingClientRect() ?? { top: 200, width: 1_000 };
      const height = Math.max(200, Math.floor(window.innerHeight - top - 56));
      setRoom((before) =>
        before.height === height && before.width === Math.floor(width) ? before : { height, width: Math.floor(width) },
      );
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(document.body);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [box]);
  return room;
}
