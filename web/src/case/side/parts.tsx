/** Parts of the case, each by its title: how it stands, who has it, and what may be done with it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import { read } from '../../api/ask.ts';
import { asked } from '../../api/keys.ts';
import type { Answers, CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { instantIn } from '../../words/times.ts';
import { useSaid, useWords } from '../../words/words.ts';
import type { Opened } from '../opened.ts';
import { PartButtons } from '../part-buttons.tsx';
import { useProcesses } from '../processes.ts';
import { caseWords } from '../words.ts';

type Part = Answers['GET /api/cases/{number}/parts']['answer']['items'][number];
type Props = { kase: CaseAnswer; onOpen: (opened: Opened) => void };

export const hasParts = (kase: object): boolean => {
  const parts: unknown = Reflect.get(kase, 'parts');
  const items: unknown = typeof parts === 'object' && parts !== null ? Reflect.get(parts, 'items') : undefined;
  return Array.isArray(items) && items.length > 0;
};

export function Parts({ kase, onOpen }: Props): ReactNode {
  const t = useWords(caseWords);
  const { number } = kase;
  const query = useInfiniteQuery({
    queryKey: asked.parts(number, 'all'),
    queryFn: ({ signal, pageParam }) =>
      read('GET /api/cases/{number}/parts', { at: { number }, query: { limit: 100, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Answered query={query} rows={3}>
      {({ pages }) => (
        <>
          <ul className="plain parts">
            {pages
              .flatMap(({ items }) => items)
              .map((part) => (
                <One key={part.id} kase={kase} part={part} onOpen={onOpen} />
              ))}
          </ul>
          {query.hasNextPage && (
            <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
              {t.moreParts}
            </Button>
          )}
        </>
      )}
    </Answered>
  );
}

/** What it names, where nothing has a title for it. */
const named = (part: Part): string => [part['case'], part['paper']].filter((one) => typeof one === 'string').join(' ');

function One({ kase, part, onOpen }: Props & { part: Part }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const nameOf = useName();
  const process = useProcesses().get(kase.process);
  const kind = process?.parts.find((one) => one.kind === part.kind);
  const status = kind?.statuses.find(({ key }) => key === part.status);
  const title = said(part.title, named(part) || part.id);
  const who = part.assignees.map((one) => nameOf('person', one)).join(', ');
  return (
    <li className={part.in === undefined ? 'part' : 'part within'} data-part={part.id}>
      <div className="row">
        <span className="quiet">{said(kind?.title, part.kind)}</span>
        <span className="grow">{title}</span>
        <Tag>{said(status?.title, part.status)}</Tag>
      </div>
      {(who !== '' || part.dueAt !== undefined) && (
        <div className="quiet">
          {who}
          {part.dueAt !== undefined && <span className="numbers">{` ${t.until(instantIn(part.dueAt))}`}</span>}
        </div>
      )}
      <PartButtons
        kase={kase}
        part={{ id: part.id, kind: part.kind, status: part.status, title }}
        onOpen={onOpen}
        only={[]}
      />
    </li>
  );
}
