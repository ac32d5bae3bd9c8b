import { appraisalStatement } from '../../../domain/appraisal/documents.ts';
import type { Appraisal } from '../../../domain/appraisal/state.ts';
import type { Block, Fact, Value } from '../../../domain/documents/model.ts';
import { papersOf } from '../../../domain/papers/required.ts';
import { AppraisalCase, found } from '../../support/appraisal/appraisals.ts';
import { people } from '../../support/sample.ts';

const { appraiser, secondAppraiser, chief, manager } = people;
const why = { reason: 'So it is' };

function signed(): AppraisalCase {
  const one = new AppraisalCase().disputed('manners');
  one.give(secondAppraiser, 'answerDispute', { decision: 'adjusted', points: 1_900, ...why }, 'manners');
  one.give(manager, 'accept');
  one.sign(chief);
  one.sign(manager);
  return one;
}
const stateOf = (one: AppraisalCase): Appraisal => one.world.kaseOf(one.number).state as Appraisal;
function blockOf(one: AppraisalCase, name: string): Block | null | undefined {
  const seen = {
    side: 'inner',
    view: one.world.viewOf(one.number),
    state: stateOf(one),
    mode: 'live',
    events: one.world.eventsOf(one.number),
    meetings: new Map(),
    checklist: null,
  } as const;
  return appraisalStatement.blocks[name]?.of(seen);
}
const factsIn = (block: Block | null | undefined): readonly Fact[] => (block?.is === 'facts' ? block.rows : []);
const asPrinted = (value: Value | undefined): unknown =>
  value && ('text' in value ? value.text : 'en' in value ? value.en : value);
const rowsIn = (block: Block | null | undefined) => (block?.is === 'table' ? block.rows : []);

test('there is a statement from when it was accepted', () => {
  expect(appraisalStatement.unready(stateOf(new AppraisalCase().published()))).toEqual({ code: 'not-accepted' });
  expect(appraisalStatement.unready(stateOf(new AppraisalCase().confirming()))).toBeNull();
});

test('it says each figure with its points, what is owed line by line, what was said, and who signed', () => {
  const one = signed();
  const facts = new Map(factsIn(blockOf(one, 'overview')).map(([{ en }, value]) => [en, value]));
  expect(facts.get('Score')).toEqual({ text: '98.12', number: 98.12, format: '0.00' });
  expect(facts.get('Penalty')).toEqual({ text: '500.00 CNY', number: 500, format: '#,##0.00 "CNY"' });
  expect(facts.get('Accepted')).toEqual({ named: 'person', key: manager.id });
  const items = rowsIn(blockOf(one, 'items'));
  expect(items.map((row) => row.slice(2).map(asPrinted))).toEqual([
    ['≥ 0.95', '0.9333', '30', '49.12', ''],
    ['≤ 0.1', '0.1', '30', '30.00', ''],
    ['', 'By hand', '', '18.00', '19.00'],
    ['', '', '', '97.12', '98.12'],
  ]);
  expect(rowsIn(blockOf(one, 'penalties')).map((row) => row.slice(1).map(asPrinted))).toEqual([
    ['2', '400.00 CNY'],
    ['2', '100.00 CNY'],
    ['', '500.00 CNY'],
  ]);
  expect(rowsIn(blockOf(one, 'remarks')).map((row) => row.slice(1, 4))).toEqual([
    [{ zh: '评分', en: 'Scored' }, { text: 'They answer kindly' }, { named: 'person', key: appraiser.id }],
    [{ zh: '申诉', en: 'Disputed' }, { text: 'Two were not ours' }, { named: 'person', key: manager.id }],
    [{ zh: '答复', en: 'Answered' }, { text: 'So it is' }, { named: 'person', key: secondAppraiser.id }],
  ]);
  expect(blockOf(one, 'signatures')).toMatchObject({
    boxes: [{ name: { key: chief.id } }, { name: { key: manager.id } }],
  });
});

test('a monthly archive asks for both signatures, and for the rectifications of what was weak', () => {
  expect(papersOf('appraisal', stateOf(signed()))).toEqual([
    { key: 'signed-statement', isThere: true, person: chief.id },
  ]);
  const weak = new AppraisalCase().frozen({
    figures: [{ item: 'resolution', value: 0.5, cases: 3 }, found.figures[1]],
  });
  weak.give(appraiser, 'score', { points: 1_800, ...why }, 'manners');
  weak.give(chief, 'publish');
  weak.give(manager, 'accept');
  expect(papersOf('appraisal', stateOf(weak))).toEqual([]);
  weak.world.refused = 'target-not-open';
  weak.sign(chief);
  weak.sign(manager);
  expect(papersOf('appraisal', stateOf(weak))).toContainEqual({
    key: 'rectification:resolution',
    isThere: false,
    person: chief.id,
  });
});
