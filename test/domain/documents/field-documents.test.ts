/** The work record of a visit, and the rectification notice. */
import { kindsFor } from '../../../domain/documents/kinds.ts';
import { SIDES } from '../../../domain/documents/model.ts';
import { printedOf, sectionOf, wordsIn } from '../../support/documents/printed.ts';
import { doneOrder, hashOf, onSiteOrder, sign } from '../../support/field/work-orders.ts';
import { given, type Story } from '../../support/given.ts';
import { clear, issuing, shots, submit, submitSeen, takeUp } from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';

const { li, quality, requester } = people;
const replace = { spare: 'Power supply', item: 'srv-school', oldSerial: 'A1', newSerial: 'B2', compares: 'equal' };
const print = ({ stage, caseId }: Story, how: Parameters<typeof printedOf>[3] = {}) =>
  printedOf(stage, caseId, 'work-record', how);
const refusals = ({ stage, caseId }: Story) =>
  kindsFor('work-order', stage.kaseOf(caseId).state, SIDES).map(({ refusal }) => refusal?.code);

test('a work record is there once the work is done, and not while it is to be done again', () => {
  const story = onSiteOrder();
  expect(refusals(story)).toEqual(['work-not-done']);
  expect(refusals(doneOrder())).toEqual([undefined]);
  expect(refusals(doneOrder().when(requester, { type: 'refuseWork', data: { reason: 'x' } }))).toEqual([
    'work-not-done',
  ]);
});

test('it says what was done with which parts, and who signed what', () => {
  const story = onSiteOrder().when(li, { type: 'replacePart', data: replace });
  story.when(li, { type: 'complete', data: { work: 'Swapped', result: 'fixed', labourMinutes: 45 } });
  const unsigned = print(story);
  expect(unsigned.title).toBe('工作记录单');
  expect(sectionOf(unsigned, '签认')).toMatchObject({
    boxes: [{ title: '工程师', name: `[person:${li.id}]` }, { title: '客户' }],
  });
  story.when(requester, sign(story, { rating: { score: 4 } }));
  const zh = print(story);
  expect(sectionOf(zh, '更换部件')).toMatchObject({ rows: [['Power supply', 'srv-school', 'A1', 'B2']] });
  expect(sectionOf(zh, '结果')).toMatchObject({
    rows: [
      ['处理结果', '已修复'],
      ['工时（分钟）', '45'],
      ['上门人员', `[person:${li.id}]`],
    ],
  });
  expect(sectionOf(zh, '签认')).toMatchObject({
    rows: expect.arrayContaining([
      ['签认人', `[person:${requester.id}]`],
      ['所签记录的散列值', hashOf(story)],
      ['满意度', '4 / 5'],
    ]),
  });
  const en = print(story, { locale: 'en' });
  expect(en.sections.map(({ is }) => is)).toEqual(zh.sections.map(({ is }) => is));
  expect(wordsIn(en)).not.toMatch(/\p{Script=Han}/u);
});

test('the customer is shown it without the room, which is for those who work on it', () => {
  const story = doneOrder();
  expect(wordsIn(print(story))).toContain('room 105');
  expect(wordsIn(print(story, { side: 'outward' }))).not.toContain('room 105');
});

test('a rectification notice tells what was found, who puts it right, and how it was cleared', () => {
  const story = given('rectification').when(quality, issuing());
  const notice = (how: Parameters<typeof printedOf>[3] = {}) =>
    printedOf(story.stage, story.caseId, 'rectification-notice', how);
  expect(notice().sections.map(({ title }) => title)).toEqual(['基本情况', '问题描述', '签署']);
  story.when(li, takeUp()).when(li, submit).when(quality, clear);
  const zh = notice();
  expect(zh.title).toBe('整改通知书');
  expect(sectionOf(zh, '基本情况')).toMatchObject({
    rows: expect.arrayContaining([
      ['整改类别', '质量'],
      ['责任人', `[person:${li.id}]`],
      ['下发人', `[person:${quality.id}]`],
      ['状态', '已销号'],
    ]),
  });
  for (const words of ['Nobody had labels', 'Labels are ordered', 'Photo 1: none', 'As it should be'])
    expect(wordsIn(zh)).toContain(words);
  expect(wordsIn(notice({ locale: 'en' }))).not.toMatch(/\p{Script=Han}/u);
});

test('it lists each photo and paper with its hash, and what it shows', () => {
  const files = { facts: { files: shots } };
  const story = given('rectification')
    .when(quality, issuing({ files: ['paper'] }), files)
    .when(li, takeUp())
    .when(li, submitSeen(), files);
  const notice = printedOf(story.stage, story.caseId, 'rectification-notice');
  expect(sectionOf(notice, '附件与照片')).toMatchObject({
    rows: [
      ['问题', 'paper.jpg', shots.paper.sha256, expect.anything()],
      ['整改前', 'was.jpg', shots.was.sha256, expect.anything()],
      ['整改后', 'is.jpg', shots.is.sha256, expect.anything()],
    ],
  });
});
