/** Canned answers 常用语 and macros in a form: found by a few letters, with the words of the case in their places. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popover, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { change, read } from '../../api/ask.ts';
import { asked } from '../../api/keys.ts';
import type { FormTools } from '../../form/texts.ts';
import type { Answers } from '../../generated/api.ts';
import { isComposing, useKeys } from '../../shell/keys.tsx';
import { useCodeWords } from '../../words/codes.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { keptWords } from './words.ts';

type Item = Answers['GET /api/canned-answers']['answer']['items'][number];
type Props = { number: string; command: string; tools: FormTools };

export function Canned({ number, command, tools }: Props): ReactNode {
  const t = useWords(keptWords);
  const [isOpen, setOpen] = useState(false);
  useKeys([{ keys: 'ctrl+/', does: t.canned, act: () => tools.hasText && setOpen(true) }]);
  if (!tools.hasText) return null;
  return (
    <div className="row no-print">
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        open={isOpen}
        onOpenChange={setOpen}
        content={<Choice number={number} command={command} tools={tools} onClose={() => setOpen(false)} />}
      >
        <Button size="small" data-canned={command} aria-expanded={isOpen}>
          {t.cannedKey}
        </Button>
      </Popover>
    </div>
  );
}

function Choice({ number, command, tools, onClose }: Props & { onClose: () => void }): ReactNode {
  const t = useWords(keptWords);
  const say = useCodeWords();
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const query = useQuery({
    queryKey: asked.register('canned', `${number} ${command} ${locale}`),
    queryFn: ({ signal }) => read('GET /api/canned-answers', { query: { number, command, lang: locale }, signal }),
    staleTime: 10_000,
  });
  const fits = ({ name = '', filled = '' }: Item): boolean =>
    `${name} ${filled}`.toLowerCase().includes(typed.trim().toLowerCase());
  const items = (query.data?.items ?? []).filter((one) => one.open !== false && fits(one));
  const chosen = Math.max(0, Math.min(at, items.length - 1));
  const use = (one: Item | undefined): void => {
    if (!one) return;
    if (one.command) tools.put(one.command.data);
    if (one.filled !== undefined) tools.insert(one.filled, one.command?.into);
    void change('POST /api/canned-answers/{id}/use', { at: { id: one.id }, body: { number } }).catch(() => undefined);
    onClose();
  };
  return (
    <div className="canned">
      <Input
        autoFocus
        value={typed}
        placeholder={t.cannedFind}
        aria-label={t.cannedFind}
        role="combobox"
        aria-expanded
        aria-controls="canned-hits"
        aria-activedescendant={`canned-${chosen}`}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, items.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
          else if (event.key === 'Enter') use(items[chosen]);
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <ul id="canned-hits" className="plain hits" role="listbox" aria-label={t.canned}>
        {items.map((one, place) => (
          <li
            key={one.id}
            id={`canned-${place}`}
            role="option"
            aria-selected={place === chosen}
            className={place === chosen ? 'hit chosen' : 'hit'}
            onClick={() => use(one)}
          >
            <span className="row">
              <strong>{one.name}</strong>
              <Tag>{t.scopes[one.scope ?? 'me']}</Tag>
            </span>
            <span className="quiet canned-text">{one.filled}</span>
          </li>
        ))}
      </ul>
      <p className="quiet" role="status">
        {query.isError ? say(query.error) : query.isPending || items.length > 0 ? '' : t.cannedNone}
      </p>
      {tools.words.trim() !== '' && <KeepWords words={tools.words} onDone={onClose} />}
    </div>
  );
}

/** What was just written, for the next time. */
function KeepWords({ words, onDone }: { words: string; onDone: () => void }): ReactNode {
  const t = useWords(keptWords);
  const say = useCodeWords();
  const locale = useLocale();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      change('POST /api/canned-answers', { body: { name: name.trim(), scope: 'me', text: { [locale]: words } } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['register', 'canned'] });
      onDone();
    },
  });
  return (
    <>
      <div className="row">
        <Input
          className="grow"
          value={name}
          maxLength={60}
          placeholder={t.cannedName}
          aria-label={t.cannedName}
          onChange={({ target }) => setName(target.value)}
        />
        <Button disabled={name.trim() === ''} loading={keep.isPending} onClick={() => keep.mutate()}>
          {t.keepWords}
        </Button>
      </div>
      {keep.isError && (
        <div className="fault" role="alert">
          {say(keep.error)}
        </div>
      )}
    </>
  );
}
