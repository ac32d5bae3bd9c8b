/** Refusals of work on site, inspections, rectifications, appraisals and archives. */
import type { Two } from '../words.ts';

export const fieldCodes = {
  'not-at-site': {
    zh: '当前位置不在现场；请到场后再签到，或说明原因',
    en: 'The position is not that of the site; go there, or say why not',
  },
  'not-certified': {
    zh: '没有人具备所需的资质；请另派',
    en: 'None of them has the skill that is needed; send somebody else',
  },
  'work-not-done': { zh: '工作还没有完成', en: 'The work is not done yet' },
  'time-to-sign': { zh: '还在签字期限内；请等对方签字', en: 'There is still time to sign; wait for it' },
  'weaker-part': {
    zh: '替换件不如原件；请换同等或更好的',
    en: 'The replacement is not as good as what it replaces; use an equal or better one',
  },
  'lines-open': {
    zh: '还有项目未检查[（{count} 项）]；请先完成',
    en: 'Some lines are not checked[ ({count})]; do them first',
  },
  'findings-open': {
    zh: '还有隐患未处理[：{findings}]；请先处理',
    en: 'Some findings are not settled[: {findings}]; settle them first',
  },
  'record-presented': {
    zh: '记录已提交签字，不能再改',
    en: 'The record lies before the signers and cannot be changed',
  },
  'service-signs-first': { zh: '请服务方先签字', en: 'The service side signs first' },
  'keeper-signs-first': { zh: '请档案管理员先签字', en: 'The records keeper signs first' },
  'signed-already': { zh: '您已经签过字', en: 'You have signed already' },
  'not-inspected': { zh: '该项未在此次巡检范围内', en: 'It is not among what was inspected' },
  'not-minor': { zh: '不是轻微隐患，须走整改', en: 'It is no minor finding; it needs a rectification' },
  'rectification-started': {
    zh: '整改已经开始[（{rectification}）]',
    en: 'A rectification was started[: {rectification}]',
  },
  'too-many-rectifications': {
    zh: '同一工单的整改单已达上限[（{maximum}）]',
    en: 'As many rectifications as may be keep this case shut[ ({maximum})]',
  },
  'evidence-missing': {
    zh: '缺少要求的照片；请补上整改前后的照片',
    en: 'A photo that is asked for is missing; add one of before and one of after',
  },
  'not-investigated': { zh: '还没有调查结论；请先记录调查', en: 'It is not investigated yet; record that first' },
  'no-accident': { zh: '不是事故，无需此项', en: 'It is no accident, so this is not asked' },
  'already-contested': { zh: '已经提出异议', en: 'It is contested already' },
  'not-contested': { zh: '没有异议', en: 'Nobody contests it' },
  'contest-decided': { zh: '异议已有结论，不能再提', en: 'The contest is decided and cannot be raised again' },
  'extension-limit': { zh: '延期已达上限[（{maximum} 次）]', en: 'It was extended as often as may be[ ({maximum})]' },
  'own-incident': {
    zh: '原事件就在这里[（{incident}）]；请在原事件上操作',
    en: 'It has an incident of its own[: {incident}]; act there',
  },
  'period-not-over': { zh: '考核期还没有结束', en: 'The period is not over' },
  'month-not-over': { zh: '当月还没有结束', en: 'The month is not over' },
  'already-appraised': { zh: '该考核期已有考核单', en: 'That period is appraised already' },
  'already-archived': { zh: '该月已有归档', en: 'That month is archived already' },
  'figures-frozen': { zh: '指标已冻结，不能再改；请用调整项', en: 'The figures are frozen; use an adjustment' },
  'figure-too-large': {
    zh: '指标数值过大，无法计算；请核对',
    en: 'A figure is too large to be reckoned with; check it',
  },
  'not-collected-yet': { zh: '指标还没有冻结', en: 'The figures are not frozen yet' },
  'items-open': { zh: '还有考核项未评分[：{items}]', en: 'Some items are not scored[: {items}]' },
  'already-scored': { zh: '已经评过分', en: 'It is scored already' },
  'already-appealed': { zh: '已经申诉过', en: 'It was appealed already' },
  'not-accepted': { zh: '双方还没有认可结果', en: 'The result is not accepted yet' },
  'hash-differs': {
    zh: '结果单已有改动；请阅读最新版后签字',
    en: 'The statement is another one by now; read it and sign again',
  },
  'scheme-not-in-force': {
    zh: '期初没有生效的考核方案；请核对方案日期',
    en: 'No version of the scheme was in force as the period began; check its days',
  },
  'scheme-withdrawn': { zh: '考核方案已停用[（{scheme}）]', en: 'The scheme has ended[: {scheme}]' },
  'owner-voids-first': { zh: '须先由流程负责人提出作废', en: 'The process owner asks for it first' },
  'package-missing': { zh: '还没有打包', en: 'Nothing is packed yet' },
  'nothing-broken': { zh: '没有损坏，无需认可', en: 'Nothing is broken' },
} as const satisfies Readonly<Record<string, Two>>;
