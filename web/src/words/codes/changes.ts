/** Refusals of approvals, changes, releases and runs. */
import type { Two } from '../words.ts';

export const changeCodes = {
  'stale-plan': {
    zh: '计划已改动，您看的不是最新版；请重新阅读后决定',
    en: 'The plan changed after you read it; read it again and decide',
  },
  'plan-incomplete': {
    zh: '计划不完整；请补齐缺少的内容后提交',
    en: 'The plan lacks what must be known first; complete it',
  },
  'revise-first': { zh: '须先修订计划', en: 'Revise the plan first' },
  'approval-missing': { zh: '还没有批准', en: 'It is not approved yet' },
  'approval-policy-missing': {
    zh: '没有已发布的审批策略；请联系流程负责人',
    en: 'No approval policy is published; ask the process owner',
  },
  'approval-undecidable': {
    zh: '某个环节没有人能决定；请补充审批人',
    en: 'Nobody could decide one of the stages; name an approver',
  },
  'already-decided': { zh: '已经作出决定', en: 'It is decided already' },
  'already-assessed': { zh: '已经评估过', en: 'It was assessed already' },
  'already-consented': { zh: '该客户已经同意', en: 'That customer has consented already' },
  'consent-missing': { zh: '还有客户没有同意；请先取得同意', en: 'A customer has not consented; get that first' },
  'no-customer': { zh: '没有需要同意的客户', en: 'There is no customer to consent' },
  'already-waived': { zh: '已经豁免过', en: 'It was waived before' },
  'not-waivable': { zh: '这项冲突不能豁免；请改期', en: 'This conflict cannot be waived; choose another time' },
  'already-delegated': { zh: '已经委托给别人', en: 'It is delegated already' },
  'not-delegated': { zh: '没有有效的委托', en: 'No delegation holds' },
  'delegation-circle': {
    zh: '委托形成循环；请另选受托人',
    en: 'The delegations would go in a circle; name somebody else',
  },
  'delegation-depth': {
    zh: '受托人那时也不在，已委托他人；请另选',
    en: 'That person is away then and has named another; name somebody else',
  },
  'delegation-not-in-force': {
    zh: '委托现在不生效；请核对起止时间',
    en: 'The delegation does not hold now; check its days',
  },
  'by-mandate': {
    zh: '这是长期委托；请在设立处收回',
    en: 'It is a standing delegation; take it back where it was given',
  },
  'too-many-delegations': {
    zh: '委托已达上限[（{maximum}）]；请先收回几项',
    en: 'You have as many delegations as there may be[ ({maximum})]; take some back first',
  },
  'too-many-signers': { zh: '加签已达上限[（{maximum}）]', en: 'As many signers as may be were added[ ({maximum})]' },
  'seat-taken': { zh: '该席位已有人', en: 'Somebody has that seat' },
  'one-vote': { zh: '此人在该环节已有一票；请另选', en: 'That person has a say there already; name somebody else' },
  'not-asked-yet': { zh: '还没有轮到这个环节；请等前面的环节完成', en: 'The stages before it are still open' },
  'nothing-to-decide': { zh: '没有等待您决定的事项', en: 'Nothing is asked of you here' },
  'nothing-to-withdraw': { zh: '没有可撤回的投票', en: 'There is no vote to withdraw' },
  'not-withdrawable': { zh: '已不能撤回', en: 'It can no longer be withdrawn' },
  'nothing-decided': { zh: '还没有任何决定', en: 'Nothing is decided yet' },
  'outside-window': {
    zh: '不在变更窗口内；请在窗口内开始，或延长窗口',
    en: 'This is outside its window; begin within it, or have it extended',
  },
  'window-over': {
    zh: '时限已过；如仍需要请重新安排',
    en: 'The time for it is over; schedule it again if it is still needed',
  },
  freeze: { zh: '处于封网期；请改期，或申请豁免', en: 'There is a freeze; choose another time, or ask for a waiver' },
  conflict: {
    zh: '与其他安排冲突；请改期或先处理冲突',
    en: 'Something stands against it; choose another time or settle that first',
  },
  'change-not-scheduled': { zh: '变更没有排期，或排期已取消', en: 'The change has no time, or no longer' },
  'by-cutover': {
    zh: '由割接单[ {cutover} ]执行；请在那里操作',
    en: 'The cutover[ {cutover}] carries it out; act there',
  },
  'has-cutover': { zh: '已由另一张割接单执行', en: 'Another cutover carries it out' },
  'asked-of-change': { zh: '这一项在变更单中检查', en: 'This is checked on the change' },
  'template-expired': {
    zh: '该变更模板已停用；请另选',
    en: 'No change is made of that template any more; choose another',
  },
  'open-steps': { zh: '还有步骤未完成[：{steps}]；请先完成', en: 'Some steps are not done[: {steps}]; do them first' },
  'step-out-of-order': { zh: '前面的步骤还没有完成[：{steps}]', en: 'The steps before it are not done[: {steps}]' },
  'step-taken': { zh: '已有人在做这一步', en: 'Somebody has that step' },
  'undo-out-of-order': { zh: '请从最后完成的步骤开始回退', en: 'The last step done is taken back first' },
  'not-skippable': { zh: '方案不允许跳过这一步', en: 'The plan does not let it be skipped' },
  'past-no-return': {
    zh: '已过不可回退点[：{steps}]；只能继续向前',
    en: 'It is behind its point of no return[: {steps}]; it can only go on',
  },
  'back-out-over': {
    zh: '回退时限已过；请与指挥商定下一步',
    en: 'The time for going back is over; agree with the commander how to go on',
  },
  'rolling-back-already': {
    zh: '已在回退中；请在回退里决定下一步',
    en: 'It is on its way back already; say there how it goes on',
  },
  'run-not-over': { zh: '执行还没有结束', en: 'The run goes on' },
  'still-failing': {
    zh: '有失败的步骤尚未处置；请先决定',
    en: 'Something in it has failed and is not decided; decide that first',
  },
  'stale-attempt': {
    zh: '其间已重新开始或有了变化，登记的是之前的那一次；请看现在的情况再登记',
    en: 'It was begun anew or moved on meanwhile, and this was said of what stood before; look at it as it is now, and say it again',
  },
  'decision-wanted': { zh: '这一步须由指挥决定', en: 'The commander decides at this step' },
  'no-decision': { zh: '这一步没有要决定的', en: 'Nothing is to be decided at this step' },
  'no-plan': { zh: '还没有执行过任何步骤', en: 'Nothing was run' },
  'commands-already': { zh: '您已是指挥', en: 'You are in command already' },
  'precheck-open': { zh: '事前检查还没有全部通过', en: 'Not all that is checked beforehand is met' },
  'people-missing': { zh: '有指定人员未到位', en: 'Somebody who was named is not there' },
  'runbook-not-approved': {
    zh: '预案的这一版本已不是批准版；请改用现行版本',
    en: 'That version of the runbook is no longer the approved one; use the present one',
  },
  'too-heavy': {
    zh: '预案合起来过大，一张工单承载不了；请分开',
    en: 'Together these runbooks are more than one case can carry; split them',
  },
  'gate-closed': {
    zh: '被整改单[ {rectification} ]挡住；请先完成整改',
    en: 'The rectification[ {rectification}] keeps it shut; see to that first',
  },
  'gate-not-met': { zh: '门槛条件还没有全部满足', en: 'Not all that the gate asks for is there' },
  'no-waves': { zh: '还没有规划批次；请先规划', en: 'Its waves are not planned; plan them first' },
  'not-tested': { zh: '该构建还没有通过测试', en: 'This build has passed no test' },
  'artefact-differs': {
    zh: '与构建的产物不一致；请核对校验值',
    en: 'That is another artefact than the one that was built; check its sum',
  },
  'nothing-left': {
    zh: '这样就没有单位保留它了；请整体回退',
    en: 'Then nobody would have it; roll the whole release back',
  },
  'nothing-to-propose': { zh: '没有可提出的方案', en: 'There is nothing to propose' },
} as const satisfies Readonly<Record<string, Two>>;
