/** A length as people say it. */
import { HOUR, MINUTE } from '../../../../domain/kernel/time/durations.ts';
import { lengthWords } from '../../../../domain/kernel/time/length-words.ts';

test.each([
  [0, '0 s', '0 秒'],
  [1, '1 s', '1 秒'],
  [29_001, '30 s', '30 秒'],
  [30_000, '30 s', '30 秒'],
  [59_000, '59 s', '59 秒'],
  [59_001, '1 min', '1 分钟'],
  [MINUTE, '1 min', '1 分钟'],
  [MINUTE + 1, '2 min', '2 分钟'],
  [45 * MINUTE, '45 min', '45 分钟'],
  [HOUR - 1, '1 h', '1 小时'],
  [HOUR, '1 h', '1 小时'],
  [90 * MINUTE, '1 h 30 min', '1 小时 30 分钟'],
  [26 * HOUR + 5 * MINUTE, '26 h 5 min', '26 小时 5 分钟'],
])('%d ms is %s, %s', (ms, en, zh) => {
  expect(lengthWords(ms, 'en')).toBe(en);
  expect(lengthWords(ms, 'zh')).toBe(zh);
});
