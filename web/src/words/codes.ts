/** Every code of a refusal in words: what happened, and what to do. A code without words does not compile. */
import { type ProblemCode, toldOf } from '../api/problem.ts';
import { accessCodes } from './codes/access.ts';
import { caseCodes } from './codes/cases.ts';
import { changeCodes } from './codes/changes.ts';
import { fieldCodes } from './codes/field.ts';
import { area, placed, type Two, useLocale, useWords } from './words.ts';

const other = area(
  {
    noAnswer: '没有收到回应，请检查网络后重试',
    unknown: (status: number) => `出错了（${status}）`,
    away: '系统暂时不可用，请稍后再试',
  },
  {
    noAnswer: 'No answer came; check the network and try again',
    unknown: (status: number) => `Something went wrong (${status})`,
    away: 'The system is not to be had just now; try again in a while',
  },
);

const codes: Readonly<Record<ProblemCode, Two>> = { ...accessCodes, ...caseCodes, ...changeCodes, ...fieldCodes };
const known = (code: string): code is ProblemCode => Object.hasOwn(codes, code);

/** What a refusal is called in the language of who looks. */
export function useCodeWords(): (error: unknown) => string {
  const locale = useLocale();
  const t = useWords(other);
  return (error) => {
    const { code, status, params } = toldOf(error);
    if (code === 'no-answer') return t.noAnswer;
    if (known(code)) return placed(codes[code][locale], params);
    return status >= 500 ? t.away : t.unknown(status);
  };
}

/** The same for a code that stands in an answer: why a command is blocked. */
export function useCodeOf(): (code: string, params?: Readonly<Record<string, unknown>>) => string {
  const locale = useLocale();
  return (code, params) => (known(code) ? placed(codes[code][locale], params) : code);
}
