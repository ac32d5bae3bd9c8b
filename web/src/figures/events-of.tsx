/** What happened to one of the cases behind a number, beneath its line: the last link of the chain from a figure to its events. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTimeline } from '../case/reading.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { figureWords } from './words.ts';

export function EventsOf({ number }: { number: string }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const nameOf = useName();
  const query = useTimeline(number);
  return (
    <section aria-label={t.eventsOf(number)} data-figures="events">
      <Answered query={query} rows={3}>
        {({ pages }) => (
          <ol className="plain">
            {pages
              .flatMap(({ items }) => items)
              .filter((one) => one.kind === 'event')
              .map(({ id, at, by, words, type }) => (
                <li key={id}>
                  <Link className="numbers" to={`/cases/${number}#${id}`}>
                    {instantIn(at)}
                  </Link>
                  {` ${by.role === 'system' ? '' : `${nameOf('person', by.id)} `}${said(words, type)}`}
                </li>
              ))}
          </ol>
        )}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </section>
  );
}
