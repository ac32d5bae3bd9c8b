/**
 * All text of the console, in both languages, in `words.ts` files beside the screens. A sentence that lacks one language does not
 * compile; a component that writes text of its own fails a test.
 */
import { createContext, use } from 'react';

export type Locale = 'zh' | 'en';
type Words = { readonly [key: string]: Word };
type Word = string | ((...given: never[]) => string) | Words;
/** The same keys and arguments, other words. */
type Alike<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer A) => string
      ? (...given: A) => string
      : Alike<T[K]>;
};
export type Area<T> = Readonly<Record<Locale, Alike<T>>>;

export const area = <const T extends Words>(zh: T & Alike<T>, en: NoInfer<Alike<T>>): Area<T> => ({ zh, en });

export const LocaleContext = createContext<Locale>('zh');
export const useLocale = (): Locale => use(LocaleContext);
/** The words of one area in the language of who looks. */
export const useWords = <T>(words: Area<T>): Alike<T> => words[useLocale()];

export type Two = { zh: string; en: string };
/** Words that the API brought in both languages. */
export const useSaid = (): ((words: Two | undefined, otherwise?: string) => string) => {
  const locale = useLocale();
  return (words, otherwise = '') => words?.[locale] ?? otherwise;
};

/** `text` with `{name}` from `params`; a part in brackets is left out where something that it names is not there. */
export function placed(text: string, params: Readonly<Record<string, unknown>> = {}): string {
  const whole = text.replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(PLACE)].every(([, name = '']) => wordOf(params[name]) !== '') ? part : '',
  );
  return whole.replaceAll(PLACE, (_, name: string) => wordOf(params[name]));
}
const PLACE = /\{(\w+)\}/g;
const wordOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(wordOf).join(', ')
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : '';
