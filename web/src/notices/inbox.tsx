/** The inbox: what each notice says, the case that it is about, read or not. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Empty } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { change, read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useRoleWords } from '../words/fields.ts';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useNow } from '../live/clock.ts';
import { noticesWords } from './words.ts';

type Notice = Answers['GET /api/notices']['answer']['items'][number];

export function Inbox(): ReactNode {
  const t = useWords(noticesWords);
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const unread = search.get('unread') === 'true';
  const query = useInfiniteQuery({
    queryKey: ['notices', unread],
    queryFn: async ({ signal, pageParam }) =>
      await read('GET /api/notices', { query: { limit: 50, after: pageParam, ...(unread ? { unread } : {}) }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const mark = useMutation({
    mutationFn: async (ids: readonly string[]) => await change('POST /api/notices/read', { body: { ids: [...ids] } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['notices'] }),
  });
  return (
    <section aria-label={t.inbox}>
      <Answered query={query} rows={8}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const open = items.filter(({ readAt }) => readAt === undefined).map(({ id }) => id);
          const [first] = pages;
          return (
            <>
              <div className="row">
                <Checkbox
                  checked={unread}
                  onChange={({ target }) =>
                    setSearch(target.checked ? { tab: 'inbox', unread: 'true' } : { tab: 'inbox' }, { replace: true })
                  }
                >
                  {t.onlyUnread}
                </Checkbox>
                <span className="quiet" role="status">
                  {t.unread(first?.unread ?? 0, first?.unreadCapped ?? false)}
                </span>
                <span className="grow" />
                <Button
                  disabled={open.length === 0}
                  loading={mark.isPending}
                  onClick={() => mark.mutate(open)}
                  data-notices="read"
                >
                  {t.readAll}
                </Button>
              </div>
              {mark.isError && <ErrorPanel error={mark.error} />}
              {items.length === 0 ? (
                <Empty description={unread ? t.noneUnread : t.none}>
                  {unread && <Button onClick={() => setSearch({ tab: 'inbox' })}>{t.showAll}</Button>}
                </Empty>
              ) : (
                <ul className="plain">
                  {items.map((one) => (
                    <One key={one.id} notice={one} onRead={() => mark.mutate([one.id])} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </section>
  );
}

function One({ notice, onRead }: { notice: Notice; onRead: () => void }): ReactNode {
  const t = useWords(noticesWords);
  const said = useSaid();
  const { relative } = useTimes();
  const now = useNow();
  const { number, subject, text, template, lines, at, readAt, stoodIn, mode } = notice;
  const nameOf = useName();
  const role = useRoleWords();
  /** `process-owner@/dx/xiling > process-owner@/dx`: for whom, and as what. */
  const standing = (words: string): string => {
    const [who = '', place] = (words.split(' > ')[0] ?? '').split('@');
    return place === undefined ? role(who) : `${role(who)} · ${nameOf('organisation', place)}`;
  };
  const isUnread = readAt === undefined;
  return (
    <li className={`notice${isUnread ? ' notice-unread' : ''}`} data-notice={notice.template}>
      <div className="row">
        {isUnread && <span className="seen-by-readers">{t.isUnread}</span>}
        <span className="grow notice-text">{said(text, template)}</span>
        {mode === 'rehearsal' && <span className="hatched">{t.rehearsal}</span>}
        <time className="quiet numbers" dateTime={at} title={instantIn(at)}>
          {relative(Date.parse(at), now) || instantIn(at)}
        </time>
      </div>
      {lines.length > 0 && (
        <ul className="plain quiet notice-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <div className="row">
        {number !== undefined && (
          <Link to={`/cases/${number}`} onClick={() => isUnread && onRead()}>
            {number}
          </Link>
        )}
        {subject !== undefined && <Link to={`/admin/${subject.replace(/@\d+$/, '')}`}>{subject}</Link>}
        {stoodIn !== undefined && <span className="quiet">{t.stoodIn(standing(stoodIn))}</span>}
        <span className="grow" />
        {isUnread && (
          <Button size="small" type="text" onClick={onRead}>
            {t.markRead}
          </Button>
        )}
      </div>
    </li>
  );
}
