/** S1: the work queue; views left, rows in the middle, the case in hand at the right. */
import { Button, Empty, Input, Select } from 'antd';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Process, useProcesses } from '../case/processes.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { BASES, type Listing, pathOf, useListing, useRows } from './listing.ts';
import { Rows } from './rows.tsx';
import { SavedViews } from './saved-views.tsx';
import { queueWords } from './words.ts';

/** Forms and all that they need come with the first case, not with the list. */
const Case = lazy(async () => ({ default: (await import('../case/case-screen.tsx')).Case }));

export default function QueueScreen(): ReactNode {
  const { process: key } = useParams();
  const t = useWords(queueWords);
  const listing = useListing();
  const process = useProcesses().get(key ?? '');
  const asking = pathOf(listing, process?.plural ?? 'cases');
  const query = useRows(asking);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const counts = query.data?.pages[0]?.counts;
  const isFiltered = Object.keys(listing.filters).length > 0;
  return (
    <div className={listing.open === undefined ? 'queue' : 'queue with-panel'}>
      <Views listing={listing} counts={counts} process={process} />
      <section className="queue-list" aria-label={t.list}>
        <Filters listing={listing} />
        <Answered query={query} rows={12}>
          {() =>
            items.length === 0 ? (
              <Empty description={isFiltered ? t.noResult : t.empty}>
                {isFiltered ? (
                  <Button
                    onClick={() =>
                      listing.set(Object.fromEntries(Object.keys(listing.filters).map((name) => [name, undefined])))
                    }
                  >
                    {t.clear}
                  </Button>
                ) : (
                  <Button onClick={() => listing.set({ base: 'team' })}>{t.emptyNext}</Button>
                )}
              </Empty>
            ) : (
              <Rows
                items={items}
                open={listing.open}
                onOpen={(number) => listing.set({ case: number })}
                hasMore={query.hasNextPage}
                onMore={() => void query.fetchNextPage()}
              />
            )
          }
        </Answered>
      </section>
      {listing.open !== undefined && (
        <section className="queue-panel">
          <Suspense fallback={<Waiting rows={10} />}>
            <Case key={listing.open} number={listing.open} />
          </Suspense>
        </section>
      )}
    </div>
  );
}

type ViewsProps = {
  listing: Listing;
  counts: Record<string, number> | undefined;
  process: Process | undefined;
};

function Views({ listing, counts, process }: ViewsProps): ReactNode {
  const t = useWords(queueWords);
  const said = useSaid();
  const me = useMe();
  const processes = useProcesses();
  const navigate = useNavigate();
  return (
    <nav className="queue-views no-print" aria-label={t.views}>
      {BASES.map((base) => (
        <Button
          key={base}
          type={listing.base === base ? 'primary' : 'text'}
          block
          className="view"
          aria-current={listing.base === base}
          onClick={() => listing.set({ base, case: undefined })}
        >
          <span className="grow">{t[base]}</span>
          <span className="numbers">{counts?.[base]}</span>
        </Button>
      ))}
      <SavedViews listing={listing} process={process} />
      <h2 className="side-title">{t.newCase}</h2>
      {Object.keys(me.opens).map((key) => (
        <Button key={key} type="text" block className="view" onClick={() => void navigate(`/new/${key}`)}>
          {said(processes.get(key)?.title, key)}
        </Button>
      ))}
    </nav>
  );
}

function Filters({ listing }: { listing: Listing }): ReactNode {
  const t = useWords(queueWords);
  const { filters, set } = listing;
  const [typed, setTyped] = useState(filters['q'] ?? '');
  return (
    <div className="row filters no-print">
      <Input.Search
        value={typed}
        aria-label={t.search}
        placeholder={t.search}
        allowClear
        onChange={({ target }) => setTyped(target.value)}
        onSearch={(q) => set({ q: q.trim(), case: undefined })}
        style={{ width: 220 }}
      />
      <Select
        aria-label={t.priority}
        placeholder={t.priority}
        mode="multiple"
        value={filters['priority']?.split(',') ?? []}
        onChange={(list: string[]) => set({ priority: list.join(',') })}
        options={['P1', 'P2', 'P3', 'P4'].map((value) => ({ value, label: value }))}
        style={{ minWidth: 120 }}
      />
      <Select
        aria-label={t.clock}
        placeholder={t.clock}
        allowClear
        value={filters['clock'] ?? null}
        onChange={(value: string | undefined) => set({ clock: value })}
        options={(['over', 'soon', 'paused'] as const).map((value) => ({ value, label: t.clocks[value] }))}
        style={{ minWidth: 110 }}
      />
      <Select
        aria-label={t.sort}
        value={filters['sort'] ?? 'dueAt'}
        onChange={(value: string) => set({ sort: value === 'dueAt' ? undefined : value })}
        options={[
          { value: 'dueAt', label: t.sorts.dueAt },
          { value: '-openedAt', label: t.sorts.newest },
          { value: 'priority', label: t.sorts.priority },
        ]}
        style={{ minWidth: 140 }}
      />
    </div>
  );
}
