/** Who changed it, when, why and what, newest first; of what is published any version against the one before. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { send } from '../api/ask.ts';
import type { Fields } from '../form/schema.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { Differences } from './differences.tsx';
import { differing } from './differing.ts';
import type { Register } from './registers.ts';
import { adminWords } from './words.ts';

type Version = {
  version: number;
  at?: string;
  by?: string;
  publishedAt?: string;
  publishedBy?: string;
  authors?: readonly string[];
  note?: string;
  changes?: readonly unknown[];
};

export function Versions({ register, id }: { register: Register; id: string }): ReactNode {
  const t = useWords(adminWords);
  const nameOf = useName();
  const query = useQuery({
    queryKey: ['register', register.name, id, 'versions'],
    queryFn: async ({ signal }) =>
      (await send('GET', `${register.path}/${encodeURIComponent(id)}/versions`, { signal })) as { items: Version[] },
    enabled: register.hasVersions,
  });
  if (!register.hasVersions) return null;
  return (
    <section aria-label={t.versions} className="versions">
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t.noVersions}</p>
          ) : (
            <ol className="plain">
              {items.map((one) => (
                <li key={one.version} className="version">
                  <strong className="numbers">{`${t.version} ${one.version}`}</strong>{' '}
                  <span className="quiet">
                    {t.byAt(nameOf('person', one.by ?? one.publishedBy), instantIn(one.at ?? one.publishedAt ?? 0))}
                    {one.authors && ` · ${t.authors(one.authors.map((who) => nameOf('person', who)).join('、'))}`}
                  </span>
                  {one.note !== undefined && <div className="said">{one.note}</div>}
                  {one.changes !== undefined && <Differences items={one.changes} />}
                  {register.kind === 'drafted' && one.version > 1 && (
                    <Compared register={register} id={id} version={one.version} />
                  )}
                </li>
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  );
}

/** Looked up when somebody asks for it: a version may be hundreds of steps. */
function Compared({ register, id, version }: { register: Register; id: string; version: number }): ReactNode {
  const t = useWords(adminWords);
  const [isOpen, setOpen] = useState(false);
  const sourceOf = async (which: number, signal: AbortSignal): Promise<Fields> => {
    const found = await send('GET', `${register.path}/${encodeURIComponent(`${id}@${which}`)}`, { signal });
    return (found as { source: Fields }).source;
  };
  const query = useQuery({
    queryKey: ['register', register.name, id, 'compared', version],
    queryFn: async ({ signal }) => {
      const [before, after] = await Promise.all([sourceOf(version - 1, signal), sourceOf(version, signal)]);
      return differing(before, after);
    },
    enabled: isOpen,
    staleTime: Infinity,
  });
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t.against(version - 1)}</summary>
      {isOpen && (
        <Answered query={query} rows={2}>
          {(items) => <Differences items={items} />}
        </Answered>
      )}
    </details>
  );
}
