/** What a release is called and says; behind `发布 REL-000001：title` and `release REL-000001: title`. */
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

const { succeeded: _succeeded, ...runStatuses } = runStatusWords;
const { rolledBack: _back, ...told } = runTold;
export const releaseWords: Rules['words'] = {
  noun: ['发布', 'Release'],
  statuses: {
    planning: ['规划中', 'planning'],
    building: ['构建中', 'building'],
    testing: ['测试中', 'testing'],
    approving: ['审批中', 'approving'],
    deploying: ['部署中', 'deploying'],
    ...runStatuses,
    closed: ['已发布', 'closed'],
    canceled: ['已取消', 'canceled'],
  },
  parts: {
    ...runPartWords,
    wave: {
      title: ['批次', 'Wave'],
      statuses: {
        pending: ['未到', 'pending'],
        admitted: ['已放行待窗口', 'admitted, waits for its window'],
        running: ['发布中', 'going out'],
        gating: ['待过关', 'at its gate'],
        passed: ['已过关', 'passed'],
        'rolling-back': ['回退中', 'rolling back'],
        'rolled-back': ['已回退', 'rolled back'],
        'left-out': ['不发', 'left out'],
      },
    },
    site: {
      title: ['单位', 'Site'],
      statuses: {
        pending: ['未到', 'pending'],
        running: ['发布中', 'going out'],
        verified: ['已验证', 'verified'],
        failed: ['失败', 'failed'],
        'rolling-back': ['回退中', 'rolling back'],
        'rolled-back': ['已回退', 'rolled back'],
        'left-out': ['不发', 'left out'],
      },
    },
    gate: {
      title: ['批次关口', 'Wave gate'],
      statuses: {
        shut: ['未到', 'not reached'],
        soaking: ['观察中', 'soaking'],
        ready: ['待放行', 'ready'],
        held: ['扣留', 'held'],
        passed: ['已放行', 'passed'],
      },
    },
  },
  choices: {
    'run.halt.why': haltWords,
    outcome: { successful: ['成功', 'successful'], 'with-issues': ['有遗留问题', 'with issues'] },
  },
  told: {
    ...told,
    rolledBack: ['已全部回退', 'has been rolled back'],
    created: ['已发起，待编排批次', 'has been raised, its waves are to be planned'],
    buildStarted: ['开始构建，请登记制品', 'is to be built, please record the artefact'],
    buildRecorded: ['已构建，请测试', 'has been built, please test it'],
    testRecorded: ['已登记测试结果', 'a test has been recorded'],
    testAccepted: ['已验收，请完成变更方案并提交', 'has been accepted, please complete its change and submit it'],
    changeSettled: ['的变更有了结果', 'its change has come to something'],
    waveOpened: ['的一批开始发布', 'a wave is going out'],
    waveBarred: [
      '的一批未能开始：步骤所用动作不可用',
      'a wave could not open: its steps name actions that cannot be begun',
    ],
    drillAdmitted: ['演练不设变更，已可按窗口发布', 'is a drill and has no change: it goes out in its windows'],
    soakStarted: ['的一批已全部验证，进入观察', 'a wave is verified and being watched'],
    soaked: ['的一批观察期满，请放行', 'a wave has been watched long enough, please approve its gate'],
    gateApproved: ['的一批已放行', 'a wave has passed its gate'],
    gateHeld: ['的一批被扣留', 'a wave is held at its gate'],
    windowExtended: ['的一批窗口已延长', 'the window of a wave has been extended'],
    waveRolledBack: [
      '的一批已回退，请决定重来、不发或全部回退',
      'a wave is rolled back: go again, leave it out, or roll back all',
    ],
    waveRetried: ['的一批重来', 'a wave goes again'],
    leftOut: ['有单位或批次不发', 'something of it is left out'],
    stepsEnded: ['各批已全部发布，请验证业务', 'all its waves are out, please try the service'],
    closed: ['已发布', 'has been closed'],
    canceled: ['已取消', 'has been canceled'],
  },
  clocks: {
    ...runClockWords,
    'wave-window': ['批次窗口', 'the window of a wave'],
  },
  ladder: {},
  said: {
    ...runSaid,
    buildStarted: ['scope'],
    testRecorded: ['result', 'evidence'],
    changeSettled: ['outcome', 'reason'],
    gateHeld: ['reason'],
    windowExtended: ['reason', 'until'],
    waveRetried: ['reason'],
    leftOut: ['reason'],
    canceled: ['reason'],
  },
  values: {
    ...runValues,
    'testRecorded.result': { passed: ['通过', 'passed'], failed: ['未通过', 'failed'] },
    'changeSettled.outcome': {
      scheduled: ['已排期', 'scheduled'],
      revised: ['被撤回修改', 'taken back to be revised'],
      rejected: ['被驳回', 'rejected'],
      canceled: ['被取消', 'canceled'],
      finished: ['已完成', 'finished'],
      'rolled-back': ['已回退', 'rolled back'],
    },
  },
};
