/** What a work order is called and says; behind `上门工单 WO-000001：title` and `Work order WO-000001: title`. */
import { gatingSaid, gatingTold, gatingValues } from '../kernel/gating/gating.ts';
import type { Rules } from './state.ts';

const results = {
  fixed: ['已修复', 'fixed'],
  temporary: ['临时恢复', 'held off for now'],
  'not-fixed': ['未解决', 'not fixed'],
} as const;

export const workOrderWords: Rules['words'] = {
  noun: ['上门工单', 'Work order'],
  statuses: {
    ready: ['待派工', 'ready'],
    assigned: ['已派工', 'assigned'],
    accepted: ['已接单', 'accepted'],
    'on-site': ['已到场', 'on site'],
    'waiting-part': ['待件', 'waiting for a part'],
    done: ['待签认', 'done, to be signed'],
    closed: ['已关闭', 'closed'],
    canceled: ['已取消', 'canceled'],
  },
  told: {
    ...gatingTold,
    created: ['待派工', 'is to be dispatched'],
    claimed: ['已有工程师接单', 'an engineer has taken it'],
    dispatched: ['已派给您', 'has been assigned to you'],
    accepted: ['工程师已接单', 'its engineer has accepted it'],
    declined: ['被退单', 'was declined'],
    appointed: ['已约定上门时间', 'a time has been agreed on'],
    departed: ['工程师已出发', 'its engineer is on the way'],
    arrived: ['工程师已到场', 'its engineer has arrived'],
    partAwaited: ['待件', 'waits for a part'],
    partReceived: ['部件已到', 'its part is there'],
    completed: ['已完工，请签认', 'the work is done, please sign it'],
    signed: ['客户已签认', 'has been signed by the customer'],
    workRefused: ['客户不予签认', 'the customer does not sign'],
    signatureWaived: ['逾期未签认，已由他人见证关闭', 'was closed unsigned before a witness'],
    canceled: ['已取消', 'was canceled'],
  },
  followed: { completed: ['已完工，待客户签认', 'the work is done, the customer is to sign it'] },
  clocks: {
    dispatch: ['派工', 'dispatch'],
    'on-site': ['到场', 'arrival on site'],
    sign: ['签认', 'signature'],
  },
  ladder: {
    'sign-warned': ['待您签认，期限 {dueAt}', 'waits for your signature until {dueAt}'],
    'sign-breached': ['逾期未签认', 'has not been signed in time'],
  },
  said: {
    ...gatingSaid,
    created: ['tried'],
    dispatched: ['note'],
    declined: ['reason'],
    appointed: ['from', 'until'],
    departed: ['expectedAt'],
    partAwaited: ['spare', 'depot', 'until'],
    partReceived: ['note'],
    completed: ['work', 'result'],
    signed: ['signer', 'rating'],
    workRefused: ['reason'],
    signatureWaived: ['reason'],
    canceled: ['reason', 'calledOffBy'],
  },
  values: { 'completed.result': results, ...gatingValues },
  choices: { result: results },
};
