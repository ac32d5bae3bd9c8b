/** A figure in words: a share in percent, minutes as a length, a number as such. */
import { lengthIn } from '../words/times.ts';
import { type Locale, useLocale, useWords } from '../words/words.ts';
import type { Figure } from './reading.ts';
import { figureWords } from './words.ts';

type Unit = Figure['unit'];
const MINUTE_MS = 60_000;

export function valueIn(locale: Locale, unit: Unit, value: number): string {
  if (unit === 'share')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value);
  if (unit === 'minutes') return lengthIn(locale, value * MINUTE_MS);
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(value);
}

export function useValueIn(): (unit: Unit, value: number | null) => string {
  const locale = useLocale();
  const t = useWords(figureWords);
  return (unit, value) => (value === null ? t.none : valueIn(locale, unit, value));
}

export function useTargetIn(): (figure: Pick<Figure, 'unit' | 'target'>) => string {
  const locale = useLocale();
  return ({ unit, target }) =>
    target === null ? '' : `${target.is === 'at-least' ? '≥' : '≤'} ${valueIn(locale, unit, target.value)}`;
}
