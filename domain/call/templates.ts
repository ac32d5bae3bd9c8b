/** Texts of the notices about calls, by template. */
import { clockTemplates, lateTemplate, type Templates } from '../kernel/tell.ts';
import type { Call } from './state.ts';

export const callTemplates: Templates = {
  'call-created': { zh: '新呼叫 {caseId}：{title}，请受理', en: 'New call {caseId}: {title}. Please take it' },
  'call-taken': { zh: '您的呼叫 {caseId}：{title} 已受理', en: 'Your call {caseId}: {title} has been taken' },
  'call-info-requested': {
    zh: '呼叫 {caseId}：{title} 需要您补充信息',
    en: 'Call {caseId}: {title} needs information from you',
  },
  'call-info-supplied': {
    zh: '呼叫 {caseId}：{title} 已补充信息',
    en: 'Information has been supplied for call {caseId}: {title}',
  },
  'call-answered': {
    zh: '呼叫 {caseId}：{title} 已答复，请确认',
    en: 'Call {caseId}: {title} has been answered. Please confirm',
  },
  'call-answer-refused': {
    zh: '呼叫 {caseId}：{title} 的答复未获认可',
    en: 'The answer to call {caseId}: {title} was refused',
  },
  'call-escalated': { zh: '您的呼叫 {caseId}：{title} 已升级', en: 'Your call {caseId}: {title} has been escalated' },
  'call-joined': {
    zh: '您的呼叫 {caseId}：{title} 已并入处理中的事件',
    en: 'Your call {caseId}: {title} has joined an incident that is being worked on',
  },
  'call-returned': {
    zh: '呼叫 {caseId}：{title} 所并入的事件已结束，请重新处理',
    en: 'The incident that call {caseId}: {title} had joined is over. Please look at it again',
  },
  'call-commented': { zh: '呼叫 {caseId}：{title} 有新留言', en: 'There are new words on call {caseId}: {title}' },
  'call-closed': { zh: '呼叫 {caseId}：{title} 已办结', en: 'Call {caseId}: {title} is closed' },
  'call-canceled': { zh: '呼叫 {caseId}：{title} 已作废', en: 'Call {caseId}: {title} was canceled' },
  'call-urged': { zh: '催办：呼叫 {caseId}：{title}', en: 'Urged: call {caseId}: {title}' },
  'call-urge-answered': {
    zh: '呼叫 {caseId}：{title} 的催办已答复',
    en: 'The urge of call {caseId}: {title} has been answered',
  },
  'call-effect-failed': {
    zh: '呼叫 {caseId}：{title} 的一项后续处理未成功，请查看',
    en: 'Something that call {caseId}: {title} led to did not succeed. Please look at it',
  },
  'call-relieved': {
    zh: '呼叫 {caseId}：{title} 的原受理人已离岗，请接手',
    en: 'Who had call {caseId}: {title} has left. Please take it over',
  },
  'call-requeued': {
    zh: '呼叫 {caseId}：{title} 原队列已关闭，转入本队列',
    en: 'Call {caseId}: {title} has come to your queue, since its own was closed',
  },
  'call-retargeted': {
    zh: '呼叫 {caseId}：{title} 已按现行服务级别重新定标',
    en: 'The promises of call {caseId}: {title} have been set anew by the policy in force',
  },
  'call-supervised': { zh: '督办：呼叫 {caseId}：{title}', en: 'Supervised: call {caseId}: {title}' },
  'call-caller-wait-warned': {
    zh: '呼叫 {caseId}：{title} 仍待您补充信息，逾期 {dueAt} 将作废',
    en: 'Call {caseId}: {title} still waits for your information and is canceled after {dueAt}',
  },
  'call-confirm-warned': {
    zh: '请确认呼叫 {caseId}：{title} 的答复，逾期 {dueAt} 自动办结',
    en: 'Please confirm the answer to call {caseId}: {title}. It is closed after {dueAt}',
  },
  ...clockTemplates('call', 'response', { zh: '响应', en: 'response' }),
  ...clockTemplates('call', 'first-line', { zh: '一线处理', en: 'first line' }),
  ...lateTemplate('call', 'urge-answer', { zh: '催办答复', en: 'answer to the urge' }),
};

export const callStatusWords = {
  new: { zh: '待受理', en: 'new' },
  'in-service': { zh: '受理中', en: 'in service' },
  waiting: { zh: '待补充', en: 'waiting' },
  answered: { zh: '已答复', en: 'answered' },
  escalated: { zh: '已升级', en: 'escalated' },
  closed: { zh: '已办结', en: 'closed' },
  canceled: { zh: '已作废', en: 'canceled' },
} as const satisfies Record<Call['status'], { zh: string; en: string }>;
