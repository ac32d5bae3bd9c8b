/** Drills in figures: a row of their own word once they have ended, and no figure of live work that could count one. */
import { drillRowOf, isEndedDrill } from '../../../domain/figures/drill-row.ts';
import { caseKindKeys, DRILL, kindOf } from '../../../domain/figures/kinds.ts';
import { aggregatesOf, nothing, withRow } from '../../../domain/figures/language/aggregates.ts';
import { inWords } from '../../../domain/figures/language/in-words.ts';
import { print } from '../../../domain/figures/language/printer.ts';
import { namesOf } from '../../../domain/figures/names.ts';
import { shippedIndicators } from '../../../domain/figures/pack/shipped.ts';
import { liveRowOf, rowOf } from '../../../domain/figures/row.ts';
import { isProcessKey } from '../../../domain/processes.ts';
import { byHand, commander, hashOf, outlineWith, raised, RunCase, runbook } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';
import { codesOf, faultsOf, formulaIn } from './language/given.ts';

const { li, zhao } = people;
const facts = { runbooks: [runbook('standby', 'standby-node', outlineWith(byHand('a')))] };
/** To its end, by its only step. */
function carriedOut(more: object): RunCase {
  const one = new RunCase('failover', li, { ...raised, ...more }, facts);
  one.give(commander, 'authorize', { planHash: hashOf(one), customerTold: 'The bureau, by phone' });
  one.give(zhao, 'confirmStep', { evidence: 'Log' }, 'a');
  one.give(li, 'confirmService', { checks: 'One payment' });
  one.give(commander, 'report', { good: 'Fast', bad: 'Phones', actions: [], dataLossMinutes: 0 });
  return one;
}
const kaseOf = (one: RunCase) => one.world.kaseOf(one.number);
const counted = { completed: true };

describe('the row of a drill', () => {
  test('is of its own word, says what was drilled and by which runbook, and has no name that formulas lack', () => {
    const one = carriedOut({ drill: true });
    const row = drillRowOf(one.view, kaseOf(one), counted);
    const { closedAt, orgPath, parties } = one.view;
    expect(row).toMatchObject({
      _id: one.number,
      process: 'drill',
      orgPath,
      person: parties.assignee,
      closedAt,
      head: { seq: one.view.version },
      values: { process: 'failover', completed: true, runbook: ['standby'], status: 'closed', closed: closedAt },
    });
    expect(Object.keys(row?.values ?? {}).filter((name) => !(name in namesOf(DRILL)))).toEqual([]);
    expect(drillRowOf(one.view, kaseOf(one), counted)).toEqual(row);
  });

  test('of one that was stood down names no runbook, and is not completed', () => {
    const one = new RunCase('failover', li, { ...raised, drill: true }, facts);
    expect(drillRowOf(one.view, kaseOf(one), counted)).toBeNull(); // it is open
    one.give(commander, 'standDown', { reason: 'Another day' });
    const row = drillRowOf(one.view, kaseOf(one), { completed: false });
    expect(row?.values).toMatchObject({ status: 'canceled', completed: false });
    expect(row?.values).not.toHaveProperty('runbook');
  });

  test('is no row of a live case, and a live case has none of a drill; a rehearsal has neither', () => {
    const [drill, live] = [carriedOut({ drill: true }), carriedOut({})];
    expect([rowOf(drill.view, kaseOf(drill)), liveRowOf(drill.view, kaseOf(drill), 0)]).toEqual([null, null]);
    expect(rowOf(live.view, kaseOf(live))).toMatchObject({ process: 'failover' });
    expect(drillRowOf(live.view, kaseOf(live), counted)).toBeNull();
    const rehearsed = { ...drill.view, mode: 'rehearsal' as const };
    expect([rowOf(rehearsed, kaseOf(drill)), drillRowOf(rehearsed, kaseOf(drill), counted)]).toEqual([null, null]);
    expect([drill.view, live.view, rehearsed].map((view) => isEndedDrill(view))).toEqual([true, false, false]);
  });
});

test('their word is no process, and only what runs by runbooks is drilled', () => {
  expect(isProcessKey(DRILL)).toBe(false);
  expect(kindOf({ mode: 'drill', process: 'cutover' })).toBe('drill');
  expect(kindOf({ mode: 'live', process: 'cutover' })).toBe('cutover');
  for (const process of ['incident', 'archive', 'appraisal']) expect(kindOf({ mode: 'drill', process })).toBeNull();
  expect(kindOf({ mode: 'live', process: 'drill' })).toBeNull();
});

test('no formula of live work counts one, whatever it says of it', () => {
  const one = carriedOut({ drill: true });
  const row = drillRowOf(one.view, kaseOf(one), counted);
  if (!row) throw new Error('it has ended');
  const shipped = new Map(shippedIndicators().map(({ key, parsed }) => [`${key}@1`, parsed]));
  const live = [
    ...[...shipped].flatMap(([ref, parsed]) => (ref === 'drill-completion@1' ? [] : [parsed])),
    ...caseKindKeys.filter(isProcessKey).map((process) => formulaIn(`count(closed ${process} where not age < 0)`)),
  ];
  const aggregates = live.flatMap((formula) => aggregatesOf(formula, (ref) => shipped.get(ref) ?? formula));
  expect(aggregates.length).toBeGreaterThan(40);
  for (const aggregate of aggregates) expect(withRow(aggregate, nothing(aggregate), row)).toEqual(nothing(aggregate));
  const [drills] = aggregatesOf(formulaIn('count(closed drill where runbook = "standby")'), () => formulaIn('1'));
  expect(drills && withRow(drills, nothing(drills), row)).toEqual({ is: 'count', cases: 1 });
});

const closed = (where: string, of = 'drill') => codesOf(`count(closed ${of} where ${where})`);

describe('formulas', () => {
  test.each(['opened', 'open'])('speak of drills that have ended alone: %s is refused', (basis) => {
    expect(faultsOf(`count(${basis} call, drill)`)).toEqual([
      expect.objectContaining({
        code: 'only-closed',
        at: 'drill',
        params: expect.objectContaining({ process: 'drill', basis, allowed: ['closed'] }),
      }),
    ]);
    expect(codesOf(`share(${basis} drill, closed drill)`)).toContain('only-closed');
  });

  test('know what drills have, and what they lack', () => {
    expect(closed('process in ("failover", "cutover", "release") and not withinRto missing')).toEqual([]);
    expect(closed('process = "incident"')).toEqual(['never-that-word']);
    expect(closed('status = "rolled-back"')).toEqual([]);
    expect(closed('status = "verifying"')).toEqual(['never-that-word']);
    expect(closed('clock.step.met > 1')).toEqual(['unknown-name']);
    expect(closed('completed', 'failover')).toEqual(['unknown-name']);
    expect(closed('completed', 'failover, drill')).toEqual(['process-lacks-name']);
    expect(faultsOf('count(closed drlil)')).toMatchObject([{ code: 'unknown-process', params: { near: 'drill' } }]);
    expect(codesOf('mean(age of closed drill)')).toEqual([]);
  });

  test('print what they say, and say it in words', () => {
    const text = 'share(closed drill where completed and process = "failover", closed drill)';
    expect(print(formulaIn(text))).toBe(text);
    expect(inWords(formulaIn(text), (ref) => ({ zh: ref, en: ref }))).toEqual({
      zh: '期间结束的演练中，“全部步骤已走完”为是且“流程”为“应急切换”的比例',
      en: 'of drills that ended in the period, the share of which “all its steps were gone through” is yes and “process” is “Failover”',
    });
  });
});
