/** Texts of the notices about incidents, by template. */
import { clockTemplates, lateTemplate, type Templates } from '../kernel/tell.ts';
import type { Incident } from './state.ts';

const ofEvents: Templates = {
  'incident-created': { zh: '事件 {caseId}：{title} 已登记', en: 'Incident {caseId}: {title} has been opened' },
  'incident-triaged': {
    zh: '事件 {caseId}：{title} 已分派到本队列',
    en: 'Incident {caseId}: {title} is in your queue',
  },
  'incident-dispatched': {
    zh: '事件 {caseId}：{title} 已派给您',
    en: 'Incident {caseId}: {title} has been dispatched to you',
  },
  'incident-declined': { zh: '事件 {caseId}：{title} 被退单', en: 'Incident {caseId}: {title} was declined' },
  'incident-started': {
    zh: '事件 {caseId}：{title} 已开始处理',
    en: 'Incident {caseId}: {title} is being worked on',
  },
  'incident-released': {
    zh: '事件 {caseId}：{title} 已释放回队列',
    en: 'Incident {caseId}: {title} is back in the queue',
  },
  'incident-transferred': {
    zh: '事件 {caseId}：{title} 已转到本队列',
    en: 'Incident {caseId}: {title} has been transferred to your queue',
  },
  'incident-escalated': { zh: '事件 {caseId}：{title} 已升级', en: 'Incident {caseId}: {title} has been escalated' },
  'incident-handed-back': {
    zh: '事件 {caseId}：{title} 被退回',
    en: 'Incident {caseId}: {title} has been handed back',
  },
  'incident-held': { zh: '事件 {caseId}：{title} 已挂起', en: 'Incident {caseId}: {title} is on hold' },
  'incident-resumed': { zh: '事件 {caseId}：{title} 已恢复', en: 'Incident {caseId}: {title} goes on' },
  'incident-info-supplied': {
    zh: '事件 {caseId}：{title} 已补充信息',
    en: 'Information has been supplied for incident {caseId}: {title}',
  },
  'incident-reporter-added': {
    zh: '事件 {caseId}：{title} 增加了报障人',
    en: 'Incident {caseId}: {title} has a further reporter',
  },
  'incident-priority-changed': {
    zh: '事件 {caseId}：{title} 的优先级已调整',
    en: 'The priority of incident {caseId}: {title} has changed',
  },
  'incident-resolved': {
    zh: '事件 {caseId}：{title} 已解决，请确认',
    en: 'Incident {caseId}: {title} has been resolved. Please confirm',
  },
  'incident-reopened': { zh: '事件 {caseId}：{title} 被重开', en: 'Incident {caseId}: {title} was reopened' },
  'incident-report-filed': {
    zh: '事件 {caseId}：{title} 的分析报告已提交',
    en: 'The report on incident {caseId}: {title} has been filed',
  },
  'incident-report-returned': {
    zh: '事件 {caseId}：{title} 的分析报告被退回',
    en: 'The report on incident {caseId}: {title} was returned',
  },
  'incident-closed': { zh: '事件 {caseId}：{title} 已关闭', en: 'Incident {caseId}: {title} is closed' },
  'incident-canceled': { zh: '事件 {caseId}：{title} 已撤销', en: 'Incident {caseId}: {title} was canceled' },
  'incident-merged': {
    zh: '事件 {caseId}：{title} 已合并到另一事件',
    en: 'Incident {caseId}: {title} has been merged into another',
  },
  'incident-major-proposed': {
    zh: '事件 {caseId}：{title} 提请列为重大',
    en: 'Incident {caseId}: {title} has been proposed as major',
  },
  'incident-major-declared': {
    zh: '重大事件 {caseId}：{title}',
    en: 'Major incident {caseId}: {title}',
  },
  'incident-major-declined': {
    zh: '事件 {caseId}：{title} 不列为重大',
    en: 'Incident {caseId}: {title} is not taken as major',
  },
  'incident-update-posted': {
    zh: '重大事件 {caseId}：{title} 进展：{text}',
    en: 'Major incident {caseId}: {title}. Update: {text}',
  },
  'incident-commented': {
    zh: '事件 {caseId}：{title} 有新留言',
    en: 'There are new words on incident {caseId}: {title}',
  },
  'incident-urged': { zh: '催办：事件 {caseId}：{title}', en: 'Urged: incident {caseId}: {title}' },
  'incident-urge-answered': {
    zh: '事件 {caseId}：{title} 的催办已答复',
    en: 'The urge of incident {caseId}: {title} has been answered',
  },
  'incident-effect-failed': {
    zh: '事件 {caseId}：{title} 的一项后续处理未成功，请查看',
    en: 'Something that incident {caseId}: {title} led to did not succeed. Please look at it',
  },
  'incident-relieved': {
    zh: '事件 {caseId}：{title} 的原处理人已离岗，请接手',
    en: 'Who had incident {caseId}: {title} has left. Please take it over',
  },
  'incident-requeued': {
    zh: '事件 {caseId}：{title} 原队列已关闭，转入本队列',
    en: 'Incident {caseId}: {title} has come to your queue, since its own was closed',
  },
  'incident-retargeted': {
    zh: '事件 {caseId}：{title} 已按现行服务级别重新定标',
    en: 'The promises of incident {caseId}: {title} have been set anew by the policy in force',
  },
  'incident-supervised': { zh: '督办：事件 {caseId}：{title}', en: 'Supervised: incident {caseId}: {title}' },
};

const ofClocks: Templates = {
  ...clockTemplates('incident', 'response', { zh: '响应', en: 'response' }),
  ...clockTemplates('incident', 'resolution', { zh: '解决', en: 'resolution' }),
  ...clockTemplates('incident', 'ola-l1', { zh: '一线', en: 'first line' }),
  ...clockTemplates('incident', 'ola-l2', { zh: '二线', en: 'second line' }),
  ...clockTemplates('incident', 'ola-l3', { zh: '三线', en: 'third line' }),
  ...clockTemplates('incident', 'ola-pickup', { zh: '接单', en: 'pickup' }),
  ...clockTemplates('incident', 'on-site', { zh: '到场', en: 'arrival on site' }),
  ...clockTemplates('incident', 'report', { zh: '分析报告', en: 'report' }),
  ...clockTemplates('incident', 'uc-vendor', { zh: '厂商支撑', en: 'vendor' }),
  ...lateTemplate('incident', 'urge-answer', { zh: '催办答复', en: 'answer to the urge' }),
  'incident-hold-nag-breached': {
    zh: '事件 {caseId}：{title} 仍在挂起',
    en: 'Incident {caseId}: {title} is still on hold',
  },
  'incident-major-update-breached': {
    zh: '重大事件 {caseId}：{title} 应发布进展',
    en: 'Major incident {caseId}: {title}: an update is due',
  },
  'incident-confirm-warned': {
    zh: '请确认事件 {caseId}：{title} 的解决结果，逾期 {dueAt} 自动关闭',
    en: 'Please confirm that incident {caseId}: {title} is solved. It is closed after {dueAt}',
  },
};

export const incidentTemplates: Templates = { ...ofEvents, ...ofClocks };

export const incidentStatusWords = {
  new: { zh: '待派单', en: 'new' },
  queued: { zh: '待认领', en: 'queued' },
  assigned: { zh: '已派单', en: 'assigned' },
  'in-progress': { zh: '处理中', en: 'in progress' },
  'on-hold': { zh: '已挂起', en: 'on hold' },
  resolved: { zh: '已解决', en: 'resolved' },
  closed: { zh: '已关闭', en: 'closed' },
  canceled: { zh: '已撤销', en: 'canceled' },
} as const satisfies Record<Incident['status'], { zh: string; en: string }>;
