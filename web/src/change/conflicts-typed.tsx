/** What stands against a change as its plan is typed: nothing is stored, and the engine asks again when it is submitted. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Tag } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { change } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import type { Fields } from '../form/schema.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { askedOf } from './typed.ts';
import { changeWords } from './words.ts';

/** After the last stroke. */
const CALM_MS = 400;
type About = { number?: string; unit: string; application: string; type?: string };

export function ConflictsTyped({ about, data }: { about: About; data: Fields }): ReactNode {
  const t = useWords(changeWords);
  const said = useSaid();
  const typed = JSON.stringify(askedOf(data) ?? null);
  const [calm, setCalm] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(typed), CALM_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    queryKey: asked.list('change-conflicts', JSON.stringify(about) + calm),
    queryFn: ({ signal }) =>
      change('POST /api/changes/conflicts', {
        body: { ...about, ...(JSON.parse(calm) as object) } as never,
        signal,
      }),
    enabled: calm !== 'null',
    retry: false,
    placeholderData: (before) => before,
  });
  if (calm === 'null') return <p className="quiet">{t.unchecked}</p>;
  if (query.isError) return <ErrorPanel error={query.error} />;
  if (!query.data) return <p role="status">{t.checking}</p>;
  const { conflicts, blocks } = query.data;
  return (
    <section className="conflicts-typed" aria-label={t.typed} aria-live="polite" data-change="conflicts">
      {blocks && <Alert type="error" role="status" title={t.blocked} />}
      <h3 className="side-title">
        {conflicts.length === 0 ? t.free : t.typed}
        {query.isFetching && <span className="quiet">{` ${t.checking}`}</span>}
      </h3>
      <ul className="plain">
        {conflicts.map((one) => (
          <li key={one.key ?? `${one.kind} ${one.from} ${one.item ?? ''}`} data-conflict={one.kind}>
            <Tag color={one.severity === 'block' ? 'error' : 'warning'}>
              {one.severity === 'block' ? t.blocks : t.warns}
            </Tag>
            {said(one.words)}
            {one.with !== undefined && !one.with.includes('@') && (
              <>
                {' '}
                <Link to={`/cases/${one.with}`}>{one.with}</Link>
              </>
            )}
            <span className="quiet numbers">{` ${instantIn(one.from)} – ${instantIn(one.until)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
