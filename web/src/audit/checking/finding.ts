/** Words for what a verification found. */
import { type Two, useLocale } from '../../words/words.ts';
import { findings } from '../words.ts';

const known: Readonly<Record<string, Two>> = findings;
export function useFinding(): (code: string) => string {
  const locale = useLocale();
  return (code) => (Object.hasOwn(known, code) ? known[code]?.[locale] : undefined) ?? code;
}
