/** The fault analysis report: when there is one, and what it says to whom. */
import { kindsFor } from '../../../domain/documents/kinds.ts';
import { MOST_ROWS, SIDES, tableOf } from '../../../domain/documents/model.ts';
import { printedOf, sectionOf, wordsIn } from '../../support/documents/printed.ts';
import { analysis, because, resolvedIncident } from '../../support/factories.ts';
import { hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { li, cityHead, requester } = people;
const KEY = 'fault-analysis-report';
const possible = ({ stage, caseId }: Story) =>
  kindsFor('incident', stage.kaseOf(caseId).state, SIDES).map(({ kind, refusal }) => [kind.key, refusal?.code]);
const reported = () => resolvedIncident({ impact: '1', urgency: '1' }).when(li, analysis);
const print = ({ stage, caseId }: Story, how: Parameters<typeof printedOf>[3] = {}) =>
  printedOf(stage, caseId, KEY, how);

test('there is one once the report is filed, and none while it is owed again', () => {
  const story = resolvedIncident({ impact: '1', urgency: '1' });
  expect(possible(story)).toEqual([[KEY, 'report-not-filed']]);
  story.when(li, analysis);
  expect(possible(story)).toEqual([[KEY, undefined]]);
  expect(possible(story.when(cityHead, because('returnReport')))).toEqual([[KEY, 'report-not-filed']]);
  expect(possible(story.when(li, analysis))).toEqual([[KEY, undefined]]);
  expect(possible(story.when(requester, because('reopen')))).toEqual([[KEY, 'report-not-filed']]);
});

test('it tells what was reported, promised, found and done, in either language from the same', () => {
  const story = reported();
  const zh = print(story);
  expect(zh.title).toBe('故障分析报告');
  expect(zh.sections.map(({ title }) => title)).toEqual([
    '基本情况',
    '故障现象',
    '故障原因',
    '依据',
    '处理经过',
    '解决情况',
    '服务承诺',
    '预防措施',
    '时间线',
    '签署',
  ]);
  expect(sectionOf(zh, '基本情况')).toMatchObject({
    rows: expect.arrayContaining([
      ['报障单位', '[organisation:/dx/donghu/linxi/school]'],
      ['优先级', 'P1'],
    ]),
  });
  expect(sectionOf(zh, '服务承诺')).toMatchObject({
    rows: expect.arrayContaining([['响应', '15 分钟', expect.anything(), expect.anything(), '按时']]),
  });
  expect(sectionOf(zh, '签署')).toMatchObject({
    boxes: [{ title: '编制人', name: `[person:${li.id}]` }, { title: '审核人' }, { title: '客户确认' }],
  });
  const en = print(story, { locale: 'en' });
  expect(en.sections.map(({ is }) => is)).toEqual(zh.sections.map(({ is }) => is));
  expect(sectionOf(en, 'Promises')).toMatchObject({
    rows: expect.arrayContaining([['response', '15 min', expect.anything(), expect.anything(), 'in time']]),
  });
  expect(wordsIn(en)).not.toMatch(/\p{Script=Han}/u);
});

test('the report is that which was filed last; a breach stands in the timeline with its clock', () => {
  const story = resolvedIncident({ impact: '1', urgency: '1' });
  story.fastForward(hours(25)).when(li, analysis).when(cityHead, because('returnReport'));
  story.when(li, { ...analysis, data: { ...analysis.data, cause: 'A certificate had expired' } });
  const printed = print(story);
  expect(sectionOf(printed, '故障原因')).toMatchObject({ text: 'A certificate had expired' });
  expect(sectionOf(printed, '时间线')).toMatchObject({
    rows: expect.arrayContaining([[expect.anything(), '系统', '超时', '分析报告 / report']]),
  });
});

test("the requester's side reads neither evidence nor what was said within", () => {
  const story = resolvedIncident({ impact: '1', urgency: '1' });
  story.when(li, { type: 'comment', data: { text: 'A secret of ours', audience: 'internal' } });
  story.when(li, { ...analysis, data: { ...analysis.data, evidence: 'Dump of the database' } });
  expect(wordsIn(print(story))).toContain('Dump of the database');
  const outward = wordsIn(print(story, { side: 'outward' }));
  expect(outward).not.toContain('Dump of the database');
  expect(outward).not.toContain('secret');
  expect(outward).toContain('Wrong version');
});

test('at its end it says which version of which record it tells, for people and for a camera', () => {
  const story = reported();
  const { record, subtitle, at } = print(story);
  const { seq, headAt } = story.stage.kaseOf(story.caseId);
  expect(subtitle).toBe(`${story.caseId}  Payments fail`);
  expect(record.rows.map(([, value]) => value)).toEqual([
    story.caseId,
    String(seq),
    expect.stringContaining('(UTC)'),
    'c'.repeat(64),
    `${KEY}@1`,
  ]);
  expect(record.qr).toBe(`${story.caseId} v${seq} sha256:${'c'.repeat(64)}`);
  expect(at).toBe(headAt);
});

test('a template says which blocks stand where, with words of its own; nothing of it takes the record away', () => {
  const printed = print(reported(), {
    template: {
      title: { zh: '重大故障报告', en: 'Report' },
      letterhead: [{ zh: '信息中心', en: 'Centre' }],
      parts: [
        { paragraph: { zh: '前言', en: 'Preface' }, title: { zh: '说明', en: 'Note' } },
        { block: 'prevention' },
        { block: 'cause', title: { zh: '根因', en: 'Root cause' } },
      ],
    },
  });
  expect([printed.title, printed.letterhead]).toEqual(['重大故障报告', ['信息中心']]);
  expect(printed.sections).toEqual([
    { title: '说明', is: 'text', text: '前言' },
    { title: '预防措施', is: 'text', text: 'Check before release' },
    { title: '根因', is: 'text', text: 'Wrong version' },
  ]);
  expect(printed.record.rows).toHaveLength(5);
});

test('a table of very many rows says how many it leaves out', () => {
  const columns = [{ title: { zh: '列', en: 'Column' }, share: 1 }];
  const table = tableOf(
    columns,
    Array.from({ length: MOST_ROWS + 7 }, (_, n) => [{ text: String(n) }]),
  );
  expect(table).toMatchObject({ is: 'table' });
  expect(table?.is === 'table' && [table.rows.length, table.rows.at(-1)]).toEqual([
    MOST_ROWS + 1,
    [{ zh: '其余 7 行见工单记录', en: '7 more rows: see the record of the case' }],
  ]);
  expect(tableOf(columns, [])).toBeNull();
});
