/** What was said of an item: its score by hand, disputes, answers, appeals, and each adjustment as a line of its own. */
import type { ReactNode } from 'react';
import { useName } from '../names/names.ts';
import { useValueWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useAmounts } from './amounts.ts';
import { bare, type Event } from './reading.ts';
import { appraisalWords } from './words.ts';

const SPOKEN = new Set(['scored', 'disputed', 'disputeAnswered', 'adjustmentAdded', 'appealed', 'appealDecided']);
const TEXTS = ['decision', 'grounds', 'reason', 'evidence'] as const;

type Props = { events: readonly Event[]; item: string; currency: string | undefined };
export function Exchange({ events, item, currency }: Props): ReactNode {
  const t = useWords(appraisalWords);
  const said = useSaid();
  const nameOf = useName();
  const valueOf = useValueWords();
  const { points, money } = useAmounts();
  const own = events.filter(({ type, data }) => SPOKEN.has(bare(type)) && data['part'] === item);
  if (own.length === 0) return null;
  // The API names the item by its key behind what happened; here it stands above.
  const withoutItem = (text: string): string => text.replace(new RegExp(`\\s*[:：]\\s*${item}$`), '');
  return (
    <ol className="plain exchange" aria-label={t.said}>
      {own.map(({ id, type, at, by, words, data }) => {
        const [given, relief] = [data['points'], data['relief']];
        const isAdjusting = bare(type) === 'adjustmentAdded';
        return (
          <li key={id} className={isAdjusting ? 'adjustment' : undefined} data-event={bare(type)}>
            <time className="quiet numbers" dateTime={at}>
              {instantIn(at)}
            </time>{' '}
            {by.role === 'system' ? '' : `${nameOf('person', by.id)} `}
            <strong>{withoutItem(said(words, type))}</strong>{' '}
            {TEXTS.flatMap((name) => {
              const text = data[name];
              return typeof text === 'string' ? [name === 'decision' ? valueOf('appraisal', name, text) : text] : [];
            }).join(' · ')}
            {typeof given === 'number' && (
              <span className="numbers">{` ${isAdjusting ? t.adjusted(points(given)) : t.weightOf(points(given))}`}</span>
            )}
            {isAdjusting && typeof relief === 'number' && (
              <span className="numbers">{` ${t.relief(money(relief, currency))}`}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
