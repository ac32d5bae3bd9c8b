/** What the queue may show: whose turn it is, saved views, what one looked at last, and what one may open. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { read } from '../api/ask.ts';
import { asked as keys } from '../api/keys.ts';
import { type Process, useProcesses } from '../case/processes.ts';
import { useMe } from '../shell/me.ts';
import { useCounts } from '../shell/rail.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { BASES } from './asking.ts';
import { type Listing, useWorkCounts } from './listing.ts';
import { SavedViews } from './saved-views.tsx';
import { queueWords } from './words.ts';

type Props = { listing: Listing; process: Process | undefined };
const SHOWN_RECENT = 5;

export function Views({ listing, process }: Props): ReactNode {
  const t = useWords(queueWords);
  const said = useSaid();
  const me = useMe();
  const processes = useProcesses();
  const navigate = useNavigate();
  const told = useCounts();
  const asked = useWorkCounts(process?.key).data;
  const counts: Readonly<Record<string, number>> | undefined = process ? asked : { ...asked, ...told };
  const opens = Object.keys(me.opens);
  return (
    <nav className="queue-views no-print" aria-label={t.views}>
      {BASES.map((base) => (
        <Button
          key={base}
          type={listing.base === base ? 'primary' : 'text'}
          block
          className="view"
          data-base={base}
          aria-current={listing.base === base}
          onClick={() => listing.set({ base, case: undefined })}
        >
          <span className="grow">{t[base]}</span>
          <span className="numbers">{base === 'all' ? '' : counts?.[base]}</span>
        </Button>
      ))}
      <SavedViews listing={listing} process={process} />
      <Recent />
      {opens.length > 0 && <h2 className="side-title">{t.newCase}</h2>}
      {opens.map((key) => (
        <Button
          key={key}
          type="text"
          block
          className="view"
          data-open-process={key}
          onClick={() => void navigate(`/new/${key}`)}
        >
          {said(processes.get(key)?.title, key)}
        </Button>
      ))}
    </nav>
  );
}

function Recent(): ReactNode {
  const t = useWords(queueWords);
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: keys.register('recent'),
    queryFn: ({ signal }) => read('GET /api/me/recent', { signal }),
    staleTime: 0,
  });
  const items = (data?.items ?? []).slice(0, SHOWN_RECENT);
  if (items.length === 0) return null;
  return (
    <>
      <h2 className="side-title">{t.recent}</h2>
      {items.map(({ number, title }) => (
        <Button
          key={number}
          type="text"
          block
          className="view"
          title={`${number} ${title}`}
          onClick={() => void navigate(`/cases/${number}`)}
        >
          <span className="cut">{title}</span>
        </Button>
      ))}
    </>
  );
}
