/** What a cutover is called and says; behind `割接 CUT-000001：title` and `cutover CUT-000001: title`. */
import {
  haltWords,
  runClockWords,
  runPartWords,
  runSaid,
  runStatusWords,
  runTold,
  runValues,
} from '../kernel/running/shipped.ts';
import type { Rules } from './state.ts';

export const cutoverWords: Rules['words'] = {
  noun: ['割接', 'Cutover'],
  statuses: {
    planned: ['已计划', 'planned'],
    armed: ['待执行', 'armed'],
    executing: ['执行中', 'executing'],
    ...runStatusWords,
    closed: ['已关闭', 'closed'],
    canceled: ['已取消', 'canceled'],
  },
  parts: {
    ...runPartWords,
    precheck: {
      title: ['预检', 'Precheck'],
      statuses: {
        open: ['未完成', 'open'],
        met: ['已满足', 'met'],
        'not-needed': ['不需要：配置项中没有网络设备', 'not needed: no network device among its items'],
      },
    },
  },
  choices: { 'run.halt.why': haltWords },
  told: {
    ...runTold,
    created: ['已登记，请组织预检', 'has been planned, please have it checked'],
    planned: ['请确认您将到场', 'please confirm that you will be there'],
    replanned: ['已重新安排，请再次确认到场', 'has been planned anew, please confirm again that you will be there'],
    precheckRecorded: [
      '的备件版本与台账不一致，请核对',
      'the versions of its spare are not those of the register, please look',
    ],
    precheckLapsed: ['的一项预检已失效，请重新登记', 'a precheck counts no longer, please record it again'],
    armed: ['预检已全部满足，待执行', 'all is checked, it is armed'],
    started: ['已开始', 'has begun'],
    backOutReached: [
      '已到回退时限，10 分钟内无答复将自动回退',
      'its back-out time has come; without an answer within 10 minutes it goes back by itself',
    ],
    backOutExtended: ['的回退时限已延长', 'its back-out time has been extended'],
    swapped: ['立即更换，开始回退', 'is swapped back at once'],
    closed: ['已关闭', 'has been closed'],
    canceled: ['已取消', 'has been canceled'],
  },
  clocks: {
    prepare: ['执行前准备', 'its preparation'],
    'start-by': ['开始时限', 'its start'],
    'back-out-by': ['回退时限', 'its back-out time'],
    'back-out-answer': ['回退时限的答复', 'the answer at its back-out time'],
    window: ['窗口', 'its window'],
    ...runClockWords,
    report: ['总结', 'the report'],
  },
  ladder: {},
  said: {
    ...runSaid,
    replanned: ['reason'],
    backOutExtended: ['reason'],
    swapped: ['fault'],
    canceled: ['reason'],
  },
  values: runValues,
};
