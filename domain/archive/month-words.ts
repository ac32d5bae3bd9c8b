/** What is told of months whose archive could not be opened. */
import type { Templates } from '../kernel/units.ts';

export const monthTemplates: Templates = {
  'month-not-archived': {
    zh: '{organisation} 的月度归档（{month} 起）未能开出（{code}），每小时重试，请检查基础数据。',
    en: 'The monthly archive of {organisation} (from {month} on) could not be opened ({code}). It is tried again each hour, please look at the registers.',
  },
};
