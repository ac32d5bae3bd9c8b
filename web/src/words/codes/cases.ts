/** Refusals that every case knows, and those of incidents and calls. */
import type { Two } from '../words.ts';

export const caseCodes = {
  'wrong-status': {
    zh: '工单当前状态下不能这样做；请刷新后查看可用操作',
    en: 'That cannot be done in the present state; look at what the case offers now',
  },
  'wrong-tier': {
    zh: '此人或此队列不在所需的支持层级；请另选',
    en: 'That person or queue is not of the tier that this needs; choose another',
  },
  'stale-version': {
    zh: '打开之后工单已有变动；请看过最新内容再提交',
    en: 'The case changed since you opened it; look at its present state and send again',
  },
  'case-ended': { zh: '工单已经结束；如有新情况请另开一张', en: 'The case has ended; open a new one for what is new' },
  'case-moved': {
    zh: '同一时刻有人在操作这张工单；请重试',
    en: 'Somebody writes to this case at this moment; try again',
  },
  'case-parked': {
    zh: '工单因故障停在这里；修复之前不能操作，请联系系统管理员',
    en: 'The case is parked until a fault is mended; tell the system administrator',
  },
  'pin-missing': {
    zh: '工单所依据的版本不见了，工单已停住；请联系系统管理员',
    en: 'A version that the case runs on is not there, so it is parked; tell the system administrator',
  },
  'pin-differs': {
    zh: '工单所依据的版本被改动过，工单已停住；请联系系统管理员',
    en: 'A version that the case runs on was altered, so it is parked; tell the system administrator',
  },
  'policy-missing': {
    zh: '这个流程还没有发布服务级别策略；请联系流程负责人',
    en: 'No policy is published for this process; ask the process owner',
  },
  'calendar-missing': {
    zh: '找不到所用的工作日历[（{id}）]；请联系流程负责人',
    en: 'The calendar[ {id}] is not there; ask the process owner',
  },
  'calendar-unusable': {
    zh: '工作日历[（{id}）]算不出期限；请先补全年度安排',
    en: 'No deadline can be worked out on the calendar[ {id}]; complete its years first',
  },
  'clock-missing': {
    zh: '新策略缺少工单已有的时钟；请另选策略版本',
    en: 'The policy lacks a clock that the case has; choose another version',
  },
  'draft-open': {
    zh: '有人正在编写下一版本；请先完成或放弃那份草稿',
    en: 'Somebody is writing the next version; finish or discard that draft first',
  },
  'draft-unusable': { zh: '草稿不能用于工单；请先发布', en: 'No case can run on a draft; publish it first' },
  'due-in-past': { zh: '期限早于现在；请另选时间', en: 'The deadline lies in the past; choose a later instant' },
  'unknown-part': { zh: '工单没有这一部分；请刷新页面', en: 'The case has no such part; reload the page' },
  'part-exists': { zh: '已有同名的部分；请换一个编号', en: 'There is such a part already; choose another id' },
  'too-many-parts': {
    zh: '工单的组成部分已达上限[（{most}）]；请另开一张',
    en: 'The case has as many parts as it may have[ ({most})]; open another one',
  },
  'too-many-under-way': {
    zh: '同时进行的部分过多；请等一些完成',
    en: 'Too many of its parts are under way; wait for some to end',
  },
  'too-many-children': {
    zh: '子工单已达上限[（{maximum}）]；请另设父工单',
    en: 'It has as many children as it may have[ ({maximum})]; choose another parent',
  },
  'too-many-reporters': {
    zh: '报障人已达上限[（{maximum}）]',
    en: 'It has as many reporters as it may have[ ({maximum})]',
  },
  'too-many-followers': {
    zh: '关注人已达上限[（{maximum}）]；请先移除几位',
    en: 'It has as many followers as it may have[ ({maximum})]; remove some first',
  },
  'too-many-links': {
    zh: '关联已达上限[（{maximum}）]；请先解除几个',
    en: 'It has as many links as it may have[ ({maximum})]; remove some first',
  },
  'too-many-tags': {
    zh: '标签已达上限[（{maximum}）]；请先移除几个',
    en: 'It has as many tags as it may have[ ({maximum})]; remove some first',
  },
  'too-many-entries': {
    zh: '工时记录已达上限[（{maximum}）]；请更正已有的记录',
    en: 'It has as many entries of time as it may have[ ({maximum})]; correct one instead',
  },
  'too-many-waiting': {
    zh: '等待同一变更的事件已达上限[（{maximum}）]',
    en: 'As many incidents as may be wait for that change[ ({maximum})]',
  },
  'already-following': { zh: '已经在关注', en: 'That person follows it already' },
  'not-following': { zh: '没有在关注', en: 'That person does not follow it' },
  'already-linked': { zh: '两张工单已有这种关联', en: 'The cases are linked so already' },
  'not-linked': { zh: '两张工单没有关联', en: 'The cases are not linked' },
  'already-confirmed': { zh: '已经确认过了', en: 'It was confirmed already' },
  'not-confirmed': {
    zh: '客户还没有确认服务恢复；请先取得确认',
    en: 'The customer has not confirmed the service; get that first',
  },
  'already-answered': { zh: '已经答复过了；请等主管解除', en: 'It was answered already; now the supervisor lifts it' },
  'not-supervised': { zh: '没有督办', en: 'It is not under supervision' },
  'not-urged': { zh: '没有待回复的催办', en: 'There is no urge to answer' },
  'urge-too-soon': {
    zh: '刚催办过[，{until} 之后]可以再催',
    en: 'It was urged a moment ago; it can be urged again[ after {until}]',
  },
  'step-not-fired': { zh: '这一级提醒还没有发出', en: 'Nobody was told of this step yet' },
  'already-major': { zh: '已经是重大事件', en: 'It is a major incident already' },
  'not-major': { zh: '不是重大事件', en: 'It is no major incident' },
  'already-proposed': { zh: '已经提出过；请等待决定', en: 'It was proposed already; wait for the decision' },
  'not-proposed': { zh: '还没有人提出', en: 'Nobody has proposed it' },
  'has-parent': { zh: '已有父工单；请先解除', en: 'It has a parent already; detach it first' },
  'no-parent': { zh: '没有父工单', en: 'It has no parent' },
  'child-of-child': {
    zh: '父工单不能再有父工单；请直接选最上层的',
    en: 'Parents have no parents; choose the one on top',
  },
  'ping-pong-limit': {
    zh: '来回转派已达上限；请由主管决定归属',
    en: 'It was passed to and fro as often as may be; a supervisor decides whose it is',
  },
  'no-higher-tier': {
    zh: '已是最高层级，没有可升级的去处；请给出解决方案',
    en: 'This is the top tier; it must give the solution',
  },
  'info-missing-only': { zh: '最高层级只能因信息不足退回', en: 'The top tier hands back for missing information only' },
  'other-queue': {
    zh: '此人不属于该队列；请换人或先转队列',
    en: 'That person is not of this queue; choose another, or transfer it first',
  },
  'no-reply-too-soon': {
    zh: '还没有提醒报障人三次；请先等待',
    en: 'The reporter has not been reminded three times; wait',
  },
  'contact-missing': {
    zh: '联系不上报障人；请补一个电话',
    en: 'The reporter cannot be reached; add a telephone number',
  },
  'not-resolved': { zh: '事件还没有解决；请先给出解决方案', en: 'It is not resolved yet; give the solution first' },
  'report-missing': { zh: '缺少分析报告；请先提交', en: 'The analysis report is missing; file it first' },
  'report-filed': { zh: '报告已经提交', en: 'The report is filed already' },
  'report-not-filed': { zh: '报告还没有提交', en: 'The report is not filed yet' },
  'visit-under-way': { zh: '已请求现场处理', en: 'A visit was asked for already' },
  'no-visit': { zh: '没有请求过现场处理', en: 'No visit was asked for' },
  'has-work-order': {
    zh: '现场处理由派工单[ {workOrder} ]承担；请在那里操作',
    en: 'The work order[ {workOrder}] carries the visit; act there',
  },
  'nobody-to-tell': {
    zh: '没有可通知的人；请先配置值班或联系人',
    en: 'There is nobody to tell; set up a duty roster or a contact first',
  },
  'nothing-changes': { zh: '没有任何改变；请修改后再提交', en: 'Nothing would change; alter something first' },
  'nothing-due': { zh: '没有到期的事项', en: 'Nothing is due' },
  'not-overdue': { zh: '还没有超期', en: 'It is not overdue yet' },
  'asked-already': { zh: '您已经提出过；请由另一人决定', en: 'You have asked for it already; somebody else decides' },
  booked: {
    zh: '已被另一张工单占用[（{number}）]；请先处理那一张',
    en: 'Another case has it[: {number}]; see to that one first',
  },
  superseded: { zh: '后来的提议已取代它', en: 'A later proposal stands in its place' },
  overtaken: { zh: '后来已有更新的内容；请以最新为准', en: 'Something newer was said since; go by that' },
  'depends-on-refused': {
    zh: '前一步被拒绝，这一步没有执行；请先改正前一步',
    en: 'The step before it was refused, so this was not done; mend that first',
  },
  'action-answered': { zh: '结果已经回报过', en: 'The action has answered already' },
  'action-late': { zh: '回报太晚，工单已不再等待', en: 'It answers too late; the case waits no more' },
  'action-not-awaited': { zh: '工单没有在等这个动作的回报', en: 'Nobody waits for an answer of this action' },
  'action-under-way': { zh: '动作正在执行，请等它回报', en: 'An action is under way and will say what came of it' },
  'action-unfit': {
    zh: '步骤中有动作无法执行[：{actions}]；请检查动作登记',
    en: 'Some actions in it cannot be begun[: {actions}]; check the register of actions',
  },
} as const satisfies Readonly<Record<string, Two>>;
