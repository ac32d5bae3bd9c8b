/** Meetings of boards: the list at the left, one of them at the right. */
import { Button, Empty, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { useWords } from '../../words/words.ts';
import { approvalWords } from '../words.ts';
import { OneMeeting } from './one-meeting.tsx';
import { instantOf, type Meeting, useMeetings } from './reading.ts';

export function Meetings(): ReactNode {
  const t = useWords(approvalWords);
  const [search, setSearch] = useSearchParams();
  const query = useMeetings();
  const open = search.get('meeting') ?? undefined;
  const choose = (id: string | undefined): void =>
    setSearch({ view: 'meetings', ...(id === undefined ? {} : { meeting: id }) });
  return (
    <Answered query={query} rows={6}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return <Empty description={t.meeting.none} />;
        return (
          <div className={open === undefined ? 'approvals-both' : 'approvals-both with-sheet'}>
            <nav className="approvals-list" aria-label={t.meeting.list}>
              <ul className="plain">
                {items.map((one) => (
                  <li key={one.id}>
                    <Row one={one} isOpen={one.id === open} onOpen={() => choose(one.id)} />
                  </li>
                ))}
              </ul>
              {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.more}</Button>}
            </nav>
            <section className="approvals-sheet" aria-label={t.meeting.agenda}>
              {open === undefined ? (
                <Empty description={t.meeting.choose} />
              ) : (
                <OneMeeting key={open} id={open} onBack={() => choose(undefined)} />
              )}
            </section>
          </div>
        );
      }}
    </Answered>
  );
}

function Row({ one, isOpen, onOpen }: { one: Meeting; isOpen: boolean; onOpen: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const nameOf = useName();
  return (
    <button type="button" className="approval-row" data-meeting={one.id} aria-current={isOpen} onClick={onOpen}>
      <span className="row">
        <span className="approval-title grow">{one.name ?? one.id}</span>
        {one.status !== undefined && <Tag>{t.meeting.statuses[one.status]}</Tag>}
      </span>
      <span className="quiet numbers">{`${instantOf(one.from)} – ${instantOf(one.until)}`}</span>
      <span className="quiet">
        {[nameOf('organisation', one.board), `${t.meeting.chair} ${nameOf('person', one.chair)}`].join(' · ')}
      </span>
    </button>
  );
}
