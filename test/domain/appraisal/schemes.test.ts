/** Schemes by which nothing could be judged, or absurd sums would be owed, and proposals that say one thing twice. */
import { percentFaults } from '../../../domain/appraisal/calculus/scheme.ts';
import { proposedLines } from '../../../domain/appraisal/calculus/proposing.ts';
import type { Clause, Subject } from '../../../domain/appraisal/calculus/shapes.ts';
import { judgesItself } from '../../../domain/appraisal/whom.ts';
import type { FoundUnit } from '../../../domain/figures/language/units.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { AppraisalCase, clauses, items } from '../../support/appraisal/appraisals.ts';
import { people } from '../../support/sample.ts';

const { appraiser, chief, manager } = people;
const why = { reason: 'So it is' };

const judged = (subject: Subject, judges: readonly Actor[]) =>
  judgesItself({ orgPath: '/dx', judge: '/dx', subject }, judges);

describe('a scheme whose judges are all its own subject', () => {
  const inTeam: Actor = { ...appraiser, teams: ['dx-l2'] };
  const managing: Actor = { ...chief, grants: [...chief.grants, ...manager.grants] };

  test('is none: its person, its people, its teams, who speaks for it', () => {
    expect(judged({ kind: 'person', person: chief.id }, [chief])).toBe(true);
    expect(judged({ kind: 'provider', teams: ['dx-l2'] }, [inTeam])).toBe(true);
    expect(judged({ kind: 'provider', organisation: chief.unit }, [chief])).toBe(true);
    expect(judged({ kind: 'provider' }, [managing])).toBe(true);
    expect(judged({ kind: 'provider', teams: ['dx-l2'] }, [inTeam, managing])).toBe(true);
  });
  test('may be published where one of them is of the other side, and where nobody is there yet', () => {
    expect(judged({ kind: 'person', person: chief.id }, [chief, appraiser])).toBe(false);
    expect(judged({ kind: 'provider', teams: ['dx-l2'] }, [inTeam, chief])).toBe(false);
    expect(judged({ kind: 'person', person: chief.id }, [])).toBe(false);
  });
});

describe('a clause per percent', () => {
  const [perPercent] = clauses;
  if (!perPercent) throw new Error('no clause');
  const faults = (target: number, unit: FoundUnit, clause: Clause = perPercent) => {
    const measured = items.map((item) => (item.id === clause.item ? { ...item, target } : item));
    const units = new Map<string, FoundUnit>([[clause.item, unit]]);
    return percentFaults({ items: measured, clauses: [clause] }, units).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
  };
  test('of a number or of minutes has no target of which a percent is nothing, or next to nothing', () => {
    expect(faults(0, 'number')).toEqual(['/clauses/0/item target-too-small']);
    expect(faults(0.5, 'minutes')).toEqual(['/clauses/0/item target-too-small']);
    expect(faults(1, 'number')).toEqual([]);
    expect(faults(0, 'share')).toEqual([]);
    expect(faults(0.95, 'ratio')).toEqual([]);
  });
  test('alone: each that counts may be owed for whatever the target', () => {
    const [, perBreach] = clauses;
    if (!perBreach) throw new Error('no clause');
    expect(faults(0, 'number', perBreach)).toEqual([]);
  });
});

describe('a proposal', () => {
  test('says one thing of an item', () => {
    const one = new AppraisalCase().confirming();
    const lines = [
      { item: 'overdue', target: 0.08, ...why },
      { item: 'resolution', target: 1 / 3, ...why },
      { item: 'overdue', target: 0.07, ...why },
    ];
    expect(one.refused(chief, 'proposeCriteria', { lines })).toBe(
      'invalid-data /lines/1/target too-precise /lines/2/item duplicate',
    );
  });
  test('suggests no target that no scheme may have', () => {
    const [resolution] = items;
    if (!resolution) throw new Error('no items');
    expect(proposedLines([{ item: { ...resolution, target: 0.0001 }, value: -0.0001, points: 0 }])).toEqual([]);
  });
});
