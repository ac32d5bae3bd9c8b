/** S4: what waits for my approval at the left, its sheet at the right; my delegations beside. */
import { Button, Empty, Segmented } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import './approvals.css';
import { DecidedList } from './decided-list.tsx';
import { Delegations } from './delegations.tsx';
import { Inbox } from './inbox.tsx';
import { Meetings } from './meeting/meetings.tsx';
import { useApprovals, useHeld, type Waiting } from './reading.ts';
import { OpenSheet } from './open-sheet.tsx';
import { approvalWords } from './words.ts';

const VIEWS = ['waiting', 'decided', 'meetings', 'delegations'] as const;
/** Both side by side; on a narrow page one after the other. */
const WIDE = '(width >= 1000px)';

export default function ApprovalsScreen(): ReactNode {
  const t = useWords(approvalWords);
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'waiting';
  return (
    <div className="page approvals">
      <div className="row approvals-head">
        <h1 className="case-title">{t.title}</h1>
        <div className="approvals-views">
          <Segmented
            aria-label={t.view}
            value={view}
            onChange={(next) => setSearch(next === 'waiting' ? {} : { view: next })}
            options={VIEWS.map((value) => ({ value, label: t.views[value] }))}
          />
        </div>
      </div>
      {view === 'waiting' && <WaitingForMe />}
      {view === 'decided' && <DecidedList />}
      {view === 'meetings' && <Meetings />}
      {view === 'delegations' && <Delegations />}
    </div>
  );
}

function WaitingForMe(): ReactNode {
  const query = useApprovals();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Answered query={query} rows={8}>
      {() => <Both items={items} hasMore={query.hasNextPage} onMore={() => void query.fetchNextPage()} />}
    </Answered>
  );
}

function Both(props: { items: readonly Waiting[]; hasMore: boolean; onMore: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const { rows, fresh, show } = useHeld(props.items);
  const open = search.get('open') ?? undefined;
  const choose = (number: string | undefined): void => setSearch(number === undefined ? {} : { open: number });
  const first = rows[0]?.number;
  useEffect(() => {
    if (open === undefined && first !== undefined && window.matchMedia(WIDE).matches)
      setSearch({ open: first }, { replace: true });
  }, [open, first, setSearch]);
  const after = (number: string): string | undefined => {
    const at = rows.findIndex((one) => one.number === number);
    return rows[at + 1]?.number ?? rows[at - 1]?.number;
  };
  if (rows.length === 0 && open === undefined)
    return (
      <Empty description={t.noneWaiting}>
        <Button onClick={() => void navigate('/queue/change?status=authorizing')}>{t.noneWaitingNext}</Button>
      </Empty>
    );
  return (
    <div className={open === undefined ? 'approvals-both' : 'approvals-both with-sheet'}>
      <Inbox rows={rows} open={open} fresh={fresh} onFresh={show} onOpen={choose} {...props} />
      <section className="approvals-sheet" aria-label={t.sheet}>
        {open === undefined ? (
          <Empty description={t.choose} />
        ) : (
          <OpenSheet
            key={open}
            number={open}
            asks={props.items.find(({ number }) => number === open)?.seats ?? []}
            onBack={() => choose(undefined)}
            onDecided={() => choose(after(open))}
          />
        )}
      </section>
    </div>
  );
}
