/** A length as people say it. */
import type { Millis } from '../units.ts';
import { HOUR, MINUTE } from './durations.ts';

/** `1 h 30 min`, `1 小时 30 分钟`; below a minute in seconds, rounded up. Throws nothing. */
export function lengthWords(ms: Millis, lang: 'zh' | 'en'): string {
  const [h, min, s] = lang === 'zh' ? ['小时', '分钟', '秒'] : ['h', 'min', 's'];
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${seconds} ${s}`;
  const whole = Math.ceil(ms / MINUTE) * MINUTE;
  const hours = Math.floor(whole / HOUR);
  const minutes = (whole % HOUR) / MINUTE;
  return [...(hours > 0 ? [`${hours} ${h}`] : []), ...(minutes > 0 ? [`${minutes} ${min}`] : [])].join(' ');
}
