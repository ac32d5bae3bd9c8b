/** What waits for my approval, the nearest deadline first; one of them is its own page. */
import type { ReactNode } from 'react';
import { useAsWhom } from '../../approvals/as-whom.ts';
import { useApprovals, type Waiting } from '../../approvals/reading.ts';
import { approvalWords } from '../../approvals/words.ts';
import { useProcesses } from '../../case/processes.ts';
import { useName } from '../../names/names.ts';
import { instantIn } from '../../words/times.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { Head } from '../head.tsx';
import { Link } from '../route.tsx';
import { phoneWords } from '../words.ts';
import { Sheet } from './sheet.tsx';

export default function Approvals({ number }: { number: string | undefined }): ReactNode {
  const query = useApprovals();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (number !== undefined)
    return <Sheet key={number} number={number} asks={items.find((one) => one.number === number)?.seats ?? []} />;
  return <Inbox query={query} items={items} />;
}

type Props = { query: ReturnType<typeof useApprovals>; items: readonly Waiting[] };
function Inbox({ query, items }: Props): ReactNode {
  const t = useWords(approvalWords);
  const p = useWords(phoneWords);
  const say = useSaid();
  const nameOf = useName();
  const asWhom = useAsWhom();
  const processes = useProcesses();
  return (
    <>
      <Head title={t.title} back at={query.dataUpdatedAt} isCut={query.error !== null} />
      <main className="page">
        {query.isPending && <p>{p.loading}</p>}
        {query.isError && (
          <button type="button" className="big" onClick={() => void query.refetch()}>
            {p.retry}
          </button>
        )}
        {query.isSuccess && items.length === 0 && <p>{t.noneWaiting}</p>}
        <ul className="cases">
          {items.map((one) => (
            <li key={one.number} data-number={one.number}>
              <Link to={`/m/approvals/${one.number}`} className="case">
                <strong>{one.title}</strong>
                <span className="quiet">
                  {`${say(processes.get(one.process)?.title)} · ${one.number} · ${nameOf('organisation', one.unit)}`}
                </span>
                {one.seats
                  .filter(({ as }) => as !== 'own')
                  .map((seat) => (
                    <span key={`${seat.stage} ${seat.seat}`}>{asWhom(seat)}</span>
                  ))}
                {one.dueAt !== null && <span className="mark">{instantIn(one.dueAt)}</span>}
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <button type="button" className="big" onClick={() => void query.fetchNextPage()}>
            {t.more}
          </button>
        )}
      </main>
    </>
  );
}
