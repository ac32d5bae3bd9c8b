/** A service report says each figure as people read it, names what it was made of, and prints alike each time. */
import { figureWords, printedReport } from '../../../domain/service-reports/printed.ts';
import { isDue, REPORT_ID, reportIdOf, type ServiceReport } from '../../../domain/service-reports/report.ts';

const target = { is: 'at-least', value: 0.95 } as const;
const months = (value: number | null) => [
  { month: '2026-10', value: null },
  { month: '2026-11', value },
];
const report: ServiceReport = {
  organisation: '/dx/donghu',
  month: '2026-11',
  from: 0,
  until: 1,
  zone: 'Asia/Shanghai',
  calendar: 'cn-5x8@3',
  contracts: [{ id: 'c@1', name: 'Upkeep', reference: null }],
  figures: [
    {
      indicator: 'resolution-attainment@2',
      name: { zh: '解决及时率', en: 'Resolved in time' },
      unit: 'share',
      target,
      met: false,
      months: months(0.9412),
    },
  ],
  breached: {
    cases: [{ number: 'INC-1', title: 'T', priority: null, openedAt: 0, closedAt: 1, clocks: ['resolution'] }],
    more: 3,
  },
  major: { cases: [], more: 0 },
  madeAt: 5,
};
const reader = {
  locale: 'en',
  clock: String,
  zoned: String,
  organisation: { zh: '东湖', en: 'Donghu' },
  promise: (_number: string, clock: string) => (clock === 'resolution' ? { zh: '解决', en: 'resolved' } : undefined),
} as const;

test('figures are said in their unit, and one that has no value as none', () => {
  expect([figureWords(0.9412, 'share', 'en'), figureWords(1, 'share', 'en'), figureWords(90, 'minutes', 'en')]).toEqual(
    ['94.12 %', '100 %', '1 h 30 min'],
  );
  expect([figureWords(12, 'number', 'zh'), figureWords(2.5, 'number', 'zh'), figureWords(null, 'share', 'zh')]).toEqual(
    ['12', '2.5', '–'],
  );
});

test('the sheet names target, months, what was left out, the versions and the hash', () => {
  const hash = 'a'.repeat(64);
  const printed = printedReport(report, hash, reader);
  const [about, figures, breached, major] = printed.sections;
  expect(about).toMatchObject({
    rows: expect.arrayContaining([
      ['Calendar and zone', 'cn-5x8@3  Asia/Shanghai'],
      ['Contract', 'Upkeep'],
    ]),
  });
  expect(figures).toMatchObject({
    rows: [['Resolved in time', '–', { text: '94.12 %', number: 0.9412, format: '0.00%' }, '≥ 95 %', 'no']],
  });
  expect(breached).toMatchObject({ rows: [['INC-1', 'T', '–', '0', '1', 'resolved'], ['3 more']] });
  expect(major).toMatchObject({ is: 'text', text: 'None' });
  expect(printed.record).toMatchObject({
    rows: expect.arrayContaining([
      ['Hash of the data (SHA-256)', hash],
      ['Versions of indicators', 'resolution-attainment@2'],
    ]),
  });
  expect(printedReport(report, hash, reader)).toEqual(printed);
});

test('a month is due six hours behind its end, and its id is an address', () => {
  expect([isDue(0, 6 * 3_600_000 - 1), isDue(0, 6 * 3_600_000)]).toEqual([false, true]);
  expect(reportIdOf('/dx/donghu', '2026-11')).toBe('2026-11~dx~donghu');
  expect(
    ['2026-11~dx~donghu', '2026-13~dx', '2026-11', '2026-11~dx/..', '2026-11~'].map((id) => REPORT_ID.test(id)),
  ).toEqual([true, false, false, false, false]);
});
