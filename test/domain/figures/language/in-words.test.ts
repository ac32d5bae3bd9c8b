/** What a formula says to whoever reads none. */
import { inWords } from '../../../../domain/figures/language/in-words.ts';
import { namesOf } from '../../../../domain/figures/names.ts';
import { titleOf, valueTitle } from '../../../../domain/figures/titles.ts';
import { caseKindKeys } from '../../../../domain/figures/kinds.ts';
import { formulaIn, published } from './given.ts';

const words = (text: string) => inWords(formulaIn(text), (ref) => ({ zh: ref, en: ref }));

test('shares, percentiles and sums in both languages', () => {
  expect(words('share(closed incident where clock.resolution.breached, closed incident)')).toEqual({
    zh: '期间结束的事件中，“解决超时”为是的比例',
    en: 'of incidents that ended in the period, the share of which “resolution: breached” is yes',
  });
  expect(
    words('percentile(90, age of closed incident where priority in ("P1", "P2") and not hold.reason = "vendor")'),
  ).toEqual({
    zh: '期间结束的事件（“优先级”为“P1”或“P2”且并非（“挂起原因”为“等待厂商”））的“历时”第 90 百分位',
    en: 'the percentile 90 (of a hundred, so many are at or below it) of “age” of incidents that ended in the period (“priority” is “P1” or “P2” and not (“Held for” is “waiting for the vendor”))',
  });
  expect(words('sum(takenBack of closed call, incident) / 2')).toEqual({
    zh: '（期间结束的呼叫工单、事件的“撤回的超时数”合计）除以2',
    en: '(the sum of “breaches taken back” of calls and incidents that ended in the period) divided by 2',
  });
  expect(words('share(open call where age > 3 days, open call, incident)')).toEqual({
    zh: '期末未结束的呼叫工单、事件中，属于呼叫工单且“历时”超过 3 天的比例',
    en: 'of calls and incidents that were open as the period ended, the share of which the kind is call and “age” is above 3 days',
  });
});

test('a reference is called by its name', () => {
  const indicators = published(['first-line', 'count(closed call)']);
  const named = inWords(formulaIn('1 - @first-line', indicators), () => ({
    zh: '一线解决率',
    en: 'First-line resolution',
  }));
  expect(named).toEqual({ zh: '1减《一线解决率》', en: '1 minus “First-line resolution”' });
});

test.each(caseKindKeys)('every name of %s has a title in both languages, and every word that it may be', (process) => {
  const raw = Object.entries(namesOf(process)).flatMap(([name, { words: all = [] }]) => {
    const { zh, en } = titleOf(process, name);
    const untitled = /[a-z]{3}/.test(zh.replaceAll('SHA-256', '')) || en === '' ? [name] : [];
    const known = ['priority', 'tier'].includes(name) || name.endsWith('.breachTier') ? [] : all;
    return [
      ...untitled,
      ...known.filter((word) => valueTitle(process, name, word) === null).map((word) => `${name} ${word}`),
    ];
  });
  expect(raw).toEqual([]);
});
