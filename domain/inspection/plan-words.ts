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
  'plan-proposed': {
    zh: '巡检计划“{title}”（{plan}）：按近期故障统计有 {lines} 项 {month} 月的调整建议，请逐项采纳或不采纳并说明理由。',
    en: 'Inspection plan “{title}” ({plan}): {lines} changes are proposed for {month} by what failed of late, please accept or drop each with a reason.',
  },
  'plan-slot-unsure': {
    zh: '{plans} 个巡检计划的近期期次超出日历 {calendar} 已登记的 {lastDay}，日期暂按平常一周推算，最早为“{title}”（{plan}）{slot} 期（{day}）。请导入并发布下一年节假日。',
    en: '{plans} inspection plans have slots to come beyond {lastDay}, where calendar {calendar} ends; their days are not sure, first of all “{title}” ({plan}), slot {slot} on {day}. Import the holidays of the next year and publish them.',
  },
  'plan-without-slot': {
    zh: '巡检计划“{title}”（{plan}）今后没有巡检期次，请延长或关闭。',
    en: 'Inspection plan “{title}” ({plan}) has no slot to come, please prolong or close it.',
  },
};
