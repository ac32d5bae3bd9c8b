import { appraisalStatement } from '../../../domain/appraisal/documents/statement.ts';
import type { Subject } from '../../../domain/appraisal/calculus/shapes.ts';
import type { Appraisal } from '../../../domain/appraisal/state.ts';
import type { Block, Fact, Value } from '../../../domain/documents/model.ts';
import type { CaseFact } from '../../../domain/kernel/facts.ts';
import { papersOf } from '../../../domain/papers/required.ts';
import { AppraisalCase, facts, found, scheme } from '../../support/appraisal/appraisals.ts';
import { hours } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { appraiser, secondAppraiser, chief, manager, owner, system } = people;
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
const asPrinted = (value: Value | undefined): unknown => value && ('named' in value ? value : printed(value));
/** In English, a name as its key, an instant as its number. */
function printed(value: Value): string {
  if ('text' in value) return value.text;
  if ('en' in value) return value.en;
  if ('label' in value) return `${value.label.en}: ${printed(value.value)}`;
  if ('lines' in value) return value.lines.map(printed).join(' | ');
  if ('all' in value) return value.all.map(printed).join(', ');
  if ('named' in value) return value.key;
  return 'at' in value ? String(value.at) : '';
}
const saidIn = (one: AppraisalCase): string[][] =>
  rowsIn(blockOf(one, 'remarks')).map((row) => row.slice(0, 4).map(printed));
const factsSaid = (one: AppraisalCase) =>
  new Map(factsIn(blockOf(one, 'overview')).map(([{ en }, value]) => [en, printed(value)]));
const rowsIn = (block: Block | null | undefined) => (block?.is === 'table' ? block.rows : []);

test('there is a statement from when it was accepted', () => {
  expect(appraisalStatement.unready(stateOf(new AppraisalCase().published()))).toEqual({ code: 'not-accepted' });
  expect(appraisalStatement.unready(stateOf(new AppraisalCase().confirming()))).toBeNull();
});

test('it says each figure with its points, what is owed line by line, what was said, and who signed', () => {
  const one = signed();
  const told = new Map(factsIn(blockOf(one, 'overview')).map(([{ en }, value]) => [en, value]));
  expect(told.get('Score')).toEqual({ text: '98.12', number: 98.12, format: '0.00' });
  expect(told.get('Penalty')).toEqual({ text: '500.00 CNY', number: 500, format: '#,##0.00 "CNY"' });
  expect(told.get('Accepted')).toEqual({ named: 'person', key: manager.id });
  expect(told.get('Who judged')).toEqual({
    all: [appraiser, chief, secondAppraiser].map(({ id }) => ({ named: 'person', key: id })),
  });
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
  expect(saidIn(one)).toEqual([
    ['manners', 'Scored', 'Points: 18.00 | Words: They answer kindly', appraiser.id],
    ['manners', 'Disputed', 'Words: Two were not ours', manager.id],
    [
      'manners',
      'Answered',
      'Decision: Adjusted | Points: 18.00 → 19.00 | Score from then on: 98.12 | Penalty from then on: 500.00 CNY | Words: So it is',
      secondAppraiser.id,
    ],
  ]);
});

const subjected = (subject: Subject) => {
  const { offered } = scheme();
  if (!offered) throw new Error('no scheme');
  const one = new AppraisalCase(system, {}, { scheme: scheme({ offered: { ...offered, subject, judge: '/hq' } }) });
  return factsSaid(one);
};

describe('who is judged, and who judges', () => {
  test('of a provider its branch and teams, and not the customer whose service it is', () => {
    const told = subjected({ kind: 'provider', organisation: '/vendor/dx', teams: ['dx-l2', 'dx-experts'] });
    expect(told.get('Who is judged')).toBe('Provider');
    expect(told.get('Their organisation')).toBe('/vendor/dx');
    expect(told.get('Their teams')).toBe('dx-l2, dx-experts');
    expect(told.get('Service of')).toBe('/dx');
    expect(told.get('Judge')).toBe('/hq');
    expect(subjected({ kind: 'provider', teams: ['dx-l2'] }).has('Their organisation')).toBe(false);
  });

  test('of a centre itself, of a person the person alone', () => {
    expect(subjected({ kind: 'centre' }).get('Their organisation')).toBe('/dx');
    const told = subjected({ kind: 'person', person: 'li' });
    expect([told.get('Person'), told.get('Their organisation')]).toEqual(['li', undefined]);
  });
});

test('each dispute stands there with its cases and evidence, what was decided, which cases count no more, and what moved', () => {
  const one = new AppraisalCase().published();
  const cases = ['INC-000001', 'INC-000002'];
  const known = { process: 'incident', status: 'closed', mode: 'live', open: false, orgPath: '/dx', parties: {} };
  one.facts = {
    ...facts,
    cases: Object.fromEntries(cases.map((caseId, at) => [`cases/${at}`, { ...known, caseId } as CaseFact])),
    listed: Object.fromEntries(cases.map((number) => [number, ['resolution']])),
  };
  const dispute = { grounds: 'The power was off', evidence: 'See the log of the plant', cases, files: ['scan'] };
  one.give(manager, 'dispute', dispute, 'resolution');
  const answer = { decision: 'adjusted', points: 4_950, excluded: ['INC-000002'], files: ['scan'], ...why };
  one.give(appraiser, 'answerDispute', answer, 'resolution');
  one.give(manager, 'appeal', { grounds: 'The other one as well', files: ['scan'] }, 'resolution');
  one.give(owner, 'decideAppeal', { decision: 'adjusted', relief: 10_000, ...why }, 'resolution');
  one.give(manager, 'accept');
  const file = 'Files: 说明.pdf (SHA-256 cdcdcdcdcdcdcdcd…)';
  expect(saidIn(one).slice(1)).toEqual([
    [
      'resolution',
      'Disputed',
      `Words: The power was off | Evidence: See the log of the plant | Cases: INC-000001, INC-000002 | ${file}`,
      manager.id,
    ],
    [
      'resolution',
      'Answered',
      'Decision: Adjusted | Cases that count no more: INC-000002 | Cases that still count: INC-000001 | ' +
        `Points: 49.12 → 49.50 | Score from then on: 97.50 | Penalty from then on: 500.00 CNY | Words: So it is | ${file}`,
      appraiser.id,
    ],
    ['resolution', 'Appealed', `Words: The other one as well | ${file}`, manager.id],
    [
      'resolution',
      'Decided',
      'Decision: Adjusted | Cases that still count: INC-000001 | Less is owed: 100.00 CNY | ' +
        'Score from then on: 97.50 | Penalty from then on: 400.00 CNY | Words: So it is',
      owner.id,
    ],
  ]);
});

test('who signed for which side, and when; of silence, since when it counts', () => {
  const one = new AppraisalCase(system, {}, { scheme: scheme({}, { silence: true }) }).published();
  const { dueAt } = one.world.viewOf(one.number).readings['dispute-window'] ?? {};
  one.to(Number(dueAt) + hours(1));
  const { accepted } = stateOf(one);
  expect(accepted).toMatchObject({ silence: true });
  one.sign(chief);
  expect(blockOf(one, 'signatures')).toMatchObject({ boxes: [{ name: {} }, { title: { en: 'Who is judged' } }] });
  one.to(Number(dueAt) + hours(30));
  one.sign(manager);
  const { signed: both } = stateOf(one);
  const [judge, subject] = [both?.judge?.at, both?.subject?.at];
  expect(Number(subject) - Number(judge)).toBeGreaterThan(hours(28));
  const told = factsSaid(one);
  expect(told.get('Accepted')).toBe('By silence');
  expect(told.get('Accepted at')).toBe(String(accepted?.at));
  expect(told.get('Signed for the judge')).toBe(`${chief.id}, ${judge}`);
  expect(told.get('Signed for who is judged')).toBe(`${manager.id}, ${subject}`);
  const block = blockOf(one, 'signatures');
  expect((block?.is === 'signatures' ? block.boxes : []).map(({ name }) => name && printed(name))).toEqual([
    `${chief.id} | ${judge}`,
    `${manager.id} | ${subject}`,
  ]);
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
