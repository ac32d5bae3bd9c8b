/** What narrows the list; whatever else the address asks for stands beside it and can be taken away. */
import { DownloadOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, type InputRef, Select, Tag } from 'antd';
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { read } from '../api/ask.ts';
import { download } from '../api/download.ts';
import { asked } from '../api/keys.ts';
import { type Process, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { useHasRole } from '../shell/me.ts';
import { shellWords } from '../shell/words.ts';
import { useCodeWords } from '../words/codes.ts';
import { useFieldWords, useValueWords } from '../words/fields.ts';
import { useLocale, useSaid, useWords } from '../words/words.ts';
import { exportedFor } from './asking.ts';
import type { Listing } from './listing.ts';
import { queueWords } from './words.ts';

const CONTROLS = new Set(['q', 'status', 'priority', 'clock', 'tag', 'sort']);
const CLOCKS = ['over', 'soon', 'paused'] as const;
const PRIORITIES = ['P1', 'P2', 'P3', 'P4'];
type Props = { listing: Listing; process: Process | undefined };

export function Filters({ listing, process }: Props): ReactNode {
  const t = useWords(queueWords);
  const shell = useWords(shellWords);
  const said = useSaid();
  const { filters, set } = listing;
  const [typed, setTyped] = useState(filters['q'] ?? '');
  const input = useRef<InputRef>(null);
  useEffect(() => setTyped(filters['q'] ?? ''), [filters]);
  useKeys([{ keys: '/', does: shell.key.filter, act: () => input.current?.focus() }]);
  const several = (name: string) => ({
    'aria-label': t[name as 'priority'],
    placeholder: t[name as 'priority'],
    mode: 'multiple' as const,
    maxTagCount: 'responsive' as const,
    value: filters[name]?.split(',') ?? [],
    onChange: (list: string[]) => set({ [name]: list.join(','), case: undefined }),
    className: 'filter',
    'data-filter': name,
  });
  return (
    <div className="row filters no-print">
      <ProcessChoice listing={listing} process={process} />
      <Input.Search
        ref={input}
        value={typed}
        aria-label={t.search}
        placeholder={t.search}
        allowClear
        onChange={({ target }) => setTyped(target.value)}
        onSearch={(q) => set({ q: q.trim(), case: undefined })}
        className="filter-words"
      />
      {process && (
        <Select
          {...several('status')}
          options={process.statuses.map(({ key, title }) => ({ value: key, label: said(title) }))}
        />
      )}
      <Select {...several('priority')} options={PRIORITIES.map((value) => ({ value, label: value }))} />
      <Select
        aria-label={t.clock}
        placeholder={t.clock}
        allowClear
        value={CLOCKS.find((one) => one === filters['clock']) ?? null}
        onChange={(value: string | undefined) => set({ clock: value, case: undefined })}
        options={CLOCKS.map((value) => ({ value, label: t.clocks[value] }))}
        className="filter"
      />
      <Tags shown={several('tag')} />
      <Select
        aria-label={t.sort}
        value={filters['sort'] ?? 'dueAt'}
        onChange={(value: string) => set({ sort: value === 'dueAt' ? undefined : value })}
        options={[
          { value: 'dueAt', label: t.sorts.dueAt },
          { value: '-openedAt', label: t.sorts.newest },
          { value: 'priority', label: t.sorts.priority },
          { value: '-updatedAt', label: t.sorts.updated },
        ]}
        className="filter"
      />
      <Others listing={listing} process={process} />
      <span className="grow" />
      <Export listing={listing} process={process} />
    </div>
  );
}

function ProcessChoice({ listing, process }: Props): ReactNode {
  const t = useWords(queueWords);
  const said = useSaid();
  const navigate = useNavigate();
  const processes = useProcesses();
  if (processes.size < 2) return null;
  return (
    <Select
      aria-label={t.process}
      value={process?.key ?? ''}
      data-filter="process"
      className="filter"
      popupMatchSelectWidth={false}
      // what one process is asked by another may not know
      onChange={(key: string) => void navigate(`/queue${key === '' ? '' : `/${key}`}?base=${listing.base}`)}
      options={[
        { value: '', label: t.allProcesses },
        ...[...processes.values()].map(({ key, title }) => ({ value: key, label: said(title) })),
      ]}
    />
  );
}

/** Suggested are those that are in use. */
function Tags({
  shown,
}: {
  shown: { 'data-filter': string; value: string[]; onChange: (list: string[]) => void };
}): ReactNode {
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const isRequester = useHasRole('requester');
  const { data, isError } = useQuery({
    queryKey: asked.register('tags', q),
    queryFn: ({ signal }) => read('GET /api/tags', { query: { q: q === '' ? undefined : q }, signal }),
    enabled: isOpen,
    placeholderData: (before) => before,
    retry: false,
  });
  if (isError && isRequester) return null; // tags are for those who work on cases
  return (
    <Select
      {...shown}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={(data?.items ?? []).map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` }))}
    />
  );
}

/** Parameters without a control of their own, as a saved view or a link may have them. */
function Others({ listing: { filters, set }, process }: Props): ReactNode {
  const fieldOf = useFieldWords();
  const valueOf = useValueWords();
  const nameOf = useName();
  const t = useWords(queueWords);
  const others = Object.entries(filters).filter(([name]) => !CONTROLS.has(name) && (name !== 'status' || process));
  return others.map(([name, value]) => {
    const kind = process?.filters[name]?.pick ?? name;
    const words = value.split(',').map((one) => {
      const named = nameOf(kind === 'assignee' || kind === 'requester' ? 'person' : kind, one);
      return named === one ? valueOf(process?.key ?? '', name, one) : named;
    });
    return (
      <Tag
        key={name}
        closable
        closeIcon
        aria-label={t.clearOne(fieldOf(name))}
        onClose={() => set({ [name]: undefined })}
      >
        {`${fieldOf(name)}: ${words.join(', ')}`}
      </Tag>
    );
  });
}

function Export({ listing, process }: Props): ReactNode {
  const t = useWords(queueWords);
  const say = useCodeWords();
  const lang = useLocale();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (format: string) =>
      download(`/api/${process?.plural ?? 'cases'}/export`, {
        ...exportedFor(listing.base, listing.filters),
        format,
        lang,
      }),
    onError: (error) => void message.error(say(error)),
  });
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'xlsx', label: t.asWorkbook },
          { key: 'csv', label: t.asCsv },
        ],
        onClick: ({ key }) => save.mutate(key),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />} loading={save.isPending} data-export="list">
        {t.export}
      </Button>
    </Dropdown>
  );
}
