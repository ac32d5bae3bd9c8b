/** Saved views 视图: a name for what the address says, one's own or shared; each with its count in one's own reach. */
import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { change, read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Process } from '../case/processes.ts';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { askedFor } from './asking.ts';
import type { Listing } from './listing.ts';
import { queueWords } from './words.ts';

export function SavedViews({ listing, process }: { listing: Listing; process: Process | undefined }): ReactNode {
  const t = useWords(queueWords);
  const navigate = useNavigate();
  const views = useQuery({
    queryKey: asked.register('views'),
    queryFn: ({ signal }) => read('GET /api/views', { signal }),
  });
  const counts = useQuery({
    queryKey: ['list', 'views'], // counted anew with the lists
    queryFn: ({ signal }) => read('GET /api/views/counts', { signal }),
    enabled: (views.data?.items.length ?? 0) > 0,
  });
  const countOf = new Map(counts.data?.items.map(({ id, count, capped }) => [id, capped ? `${count ?? 0}+` : count]));
  const shown = (views.data?.items ?? []).filter(({ screen, open }) => screen !== 'board' && open !== false);
  return (
    <>
      <h2 className="side-title">{t.saved}</h2>
      {shown.map(({ id, name, process: of, query }) => (
        <Button
          key={id}
          type="text"
          block
          className="view"
          onClick={() => void navigate(`/queue${of === undefined ? '' : `/${of}`}?base=all&${query ?? ''}`)}
        >
          <span className="grow cut">{name ?? id}</span>
          <span className="numbers">{countOf.get(id)}</span>
        </Button>
      ))}
      {Object.keys(listing.filters).length > 0 && <SaveView listing={listing} process={process} />}
    </>
  );
}

function SaveView({ listing, process }: { listing: Listing; process: Process | undefined }): ReactNode {
  const t = useWords(queueWords);
  const say = useCodeWords();
  const client = useQueryClient();
  const [name, setName] = useState<string | undefined>(undefined);
  const save = useMutation({
    mutationFn: () => {
      const query = askedFor(listing.base, listing.filters);
      const body = {
        name: (name ?? '').trim(),
        screen: 'queue' as const,
        query: new URLSearchParams(query).toString(),
      };
      return change('POST /api/views', { body: { ...body, ...(process ? { process: process.key } : {}) } });
    },
    onSuccess: () => {
      setName(undefined);
      void client.invalidateQueries({ queryKey: asked.register('views') });
    },
  });
  if (name === undefined)
    return (
      <Button type="text" block className="view" icon={<PlusOutlined aria-hidden />} onClick={() => setName('')}>
        {t.saveView}
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate();
      }}
    >
      <Input
        autoFocus
        value={name}
        maxLength={60}
        aria-label={t.viewName}
        placeholder={t.viewName}
        onChange={({ target }) => setName(target.value)}
      />
      <Button htmlType="submit" type="primary" block loading={save.isPending}>
        {t.saveView}
      </Button>
      {save.isError && (
        <div className="fault" role="alert">
          {say(save.error)}
        </div>
      )}
    </form>
  );
}
