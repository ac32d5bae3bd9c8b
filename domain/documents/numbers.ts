/** Numbers in documents: said on paper, reckoned with in a workbook. Throw nothing. */
import type { NumberCell } from './printed.ts';

export const countOf = (n: number): NumberCell => ({ text: String(n), number: n, format: '0' });

/** A figure with as many decimals as it has. `digits`: as it is kept. */
export const figureOf = (digits: string): NumberCell => ({ text: digits, number: Number(digits), format: 'General' });

/** Whole hundredths of a point: `38.74`. */
export const pointsOf = (hundredths: number): NumberCell => ({
  text: decimal(hundredths),
  number: hundredths / 100,
  format: '0.00',
});

/** Spreadsheet programs keep fifteen digits of a number. */
const MOST_CENTS = 999_999_999_999_999;
/** Whole cents: `-1,277.78 CNY`. `currency`: three letters. A sum of more digits than a workbook keeps stays a text there. */
export function moneyOf(cents: number, currency: string): NumberCell | { text: string } {
  const text = `${grouped(decimal(cents))} ${currency}`;
  return Math.abs(cents) > MOST_CENTS ? { text } : { text, number: cents / 100, format: `#,##0.00 "${currency}"` };
}

const decimal = (hundredths: number): string => {
  const n = Math.abs(hundredths);
  return `${hundredths < 0 ? '-' : ''}${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;
};
const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+\.)/g, ',');
