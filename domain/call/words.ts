/** What a call is called and says; behind `呼叫 CAL-000001：title` and `call CAL-000001: title`. */
import type { Rules } from './state.ts';

const outcomes = {
  solved: ['已解决', 'solved'],
  enquiry: ['咨询已答复', 'enquiry answered'],
  resolved: ['所属事件已解决', 'its incident was resolved'],
  canceled: ['所属事件已撤销', 'its incident was canceled'],
} as const;
const cancelReasons = {
  dropped: ['来电中断', 'the caller was lost'],
  test: ['测试', 'a test'],
  spam: ['无效来电', 'spam'],
  withdrawn: ['报障人撤回', 'withdrawn by the caller'],
  'no-reply': ['逾期未补充信息', 'no information came in time'],
} as const;

export const callWords: Rules['words'] = {
  noun: ['呼叫', 'Call'],
  statuses: {
    new: ['待受理', 'new'],
    'in-service': ['受理中', 'in service'],
    waiting: ['待补充', 'waiting'],
    answered: ['已答复', 'answered'],
    escalated: ['已升级', 'escalated'],
    closed: ['已办结', 'closed'],
    canceled: ['已作废', 'canceled'],
  },
  told: {
    created: ['已登记，请受理', 'new, please take it'],
    taken: ['已受理', 'a desk agent is dealing with it'],
    dispatched: ['已派给您，请受理', 'has been assigned to you, please take it'],
    transferred: ['已转到本服务台', 'has been reassigned to your desk'],
    infoRequested: ['需要您补充信息', 'needs information from you'],
    infoSupplied: ['已补充信息', 'information has been supplied'],
    answered: ['已答复，请确认', 'has been answered, please confirm'],
    confirmed: ['已确认并评价', 'has been confirmed and rated'],
    answerRefused: ['的答复未获认可', 'the answer was refused'],
    escalated: ['已升级', 'has been escalated'],
    joined: ['已并入处理中的事件', 'has joined an incident that is being worked on'],
    returned: ['所并入的事件已结束，请重新处理', 'the incident that it had joined is over, please look again'],
    closed: ['已办结', 'is closed'],
    canceled: ['已作废', 'was canceled'],
  },
  followed: {
    infoRequested: ['等待报障人补充信息', 'waits for information from its reporter'],
    answered: ['已答复，待报障人确认', 'has been answered, its reporter is to confirm'],
  },
  clocks: { response: ['响应', 'response'], 'first-line': ['一线处理', 'first line'] },
  ladder: {
    'caller-wait-warned': [
      '仍待您补充信息，逾期 {dueAt} 将作废',
      'still waits for your information and is canceled after {dueAt}',
    ],
    'confirm-warned': [
      '的答复请您确认，逾期 {dueAt} 自动办结',
      'please confirm the answer, it is closed after {dueAt}',
    ],
  },
  said: {
    infoRequested: ['question'],
    infoSupplied: ['text'],
    answered: ['solution'],
    answerRefused: ['reason'],
    confirmed: ['rating'],
    closed: ['outcome'],
    canceled: ['reason'],
  },
  values: {
    'closed.outcome': outcomes,
    'canceled.reason': cancelReasons,
  },
  choices: { outcome: outcomes, cancelReason: cancelReasons },
};
