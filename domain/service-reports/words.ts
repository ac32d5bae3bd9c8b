/** What is said within a service report. */
import type { Words } from '../notice-words.ts';

export const reportWords = {
  title: { zh: '服务月报', en: 'Monthly service report' },
  about: { zh: '概要', en: 'About' },
  organisation: { zh: '客户', en: 'Customer' },
  month: { zh: '月份', en: 'Month' },
  span: { zh: '统计时段', en: 'Period' },
  calendar: { zh: '日历与时区', en: 'Calendar and zone' },
  contract: { zh: '合同', en: 'Contract' },
  figures: { zh: '指标', en: 'Figures' },
  indicator: { zh: '指标', en: 'Indicator' },
  target: { zh: '目标', en: 'Target' },
  met: { zh: '达标', en: 'Met' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  breached: { zh: '超时工单', en: 'Cases that missed a promise' },
  major: { zh: '重大事件', en: 'Major incidents' },
  none: { zh: '无', en: 'None' },
  number: { zh: '编号', en: 'Number' },
  caseTitle: { zh: '标题', en: 'Title' },
  priority: { zh: '优先级', en: 'Priority' },
  openedAt: { zh: '开始', en: 'Opened' },
  closedAt: { zh: '结束', en: 'Ended' },
  clocks: { zh: '超时时限', en: 'Promises missed' },
  record: { zh: '数据与核对', en: 'Data and check' },
  hash: { zh: '数据散列值（SHA-256）', en: 'Hash of the data (SHA-256)' },
  madeAt: { zh: '生成时间', en: 'Made' },
  versions: { zh: '指标版本', en: 'Versions of indicators' },
  pages: { zh: '第 {page} 页，共 {pages} 页', en: 'Page {page} of {pages}' },
  unprintable: {
    zh: '字库中没有以下字符，文中以编码代替：{characters}',
    en: 'The font lacks these characters, which stand as their codes above: {characters}',
  },
} as const satisfies Readonly<Record<string, Words>>;

/** How many cases are not named. */
export const moreWords = (more: number): Words => ({ zh: `另有 ${more} 件`, en: `${more} more` });
