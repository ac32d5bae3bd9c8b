import { differencesOf, type Run, sheetOf } from '../../../commands/support/rehearsal-sheet.ts';

const at = Date.UTC(2026, 11, 4, 8, 40);
const by = { id: 'system', role: 'system' };
const event = (seq: number, type: string, data: object = {}) =>
  ({ _id: `INC-000001:${seq}`, caseId: 'INC-000001', seq, at, type: `incident.${type}`, by, data }) as unknown;
const run = {
  number: 'INC-000001',
  on: 'published',
  virtualAt: at,
  cases: [
    {
      _id: 'INC-000001',
      process: 'incident',
      status: 'in-progress',
      readings: {
        response: { state: 'met', dueAt: at, breachedAt: null, provisional: false },
        resolution: { state: 'breached', dueAt: at, breachedAt: at, provisional: true },
        'hold-nag': { state: 'cancelled', dueAt: null, breachedAt: null, provisional: false },
      },
    },
  ],
  events: [
    event(1, 'created'),
    event(2, 'clockBreached', { clock: 'resolution', dueAt: at }),
    event(3, 'addresseeMissing', { missing: 'supervisor@/dx', instead: 'process-owner@/dx' }),
  ],
  told: [
    {
      id: 'n',
      at,
      caseId: 'INC-000001',
      to: 'eng-1',
      stoodIn: 'supervisor@/dx',
      why: { event: 'incident.clockWarned', clock: 'resolution', step: 'warn-75', percent: 75 },
      template: 'incident-resolution-warned',
      data: { caseId: 'INC-000001', title: '打印失败', dueAt: at, percent: 75 },
      deliveries: [
        { channel: 'mail', at, page: true, held: false },
        { channel: 'webhook:duty', at, page: false, held: true },
      ],
    },
  ],
} as unknown as Run;
const clock = () => '12-04 16:40';

test('rehearse --lang zh: every word of the sheet that is ours is Chinese', () => {
  const sheet = { language: 'zh', clock } as const;
  const drafts = { ...run, on: 'drafts', told: [] };
  const text = `${sheetOf(run, sheet)}\n${differencesOf([run, drafts], sheet)}\n${differencesOf([run, run], sheet)}`;
  expect(text).toContain('解决时限');
  expect(text).toContain('超时');
  const keys = /INC-000001|eng-1|supervisor@\/dx|process-owner@\/dx|warn-75|webhook|duty/g;
  expect(text.replaceAll(keys, '').match(/[A-Za-z]+/g)).toBeNull();
});

test('rehearse --lang en: none of it is Chinese but what people wrote', () => {
  const sheet = { language: 'en', clock } as const;
  const text = `${sheetOf(run, sheet)}\n${differencesOf([run, { ...run, on: 'drafts', told: [] }], sheet)}`;
  expect(text.replaceAll('打印失败', '')).not.toMatch(/[\u4E00-\u9FFF]/);
  expect(text).toContain('INC-000001 is in progress');
});

/** Of a failover, as it is stored: ids wherever a part is meant. */
const both = (zh: string, en: string) => ({ zh, en });
const happened: readonly [string, object][] = [
  ['stepStarted', { part: 'p-1', to: 'waiting-human' }],
  ['stepEnded', { part: 'p-2', to: 'done', choice: 'c-1' }],
  ['gateOpened', { part: 'p-3', to: 'open' }],
  ['clockBreached', { clock: 'step~p-1', dueAt: at }],
  ['stepFailed', { part: 'p-1', to: 'failed', reason: 'no answer in time' }],
  ['halted', { why: 'step-failed', part: 'p-1', reason: 'no answer in time' }],
  ['rollbackStarted', { scope: 'all', because: 'p-1', reason: 'no answer in time' }],
];
const failoverRun = {
  ...run,
  number: 'FOV-000001',
  cases: [
    {
      _id: 'FOV-000001',
      process: 'failover',
      status: 'needs-human',
      readings: { 'human-wait~p-1': { state: 'running', dueAt: at, breachedAt: null, provisional: false } },
    },
  ],
  events: happened.map(([type, data], n) => ({
    _id: `FOV-000001:${n}`,
    caseId: 'FOV-000001',
    seq: n,
    at,
    type: `failover.${type}`,
    by,
    data,
  })),
  told: [
    {
      id: 'n',
      at,
      caseId: 'FOV-000001',
      to: 'eng-1',
      why: { event: 'failover.clockWarned', clock: 'step~p-1', step: 'b5' },
      template: 'failover-step-warned',
      data: { caseId: 'FOV-000001', title: 'X', part: 'p-1', called: both('切换服务', 'Switch the service') },
      deliveries: [],
    },
    {
      id: 'm',
      at,
      caseId: 'FOV-000001',
      to: 'eng-1',
      why: { event: 'failover.stepStarted' },
      template: 'failover-step-started',
      data: { caseId: 'FOV-000001', title: 'X', said: { part: both('切换服务', 'Switch the service') } },
      deliveries: [],
    },
  ],
  words: new Map([
    [
      'FOV-000001',
      {
        titles: new Map([
          ['p-1', both('切换服务', 'Switch the service')],
          ['p-2', both('选择做法', 'Choose the way')],
          ['p-3', both('“切换服务”之前的质检', 'Quality gate before “Switch the service”')],
        ]),
        steps: new Map([['p-2', { choices: [{ id: 'c-1', title: both('先切换', 'Switch first') }] }]]),
      },
    ],
  ]),
} as unknown as Run;

test.each([
  [
    'zh',
    [
      '步骤开始 切换服务',
      '选择做法 先切换',
      '质检门已开 “切换服务”之前的质检',
      '步骤时限（切换服务）',
      '限时内没有答复',
    ],
  ],
  [
    'en',
    [
      'step started Switch the service',
      'step done Choose the way Switch first',
      'Quality gate before “Switch the service”',
      'the step (Switch the service)',
      'halted Switch the service a step has failed no answer in time',
      'has a step for you: Switch the service',
      'rollback started Switch the service no answer in time',
    ],
  ],
] as const)(
  'rehearse --lang %s: what runs by a plan is told by titles, and no id of a part is left',
  (language, words) => {
    const text = `${sheetOf(failoverRun, { language, clock })}\n${differencesOf([failoverRun, { ...failoverRun, told: [] }], { language, clock })}`;
    for (const one of words) expect(text).toContain(one);
    expect(text).not.toMatch(/\b[pc]-\d/);
  },
);
