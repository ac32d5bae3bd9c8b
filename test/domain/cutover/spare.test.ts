/** The versions of the spare device, as people saw them and as the register has them. */
import type { SpareFact } from '../../../domain/kernel/facts.ts';
import { planned } from '../../support/cutover/cutovers.ts';
import { byHand, commander, type RunCase } from '../../support/runs.ts';
import { people } from '../../support/sample.ts';

const { deng } = people;
const [OLD, NEW] = [{ os: 'EulerOS 1' }, { os: 'EulerOS 2', database: 'DM 8' }];
const pair = (live: object = NEW, standby: object = NEW, spare = 'srv-spare', item = 'srv-dx'): SpareFact => ({
  item,
  spare,
  live,
  standby,
});
const withSpares = (...spares: SpareFact[]): RunCase => {
  const one = planned(byHand('a'));
  one.facts = { ...one.facts, spares };
  return one;
};
const seen = (live = NEW, spare = live) => ({ versions: { live, spare } });
const record = (one: RunCase, more: object) =>
  one.refused(deng, 'recordPrecheck', { evidence: 'Label', ...more }, 'pre-spare');
const shown = (one: RunCase) => one.view['spareVersions'] as unknown as { what: string; differs: boolean }[];
const MET = 'done: precheckRecorded';

describe('cutover.recordPrecheck of the spare device', () => {
  test('nobody says what he saw: it is as the register has it', () => {
    const one = withSpares(pair());
    expect(record(one, {})).toBe(MET);
    const device = { item: 'srv-dx', spare: 'srv-spare', differs: false };
    expect(shown(one)).toEqual([
      { what: 'os', ...device, registeredLive: 'EulerOS 2', registeredSpare: 'EulerOS 2' },
      { what: 'database', ...device, registeredLive: 'DM 8', registeredSpare: 'DM 8' },
    ]);
  });

  test.each<[string, SpareFact[]]>([
    ['the register knows of none', []],
    ['it does not know the versions of the spare', [pair(NEW, {})]],
    ['of one of two it does not', [pair(), pair(NEW, {}, 'sw-spare', 'sw-dx')]],
  ])('refused without what somebody saw: %s', (_name, spares) => {
    expect(record(withSpares(...spares), {})).toBe('invalid-data /versions required');
  });

  test('refused: the register itself has others of the spare, and both are in the answer', () => {
    const one = withSpares(pair(NEW, OLD));
    expect(record(one, {})).toBe(
      'invalid-data /versions/spare/os version-differs /versions/spare/database version-differs',
    );
    const fields = () => one.give(deng, 'recordPrecheck', { evidence: 'Label' }, 'pre-spare');
    expect(fields).toThrow(
      expect.objectContaining({
        fields: [
          expect.objectContaining({
            params: { item: 'srv-dx', spare: 'srv-spare', live: 'EulerOS 2', found: 'EulerOS 1' },
          }),
          expect.anything(),
        ],
      }),
    );
  });

  test('what somebody saw counts; where the register says otherwise both are shown, and the commander hears', () => {
    const one = withSpares(pair(NEW, OLD));
    expect(record(one, seen())).toBe(MET);
    expect(shown(one)).toEqual([
      {
        what: 'os',
        item: 'srv-dx',
        spare: 'srv-spare',
        seenLive: 'EulerOS 2',
        seenSpare: 'EulerOS 2',
        registeredLive: 'EulerOS 2',
        registeredSpare: 'EulerOS 1',
        differs: true,
      },
      expect.objectContaining({ what: 'database', differs: false }),
    ]);
    const told = one.world.done.flatMap(({ event, effect }) =>
      event === 'cutover.precheckRecorded' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(told).toEqual([{ person: commander.id }]);
  });

  test('as the register has it nobody is told', () => {
    const one = withSpares(pair());
    record(one, seen());
    expect(one.world.done.filter(({ event }) => event === 'cutover.precheckRecorded')).toEqual([]);
  });

  test('of several spares the one that is named is held against what was seen; none is named, it stands by itself', () => {
    const two = [pair(OLD, OLD, 'sw-spare', 'sw-dx'), pair()];
    const named = withSpares(...two);
    expect(record(named, { ...seen(), spare: 'srv-spare' })).toBe(MET);
    expect(shown(named).map(({ what, differs }) => `${what} ${differs}`)).toEqual(['os false', 'database false']);
    const unnamed = withSpares(...two);
    expect(record(unnamed, seen())).toBe(MET);
    expect(shown(unnamed)).toHaveLength(5);
    expect(shown(unnamed).some(({ differs }) => differs)).toBe(false);
    expect(record(withSpares(...two), { ...seen(), spare: 'srv-other' })).toBe('invalid-data /spare unknown');
  });

  test('seen without a spare in the register', () => {
    const one = withSpares();
    expect(record(one, seen(OLD as typeof NEW))).toBe(MET);
    expect(shown(one)).toEqual([{ what: 'os', seenLive: 'EulerOS 1', seenSpare: 'EulerOS 1', differs: false }]);
  });

  test('refused: a spare that is named elsewhere', () => {
    const one = withSpares(pair());
    expect(
      one.refused(
        deng,
        'recordPrecheck',
        { evidence: 'x', modules: { optical: 2, power: 2 }, spare: 'srv-spare' },
        'pre-modules',
      ),
    ).toBe('invalid-data /spare unknown-field');
  });
});
