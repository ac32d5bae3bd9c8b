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
