/** A change that a cutover carries out: begun with it, taken back with it, and to be reviewed once that is over. */
import { processOf } from '../../../domain/catalogue.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { found, met, wanted } from '../../support/cutover/cutovers.ts';
import { ChangeCase, doer, NIGHT, raiser } from '../../support/changes.ts';
import { byHand, commander } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, system, quality, cityHead, requester } = people;
const [OWN, OTHER] = ['CUT-000001', 'CUT-000002'];
const log = { evidence: 'Log 7' };
const why = { reason: 'No route' };
const note = (outcome: string, cutover = OWN, more: object = {}) => ({ cutover, outcome, ...more });
const holds = ({ world, number }: ChangeCase) => processOf('change').holds?.(world.kaseOf(number).state);
/** Its cutover is at it. */
function carriedOut(): ChangeCase {
  const one = new ChangeCase().scheduled();
  one.give(system, 'noteCutover', note('planned'));
  one.to(NIGHT.from).give(system, 'noteCutover', note('started', OWN, { commander: commander.id }));
  return one;
}

describe('change.noteCutover', () => {
  test('planned: its implementer does not start it, and waits for nothing', () => {
    const one = new ChangeCase().scheduled().to(NIGHT.from);
    expect(one.refused(cityHead, 'noteCutover', note('planned'))).toBe('not-permitted');
    expect(one.give(system, 'noteCutover', note('planned'))).toEqual(['cutoverNoted']);
    expect(one.view).toMatchObject({ status: 'scheduled', cutover: OWN, waitsFor: [] });
    expect(one.refused(doer, 'start')).toBe('by-cutover');
    expect(one.give(system, 'noteCutover', note('planned'))).toEqual([]);
  });

  test('canceled: it may be started, and planned by another', () => {
    const one = new ChangeCase().scheduled().to(NIGHT.from);
    one.give(system, 'noteCutover', note('planned'));
    expect(one.give(system, 'noteCutover', note('canceled', OTHER))).toEqual([]);
    expect(one.give(system, 'noteCutover', note('canceled'))).toEqual(['cutoverNoted']);
    expect(one.view['cutover']).toBeUndefined();
    expect(one.give(doer, 'start')).toContain('started');
    expect(one.give(system, 'noteCutover', note('planned', OTHER))).toEqual([]); // at work already: it is not armed
  });

  test.each(['planned', 'started'])('refused: %s by another than its own', (outcome) => {
    const one = new ChangeCase().scheduled();
    one.give(system, 'noteCutover', note('planned'));
    expect(one.refused(system, 'noteCutover', note(outcome, OTHER))).toBe('has-cutover');
  });

  test('started: it is at work, for its commander, and holds nothing; its cutover does', () => {
    const one = carriedOut();
    expect(one.events().slice(-1)).toEqual(['started']);
    expect(one.view).toMatchObject({ status: 'implementing', cutover: OWN, startedAt: NIGHT.from, waitsFor: [] });
    expect(holds(one)).toEqual([]);
    expect(one.give(system, 'noteCutover', note('started'))).toEqual([]);
    expect(one.refused(doer, 'completeStep', log, { part: 'stop' })).toBe('by-cutover');
    expect(one.refused(doer, 'failStep', why, { part: 'stop' })).toBe('by-cutover');
    expect(one.refused(doer, 'finish', { verification: 'Works' })).toBe('by-cutover');
    expect(one.refused(cityHead, 'rollBack', why)).toBe('by-cutover');
    const other = new ChangeCase().started();
    expect(holds(other)).toEqual([{ item: 'srv-dx', ...NIGHT }]);
  });

  test.each(['submitted', 'scheduled, and then revised'])('refused: started while it is %s', (where) => {
    const one = where === 'submitted' ? new ChangeCase().submitted() : new ChangeCase().scheduled();
    if (where !== 'submitted') one.give(raiser, 'revise', why);
    expect(one.refused(system, 'noteCutover', note('started'))).toBe('change-not-scheduled');
  });

  test('succeeded: it is reviewed, by nobody who led or was to carry it out', () => {
    const one = carriedOut();
    expect(one.give(system, 'noteCutover', note('succeeded', OTHER))).toEqual(['cutoverNoted']);
    expect(one.give(system, 'noteCutover', note('succeeded', OWN, { checks: 'Paid' }))).toEqual(['finished']);
    const { data } = one.world.eventsOf(one.number).at(-1) ?? {};
    expect(data).toEqual({ verification: `${OWN}: Paid` });
    expect(one.give(system, 'noteCutover', note('succeeded'))).toEqual([]);
    const review = { outcome: 'successful', lessons: 'None' };
    expect(one.refused(commander, 'review', review)).toBe('separation-of-duties');
    expect(one.give(quality, 'review', review)).toEqual(['reviewed', 'closed']);
  });

  test('rolling back, and rolled back: it goes along, and is no success', () => {
    const one = carriedOut();
    expect(one.give(system, 'noteCutover', note('rolling-back', OWN, { reason: 'No route' }))).toEqual([
      'rollbackStarted',
    ]);
    expect(one.view).toMatchObject({ status: 'rolling-back', waitsFor: [] });
    expect(one.refused(doer, 'completeUndo', log, { part: 'stop' })).not.toMatch(/^done/);
    expect(one.give(system, 'noteCutover', note('rolling-back'))).toEqual([]);
    expect(one.give(system, 'noteCutover', note('rolled-back'))).toEqual(['rolledBack']);
    expect(one.refused(quality, 'review', { outcome: 'successful', lessons: 'None' })).toBe(
      'invalid-data /outcome was-rolled-back',
    );
    expect(one.give(quality, 'review', { outcome: 'rolled-back', lessons: 'None' })).toEqual(['reviewed', 'closed']);
  });

  test('of one that was begun before cutovers carried changes out, word is kept and moves nothing', () => {
    const one = new ChangeCase().scheduled();
    for (const outcome of ['rolling-back', 'rolled-back', 'succeeded'])
      expect(one.give(system, 'noteCutover', note(outcome))).toEqual(['cutoverNoted']);
    expect(one.view.status).toBe('scheduled');
    expect(one.to(NIGHT.from).give(doer, 'start')).toContain('started');
    expect(one.give(system, 'noteCutover', note('succeeded'))).toEqual(['cutoverNoted']);
  });
});

/** The change, and its cutover in the same world, armed and within their window. */
function together(more: object = {}) {
  const one = new ChangeCase({ items: ['srv-dx', 'sw-dx'] });
  one.scheduled({ items: ['srv-dx', 'sw-dx'] });
  const { world, number } = one;
  const facts = { runbook: found('new-server', byHand('a')) };
  const data = { ...wanted, items: ['srv-dx'], change: number, window: NIGHT, ...more };
  const cutover = world.open('cutover', li, data, { facts });
  const give = (actor: Actor, type: string, of: object = {}, part?: string) =>
    world.give(cutover, actor, { type, data: of, ...(part === undefined ? {} : { part }) });
  one.to(NIGHT.from - 3_600_000);
  const backup = { takenAt: world.now, checksum: 'ab'.repeat(32), readBack: 'ab'.repeat(32) };
  for (const [part, [actor, type, said]] of Object.entries(met))
    give(actor, type, part === 'pre-backup' ? { evidence: 'Job 7', backup } : said, part);
  give(commander, 'arm');
  one.to(NIGHT.from);
  const start = () => give(commander, 'start', { rollCall: [li.id, zhao.id] });
  const held = () => processOf('cutover').holds?.(world.kaseOf(cutover).state);
  return { one, cutover, give, start, held };
}

describe('a change and its cutover', () => {
  test('one begins with the other, which holds what both work on; done, it is reviewed', () => {
    const { one, cutover, give, start, held } = together();
    expect(one.view).toMatchObject({ status: 'scheduled', cutover });
    start();
    expect(one.view).toMatchObject({ status: 'implementing', startedAt: NIGHT.from });
    expect(held()).toEqual(['srv-dx', 'sw-dx'].map((item) => ({ item, ...NIGHT })));
    give(li, 'confirmStep', log, 'a');
    expect(one.view.status).toBe('implementing');
    give(requester, 'confirmService', { checks: 'Paid' });
    expect([one.view.status, held()]).toEqual(['reviewing', []]);
    expect(one.world.undelivered).toEqual([]);
  });

  test('it goes back with it', () => {
    const { one, give, start } = together();
    start();
    give(li, 'confirmStep', log, 'a');
    give(commander, 'rollBack', why);
    expect(one.view.status).toBe('rolling-back');
    give(li, 'confirmStep', log, 'a');
    expect(one.view.status).toBe('reviewing');
    expect(one.events().slice(-2)).toEqual(['rollbackStarted', 'rolledBack']);
    expect(one.world.undelivered).toEqual([]);
  });

  test('another cutover of the same change is refused; once the first is canceled it is not', () => {
    const { one, give } = together();
    const facts = { runbook: found('new-server', byHand('a')) };
    const again = () => one.world.open('cutover', li, { ...wanted, change: one.number, window: NIGHT }, { facts });
    expect(again).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ pointer: '/change', code: 'has-cutover' })] }),
    );
    give(commander, 'cancel', why);
    expect(one.view['cutover']).toBeUndefined();
    expect(again()).toMatch(/^CUT-/);
  });

  test('taken back in the very moment in which the other begins, its commander and his superior hear', () => {
    const { one, cutover, start } = together();
    one.world.stalled(() => {
      start();
      one.give(raiser, 'revise', why);
    });
    expect(one.world.undelivered).toMatchObject([{ code: 'change-not-scheduled' }]);
    const failed = one.world.eventsOf(cutover).find(({ type }) => type === 'cutover.effectFailed');
    expect(failed?.data).toMatchObject({ code: 'change-not-scheduled', ref: { change: one.number } });
    const told = one.world.done.flatMap(({ event, effect }) =>
      event === 'cutover.effectFailed' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(told).toContainEqual({ person: commander.id });
  });
});
