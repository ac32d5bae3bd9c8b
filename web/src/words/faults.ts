/** What is wrong with a field, with its limit. */
import type { FieldFault } from '../api/problem.ts';
import { area, useWords } from './words.ts';

const faultWords = area(
  {
    required: '必填',
    tooLong: (most: string) => `过长，最多 ${most} 个字符`,
    tooShort: (least: string) => `过短，至少 ${least} 个字符`,
    tooLarge: (most: string) => `过大，最大 ${most}`,
    tooSmall: (least: string) => `过小，最小 ${least}`,
    format: '格式不正确',
    unknown: '没有此项',
    notAllowed: '不是可选的值',
    duplicate: '有重复',
    character: '含有无法接受的字符',
    wrong: '内容不正确',
  },
  {
    required: 'required',
    tooLong: (most: string) => `too long, at most ${most} characters`,
    tooShort: (least: string) => `too short, at least ${least} characters`,
    tooLarge: (most: string) => `too large, at most ${most}`,
    tooSmall: (least: string) => `too small, at least ${least}`,
    format: 'not in the form it needs',
    unknown: 'there is no such entry',
    notAllowed: 'none of the values that can be chosen',
    duplicate: 'named twice',
    character: 'has characters that cannot be taken',
    wrong: 'not right',
  },
);

export function useFaultWords(): (fault: FieldFault) => string {
  const t = useWords(faultWords);
  return ({ code, params = {} }) => {
    const bound = `${[params['maximum'], params['minimum']].find((one) => typeof one === 'string' || typeof one === 'number') ?? ''}`;
    const said: Readonly<Record<string, string>> = {
      required: t.required,
      missing: t.required,
      'too-long': t.tooLong(bound),
      'too-short': t.tooShort(bound),
      'too-large': t.tooLarge(bound),
      'too-small': t.tooSmall(bound),
      'wrong-format': t.format,
      unknown: t.unknown,
      'not-allowed': t.notAllowed,
      duplicate: t.duplicate,
      'bad-character': t.character,
    };
    return said[code] ?? `${t.wrong} (${code})`;
  };
}
