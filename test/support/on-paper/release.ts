/** Release 发布, written on paper (processes.md 7 and 8). Common commands and their rows are the kernel's and left out. */
import { BUSINESS_DAY, MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { Party, Role, Transition } from '../../../domain/kernel/process.ts';
import type { Plan, StepStatus } from '../../../domain/kernel/steps/shapes.ts';
import type { Paper } from './paper.ts';

type Status =
  | 'none'
  | 'planning'
  | 'building'
  | 'testing'
  | 'approving'
  | 'deploying'
  | 'rolling-back'
  | 'needs-human'
  | 'verifying'
  | 'closed'
  | 'rolled-back'
  | 'canceled';
export type ReleaseParts = {
  wave: 'pending' | 'admitted' | 'running' | 'gating' | 'passed' | 'rolling-back' | 'rolled-back' | 'left-out';
  site: 'pending' | 'running' | 'verified' | 'failed' | 'rolling-back' | 'rolled-back' | 'left-out';
  step: StepStatus;
  gate: 'shut' | 'soaking' | 'ready' | 'held' | 'passed';
  check: 'shut' | 'open' | 'refused' | 'passed';
};
type Command =
  | 'create'
  | 'planWaves'
  | 'startBuild'
  | 'recordBuild'
  | 'recordTest'
  | 'acceptTest'
  | 'settleChange'
  | 'openWave'
  | 'waveDue'
  | 'takeStep'
  | 'confirmStep'
  | 'failStep'
  | 'decideStep'
  | 'reportStep'
  | 'expireStep'
  | 'skipStep'
  | 'witnessStep'
  | 'refuseWitness'
  | 'passGate'
  | 'refuseGate'
  | 'settleCheck'
  | 'soak'
  | 'approveGate'
  | 'holdGate'
  | 'extendWindow'
  | 'pause'
  | 'resume'
  | 'retryStep'
  | 'rollBack'
  | 'retryUndo'
  | 'markUndone'
  | 'skipUndo'
  | 'retryWave'
  | 'leaveOut'
  | 'confirmService'
  | 'refuseService'
  | 'close'
  | 'cancel'
  | 'relieve';
type Own = 'builder' | 'tester' | 'performer';
type Row = Transition<Status, Command, Own | Party, ReleaseParts>;
type Also = NonNullable<Row['also']>;
type Field = 'status' | 'person' | 'kind' | 'superviseOpen';
type Instant = 'windowFrom' | 'windowUntil' | 'superviseDue';

/** Roles that a runbook of releases may give steps to; another one is refused when it is published. */
const STEP_ROLES = [
  'engineer',
  'desk-agent',
  'coordinator',
  'supervisor',
  'quality-lead',
  'customer-representative',
] as const satisfies readonly Role[];
const owner = [{ by: ['process-owner'] }] as const;
const commander = [{ by: ['process-owner'], as: 'commander' }] as const;
const system = [{ by: ['system'] }] as const;
const time = [{ by: ['time'] }] as const;
const byStepRole: Row['who'] = [{ by: STEP_ROLES, as: 'part-role' }];
const byWhoHasIt: Row['who'] = [{ by: STEP_ROLES, as: 'part-assignee' }];

/** The first wave, or the next, is let in; it runs once its window is open. */
const admitting = { wave: [{ from: ['pending'], to: ['admitted'] }] } as const satisfies Also;
const starting = { from: ['pending'], to: ['running', 'waiting-human'] } as const;
/** What follows from a success: the next steps start, a place is verified, a whole wave comes to its gate. */
const ahead = {
  step: [starting],
  check: [{ from: ['shut'], to: ['open'] }],
  site: [
    { from: ['pending'], to: ['running'] },
    { from: ['running'], to: ['verified'] },
  ],
  wave: [{ from: ['running'], to: ['gating'] }],
  gate: [{ from: ['shut'], to: ['soaking'] }],
} as const satisfies Also;
/** A scope goes back: its last steps first, as soon as nothing in it is undecided. */
const back = {
  step: [{ from: ['done', 'failed'], to: ['undoing'] }],
  site: [{ from: ['running', 'verified', 'failed'], to: ['rolling-back'] }],
  wave: [{ from: ['admitted', 'running', 'gating', 'passed'], to: ['rolling-back'] }],
  gate: [{ from: ['soaking', 'ready', 'held', 'passed'], to: ['shut'] }],
} as const satisfies Also;
/** Undone: the step before it goes back, a place is back, a wave is. */
const gone = {
  step: [{ from: ['done', 'failed'], to: ['undoing'] }],
  site: [{ from: ['rolling-back'], to: ['rolled-back'] }],
  wave: [{ from: ['rolling-back'], to: ['rolled-back'] }],
} as const satisfies Also;
/** Both may happen in one save, one after the other. */
const together = (one: Also, other: Also): Also => ({
  wave: [...(one.wave ?? []), ...(other.wave ?? [])],
  site: [...(one.site ?? []), ...(other.site ?? [])],
  step: [...(one.step ?? []), ...(other.step ?? [])],
  gate: [...(one.gate ?? []), ...(other.gate ?? [])],
  check: [...(one.check ?? []), ...(other.check ?? [])],
});
/** After the last retry: a place halts for a human, or its wave goes back by itself, to its end where nothing is to undo. */
const failing = together(back, { site: [{ from: ['running'], to: ['failed'] }, ...gone.site], wave: gone.wave });
const afterUndo = ['rolling-back', 'deploying', 'rolled-back'] as const;

const making: readonly Row[] = [
  { command: 'create', from: ['none'], to: ['planning'], who: [...owner, ...system] },
  {
    command: 'planWaves',
    from: ['planning'],
    to: '=',
    who: owner,
    also: {
      wave: [{ from: 'none', to: ['pending'] }],
      site: [{ from: 'none', to: ['pending'] }],
      step: [{ from: 'none', to: ['pending'] }],
      gate: [{ from: 'none', to: ['shut'] }],
      check: [{ from: 'none', to: ['shut'] }],
    },
  },
  { command: 'startBuild', from: ['planning'], to: ['building'], who: owner },
  { command: 'recordBuild', from: ['building'], to: ['testing'], who: [{ by: ['engineer'] }] },
  {
    command: 'recordTest',
    from: ['testing'],
    to: ['testing', 'building'],
    who: [{ by: ['engineer'] }, { by: ['quality-lead'] }],
    not: ['builder'],
  },
  {
    command: 'acceptTest',
    from: ['testing'],
    to: ['approving'],
    who: [{ by: ['customer-representative'] }],
    not: ['builder', 'tester'],
  },
  { command: 'settleChange', from: ['approving'], to: ['deploying'], who: system, also: admitting },
  { command: 'settleChange', from: ['approving'], to: ['planning'], who: system },
  {
    command: 'cancel',
    from: ['planning', 'building', 'testing', 'approving'],
    to: ['canceled'],
    who: owner,
  },
];

const running: readonly Row[] = [
  {
    command: 'waveDue',
    from: ['deploying'],
    to: '=',
    who: time,
    part: { kind: 'wave', from: ['admitted'], to: '=' },
  },
  {
    command: 'openWave',
    from: ['deploying'],
    to: '=',
    who: [...system, ...owner],
    part: { kind: 'wave', from: ['admitted'], to: ['running'] },
    also: { site: [{ from: ['pending'], to: ['running', 'failed'] }], step: [starting], check: ahead.check },
  },
  {
    command: 'takeStep',
    from: ['deploying', 'rolling-back', 'needs-human'],
    to: '=',
    who: byStepRole,
    part: { kind: 'step', from: ['waiting-human', 'undoing'], to: '=' },
  },
  // Done by hand, or a person says what became of an action that gave no answer.
  {
    command: 'confirmStep',
    from: ['deploying'],
    to: '=',
    who: byWhoHasIt,
    part: { kind: 'step', from: ['waiting-human'], to: ['done', 'to-witness'] },
    also: ahead,
  },
  {
    command: 'confirmStep',
    from: ['needs-human', 'rolling-back'],
    to: '=',
    who: byWhoHasIt,
    part: { kind: 'step', from: ['waiting-human'], to: ['done', 'to-witness', 'undoing'] },
  },
  {
    command: 'confirmStep',
    from: ['rolling-back'],
    to: afterUndo,
    who: byWhoHasIt,
    part: { kind: 'step', from: ['undoing'], to: ['undone'] },
    also: gone,
  },
  {
    command: 'confirmStep',
    from: ['needs-human'],
    to: '=',
    who: byWhoHasIt,
    part: { kind: 'step', from: ['undoing'], to: ['undone'] },
    also: gone,
  },
  {
    command: 'decideStep',
    from: ['deploying'],
    to: '=',
    who: commander,
    part: { kind: 'step', from: ['waiting-human'], to: ['done'] },
    also: together(ahead, { step: [{ from: ['pending'], to: ['skipped'] }] }),
  },
  {
    command: 'failStep',
    from: ['deploying'],
    to: ['deploying', 'rolling-back', 'needs-human'],
    who: byWhoHasIt,
    part: { kind: 'step', from: ['waiting-human'], to: ['failed', 'waiting-human'] },
    also: failing,
  },
  {
    command: 'failStep',
    from: ['rolling-back', 'needs-human'],
    to: '=',
    who: byWhoHasIt,
    part: { kind: 'step', from: ['waiting-human'], to: ['failed', 'undoing'] },
  },
  {
    command: 'failStep',
    from: ['rolling-back', 'needs-human'],
    to: ['needs-human'],
    who: byWhoHasIt,
    part: { kind: 'step', from: ['undoing'], to: ['undo-failed'] },
  },
  // What an action reports; it cannot be refused for the status that the case has come to meanwhile.
  {
    command: 'reportStep',
    from: ['deploying'],
    to: ['deploying', 'rolling-back', 'needs-human'],
    who: system,
    part: { kind: 'step', from: ['running'], to: ['done', 'to-witness', 'running', 'waiting-human', 'failed'] },
    also: together(ahead, failing),
  },
  {
    command: 'reportStep',
    from: ['rolling-back', 'needs-human'],
    to: '=',
    who: system,
    part: { kind: 'step', from: ['running'], to: ['done', 'to-witness', 'waiting-human', 'failed', 'undoing'] },
  },
  {
    command: 'reportStep',
    from: ['rolling-back'],
    to: [...afterUndo, 'needs-human'],
    who: system,
    part: { kind: 'step', from: ['undoing'], to: ['undone', 'undoing', 'undo-failed'] },
    also: gone,
  },
  {
    command: 'reportStep',
    from: ['needs-human'],
    to: '=',
    who: system,
    part: { kind: 'step', from: ['undoing'], to: ['undone', 'undoing', 'undo-failed'] },
    also: gone,
  },
  {
    command: 'expireStep',
    from: ['deploying'],
    to: ['deploying', 'rolling-back', 'needs-human'],
    who: time,
    part: { kind: 'step', from: ['running'], to: ['running', 'waiting-human', 'failed'] },
    also: failing,
  },
  {
    command: 'expireStep',
    from: ['rolling-back', 'needs-human'],
    to: ['rolling-back', 'needs-human'],
    who: time,
    part: { kind: 'step', from: ['running', 'undoing'], to: ['waiting-human', 'failed', 'undoing', 'undo-failed'] },
  },
];

const secondPerson: readonly Row[] = [
  {
    command: 'skipStep',
    from: ['deploying', 'needs-human'],
    to: '=',
    who: commander,
    part: { kind: 'step', from: ['pending', 'waiting-human', 'failed'], to: ['to-witness'] },
  },
  {
    command: 'skipUndo',
    from: ['needs-human'],
    to: '=',
    who: commander,
    part: { kind: 'step', from: ['undo-failed'], to: ['to-witness'] },
  },
  {
    command: 'witnessStep',
    from: ['deploying'],
    to: '=',
    who: [...byStepRole, ...owner],
    not: ['part-assignee', 'part-asker'],
    part: { kind: 'step', from: ['to-witness'], to: ['done', 'skipped'] },
    also: ahead,
  },
  {
    command: 'witnessStep',
    from: ['rolling-back'],
    to: '=',
    who: [...byStepRole, ...owner],
    not: ['part-assignee', 'part-asker'],
    part: { kind: 'step', from: ['to-witness'], to: ['done', 'undoing'] },
  },
  {
    command: 'witnessStep',
    from: ['needs-human'],
    to: ['needs-human', ...afterUndo],
    who: [...byStepRole, ...owner],
    not: ['part-assignee', 'part-asker'],
    part: { kind: 'step', from: ['to-witness'], to: ['done', 'skipped', 'kept'] },
    also: together(ahead, gone),
  },
  {
    command: 'refuseWitness',
    from: ['deploying', 'rolling-back', 'needs-human'],
    to: '=',
    who: [...byStepRole, ...owner],
    not: ['part-assignee', 'part-asker'],
    part: { kind: 'step', from: ['to-witness'], to: ['pending', 'waiting-human', 'failed', 'undo-failed'] },
  },
];

const gates: readonly Row[] = [
  {
    command: 'passGate',
    from: ['deploying'],
    to: '=',
    who: [{ by: ['quality-lead'] }],
    not: ['performer'],
    part: { kind: 'check', from: ['open'], to: ['passed'] },
    also: { step: [starting] },
  },
  {
    command: 'refuseGate',
    from: ['deploying'],
    to: '=',
    who: [{ by: ['quality-lead'] }],
    not: ['performer'],
    part: { kind: 'check', from: ['open'], to: ['refused'] },
  },
  {
    command: 'settleCheck',
    from: ['deploying', 'rolling-back', 'needs-human'],
    to: '=',
    who: system,
    part: { kind: 'check', from: ['refused'], to: ['open'] },
  },
  {
    command: 'soak',
    from: ['deploying'],
    to: '=',
    who: time,
    part: { kind: 'gate', from: ['soaking'], to: ['ready'] },
  },
  {
    command: 'approveGate',
    from: ['deploying'],
    to: ['deploying', 'verifying'],
    who: owner,
    not: ['builder'],
    part: { kind: 'gate', from: ['ready', 'held'], to: ['passed'] },
    also: { wave: [{ from: ['gating'], to: ['passed'] }, ...admitting.wave] },
  },
  {
    command: 'holdGate',
    from: ['deploying'],
    to: '=',
    who: owner,
    not: ['builder'],
    part: { kind: 'gate', from: ['soaking', 'ready'], to: ['held'] },
  },
  {
    command: 'extendWindow',
    from: ['deploying', 'needs-human'],
    to: '=',
    who: owner,
    part: { kind: 'wave', from: ['admitted', 'running', 'gating'], to: '=' },
  },
];

const wayBack: readonly Row[] = [
  { command: 'pause', from: ['deploying'], to: ['needs-human'], who: commander },
  {
    command: 'pause',
    from: ['deploying'],
    to: ['needs-human'],
    who: byStepRole,
    part: { kind: 'step', from: ['running', 'waiting-human'], to: '=' },
  },
  { command: 'resume', from: ['needs-human'], to: ['deploying', 'rolling-back'], who: commander, also: ahead },
  {
    command: 'retryStep',
    from: ['needs-human'],
    to: ['needs-human', 'deploying'],
    who: commander,
    part: { kind: 'step', from: ['failed'], to: ['running', 'waiting-human'] },
    also: together(ahead, { site: [{ from: ['failed'], to: ['running'] }] }),
  },
  {
    command: 'retryStep',
    from: ['deploying', 'needs-human'],
    to: '=',
    who: commander,
    part: { kind: 'site', from: ['failed'], to: ['running'] },
    also: { step: [starting] },
  },
  {
    command: 'rollBack',
    from: ['deploying', 'verifying', 'needs-human'],
    to: ['rolling-back', 'rolled-back'],
    who: commander,
    also: together(back, { site: gone.site, wave: gone.wave }),
  },
  {
    command: 'rollBack',
    from: ['deploying', 'needs-human'],
    to: ['rolling-back', 'deploying'],
    who: commander,
    part: { kind: 'wave', from: ['admitted', 'running', 'gating'], to: ['rolling-back', 'rolled-back'] },
    also: { step: back.step, site: [...back.site, ...gone.site], gate: back.gate },
  },
  {
    command: 'retryUndo',
    from: ['needs-human'],
    to: ['needs-human', 'rolling-back'],
    who: commander,
    part: { kind: 'step', from: ['undo-failed'], to: ['undoing'] },
  },
  {
    command: 'markUndone',
    from: ['needs-human'],
    to: ['needs-human', ...afterUndo],
    who: commander,
    part: { kind: 'step', from: ['undo-failed'], to: ['undone'] },
    also: gone,
  },
  {
    command: 'retryWave',
    from: ['deploying'],
    to: '=',
    who: owner,
    part: { kind: 'wave', from: ['rolled-back'], to: ['admitted'] },
    also: {
      site: [{ from: ['rolled-back'], to: ['pending'] }],
      step: [{ from: ['done', 'failed', 'undone', 'kept', 'skipped'], to: ['pending'] }],
      check: [{ from: ['passed', 'open', 'refused'], to: ['shut'] }],
    },
  },
  {
    command: 'leaveOut',
    from: ['deploying'],
    to: ['deploying', 'verifying'],
    who: owner,
    part: { kind: 'wave', from: ['rolled-back'], to: ['left-out'] },
    also: { site: [{ from: ['rolled-back'], to: ['left-out'] }], ...admitting },
  },
  {
    command: 'leaveOut',
    from: ['deploying'],
    to: '=',
    who: owner,
    part: { kind: 'site', from: ['pending', 'failed', 'rolled-back'], to: ['left-out'] },
    also: { wave: ahead.wave, gate: ahead.gate },
  },
];

const ending: readonly Row[] = [
  {
    command: 'confirmService',
    from: ['verifying'],
    to: '=',
    who: [{ by: ['customer-representative'] }, { by: ['requester'] }],
    not: ['performer'],
  },
  {
    command: 'refuseService',
    from: ['verifying'],
    to: ['needs-human'],
    who: [{ by: ['customer-representative'] }, { by: ['requester'] }],
    not: ['performer'],
  },
  { command: 'resume', from: ['needs-human'], to: ['verifying'], who: commander },
  { command: 'close', from: ['verifying'], to: ['closed'], who: owner },
  {
    command: 'relieve',
    from: ['planning', 'building', 'testing', 'approving', 'deploying', 'rolling-back', 'needs-human', 'verifying'],
    to: '=',
    who: system,
    also: { step: [{ from: ['waiting-human', 'undoing', 'to-witness'], to: '=' }] },
  },
];

const channel = ['inbox'];
const dayLong = { start: [{ on: ['supervised'] }], stop: [{ leaves: { superviseOpen: [true] } }] } as const;

export const releaseOnPaper = {
  key: 'release',
  statuses: {
    none: '',
    planning: '规划中',
    building: '构建中',
    testing: '测试中',
    approving: '审批中',
    deploying: '部署中',
    'rolling-back': '回退中',
    'needs-human': '待人工处置',
    verifying: '验证中',
    closed: '已发布',
    'rolled-back': '已回退',
    canceled: '已取消',
  },
  ends: ['closed', 'rolled-back', 'canceled'],
  kinds: {
    wave: {
      origin: 'plan',
      initial: ['pending'],
      most: 10,
      in: [],
      keeps: 'windowUntil once extended',
      titles: {
        pending: '未到',
        admitted: '已放行待窗口',
        running: '发布中',
        gating: '待过关',
        passed: '已过关',
        'rolling-back': '回退中',
        'rolled-back': '已回退',
        'left-out': '不发',
      },
      ends: ['left-out'],
    },
    site: {
      origin: 'plan',
      initial: ['pending'],
      most: 100,
      in: ['wave'],
      keeps: 'code of what stood in its way when it was to start (conflict)',
      titles: {
        pending: '未到',
        running: '发布中',
        verified: '已验证',
        failed: '失败',
        'rolling-back': '回退中',
        'rolled-back': '已回退',
        'left-out': '不发',
      },
      ends: ['left-out'],
    },
    step: {
      origin: 'plan',
      initial: ['pending'],
      most: 420,
      in: ['site'],
      keeps: 'attempt from the second on; asked {what, by} while a second person is to confirm',
      titles: {
        pending: '未到',
        running: '执行中',
        'waiting-human': '待人工',
        'to-witness': '待见证',
        done: '完成',
        skipped: '已跳过',
        failed: '失败',
        undoing: '撤销中',
        'undo-failed': '撤销失败',
        undone: '已撤销',
        kept: '保留不撤',
      },
      ends: [],
    },
    gate: {
      origin: 'plan',
      initial: ['shut'],
      most: 10,
      in: ['wave'],
      keeps: 'nothing beside status and rev',
      titles: { shut: '未到', soaking: '观察中', ready: '待放行', held: '扣留', passed: '已放行' },
      ends: [],
    },
    check: {
      origin: 'plan',
      initial: ['shut'],
      most: 100,
      in: ['site'],
      keeps: 'the rectification that keeps it shut',
      titles: { shut: '未到', open: '待质检', refused: '未通过', passed: '已通过' },
      ends: [],
    },
  },
  parties: {
    builder: 'recorded the build',
    tester: 'recorded a test of it',
    performer: 'is or was assignee of any step',
  },
  legend: { failing, ahead, back, gone },
  rows: [...making, ...running, ...secondPerson, ...gates, ...wayBack, ...ending],
  fields: {
    case: ['status', 'person', 'superviseOpen'],
    parts: { step: ['status', 'person', 'kind'], gate: ['status'], wave: ['status'] },
  },
  instants: { case: ['superviseDue'], parts: { wave: ['windowFrom', 'windowUntil'] } },
  clocks: {
    step: {
      key: 'step',
      per: 'step',
      kind: 'timer',
      calendar: 'always',
      targets: [{ ms: 10 * MINUTE }],
      start: [{ enters: { status: ['running', 'undoing'] } }],
      stop: [{ leaves: { status: ['running', 'undoing'] } }],
    },
    'human-wait': {
      key: 'human-wait',
      per: 'step',
      kind: 'nag',
      calendar: 'always',
      targets: [{ ms: 10 * MINUTE }],
      start: [{ enters: { status: ['waiting-human', 'to-witness', 'failed', 'undo-failed'] } }],
      stop: [{ leaves: { status: ['waiting-human', 'to-witness', 'failed', 'undo-failed'] } }],
      ladder: [
        {
          id: 'p100',
          percent: 100,
          to: ['assignee', 'commander'],
          channel,
          repeat: { everyMs: 10 * MINUTE, times: 6 },
        },
      ],
    },
    soak: {
      key: 'soak',
      per: 'gate',
      kind: 'timer',
      calendar: 'service',
      targets: [{ ms: BUSINESS_DAY }],
      start: [{ enters: { status: ['soaking'] } }],
      stop: [{ leaves: { status: ['soaking'] } }],
    },
    'wave-start': {
      key: 'wave-start',
      per: 'wave',
      kind: 'timer',
      calendar: 'always',
      targets: [{ until: 'windowFrom' }],
      start: [{ enters: { status: ['admitted'] } }],
      stop: [{ leaves: { status: ['admitted'] } }],
    },
    'wave-window': {
      key: 'wave-window',
      per: 'wave',
      kind: 'nag',
      calendar: 'always',
      targets: [{ until: 'windowUntil' }],
      start: [{ enters: { status: ['admitted'] } }],
      stop: [{ leaves: { status: ['admitted', 'running'] } }],
      ladder: [
        { id: 'b30', beforeMs: 30 * MINUTE, to: ['commander'], channel },
        { id: 'end', beforeMs: 0, to: ['commander', 'process-owner'], channel },
      ],
    },
    supervised: {
      key: 'supervised',
      kind: 'nag',
      calendar: 'always',
      targets: [{ until: 'superviseDue' }],
      ...dayLong,
      restart: dayLong.start,
      ladder: [{ id: 'due', beforeMs: 0, to: ['supervisor', 'commander'], channel }],
    },
  },
  timed: { step: 'expireStep', soak: 'soak', 'wave-start': 'waveDue' },
  events: {
    created: { of: ['create'], state: 'application, version, changes, commander', words: 'description' },
    planned: {
      of: ['planWaves'],
      parts: ['wave', 'site', 'step', 'gate', 'check'],
      state: 'the plan by reference, `event:<seq>#<hash>`, and its outline',
      words: 'the plan itself: steps once, places with organisation and window',
    },
    buildStarted: { of: ['startBuild'], state: 'status', words: 'scope' },
    buildRecorded: { of: ['recordBuild'], state: 'builder, SHA-256 of the artefact', words: 'where it lies, notes' },
    testRecorded: { of: ['recordTest'], state: 'testers, passed or not', words: 'result, evidence' },
    testAccepted: { of: ['acceptTest'], state: 'by whom, the hash accepted', words: 'signature' },
    changeSettled: {
      of: ['settleChange'],
      parts: ['wave'],
      state: 'change, authorized or refused; the first wave admitted',
      words: 'reason',
    },
    waveDue: { of: ['waveDue'], parts: ['wave'], state: 'nothing', words: 'dueAt' },
    waveOpened: {
      of: ['openWave'],
      parts: ['wave', 'site'],
      state: 'statuses',
      words: 'conflicts found for each place',
    },
    stepStarted: {
      of: [
        'openWave',
        'confirmStep',
        'reportStep',
        'decideStep',
        'witnessStep',
        'passGate',
        'resume',
        'retryStep',
        'failStep',
        'expireStep',
      ],
      parts: ['step', 'site', 'check'],
      state: 'status, rev, attempt from the second on',
      words: 'the undo that goes with it, budget',
    },
    stepTaken: { of: ['takeStep'], parts: ['step'], state: 'assignees, rev', words: 'from whom' },
    stepEnded: {
      of: ['confirmStep', 'reportStep', 'decideStep', 'witnessStep'],
      parts: ['step', 'site', 'wave', 'gate', 'check'],
      state: 'status, rev; groups as derived then',
      words: 'result, evidence by hash, observedAt, frozen clocks',
    },
    stepFailed: {
      of: ['failStep', 'reportStep', 'expireStep'],
      parts: ['step', 'site', 'wave', 'gate'],
      state: 'status, rev; groups as derived then',
      words: 'reason, attempt, frozen clocks',
    },
    witnessAsked: {
      of: ['confirmStep', 'reportStep', 'skipStep', 'skipUndo'],
      parts: ['step'],
      state: 'status, rev, asked {what, by}',
      words: 'reason, evidence',
    },
    witnessRefused: { of: ['refuseWitness'], parts: ['step'], state: 'status, rev; asked gone', words: 'reason' },
    checkPassed: { of: ['passGate'], parts: ['check'], state: 'status, rev', words: 'evidence' },
    checkRefused: { of: ['refuseGate'], parts: ['check'], state: 'status, rev', words: 'class, findings' },
    checkSettled: { of: ['settleCheck'], parts: ['check'], state: 'status, rev', words: 'the rectification' },
    soaked: { of: ['soak'], parts: ['gate'], state: 'status, rev', words: 'dueAt, frozen clocks' },
    gateApproved: {
      of: ['approveGate'],
      parts: ['gate', 'wave'],
      state: 'statuses',
      words: 'figures: incidents on this version, hash compared',
    },
    gateHeld: { of: ['holdGate'], parts: ['gate'], state: 'status, rev', words: 'reason, figures' },
    windowExtended: { of: ['extendWindow'], parts: ['wave'], state: 'windowUntil', words: 'reason' },
    halted: {
      of: ['pause', 'failStep', 'reportStep', 'expireStep', 'refuseService'],
      parts: ['step'],
      state: 'status',
      words: 'why, by which step',
    },
    resumed: {
      of: ['resume', 'retryStep', 'retryUndo'],
      parts: ['step', 'site', 'check', 'wave', 'gate'],
      state: 'status; groups as derived then',
      words: 'reason',
    },
    rollbackStarted: {
      of: ['rollBack', 'failStep', 'reportStep', 'expireStep'],
      parts: ['wave', 'site', 'step', 'gate'],
      state: 'scope, statuses',
      words: 'reason',
    },
    undoStarted: {
      of: ['rollBack', 'confirmStep', 'reportStep', 'witnessStep', 'retryUndo', 'markUndone', 'failStep', 'expireStep'],
      parts: ['step'],
      state: 'status, rev, attempt',
      words: 'the undo',
    },
    stepUndone: {
      of: ['confirmStep', 'reportStep', 'markUndone', 'witnessStep'],
      parts: ['step', 'site', 'wave'],
      state: 'status, rev; groups as derived then',
      words: 'evidence, frozen clocks',
    },
    undoFailed: {
      of: ['failStep', 'reportStep', 'expireStep'],
      parts: ['step'],
      state: 'status, rev',
      words: 'reason',
    },
    waveRolledBack: {
      of: ['confirmStep', 'reportStep', 'markUndone', 'witnessStep', 'rollBack'],
      parts: ['wave', 'site'],
      state: 'statuses; scope gone',
      words: 'counts',
    },
    rolledBack: {
      of: ['confirmStep', 'reportStep', 'markUndone', 'witnessStep', 'rollBack'],
      state: 'ended',
      words: 'frozen facts',
    },
    waveRetried: {
      of: ['retryWave'],
      parts: ['wave', 'site', 'step', 'check'],
      state: 'statuses; attempts are kept, since actions are known by them',
      words: 'reason',
    },
    leftOut: { of: ['leaveOut'], parts: ['wave', 'site', 'gate'], state: 'status', words: 'reason' },
    serviceConfirmed: { of: ['confirmService'], state: 'by whom', words: 'checks' },
    serviceRefused: { of: ['refuseService'], state: 'status', words: 'checks, reason' },
    closed: { of: ['close'], state: 'ended', words: 'review, frozen facts' },
    canceled: { of: ['cancel'], state: 'ended', words: 'reason, frozen facts' },
    relieved: { of: ['relieve'], parts: ['step'], state: 'commander, assignees', words: 'who left, reason' },
  },
  waits: [
    { in: ['planning'], to: 'owner', command: 'startBuild' },
    { in: ['building'], to: 'engineers', command: 'recordBuild' },
    { in: ['testing'], to: 'engineers but the builder', command: 'recordTest' },
    { in: ['testing'], to: 'customer', command: 'acceptTest' },
    { in: ['approving'], to: 'the change (shown as its number)', command: 'settleChange' },
    { in: ['deploying'], to: 'time: the window of the next wave', command: 'openWave', kind: 'wave' },
    {
      in: ['deploying', 'rolling-back', 'needs-human'],
      to: 'the step role at the site',
      command: 'takeStep',
      kind: 'step',
    },
    {
      in: ['deploying', 'rolling-back', 'needs-human'],
      to: 'whoever has the step',
      command: 'confirmStep',
      kind: 'step',
    },
    {
      in: ['deploying', 'rolling-back', 'needs-human'],
      to: 'the step role at the site',
      command: 'witnessStep',
      kind: 'step',
    },
    { in: ['deploying'], to: 'commander', command: 'decideStep', kind: 'step' },
    { in: ['deploying'], to: 'quality-lead at the site', command: 'passGate', kind: 'check' },
    { in: ['deploying'], to: 'owner', command: 'approveGate', kind: 'gate' },
    { in: ['deploying'], to: 'owner', command: 'retryWave', kind: 'wave' },
    { in: ['needs-human'], to: 'commander', command: 'retryStep', kind: 'step' },
    { in: ['needs-human'], to: 'commander', command: 'retryUndo', kind: 'step' },
    { in: ['needs-human'], to: 'commander', command: 'resume' },
    { in: ['verifying'], to: 'customer', command: 'confirmService' },
    { in: ['verifying'], to: 'owner', command: 'close' },
  ],
  effects: [
    {
      after: 'testAccepted',
      kind: 'start',
      what: 'one change for the whole, with the plan hash',
      back: 'settleChange',
    },
    { after: 'waveDue', kind: 'command', what: 'openWave to itself, with fresh facts', back: 'openWave' },
    { after: 'waveOpened', kind: 'book', what: 'configuration items of its sites and the people of its steps' },
    { after: 'stepStarted', kind: 'run', what: 'automatic: `action:<case>/<step>/<attempt>`', back: 'reportStep' },
    { after: 'undoStarted', kind: 'run', what: 'automatic: `action:<case>/<step>/undo-<attempt>`', back: 'reportStep' },
    { after: 'stepFailed', kind: 'notify', what: 'commander; what still runs of it is asked to stop' },
    { after: 'checkRefused', kind: 'start', what: 'rectification, unless minor', back: 'settleCheck' },
    { after: 'gateHeld', kind: 'notify', what: 'commander and the sites of the next wave' },
    { after: 'closed', kind: 'command', what: 'versions to the CI register; notes to the site' },
  ],
} as const satisfies Paper<Status, Command, Own, ReleaseParts, Field, Instant>;

/** A wave with two of its places, as a runbook and the waves make it: the steps are written once. */
export const planOnPaper = {
  id: 'payroll-7-2',
  of: [
    {
      node: 'group',
      id: 'w1',
      kind: 'wave',
      order: 'sequence',
      of: [
        {
          node: 'each',
          kind: 'site',
          order: 'parallel',
          atMost: 20,
          places: [
            { id: 'w1-01', orgPath: '/dx/donghu/linxi' },
            { id: 'w1-02', orgPath: '/dx/donghu/andu' },
          ],
          of: [
            {
              node: 'step',
              id: '1',
              kind: 'automatic',
              title: { zh: '备份', en: 'Back up' },
              role: 'engineer',
              instruction: {
                zh: 'Back up database and settings; read the checksum back',
                en: 'Back up database and settings; read the checksum back',
              },
              action: 'backup',
              budgetMs: 30 * MINUTE,
              retries: 1,
              onFailure: 'needs-human',
            },
            { node: 'gate', id: 'c', kind: 'check', role: 'quality-lead' },
            {
              node: 'step',
              id: '2',
              kind: 'automatic',
              title: { zh: '部署', en: 'Deploy' },
              role: 'engineer',
              instruction: {
                zh: 'Install the artefact with this SHA-256',
                en: 'Install the artefact with this SHA-256',
              },
              action: 'deploy',
              undo: {
                kind: 'automatic',
                instruction: { zh: 'Install the version before', en: 'Install the version before' },
                action: 'redeploy',
                budgetMs: MINUTE,
              },
              budgetMs: 20 * MINUTE,
              retries: 2,
              onFailure: 'undo',
            },
            {
              node: 'step',
              id: '3',
              kind: 'manual',
              title: { zh: '验证', en: 'Verify' },
              role: 'engineer',
              instruction: { zh: 'Pay one salary in the test unit', en: 'Pay one salary in the test unit' },
              budgetMs: 60 * MINUTE,
              retries: 0,
              onFailure: 'undo',
              witness: true,
            },
          ],
        },
        { node: 'gate', id: 'g1', kind: 'gate', role: 'process-owner', soakMs: BUSINESS_DAY },
      ],
    },
  ],
} as const satisfies Plan;
