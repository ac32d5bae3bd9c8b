/** What is told of periods whose appraisal could not be opened. */
import type { Templates } from '../kernel/units.ts';

export const periodTemplates: Templates = {
  'period-not-appraised': {
    zh: '考核方案 {scheme}（{period} 之后）的考核未能开出（{code}），每小时重试，请检查方案与基础数据。',
    en: 'The appraisal by the scheme {scheme} (after {period}) could not be opened ({code}). It is tried again each hour, please look at the scheme and the registers.',
  },
};
