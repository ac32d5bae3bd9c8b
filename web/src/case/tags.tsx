/** Tags 标签 of the case: added with those in use proposed, taken away, and a way to all cases that have one. */
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Tag } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Link } from 'react-router';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { isComposing, useKeys } from '../shell/keys.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { useGive } from './give.ts';
import { textsOf } from './side/facts-of.ts';
import { caseWords } from './words.ts';

export function Tags({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const say = useCodeWords();
  const { give, isPending, error } = useGive(kase);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const tags = textsOf(Reflect.get(kase, 'tags'));
  const mayAdd = kase.allowed.includes('tag');
  const q = useDeferredValue(typed?.trim() ?? '');
  const used = useQuery({
    queryKey: asked.register('tags', q),
    queryFn: ({ signal }) => read('GET /api/tags', { query: { q: q === '' ? undefined : q }, signal }),
    enabled: typed !== undefined,
    placeholderData: (before) => before,
    retry: false,
  });
  useKeys(mayAdd ? [{ keys: 't', does: t.addTag, act: () => setTyped('') }] : []);
  const add = (words: string): void => {
    const tag = words.trim();
    setTyped(undefined);
    if (tag !== '' && !tags.includes(tag)) give('tag', { tags: [tag] });
  };
  if (tags.length === 0 && !mayAdd) return null;
  return (
    <div className="row tags">
      {tags.map((tag) => (
        <Tag
          key={tag}
          closable={kase.allowed.includes('untag')}
          closeIcon={<span aria-label={t.takeTag(tag)}>×</span>}
          onClose={(event) => {
            event.preventDefault();
            give('untag', { tags: [tag] });
          }}
        >
          <Link to={`/queue?base=all&tag=${encodeURIComponent(tag)}`}>{tag}</Link>
        </Tag>
      ))}
      {mayAdd &&
        (typed === undefined ? (
          <Button
            size="small"
            type="dashed"
            className="no-print"
            icon={<PlusOutlined aria-hidden />}
            loading={isPending}
            data-add="tag"
            onClick={() => setTyped('')}
          >
            {t.tag}
          </Button>
        ) : (
          <AutoComplete
            autoFocus
            defaultOpen
            size="small"
            className="tag-field"
            value={typed}
            aria-label={t.addTag}
            placeholder={t.addTag}
            options={(used.data?.items ?? [])
              .filter(({ tag }) => !tags.includes(tag))
              .map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` }))}
            onChange={setTyped}
            onSelect={add}
            onBlur={() => setTyped(undefined)}
            onKeyDown={(event) => {
              if (isComposing(event.nativeEvent)) return;
              if (event.key === 'Escape') setTyped(undefined);
              if (event.key === 'Enter') add(typed);
            }}
          />
        ))}
      {error !== null && error !== undefined && (
        <span className="fault" role="alert">
          {say(error)}
        </span>
      )}
    </div>
  );
}
