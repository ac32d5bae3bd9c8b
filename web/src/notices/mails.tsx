/** Mails to me that were kept instead of sent, where an installation has no mail server. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import type { ReactNode } from 'react';
import { read } from '../api/ask.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { noticesWords } from './words.ts';

export function Mails(): ReactNode {
  const t = useWords(noticesWords);
  const query = useInfiniteQuery({
    queryKey: ['outbox'],
    queryFn: async ({ signal, pageParam }) =>
      await read('GET /api/outbox', { query: { limit: 30, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <section aria-label={t.mails}>
      <p className="quiet">{t.mailsHint}</p>
      <Answered query={query} rows={5}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Empty description={t.noMails} />
          ) : (
            <ul className="plain">
              {items.map(({ id, to, subject, text, at }) => (
                <li key={id} className="notice">
                  <details>
                    <summary>
                      {subject} <span className="quiet numbers">{`${to} · ${instantIn(at)}`}</span>
                    </summary>
                    <pre className="raw">{text}</pre>
                    <a href={`/api/outbox/${encodeURIComponent(id)}`} download>
                      {t.asMail}
                    </a>
                  </details>
                </li>
              ))}
            </ul>
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
