/** What is told of inspection plans, which are no cases. */
import type { Templates } from '../kernel/units.ts';

export const planTemplates: Templates = {
  'plan-slot-missed': {
    zh: '巡检计划“{title}”（{plan}）的 {slot} 期未执行：到期时系统未能开出，只补开最近一期。',
    en: 'Inspection plan “{title}” ({plan}): slot {slot} was missed, only the newest one is made up for.',
  },
  'plan-slot-refused': {
    zh: '巡检计划“{title}”（{plan}）到期的巡检未能开出（{code}），每小时重试，请检查计划。',
    en: 'Inspection plan “{title}” ({plan}): what is due could not be opened ({code}). It is tried again each hour, please look at the plan.',
  },
  'plan-without-slot': {
    zh: '巡检计划“{title}”（{plan}）今后没有巡检期次，请延长或关闭。',
    en: 'Inspection plan “{title}” ({plan}) has no slot to come, please prolong or close it.',
  },
};
