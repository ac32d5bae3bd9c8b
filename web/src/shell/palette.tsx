/** Ctrl+K: a number, a screen, a new case; commands of the open case behind `>`. */
import { useQuery } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { useTemplates } from '../case/kept/templates.ts';
import { useProcesses } from '../case/processes.ts';
import { caseWords } from '../case/words.ts';
import { useSaid, useWords } from '../words/words.ts';
import { isComposing, useAllKeys } from './keys.tsx';
import { useMe } from './me.ts';
import { ledTo } from './led-to.ts';
import { shellWords } from './words.ts';

type Hit = { key: string; label: string; note?: string; go: () => void };
const MOST = 12;
const SHOWN_RECENT = 5;

/** `begins`: what stands in the field at first. */
export function Palette({ begins, onClose }: { begins: string; onClose: () => void }): ReactNode {
  const t = useWords(shellWords);
  const [typed, setTyped] = useState(begins);
  const [at, setAt] = useState(0);
  const hits = useHits(typed, onClose);
  const chosen = Math.min(at, hits.length - 1);
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      title={<span className="seen-by-readers">{t.search}</span>}
      style={{ top: 80 }}
    >
      <Input
        autoFocus
        value={typed}
        placeholder={t.search}
        aria-label={t.search}
        role="combobox"
        aria-expanded
        aria-controls="palette-hits"
        aria-activedescendant={`hit-${chosen}`}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, hits.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
          else if (event.key === 'Enter') hits[chosen]?.go();
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-hits" className="plain hits" role="listbox" aria-label={t.search}>
        {hits.map(({ key, label, note, go }, place) => (
          <li
            key={key}
            id={`hit-${place}`}
            role="option"
            aria-selected={place === chosen}
            className={place === chosen ? 'hit chosen' : 'hit'}
            onClick={go}
          >
            <span>{label}</span> <span className="quiet">{note}</span>
          </li>
        ))}
      </ul>
      <p className="quiet" role="status">
        {hits.length === 0 && typed !== '' ? t.nothingFound : ''}
      </p>
    </Modal>
  );
}

function useHits(typed: string, onClose: () => void): readonly Hit[] {
  const t = useWords(shellWords);
  const say = useWords(caseWords);
  const said = useSaid();
  const me = useMe();
  const processes = useProcesses();
  const navigate = useNavigate();
  const keys = useAllKeys();
  const q = useDeferredValue(typed.trim());
  const isCommand = q.startsWith('>');
  const found = useQuery({
    queryKey: asked.register('palette', q),
    queryFn: ({ signal }) => read('GET /api/cases', { query: { q: numberIn(q) ?? q, limit: 8 }, signal }),
    enabled: q.length >= 2 && !isCommand,
    placeholderData: (before) => before,
  });
  const recent = useQuery({
    queryKey: asked.register('recent'),
    queryFn: ({ signal }) => read('GET /api/me/recent', { signal }),
    staleTime: 0,
  });
  const templates = useTemplates();
  const to = (path: string) => () => {
    onClose();
    void navigate(path);
  };
  const place = me.navigation.includes('audit') && !me.navigation.includes('queue') ? '/audit/cases' : '/cases';
  const fits = (words: string): boolean => words.toLowerCase().includes(q.replace(/^>\s*/, '').toLowerCase());
  if (isCommand)
    return keys()
      .filter(({ does }) => fits(does))
      .slice(0, MOST)
      .map(({ keys: stroke, does, act }) => ({
        key: stroke,
        label: does,
        note: stroke,
        go: () => {
          onClose();
          act();
        },
      }));
  const screens = ledTo(me.navigation).map(({ name, path }) => ({ key: name, label: t.screens[name], go: to(path) }));
  const opens = Object.keys(me.opens).map((process) => ({
    key: `new ${process}`,
    label: `${say.newCase} · ${said(processes.get(process)?.title, process)}`,
    go: to(`/new/${process}`),
  }));
  const begun = (templates.data ?? [])
    .filter(({ process = '', intake = 'create' }) => me.opens[process]?.includes(intake))
    .map(({ id, name = id, process = '' }) => ({
      key: `template ${id}`,
      label: `${say.newCase} · ${name}`,
      note: said(processes.get(process)?.title, process),
      go: to(`/new/${process}?template=${encodeURIComponent(id)}`),
    }));
  const looked = (recent.data?.items ?? [])
    .filter(({ number, title }) => q === '' || fits(`${number} ${title}`))
    .slice(0, SHOWN_RECENT)
    .map(({ number, title }) => ({
      key: `recent ${number}`,
      label: number,
      note: title,
      go: to(`${place}/${number}`),
    }));
  const cases = (q.length >= 2 ? (found.data?.items ?? []) : []).map(({ number, title }) => ({
    key: number,
    label: number,
    note: title,
    go: to(`${place}/${number}`),
  }));
  const first =
    q === '' ? looked : [...cases, ...looked.filter(({ label }) => cases.every(({ key }) => key !== label))];
  const rest = [...screens, ...opens, ...begun].filter(({ label }) => q === '' || fits(label));
  return [...first, ...rest].slice(0, MOST);
}

/** The number in a pasted link. */
const numberIn = (words: string): string | undefined => /[A-Z]{2,3}-\d{6,12}/.exec(words.toUpperCase())?.[0];
