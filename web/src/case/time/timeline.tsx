/** Comments, events, approvals, notices and clocks in one list; its order is remembered. */
import { Button, Segmented } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import type { CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { instantIn } from '../../words/times.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { type TimelineItem, useTimeline } from '../reading.ts';
import { Deliveries } from './deliveries.tsx';
import { EventBody } from './event-body.tsx';
import { folded } from './folds.ts';
import { caseWords } from '../words.ts';

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
const isQuiet = (item: TimelineItem): boolean => item.kind !== 'event' || item.by.role === 'system';

const ORDER = 'changming-timeline-order';
/** Of a hundred entries each. */
const MOST_PAGES = 20;

export function TimelineList({
  kase: { number, process },
}: {
  kase: Pick<CaseAnswer, 'number' | 'process'>;
}): ReactNode {
  const t = useWords(caseWords);
  const query = useTimeline(number);
  const [filter, setFilter] = useState<Filter>('all');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [isNewestFirst, setNewestFirst] = useState(() => localStorage.getItem(ORDER) !== 'oldest');
  const isThere = query.data !== undefined;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pagesRead = query.data?.pages.length ?? 0;
  // the API begins with the oldest: who wants the newest first wants the last page
  useEffect(() => {
    if (isNewestFirst && hasNextPage && !isFetchingNextPage && pagesRead < MOST_PAGES) void fetchNextPage();
  }, [isNewestFirst, hasNextPage, isFetchingNextPage, fetchNextPage, pagesRead]);
  useEffect(() => {
    if (isThere && /^#e\d+$/.test(window.location.hash))
      document.getElementById(window.location.hash.slice(1))?.scrollIntoView({ block: 'center' });
  }, [isThere]);
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
          const folds = folded(isNewestFirst ? all.toReversed() : all, (item) => filter === 'all' && isQuiet(item));
          if (all.length === 0) return <p className="quiet">{t.nothingHappened}</p>;
          return (
            <ol className="entries-of-time">
              {folds.map((fold) => {
                if ('one' in fold) return <Entry key={fold.one.id} item={fold.one} process={process} />;
                const name = fold.many[0]?.id ?? '';
                if (unfolded.has(name))
                  return fold.many.map((item) => <Entry key={item.id} item={item} process={process} />);
                return (
                  <li key={name} className="entry-of-time">
                    <Button
                      type="text"
                      size="small"
                      data-fold={fold.many.length}
                      aria-expanded={false}
                      onClick={() => setUnfolded(new Set([...unfolded, name]))}
                    >
                      {t.folded(fold.many.length)}
                    </Button>
                  </li>
                );
              })}
            </ol>
          );
        }}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.laterEvents}
        </Button>
      )}
    </section>
  );
}

function Entry({ item, process }: { item: TimelineItem; process: string }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const nameOf = useName();
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
            <span className="who">{item.by.role === 'system' ? t.system : nameOf('person', item.by.id)}</span>{' '}
            <strong>{said(item.words, item.type)}</strong>{' '}
            <a className="quiet numbers no-print" href={`#e${item.seq}`} aria-label={t.link(`#${item.seq}`)}>
              {`#${item.seq}`}
            </a>
            <EventBody process={process} data={item.data} />
          </>
        ) : (
          <>
            <span className="quiet">{t.notice(nameOf('person', item.to))}</span>{' '}
            <span>{said(item.words, item.template)}</span>
            <Deliveries all={item.deliveries ?? []} />
          </>
        )}
      </div>
    </li>
  );
}
