/** A drill of a cutover 演练: checked, armed and run as one of the night, under no change. */
import { everybody, met, offered, wanted, WINDOW } from '../../support/cutover/cutovers.ts';
import { hours } from '../../support/given.ts';
import { byHand, commander, RunCase } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { li } = people;
const { change: named, ...unnamed } = wanted;
const facts = offered(byHand('a'));
const freeze = {
  key: 'f',
  kind: 'freeze',
  severity: 'block',
  waivable: false,
  ...WINDOW,
  why: { code: 'frozen' },
} as const;
const refused = (data: object): string[] => {
  try {
    return [new RunCase('cutover', li, data, facts).number];
  } catch (error) {
    return (error as { fields: { pointer: string; code: string }[] }).fields.map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
  }
};

describe('cutover.create', () => {
  test('under a change, but for a drill, which has none', () => {
    expect(refused(unnamed)).toEqual(['/change required']);
    expect(refused({ ...wanted, drill: true })).toEqual(['/change not-in-drill']);
    expect(refused({ ...unnamed, drill: true })).toEqual([expect.stringMatching(/^CUT-/)]);
  });
});

describe('cutover.arm, cutover.start', () => {
  test('of a drill ask no change, and no freeze stands in the way; nothing live hears of it', () => {
    const one = new RunCase(
      'cutover',
      li,
      { ...unnamed, drill: true },
      { ...facts, change: null, conflicts: [freeze] },
    );
    expect(one.view.mode).toBe('drill');
    for (const [part, [actor, type, data]] of Object.entries(met)) one.give(actor, type, data, part);
    one.give(commander, 'arm');
    one.to(WINDOW.from + hours(1)).give(commander, 'start', everybody);
    one.give(li, 'confirmStep', { evidence: 'Log 7' }, 'a');
    expect(one.view.status).toBe('verifying');
    expect(one.world.done.filter(({ effect }) => effect.kind !== 'notify' && effect.kind !== 'run')).toEqual([]);
    expect(named).toBe('CHG-000009');
  });
});
