/** What an incident is called and says; behind `事件 INC-000001：title` and `Incident INC-000001: title`. */
import type { ProcessWords } from '../kernel/people/words.ts';
import type { IncidentStatus } from './lifecycle.ts';
import type { IncidentEvents } from './state.ts';

export const incidentWords: ProcessWords<IncidentStatus, keyof IncidentEvents> = {
  noun: ['事件', 'Incident'],
  statuses: {
    new: ['待受理', 'new'],
    queued: ['待派单', 'queued'],
    assigned: ['已派单', 'assigned'],
    'in-progress': ['处理中', 'in progress'],
    'on-hold': ['已挂起', 'on hold'],
    resolved: ['已解决待确认', 'resolved'],
    closed: ['已关闭', 'closed'],
    canceled: ['已撤销', 'canceled'],
  },
  told: {
    created: ['已登记', 'has been opened'],
    triaged: ['已分派到本队列', 'is in your queue'],
    dispatched: ['已派给您', 'has been assigned to you'],
    declined: ['被退单', 'was declined by its assignee'],
    started: ['已开始处理', 'is being worked on'],
    released: ['已释放回队列', 'is back in the queue'],
    transferred: ['已转到本队列', 'has been reassigned to your queue'],
    escalated: ['已升级', 'has been escalated'],
    handedBack: ['被退回', 'has been handed back'],
    held: ['已挂起', 'is on hold'],
    resumed: ['已恢复', 'is no longer on hold'],
    infoSupplied: ['已补充信息', 'information has been supplied'],
    reporterAdded: ['增加了报障人', 'somebody else has reported it, too'],
    priorityChanged: ['的优先级已调整', 'its priority has changed'],
    resolved: ['已解决，请确认', 'has been resolved, please confirm'],
    reopened: ['被重开', 'was reopened'],
    reportFiled: ['的分析报告已提交', 'its report has been filed'],
    reportReturned: ['的分析报告被退回', 'its report was returned'],
    closed: ['已关闭', 'is closed'],
    canceled: ['已撤销', 'was canceled'],
    merged: ['已合并到另一事件', 'has been merged into another'],
    majorProposed: ['提请列为重大', 'has been proposed as major'],
    majorDeclared: ['已列为重大事件', 'is a major incident'],
    majorDeclined: ['不列为重大', 'is not taken as major'],
    updatePosted: ['（重大）进展：{text}', 'update on the major incident: {text}'],
  },
  clocks: {
    response: ['响应', 'response'],
    resolution: ['解决', 'resolution'],
    'ola-l1': ['一线', 'first line'],
    'ola-l2': ['二线', 'second line'],
    'ola-l3': ['三线', 'third line'],
    'ola-pickup': ['接单', 'pickup'],
    'on-site': ['到场', 'arrival on site'],
    report: ['分析报告', 'report'],
    'uc-vendor': ['厂商支撑', 'vendor'],
  },
  ladder: {
    'hold-nag-breached': ['仍在挂起', 'is still on hold'],
    'major-update-breached': ['（重大）应发布进展', 'an update on this major incident is due'],
    'confirm-warned': [
      '的解决结果请您确认，逾期 {dueAt} 自动关闭',
      'please confirm that it is solved, it is closed after {dueAt}',
    ],
  },
};
