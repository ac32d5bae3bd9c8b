/** What an event is called where people read events one by one: rehearsals, the engine's history. */
import { clockNamed } from './kernel/clocks/clock-names.ts';
import { processOf } from './catalogue.ts';
import type { Words } from './notice-words.ts';
import { isProcessKey } from './processes.ts';

/** Event (bare name) → Chinese; the English is the name itself in words. */
const zh: Readonly<Record<string, string>> = {
  accepted: '已接受',
  acknowledged: '已确认收到提醒',
  addresseeMissing: '无人可通知',
  amended: '已更正',
  answered: '已答复',
  answerRefused: '答复未获认可',
  arrived: '已到场',
  canceled: '已撤销',
  caseStarted: '已产生后续工单',
  childAdded: '增加子单',
  childRemoved: '移除子单',
  claimed: '已认领',
  clockBreached: '超时',
  clockNoticeDropped: '提醒已作废',
  clockNoticeReleased: '提醒已放行',
  clockWarned: '到期提醒',
  closed: '已关闭',
  commented: '有留言',
  confirmed: '已确认',
  contactNoted: '已记下联系方式',
  corrected: '登记事项已改正',
  created: '已登记',
  declined: '已退单',
  dispatched: '已派单',
  effectFailed: '后续处理未成功',
  effectSkipped: '后续处理已略过',
  escalated: '已升级',
  followed: '已关注',
  handedBack: '已退回',
  held: '已挂起',
  incidentReopened: '所并入的事件已重开',
  incidentSolved: '所并入的事件已解决',
  infoRequested: '请求补充信息',
  infoSupplied: '已补充信息',
  joined: '已并入事件',
  linked: '已关联',
  linkGone: '其他工单已取消关联',
  linkNoted: '被其他工单关联',
  lossAccepted: '已确认丢失的记录',
  majorDeclared: '已列为重大事件',
  majorDeclined: '不列为重大',
  majorProposed: '提请列为重大',
  merged: '已合并',
  onsiteRequested: '请求到场',
  onsiteWithdrawn: '撤回到场请求',
  parentAttached: '已挂接主单',
  parentDetached: '已脱离主单',
  priorityChanged: '优先级已调整',
  released: '已释放',
  relieved: '原办理人已离岗',
  relinked: '已改挂事件',
  reopened: '已重开',
  reportFiled: '分析报告已提交',
  reportReturned: '分析报告被退回',
  reporterAdded: '增加报障人',
  reporterRemoved: '移除报障人',
  reporterConfirmed: '报障人已确认',
  requeued: '已转入其他队列',
  resolved: '已解决',
  resumed: '已恢复办理',
  retargeted: '已重新定标',
  returned: '已退回受理',
  started: '已开始处理',
  supervised: '已督办',
  supervisionDue: '督办期限已到',
  supervisionLifted: '督办已解除',
  supervisionAnswered: '督办已答复',
  taken: '已受理',
  transferred: '已转单',
  triaged: '已分派',
  unfollowed: '已取消关注',
  unlinked: '已取消关联',
  updateOwed: '应发布进展',
  updatePosted: '已发布进展',
  urgeAnswered: '催办已答复',
  urged: '被催办',
  visitEnded: '到场结束',
  planned: '方案已编制',
  submitted: '已提交',
  conflictsChecked: '已检查冲突',
  assessed: '已评估',
  riskSet: '已定风险等级',
  revised: '已撤回修改',
  conflictWaived: '冲突警告已豁免',
  freezeNoted: '遇到封网',
  approvalAsked: '已送审批',
  stageAsked: '已送下一级审批',
  approved: '已批准',
  rejected: '已驳回（审批人）',
  abstained: '已弃权',
  voteWithdrawn: '已撤回表决',
  delegated: '已委托审批',
  delegationEnded: '委托已收回',
  delegationBegun: '委托已生效',
  delegationOver: '委托已结束',
  signerAdded: '已加签',
  approverReplaced: '审批人已更换',
  stagePassed: '一级审批已通过',
  stageRefused: '一级审批未通过',
  approvalsVoided: '此前审批作废',
  approvalOverdue: '逾期未审批',
  consentRecorded: '客户已同意',
  consentRefused: '客户不同意',
  scheduled: '已排期',
  schedulingBlocked: '因冲突未能排期',
  approvedAfterwards: '事后审批已结束',
  stepCompleted: '步骤已完成',
  stepFailed: '步骤失败',
  windowExtended: '窗口已延长',
  rollbackStarted: '开始回退',
  undoCompleted: '步骤已回退',
  rolledBack: '已回退',
  finished: '已实施完成',
  reviewed: '已评审',
  wordsAnswered: '留言已获答复',
};

const spaced = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `incident.infoSupplied`, or the bare name, in words; an event without a Chinese word keeps its name. Throws nothing. */
export function eventWords(type: string): Words {
  const name = type.slice(type.indexOf('.') + 1);
  return { zh: zh[name] ?? name, en: spaced(name) };
}

/** Clocks of every process and their own; a policy may have more, which keep their keys. */
const commonClocks: Readonly<Record<string, Words>> = {
  confirm: { zh: '确认', en: 'confirmation' },
  'urge-answer': { zh: '催办答复', en: 'answer to the reminder' },
  'hold-nag': { zh: '挂起提醒', en: 'reminder of the hold' },
  'major-update': { zh: '重大事件进展', en: 'update on the major incident' },
  'caller-wait': { zh: '等待来电人', en: 'wait for the caller' },
};

/** The name of a clock in words: `解决时限`. Throws nothing. */
export function clockWords(process: string, name: string): Words {
  const { definition: clock, part } = clockNamed(name);
  const own = isProcessKey(process) ? processOf(process).words.clocks[clock] : undefined;
  const { zh: words, en } = own ?? commonClocks[clock] ?? { zh: clock, en: clock };
  return part === undefined ? { zh: `${words}时限`, en } : { zh: `${words}时限（${part}）`, en: `${en} (${part})` };
}
