import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Answers } from '../generated/api.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { securityWords } from './words.ts';

type ApiKey = Answers['GET /api/api-keys']['answer']['items'][number];

export function KeyList({ items, onEnd }: { items: readonly ApiKey[]; onEnd: (id: string) => void }): ReactNode {
  const t = useWords(securityWords);
  return (
    <>
      <h2 className="side-title">{t.keys}</h2>
      {items.length === 0 && <p className="quiet">{t.noKeys}</p>}
      <ul className="plain">
        {items.map(({ id, name, expiresAt, usedAt }) => (
          <li key={id} className="row security-row">
            <span className="grow">
              {name}{' '}
              <span className="quiet">
                {t.expires(instantIn(expiresAt))}
                {usedAt !== undefined && ` · ${t.usedAt(instantIn(usedAt))}`}
              </span>
            </span>
            <Button danger onClick={() => onEnd(id)} data-security="end-key">
              {t.end}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
