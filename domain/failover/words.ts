/** What a failover is called and says; behind `应急切换 FOV-000001：title` and `failover FOV-000001: title`. */
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

export const failoverWords: Rules['words'] = {
  noun: ['应急切换', 'Failover'],
  statuses: {
    assessing: ['研判中', 'assessing'],
    executing: ['执行中', 'executing'],
    ...runStatusWords,
    closed: ['已关闭', 'closed'],
    canceled: ['已解除', 'canceled'],
  },
  parts: runPartWords,
  choices: { 'run.halt.why': haltWords },
  told: {
    ...runTold,
    created: ['已发起，请研判', 'has been raised'],
    planProposed: ['已有建议预案，请授权', 'a plan is proposed, please authorize it'],
    authorized: ['已授权执行', 'has been authorized'],
    closed: ['已关闭', 'has been closed'],
    canceled: ['已解除', 'has been stood down'],
  },
  clocks: {
    decide: ['授权决定', 'the decision'],
    rto: ['恢复时间目标', 'the recovery time objective'],
    ...runClockWords,
    report: ['总结', 'the report'],
  },
  ladder: {},
  said: { ...runSaid, authorized: ['customerTold'], planProposed: ['reason'], canceled: ['reason'] },
  values: runValues,
};
