/** The organisation as a tree: one level at a time; what lies at the one that is chosen stands beside. Arrows move and open, Enter chooses. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Tag } from 'antd';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { read } from '../../api/ask.ts';
import type { Answers } from '../../generated/api.ts';
import { Answered } from '../../ui/answered.tsx';
import { useValueWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { MakeLink } from '../make-link.tsx';
import type { Register } from '../registers.ts';
import { Gaps } from './gaps.tsx';
import { Place } from './place.tsx';
import { organisationWords } from './words.ts';

export type Node = Answers['GET /api/organisations/tree']['answer']['items'][number];
/** '/dx/donghu' → '/dx', '/dx/donghu'. */
const lineDown = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((_, at, parts) => `/${parts.slice(0, at + 1).join('/')}`);

export function OrganisationTree({ register }: { register: Register }): ReactNode {
  const t = useWords(organisationWords);
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('at') ?? undefined;
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(chosen === undefined ? [] : lineDown(chosen).slice(0, -1)),
  );
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const choose = (id: string): void => {
    setOpen(new Set([...open, ...lineDown(id).slice(0, -1)]));
    setSearch({ at: id }, { replace: true });
  };
  const toggle = (id: string, wants: boolean): void => {
    const next = new Set(open);
    if (wants) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  return (
    <section aria-label={t.title}>
      <div className="row admin-head">
        <h1>{t.title}</h1>
        <Input.Search
          className="admin-search"
          allowClear
          aria-label={t.search}
          placeholder={t.search}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <span className="grow" />
        <Gaps />
        {register.makes && (
          <MakeLink
            to={`/admin/organisations/new${chosen === undefined ? '' : `?below=${encodeURIComponent(chosen)}`}`}
          >
            {t.make}
          </MakeLink>
        )}
      </div>
      <div className="organisation">
        <div className="tree-side">
          {q === '' ? (
            <Level parent={undefined} depth={1} open={open} chosen={chosen} onToggle={toggle} onChoose={choose} />
          ) : (
            <Found q={q} chosen={chosen} onChoose={choose} />
          )}
        </div>
        <div className="place-side">
          {chosen === undefined ? <p className="quiet">{t.choose}</p> : <Place key={chosen} id={chosen} />}
        </div>
      </div>
    </section>
  );
}

type LevelProps = {
  parent: string | undefined;
  depth: number;
  open: ReadonlySet<string>;
  chosen: string | undefined;
  onToggle: (id: string, wants: boolean) => void;
  onChoose: (id: string) => void;
};

function Level({ parent, depth, ...rest }: LevelProps): ReactNode {
  const t = useWords(organisationWords);
  const query = useInfiniteQuery({
    queryKey: ['organisation-tree', parent ?? ''],
    queryFn: async ({ signal, pageParam }) =>
      await read('GET /api/organisations/tree', { query: { parent, limit: 100, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 60_000,
  });
  return (
    <Answered query={query} rows={3}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        return items.length === 0 && depth === 1 ? (
          <Empty description={t.empty} />
        ) : (
          <ul
            className="tree"
            role={depth === 1 ? 'tree' : 'group'}
            {...(depth === 1 ? { 'aria-label': t.title } : {})}
          >
            {items.map((node, at) => (
              <Branch key={node.id} node={node} depth={depth} isFirst={depth === 1 && at === 0} {...rest} />
            ))}
            {query.hasNextPage && (
              <li role="none">
                <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t.more}
                </Button>
              </li>
            )}
          </ul>
        );
      }}
    </Answered>
  );
}

type BranchProps = Omit<LevelProps, 'parent'> & { node: Node; isFirst: boolean };
function Branch({ node, depth, isFirst, open, chosen, onToggle, onChoose }: BranchProps): ReactNode {
  const t = useWords(organisationWords);
  const value = useValueWords();
  const row = useRef<HTMLDivElement>(null);
  const { id, name, kind, tiers, children, teams, people } = node;
  const isOpen = open.has(id);
  const hasChildren = children > 0;
  const move = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const rows = [...(row.current?.closest('[role=tree]')?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
    const at = rows.findIndex((one) => one === row.current);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => rows[at + 1]?.focus(),
      ArrowUp: () => rows[at - 1]?.focus(),
      Home: () => rows[0]?.focus(),
      End: () => rows.at(-1)?.focus(),
      ArrowRight: () => (hasChildren && !isOpen ? onToggle(id, true) : rows[at + 1]?.focus()),
      ArrowLeft: () =>
        isOpen
          ? onToggle(id, false)
          : rows.find((one) => one.dataset['node'] === id.slice(0, id.lastIndexOf('/')))?.focus(),
      Enter: () => onChoose(id),
      ' ': () => onChoose(id),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const isChosen = chosen === id;
  return (
    <li role="none">
      <div
        ref={row}
        role="treeitem"
        aria-level={depth}
        aria-selected={isChosen}
        {...(hasChildren ? { 'aria-expanded': isOpen } : {})}
        tabIndex={isChosen || (chosen === undefined && isFirst) ? 0 : -1}
        className={`tree-row${isChosen ? ' tree-chosen' : ''}`}
        data-node={id}
        onClick={() => onChoose(id)}
        onKeyDown={move}
      >
        <span
          className="tree-twist"
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            if (hasChildren) onToggle(id, !isOpen);
          }}
        >
          {hasChildren ? (isOpen ? '▾' : '▸') : ''}
        </span>
        <span className="grow cut">
          {name} <span className="quiet">{value('', 'kind', kind)}</span>
        </span>
        {tiers.map((tier) => (
          <Tag key={tier}>{tier}</Tag>
        ))}
        {!node.open && <Tag>{t.closed}</Tag>}
        <span className="quiet numbers tree-counts" title={t.counts(children, teams, people)}>
          {t.short(teams, people)}
        </span>
      </div>
      {isOpen && (
        <Level parent={id} depth={depth + 1} open={open} chosen={chosen} onToggle={onToggle} onChoose={onChoose} />
      )}
    </li>
  );
}

/** Hits are a flat list with where each lies; choosing one opens the tree there. */
function Found({
  q,
  chosen,
  onChoose,
}: {
  q: string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}): ReactNode {
  const t = useWords(organisationWords);
  const query = useQuery({
    queryKey: ['register', 'organisations', 'found', q],
    queryFn: async ({ signal }) => await read('GET /api/organisations', { query: { q, limit: 50 }, signal }),
    placeholderData: (before) => before,
  });
  return (
    <Answered query={query} rows={5}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty description={t.nothing} />
        ) : (
          <ul className="plain">
            {items.map(({ id, name }) => (
              <li key={id}>
                <button type="button" className="tree-hit" aria-current={chosen === id} onClick={() => onChoose(id)}>
                  {name ?? id} <span className="quiet">{id}</span>
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
