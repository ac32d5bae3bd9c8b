/** S1: the work queue; views left, rows in the middle, the case in hand at the right. */
import { useQueryClient } from '@tanstack/react-query';
import { CloseOutlined, ExpandOutlined } from '@ant-design/icons';
import { Button, Empty } from 'antd';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { asked } from '../api/keys.ts';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { hasActed } from '../case/acted.ts';
import { statusOf, useProcesses } from '../case/processes.ts';
import { aheadQuery } from '../case/reading.ts';
import type { CaseAnswer, CaseView } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useWords } from '../words/words.ts';
import { Filters } from './filters.tsx';
import { askingOf, type Listing, useListing, useRows } from './listing.ts';
import './queue.css';
import { Rows } from './rows.tsx';
import { useSteady } from './use-steady.ts';
import { Views } from './views.tsx';
import { queueWords } from './words.ts';

/** Forms and all that they need come with the first case, not with the list. */
const Case = lazy(async () => ({ default: (await import('../case/case-screen.tsx')).Case }));
const NONE: ReadonlySet<string> = new Set();

export default function QueueScreen(): ReactNode {
  const { process: key } = useParams();
  const t = useWords(queueWords);
  const listing = useListing();
  const process = useProcesses().get(key ?? '');
  const asking = askingOf(listing, process?.plural ?? 'cases');
  const query = useRows(asking);
  const list = `${asking.path} ${JSON.stringify(asking.query)}`;
  const { rows, fresh, isMoved, show } = useSteady(query.data, { key: list, hasMore: query.hasNextPage });
  const [picked, setPicked] = useState({ list, numbers: NONE });
  const numbers = picked.list === list ? picked.numbers : NONE;
  const chosen = rows.filter(({ number }) => numbers.has(number));
  const choose = (next: ReadonlySet<string>): void => setPicked({ list, numbers: next });
  useNext(listing, rows);
  useKeys([{ keys: '.', does: t.showFresh, act: show }]);
  return (
    <div className={listing.open === undefined ? 'queue' : 'queue with-panel'}>
      <Views listing={listing} process={process} />
      <section className="queue-list" aria-label={t.list}>
        <Filters listing={listing} process={process} />
        {chosen.length > 0 && <BulkBar chosen={chosen} onNone={() => choose(NONE)} />}
        {(fresh > 0 || isMoved) && (
          <Button block type="dashed" className="fresh" data-fresh={fresh} onClick={show}>
            <span role="status">{fresh > 0 ? t.fresh(fresh) : t.moved}</span>
          </Button>
        )}
        <Answered query={query} rows={12}>
          {() =>
            rows.length === 0 ? (
              <Nothing listing={listing} />
            ) : (
              <Rows
                items={rows}
                open={listing.open}
                onOpen={(number) => listing.set({ case: number })}
                chosen={numbers}
                onChoose={choose}
                hasMore={query.hasNextPage}
                onMore={() => {
                  if (!query.isFetching) void query.fetchNextPage();
                }}
              />
            )
          }
        </Answered>
      </section>
      {listing.open !== undefined && <Panel number={listing.open} onClose={() => listing.set({ case: undefined })} />}
    </div>
  );
}

function Panel({ number, onClose }: { number: string; onClose: () => void }): ReactNode {
  const t = useWords(queueWords);
  const navigate = useNavigate();
  return (
    <section className="queue-panel" aria-label={number}>
      <div className="row panel-tools no-print">
        <span className="grow" />
        <Button
          type="text"
          icon={<ExpandOutlined aria-hidden />}
          aria-label={t.openPage}
          title={t.openPage}
          onClick={() => void navigate(`/cases/${number}`)}
        />
        <Button
          type="text"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t.closePanel}
          title={t.closePanel}
          onClick={onClose}
        />
      </div>
      <Suspense fallback={<Waiting rows={10} />}>
        <Case key={number} number={number} />
      </Suspense>
    </section>
  );
}

function Nothing({ listing }: { listing: Listing }): ReactNode {
  const t = useWords(queueWords);
  const { filters, base, set } = listing;
  const isFiltered = Object.keys(filters).some((name) => name !== 'sort');
  return (
    <Empty description={isFiltered ? t.noResult : base === 'mine' ? t.empty : t.emptyView}>
      {isFiltered ? (
        <Button onClick={() => set(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])))}>
          {t.clear}
        </Button>
      ) : (
        base === 'mine' && <Button onClick={() => set({ base: 'team' })}>{t.emptyNext}</Button>
      )}
    </Empty>
  );
}

/** The neighbour is there before it is opened; and where the open case was ended here, the next one is in hand. */
function useNext({ open, set }: Listing, rows: readonly CaseView[]): void {
  const client = useQueryClient();
  const processes = useProcesses();
  const last = useRef(-1);
  const at = rows.findIndex(({ number }) => number === open);
  if (at >= 0) last.current = at;
  const next = open === undefined ? undefined : rows[at + 1]?.number;
  useEffect(() => {
    if (next === undefined) return undefined;
    const timer = setTimeout(() => void client.prefetchQuery(aheadQuery(next)), 300);
    return () => clearTimeout(timer);
  }, [next, client]);
  useEffect(() => {
    if (open === undefined || at >= 0 || !hasActed(open)) return;
    const kase = client.getQueryData<CaseAnswer>(asked.case(open));
    if (kase && statusOf(processes.get(kase.process), kase.status).kind === 'end')
      set({ case: rows[Math.min(Math.max(last.current, 0), rows.length - 1)]?.number });
    // oxlint-disable-next-line react/exhaustive-deps -- when the rows change
  }, [rows]);
}
