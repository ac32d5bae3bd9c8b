/** Every code of a refusal in words: what happened, and what to do. */
import { type ProblemCode, toldOf } from '../api/problem.ts';
import { area, type Two, useLocale, useWords } from './words.ts';

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

const codes: Partial<Readonly<Record<ProblemCode, Two>>> = {
  'sign-in-refused': { zh: '账号或密码不正确', en: 'Name or password is wrong' },
  'second-factor-required': { zh: '请再输入动态码或恢复码', en: 'Please give the code of the second factor as well' },
};

/** What a refusal is called in the language of who looks. */
export function useCodeWords(): (error: unknown) => string {
  const locale = useLocale();
  const t = useWords(other);
  return (error) => {
    const { code, status } = toldOf(error);
    if (code === 'no-answer') return t.noAnswer;
    const said = code === 'unknown' ? undefined : codes[code];
    return said?.[locale] ?? (status >= 500 ? t.away : t.unknown(status));
  };
}

/** The same for a code that stands in an answer: why a command is blocked. */
export function useCodeOf(): (code: string) => string {
  const locale = useLocale();
  return (code) => (Object.hasOwn(codes, code) ? codes[code as ProblemCode]?.[locale] : undefined) ?? code;
}
