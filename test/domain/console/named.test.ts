/** Formulas name indicators by what they are called. */
import { nameOfRef, withNames } from '../../../web/src/figures/named.ts';

const names = new Map([['resolution-attainment', { zh: '按时解决率', en: 'Resolved in time' }]]);

test('keys of indicators give way to their names, in each language by its own quotes', () => {
  const words = {
    zh: '《resolution-attainment@1》除以《other@2》',
    en: '“resolution-attainment@1” divided by “other@2”',
  };
  expect(withNames(words, names)).toEqual({
    zh: '《按时解决率》除以《other@2》',
    en: '“Resolved in time” divided by “other@2”',
  });
  expect(withNames({ zh: '“解决超时”为是', en: '“resolution: breached” is yes' }, names)).toEqual({
    zh: '“解决超时”为是',
    en: '“resolution: breached” is yes',
  });
});

test('a version of an indicator is named with it', () => {
  expect(nameOfRef('resolution-attainment@3#ab12', names, 'en')).toBe('Resolved in time v3');
  expect(nameOfRef('resolution-attainment', names, 'zh')).toBe('按时解决率');
  expect(nameOfRef('other@2', names, 'zh')).toBe('other@2');
});
