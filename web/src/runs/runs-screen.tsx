/** Failovers, cutovers and releases: those under way, the drills that are due, and who runs which version. */
import { Button, Empty, Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useProcesses } from '../case/processes.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { Drills } from './drills.tsx';
import { RUNS, useRuns } from './reading.ts';
import { RunList } from './run-list.tsx';
import './runs.css';
import { VersionsOf } from './versions-of.tsx';
import { runsWords } from './words.ts';

const VIEWS = ['open', 'releases', 'all', 'drills', 'versions'] as const;
type View = (typeof VIEWS)[number];
const QUERIES: Readonly<Partial<Record<View, Readonly<Record<string, string | boolean>>>>> = {
  open: { process: RUNS.join(), open: true },
  releases: { process: 'release' },
  all: { process: RUNS.join() },
};

export default function RunsScreen(): ReactNode {
  const t = useWords(runsWords);
  const said = useSaid();
  const navigate = useNavigate();
  const processes = useProcesses();
  const { opens } = useMe();
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'open';
  const listed = QUERIES[view];
  return (
    <div className="page">
      <div className="row runs-head">
        <h1 className="case-title">{t.title}</h1>
        <div className="scrolls">
          <Segmented<View>
            aria-label={t.view}
            value={view}
            onChange={(next) => setSearch(next === 'open' ? {} : { view: next })}
            options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
          />
        </div>
        <span className="grow" />
        {RUNS.filter((process) => opens[process] !== undefined).map((process) => (
          <Button key={process} onClick={() => void navigate(`/new/${process}`)}>
            {t.newOf(said(processes.get(process)?.title, process))}
          </Button>
        ))}
      </div>
      {listed && <Listed query={listed} isOpen={view === 'open'} onAll={() => setSearch({ view: 'all' })} />}
      {view === 'drills' && <Drills />}
      {view === 'versions' && <VersionsOf />}
    </div>
  );
}

type Props = { query: Readonly<Record<string, string | boolean>>; isOpen: boolean; onAll: () => void };
function Listed({ query: asking, isOpen, onAll }: Props): ReactNode {
  const t = useWords(runsWords);
  const query = useRuns(asking);
  return (
    <>
      <Answered query={query} rows={8}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Empty description={isOpen ? t.empty : t.emptyAll}>
              {isOpen && <Button onClick={onAll}>{t.showAll}</Button>}
            </Empty>
          ) : (
            <RunList items={items} />
          );
        }}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </>
  );
}
