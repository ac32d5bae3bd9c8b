/** What the sample organisation shares: views of lists, texts that are written often, and what intakes are begun with. */
import type { CannedAnswer, CaseTemplate, KeptShared, SavedView } from '../../registers/shared/kept.ts';

const ofAll = (id: string, name: string, order: number): KeptShared => ({
  _id: id,
  name,
  order,
  scope: 'organisation',
  organisation: '/dx',
  orgPath: '/dx',
  open: true,
  sample: true,
});
const ofTeam = (id: string, name: string): KeptShared => ({
  _id: id,
  name,
  order: 10,
  scope: 'team',
  team: 'donghu-l2',
  orgPath: '/dx/donghu',
  open: true,
  sample: true,
});

export const savedViews: readonly SavedView[] = [
  { ...ofAll('overdue', '已超时', 10), screen: 'queue', query: 'open=true&clock=over&sort=dueAt' },
  { ...ofAll('soon-due', '一小时内到期', 20), screen: 'queue', query: 'open=true&clock=soon&sort=dueAt' },
  {
    ...ofAll('unclaimed-incidents', '无人认领的事件', 30),
    screen: 'queue',
    process: 'incident',
    query: 'open=true&assignee=none&sort=priority',
  },
  {
    ...ofTeam('donghu-l2-held', '二线挂起'),
    screen: 'queue',
    process: 'incident',
    query: 'open=true&queue=donghu-l2&clock=paused',
  },
];

export const cannedAnswers: readonly CannedAnswer[] = [
  {
    ...ofAll('greeting', '已受理', 10),
    text: {
      zh: '您好，您反映的“{title}”（{number}）已受理，由{assignee}处理，预计 {dueAt} 前答复。',
      en: 'Your report "{title}" ({number}) has been taken up by {assignee}; you will hear from us by {dueAt}.',
    },
    command: { name: 'comment', data: { audience: 'public' }, into: 'text' },
  },
  {
    ...ofAll('wait-for-screenshot', '等待用户补充截图', 20),
    processes: ['incident'],
    text: {
      zh: '请用户补充{application}出错界面的截图和操作时间。',
      en: 'Asked the reporter for a screenshot of the fault in {application} and the time of it.',
    },
    command: { name: 'hold', data: { reason: 'evidence' }, into: 'note' },
  },
  {
    ...ofAll('clear-cache', '清除浏览器缓存', 30),
    text: {
      zh: '请清除浏览器缓存后重新登录{application}再试；如仍有问题，请直接回复本工单。',
      en: 'Please clear the cache of your browser, sign in to {application} again and answer here if it still fails.',
    },
  },
];

export const caseTemplates: readonly CaseTemplate[] = [
  {
    ...ofAll('payment-rejected', '支付凭证被退回', 10),
    process: 'incident',
    intake: 'create',
    description: '代理银行退回凭证，单位无法支付',
    data: {
      application: 'payment',
      channel: 'phone',
      title: '支付凭证被代理银行退回',
      description: '凭证号：\n退回原因：\n涉及金额：\n最迟支付时间：',
      impact: '2',
      urgency: '2',
    },
  },
  {
    ...ofAll('sign-in-fails', '用户无法登录', 20),
    process: 'call',
    intake: 'create',
    data: { application: 'office', title: '无法登录', description: '登录名：\n提示信息：\n最近一次成功登录：' },
  },
];
