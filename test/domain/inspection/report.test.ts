/** The inspection report: the words of its checklist, what was found and agreed, and both signatures over one record. */
import { kindsFor } from '../../../domain/documents/kinds.ts';
import { SIDES } from '../../../domain/documents/model.ts';
import type { Checklist } from '../../../domain/inspection/checklist.ts';
import { hours, MORNING } from '../../support/given.ts';
import { printedOf, sectionOf, wordsIn } from '../../support/documents/printed.ts';
import { appointment, checklist, InspectionCase, named, photo } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, deng, cityHead, head, principal } = people;
type How = Parameters<typeof printedOf>[3];
const print = (kase: InspectionCase, how: How = {}) =>
  printedOf(kase.world, kase.number, 'inspection-report', { checklist, ...how });
const refusals = (kase: InspectionCase) =>
  kindsFor('inspection', kase.world.kaseOf(kase.number).state, SIDES).map(({ refusal }) => refusal?.code);
const rowsOf = (printed: ReturnType<typeof print>, title: string) => {
  const section = sectionOf(printed, title);
  return section && 'rows' in section ? section.rows : [];
};
const why = { reason: 'So it is' };

/** Too warm, seen on a photo; a minor thing is fixed; both are settled. */
function found(): InspectionCase {
  const kase = new InspectionCase(cityHead, { plan: undefined }, { files: { p1: photo('p1') } });
  kase.give(cityHead, 'appoint', { ...appointment, contact: 'Ms Chen 0571' });
  kase.give(li, 'begin', { place: '机房 2 楼' });
  kase.give(li, 'recordItems', {
    lines: [
      { line: 'air', says: 'ok', note: '滤网已换' },
      { line: 'temperature', value: 31.5, photos: ['p1'] },
      { line: 'record', value: 'gaps' },
      { line: 'virus-list', value: 'V20261130' },
    ],
    files: ['p1'],
  });
  kase.give(li, 'raiseFinding', { line: 'temperature', class: 'general', what: 'Too warm' }, 'f-1');
  kase.give(li, 'raiseFinding', { line: 'air', class: 'minor', what: 'Dust' }, 'f-2');
  kase.give(li, 'fixFinding', { before: 'Dusty', after: 'Clean' }, 'f-2');
  kase.give(li, 'complete', { summary: 'One finding' });
  kase.give(li, 'proposeRemedy', { remedy: 'Another fan', due: MORNING + hours(240) }, 'f-1');
  kase.give(principal, 'agreeRemedy', {}, 'f-1');
  return kase;
}

test('there is one once the visit is over, for either side, and none before', () => {
  const kase = new InspectionCase().answered();
  expect(refusals(kase)).toEqual(['not-inspected']);
  kase.give(li, 'complete', { summary: 'x' });
  expect(refusals(kase)).toEqual([undefined]);
  expect(refusals(new InspectionCase().archived())).toEqual([undefined]);
});

test('every line stands in it with its words, its value and limits; what is abnormal is marked', () => {
  const zh = print(found());
  expect(zh.title).toBe('巡检报告');
  expect(rowsOf(zh, '检查明细')).toEqual([
    ['环境'],
    ['1', '空调运行', '', '', '■ 异常', '滤网已换'],
    ['2', '机房温度', '31.5 ℃', '18 – 27 ℃', '■ 异常', ''],
    ['资料'],
    ['3', '出入登记', '有缺漏', '完整', '■ 异常', ''],
    ['4', '病毒库版本', 'V20261130', '', '正常', ''],
  ]);
  expect(rowsOf(zh, '基本情况')).toEqual(
    expect.arrayContaining([
      ['巡检表', '机房巡检表、room@2'],
      ['巡检人', `[person:${li.id}]、[person:eng-donghu-2]`],
      ['开始地点或会话', '机房 2 楼'],
      ['联系人', 'Ms Chen 0571'],
      ['状态', '待双签'],
    ]),
  );
  expect(rowsOf(zh, '结果统计')).toEqual([
    ['检查项总数', '4'],
    ['正常', '1'],
    ['异常', '3'],
  ]);
});

test('findings with what was agreed until when, photos by their hashes', () => {
  const zh = print(found());
  expect(rowsOf(zh, '隐患与处理办法')).toEqual([
    ['f-1', '机房温度', '一般', 'Too warm', 'Another fan', '2026-03-20T01:00', '已商定'],
    ['f-2', '空调运行', '轻微', 'Dust', 'Dusty → Clean', '', '已当场处理'],
  ]);
  expect(rowsOf(zh, '现场照片')).toEqual([['机房温度', '现场.jpg', 'ab'.repeat(32), expect.any(String)]]);
});

test('a value that was put right or chosen counts, and of those who inspected none is left out', () => {
  const kase = new InspectionCase().answered();
  const { rev } = kase.part('temperature');
  kase.give(li, 'recordItems', { lines: [{ line: 'temperature', value: 22, basedOn: rev }] });
  kase.give(li, 'recordItems', { lines: [{ line: 'temperature', value: 29, basedOn: rev }] });
  kase.give(li, 'chooseValue', { value: 26, note: 'Measured again', ...why }, 'temperature');
  kase.give(head, 'replaceInspectors', { ...named(deng), ...why });
  kase.give(deng, 'complete', { summary: 'x' });
  kase.sign(deng);
  kase.give(deng, 'withdrawSignature', why);
  kase.give(deng, 'correctItem', { value: 'gaps', ...why }, 'record');
  const zh = print(kase);
  expect(rowsOf(zh, '检查明细')).toEqual(
    expect.arrayContaining([
      ['2', '机房温度', '26 ℃', '18 – 27 ℃', '正常', 'Measured again'],
      ['3', '出入登记', '有缺漏', '完整', '■ 异常', ''],
    ]),
  );
  expect(rowsOf(zh, '基本情况')).toContainEqual(['曾参与巡检', `[person:${li.id}]、[person:eng-donghu-2]`]);
  expect(sectionOf(zh, '签字')).toBeUndefined(); // it was withdrawn
});

test('boxes to sign by hand as long as one is missing; then who signed which record', () => {
  const kase = found();
  expect(sectionOf(print(kase), '签署')).toMatchObject({
    boxes: [{ title: '服务方', name: `[person:${li.id}]` }, { title: '客户方' }],
  });
  kase.sign(li);
  expect(sectionOf(print(kase), '签署')).toMatchObject({ boxes: [{ title: '客户方' }] });
  kase.sign(principal);
  const zh = print(kase);
  expect(sectionOf(zh, '签署')).toBeUndefined();
  expect(rowsOf(zh, '签字')).toEqual([
    ['服务方', `[person:${li.id}]`, expect.any(String), kase.hash],
    ['客户方', `[person:${principal.id}]`, expect.any(String), kase.hash],
  ]);
});

test('the customer reads in its copy all that it signs, and no number of how somebody is reached', () => {
  const kase = found();
  kase.sign(li);
  kase.sign(principal);
  const outward = print(kase, { side: 'outward' });
  const inner = print(kase);
  for (const title of ['检查明细', '隐患与处理办法', '现场照片', '签字', '巡检结论', '结果统计'])
    expect([title, sectionOf(outward, title)]).toEqual([title, sectionOf(inner, title)]);
  expect(wordsIn(inner)).toContain('Ms Chen 0571');
  expect(wordsIn(outward)).not.toContain('Ms Chen 0571');
});

test('in English nothing is left in Chinese but what somebody wrote', () => {
  const kase = new InspectionCase().archived();
  const en = print(kase, { locale: 'en' });
  const { subtitle, ...printed } = en;
  expect(subtitle).toContain('机房季度巡检');
  expect(JSON.stringify(printed)).not.toMatch(/\p{Script=Han}/u);
  expect(en.sections.map(({ is }) => is)).toEqual(print(kase).sections.map(({ is }) => is));
  expect(rowsOf(en, 'Lines')).toContainEqual(['2', 'Temperature of the room', '21.5 ℃', '18 – 27 ℃', 'in order', '']);
});

const open: Checklist = {
  ...checklist,
  lines: checklist.lines.map((line) =>
    line.id === 'temperature' ? { ...line, answer: { type: 'number', unit: '', min: 18 } } : line,
  ),
};
test('limits of one side, and a checklist that says other lines or is gone, break nothing', () => {
  const kase = new InspectionCase().archived();
  expect(rowsOf(print(kase, { checklist: { ...open, lines: [] } }), '检查明细')).toEqual([['环境'], ['资料']]);
  const bare = printedOf(kase.world, kase.number, 'inspection-report');
  expect(rowsOf(bare, '检查明细')).toContainEqual(['2', 'temperature', '21.5', '18 – 27', '正常', '']);
});
