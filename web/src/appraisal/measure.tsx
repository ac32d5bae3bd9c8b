/** What an item measures, in words: an indicator by its name and what it says, a formula of its own by what that says. */
import type { ReactNode } from 'react';
import { withNames } from '../figures/named.ts';
import { useIndicatorNames } from '../figures/names.ts';
import { useIndicator } from '../figures/reading.ts';
import { valueIn } from '../figures/value.ts';
import { type Two, useLocale, useSaid, useWords } from '../words/words.ts';
import { appraisalWords } from './words.ts';

/** `@key` alone. */
const indicatorIn = (measure: string | undefined): string | undefined => /^@([a-z0-9-]+)$/.exec(measure ?? '')?.[1];

export function Measure({ measure, says }: { measure: string | undefined; says: Two | undefined }): ReactNode {
  const said = useSaid();
  const t = useWords(appraisalWords);
  const names = useIndicatorNames();
  const key = indicatorIn(measure);
  const { data } = useIndicator(key);
  if (key === undefined) return says ? said(withNames(says, names)) : <code>{measure}</code>;
  // What an indicator says is more than its name, which is all that a formula of it alone says.
  const name = said(data?.name ?? names.get(key), key);
  return (
    <>
      {t.indicator(name)}
      {data?.words && `${t.colon}${said(withNames(data.words, names))}`}
    </>
  );
}

/** A figure of the item in its unit, as far as an indicator names one. */
export function useFigureOf(measure: string | undefined): (value: number) => string {
  const locale = useLocale();
  const { data } = useIndicator(indicatorIn(measure));
  const unit = data?.unit ?? (/^\s*share\(/.test(measure ?? '') ? 'share' : 'number');
  return (value) => valueIn(locale, unit, value);
}
