/** In sentences: when, who, what, for whom and why. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { EventBody } from '../case/time/event-body.tsx';
import { useName } from '../names/names.ts';
import { useRoleWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Step } from './reading.ts';
import { auditWords } from './words.ts';

export function useWho(): (by: Step['by']) => string {
  const t = useWords(auditWords);
  const nameOf = useName();
  const role = useRoleWords();
  return (by) => (by.role === 'system' ? t.system : `${nameOf('person', by.id)} (${role(by.role)})`);
}

export function Story({ steps, at }: { steps: readonly Step[]; at: number }): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const who = useWho();
  return (
    <ol className="entries-of-time">
      {steps.map((step) => (
        <li key={step.seq} id={`e${step.seq}`} className={step.seq === at ? 'entry-of-time in-hand' : 'entry-of-time'}>
          <time className="quiet numbers" dateTime={new Date(step.at).toISOString()}>
            {instantIn(step.at)}
          </time>
          <div className="grow">
            <span className="quiet numbers">{`#${step.seq} `}</span>
            <span className="who">{who(step.by)}</span> <strong>{said(step.words, step.type)}</strong>
            <EventBody process={step.type.split('.')[0] ?? ''} data={step.data} />{' '}
            <Link className="no-print" to={`?view=states&after=${step.seq}`}>
              {t.stateThen}
            </Link>
          </div>
        </li>
      ))}
    </ol>
  );
}
