/** For a desk agent's first call: what to do in which order, and the keys; gone once a call is finished. */
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { deskWords } from './words.ts';

export function Help(): ReactNode {
  const t = useWords(deskWords);
  return (
    <section className="desk-help" aria-label={t.help.title}>
      <h2 className="side-title">{t.help.title}</h2>
      <ol>
        {t.help.steps.split('\n').map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="quiet">{t.help.keys}</p>
    </section>
  );
}
