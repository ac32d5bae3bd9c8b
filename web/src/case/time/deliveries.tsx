/** By which ways a notice went, and whether it came there. */
import type { ReactNode } from 'react';
import { useValueWords } from '../../words/fields.ts';
import { clockIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import type { TimelineItem } from '../reading.ts';
import { caseWords } from '../words.ts';

type Delivery = NonNullable<Extract<TimelineItem, { kind: 'notice' }>['deliveries']>[number];

export function Deliveries({ all }: { all: readonly Delivery[] }): ReactNode {
  const t = useWords(caseWords);
  const valueOf = useValueWords();
  if (all.length === 0) return null;
  return (
    <div className="quiet">
      {all
        .map(({ channel, state, sentAt, nextAt, code }) => {
          const when =
            sentAt !== undefined ? ` ${clockIn(sentAt)}` : nextAt !== undefined ? ` ${t.nextTry(clockIn(nextAt))}` : '';
          return `${valueOf('', 'channel', channel)} ${t.deliveries[state]}${when}${code === undefined ? '' : ` (${code})`}`;
        })
        .join(' · ')}
    </div>
  );
}
