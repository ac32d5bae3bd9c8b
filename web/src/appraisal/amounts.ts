/** Points and money in words: whole hundredths and whole cents, as they are kept. */
import { useLocale } from '../words/words.ts';

export function useAmounts(): {
  points: (hundredths: number) => string;
  money: (cents: number, currency: string | undefined) => string;
  number: (value: number) => string;
} {
  const locale = useLocale();
  return {
    points: (hundredths) => (hundredths / 100).toFixed(2),
    money: (cents, currency) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: currency ?? 'CNY',
        currencyDisplay: 'narrowSymbol',
      }).format(cents / 100),
    number: (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(value),
  };
}
