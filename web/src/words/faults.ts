/** What is wrong with a field, with its limit. */
import type { FieldFault } from '../api/problem.ts';
import { caseCodes } from './codes/cases.ts';
import { changeCodes } from './codes/changes.ts';
import { faultCodes } from './codes/faults.ts';
import { fieldCodes } from './codes/field.ts';
import { formulaCodes } from './codes/formulas.ts';
import { placed, type Two, useLocale } from './words.ts';

/** A field may be refused with the code that refuses a command. */
export const faultWords: Readonly<Record<string, Two>> = {
  ...formulaCodes, // what a word means elsewhere goes before
  ...caseCodes,
  ...changeCodes,
  ...fieldCodes,
  ...faultCodes,
};
const wrong: Two = { zh: '内容不正确（{code}）', en: 'not right ({code})' };

export function useFaultWords(): (fault: FieldFault) => string {
  const locale = useLocale();
  return ({ code, params = {} }) => {
    const said = Object.hasOwn(faultWords, code) ? faultWords[code] : undefined;
    return said ? placed(said[locale], params) : placed(wrong[locale], { code });
  };
}
