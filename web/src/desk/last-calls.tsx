/** What became of the last calls, with the number to tell the caller. */
import { useQuery } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { caseQuery } from '../case/reading.ts';
import { statusOf, useProcesses } from '../case/processes.ts';
import { clockIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Finished } from './calls.ts';
import { deskWords } from './words.ts';

export function LastCalls({
  last,
  onOpen,
}: {
  last: readonly Finished[];
  onOpen: (number: string) => void;
}): ReactNode {
  const t = useWords(deskWords);
  const [newest] = last;
  return (
    <section className="desk-last" aria-label={t.last}>
      <h2 className="side-title">{t.last}</h2>
      <div role="status" aria-live="polite" className="seen-by-readers">
        {newest && t.said(newest.number, t.done[newest.outcome])}
      </div>
      {last.length === 0 ? (
        <span className="quiet">{t.lastEmpty}</span>
      ) : (
        <ul className="plain">
          {last.map((one, at) => (
            <One key={one.number} one={one} isNewest={at === 0} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </section>
  );
}

function One({
  one,
  isNewest,
  onOpen,
}: {
  one: Finished;
  isNewest: boolean;
  onOpen: (number: string) => void;
}): ReactNode {
  const t = useWords(deskWords);
  const said = useSaid();
  const processes = useProcesses();
  const { data: kase } = useQuery(caseQuery(one.number));
  const incident = kase && typeof kase['incident'] === 'string' ? kase['incident'] : undefined;
  return (
    <li className="row desk-done" data-finished={one.number}>
      <Typography.Text
        strong={isNewest}
        className="numbers"
        copyable={{ text: one.number, tooltips: [t.copy, t.copied] }}
      >
        {one.number}
      </Typography.Text>
      <span>{kase ? said(statusOf(processes.get('call'), kase.status).title) : t.done[one.outcome]}</span>
      {incident !== undefined && (
        <Button type="link" size="small" onClick={() => onOpen(incident)}>
          {incident}
        </Button>
      )}
      <span className="grow cut">{one.title}</span>
      <time className="quiet numbers">{clockIn(one.at)}</time>
      <Button type="link" size="small" onClick={() => onOpen(one.number)}>
        {t.show}
      </Button>
    </li>
  );
}
