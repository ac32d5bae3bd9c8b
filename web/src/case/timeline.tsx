/** Comments, events, approvals, notices and clocks in one list; its order is remembered. */
import { Button, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type TimelineItem, useTimeline } from './reading.ts';
import { EventBody } from './event-body.tsx';
import { caseWords } from './words.ts';

const FILTERS = ['all', 'public', 'comments', 'approvals', 'system'] as const;
type Filter = (typeof FILTERS)[number];
const SPOKEN = new Set([
  'commented',
  'answered',
  'infoSupplied',
  'urged',
  'urgeAnswered',
  'supervisionAnswered',
  'attached',
]);
const APPROVING = /^(approved|rejected|abstained|vote|signer|round|approval|delegat)/i;

const bare = (type: string): string => type.split('.').at(-1) ?? type;

function isWithin(item: TimelineItem, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (item.kind !== 'event') return filter === 'system';
  const audience: unknown = item.data['audience'];
  switch (filter) {
    case 'public':
      return audience !== 'internal' && SPOKEN.has(bare(item.type));
    case 'comments':
      return SPOKEN.has(bare(item.type));
    case 'approvals':
      return APPROVING.test(bare(item.type));
    default:
      return item.by.role === 'system';
  }
}

const ORDER = 'changming-timeline-order';

export function TimelineList({ number }: { number: string }): ReactNode {
  const t = useWords(caseWords);
  const query = useTimeline(number);
  const [filter, setFilter] = useState<Filter>('all');
  const [isNewestFirst, setNewestFirst] = useState(() => localStorage.getItem(ORDER) !== 'oldest');
  const turn = (): void => {
    localStorage.setItem(ORDER, isNewestFirst ? 'oldest' : 'newest');
    setNewestFirst(!isNewestFirst);
  };
  return (
    <section className="timeline" aria-label={t.timeline}>
      <div className="row no-print">
        <Segmented<Filter>
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: t[value] }))}
        />
        <span className="grow" />
        <Button type="text" size="small" onClick={turn}>
          {isNewestFirst ? t.newestFirst : t.oldestFirst}
        </Button>
      </div>
      <Answered query={query}>
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items).filter((item) => isWithin(item, filter));
          return (
            <ol className="entries-of-time">
              {(isNewestFirst ? all.toReversed() : all).map((item) => (
                <Entry key={`${item.kind} ${item.id}`} item={item} />
              ))}
            </ol>
          );
        }}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.olderEvents}
        </Button>
      )}
    </section>
  );
}

function Entry({ item }: { item: TimelineItem }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const nameOf = useName();
  const who = item.kind === 'event' ? (item.by.role === 'system' ? t.system : nameOf('person', item.by.id)) : '';
  const isInternal = item.kind === 'event' && item.data['audience'] === 'internal';
  return (
    <li
      id={item.kind === 'event' ? `e${item.seq}` : undefined}
      className={isInternal ? 'entry-of-time internal' : 'entry-of-time'}
    >
      <time className="quiet numbers" dateTime={item.at}>
        {instantIn(item.at)}
      </time>
      <div className="grow">
        {item.kind === 'event' ? (
          <>
            <span className="who">{who}</span> <strong>{said(item.words, item.type)}</strong>
            <EventBody data={item.data} />
          </>
        ) : (
          <span className="quiet">{t.notice(nameOf('person', item.to))}</span>
        )}
      </div>
    </li>
  );
}
