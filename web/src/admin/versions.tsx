/** Who changed it, when, why and what: newest first. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { send } from '../api/ask.ts';
import { Changes } from '../audit/trail-detail.tsx';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import type { Register } from './registers.ts';
import { adminWords } from './words.ts';

type Version = {
  version: number;
  at?: string;
  by?: string;
  publishedAt?: string;
  publishedBy?: string;
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
    <section aria-label={t.versions}>
      <h2 className="side-title">{t.versions}</h2>
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t.noVersions}</p>
          ) : (
            <ol className="plain">
              {items.map((one) => (
                <li key={one.version}>
                  <strong className="numbers">{one.version}</strong>{' '}
                  <span className="quiet">
                    {t.byAt(nameOf('person', one.by ?? one.publishedBy), instantIn(one.at ?? one.publishedAt ?? 0))}
                  </span>
                  {one.note !== undefined && <div className="said">{one.note}</div>}
                  {one.changes !== undefined && <Changes items={one.changes} />}
                </li>
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  );
}
