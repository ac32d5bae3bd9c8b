/** What an item measures, in words: an indicator by its name and what it says, a formula of its own by what that says. */
import type { ReactNode } from 'react';
import { useIndicator } from '../figures/reading.ts';
import { valueIn } from '../figures/value.ts';
import { type Two, useLocale, useSaid } from '../words/words.ts';

/** `@key` alone. */
const indicatorIn = (measure: string | undefined): string | undefined => /^@([a-z0-9-]+)$/.exec(measure ?? '')?.[1];

export function Measure({ measure, says }: { measure: string | undefined; says: Two | undefined }): ReactNode {
  const said = useSaid();
  const key = indicatorIn(measure);
  const { data } = useIndicator(key);
  if (key === undefined) return says ? said(says) : <code>{measure}</code>;
  // What an indicator says is more than its name, which is all that a formula of it alone says.
  return data ? said(data.words ?? data.name) : key;
}

/** A figure of the item in its unit, as far as an indicator names one. */
export function useFigureOf(measure: string | undefined): (value: number) => string {
  const locale = useLocale();
  const { data } = useIndicator(indicatorIn(measure));
  const unit = data?.unit ?? (/^\s*share\(/.test(measure ?? '') ? 'share' : 'number');
  return (value) => valueIn(locale, unit, value);
}
