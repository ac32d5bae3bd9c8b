/** What a subject may dispute, and that nobody fares worse for it. */
import type { CaseFact } from '../../../domain/kernel/facts.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { AppraisalCase, facts, found, items, scheme } from '../../support/appraisal/appraisals.ts';
import { people } from '../../support/sample.ts';

const { appraiser, secondAppraiser, chief, manager, owner, auditor, system } = people;
const why = { reason: 'So it is' };
const grounds = { grounds: 'Two were not ours' };
const adjusted = (more: object) => ({ decision: 'adjusted', ...why, ...more });

describe('whoever disputes fares no worse for it', () => {
  test('an answer takes no points from what was scored, nor a decision from what was answered', () => {
    const one = new AppraisalCase().disputed('resolution');
    expect(one.refused(appraiser, 'answerDispute', adjusted({ points: 4_911 }), 'resolution')).toBe(
      'invalid-data /points worsened',
    );
    expect(one.refused(appraiser, 'answerDispute', adjusted({ points: 0, relief: 1 }), 'resolution')).toBe(
      'invalid-data /points worsened',
    );
    one.give(appraiser, 'answerDispute', adjusted({ points: 4_950 }), 'resolution');
    one.give(manager, 'appeal', grounds, 'resolution');
    // More than was scored, less than was answered.
    expect(one.refused(owner, 'decideAppeal', adjusted({ points: 4_930 }), 'resolution')).toBe(
      'invalid-data /points worsened',
    );
    const before = one.view;
    one.give(owner, 'decideAppeal', adjusted({ relief: 100 }), 'resolution');
    expect(one.view).toMatchObject({ score: before['score'], penalty: Number(before['penalty']) - 100 });
  });

  test('an item that was left out is given no points by which all together would score less', () => {
    const [resolution, ...others] = items;
    const loose = [{ ...resolution, without: 'left-out' as const }, ...others] as typeof items;
    const one = new AppraisalCase(system, {}, { scheme: scheme({}, { items: loose }) });
    one.frozen({ figures: [{ item: 'resolution', value: null, cases: 0 }, found.figures[1]] });
    one.give(appraiser, 'score', { points: 1_800, ...why }, 'manners');
    one.give(chief, 'publish');
    expect(one.view).toMatchObject({ score: 9_600 });
    one.give(manager, 'dispute', grounds, 'resolution');
    expect(one.refused(appraiser, 'answerDispute', adjusted({ points: 4_700 }), 'resolution')).toBe(
      'invalid-data /points worsened',
    );
    one.give(appraiser, 'answerDispute', adjusted({ points: 4_900 }), 'resolution');
    expect(one.view).toMatchObject({ score: 9_700 });
  });
});

const fact = (caseId: string): CaseFact =>
  ({
    caseId,
    process: 'incident',
    status: 'closed',
    mode: 'live',
    open: false,
    orgPath: '/dx',
    parties: {},
  }) as CaseFact;
/** As the door tells a dispute of these cases, of which `listed` stand in the frozen list. */
const naming = (cases: readonly string[], listed: Readonly<Record<string, readonly string[]>> | null) => ({
  data: { ...grounds, cases },
  facts: { ...facts, listed, cases: Object.fromEntries(cases.map((number, at) => [`cases/${at}`, fact(number)])) },
});
const [first, second, third] = ['INC-000001', 'INC-000002', 'INC-000003'] as const;
const behind = { [first]: ['resolution'], [second]: ['resolution', 'overdue'], [third]: ['overdue'] };

const refusedWith = (cases: readonly string[], listed: typeof behind | null, part = 'resolution') => {
  const one = new AppraisalCase().published();
  const asked = naming(cases, listed);
  one.facts = asked.facts;
  return one.refused(manager, 'dispute', asked.data, part);
};

describe('the cases of a dispute', () => {
  test('none stands there twice', () => {
    expect(refusedWith([first, second, first], behind)).toBe('invalid-data /cases/2 duplicate');
  });

  test('each is behind the figure that is disputed', () => {
    expect(refusedWith([first, 'INC-000009', third], behind)).toBe(
      'invalid-data /cases/1 not-listed /cases/2 other-item',
    );
  });

  test('of what is judged by hand, and of a drill, which has no list, they need only be there', () => {
    for (const [listed, part] of [
      [behind, 'manners'],
      [null, 'resolution'],
    ] as const) {
      const one = new AppraisalCase().published();
      const asked = naming(['INC-000009'], listed);
      one.facts = asked.facts;
      expect(one.give(manager, 'dispute', asked.data, part)).toEqual(['disputed']);
    }
  });

  test('an answer that adjusts says which of them count no more, and no others', () => {
    const one = new AppraisalCase().published();
    const asked = naming([first, second], behind);
    one.facts = asked.facts;
    one.give(manager, 'dispute', asked.data, 'resolution');
    expect(one.part('resolution')).toMatchObject({ disputed: [first, second] });
    expect(
      one.refused(secondAppraiser, 'answerDispute', { decision: 'upheld', excluded: [first], ...why }, 'resolution'),
    ).toBe('invalid-data /excluded not-adjusted');
    expect(
      one.refused(
        secondAppraiser,
        'answerDispute',
        adjusted({ excluded: [first, third, first], points: 5_000 }),
        'resolution',
      ),
    ).toBe('invalid-data /excluded/1 not-disputed /excluded/2 duplicate');
    one.give(secondAppraiser, 'answerDispute', adjusted({ excluded: [first], points: 5_000 }), 'resolution');
    const said = one.world.eventsOf(one.number).find(({ type }) => type === 'appraisal.disputeAnswered');
    expect(said?.data).toMatchObject({ excluded: [first] });
    // The figure stays as it was frozen.
    expect(one.part('resolution')).toMatchObject({ value: '0.9333', points: 4_912, adjusted: 5_000 });
  });
});

describe('who has spoken for the subject', () => {
  /** He has left the provider and judges for the customer by now. */
  const turned: Actor = { ...manager, unit: '/dx', grants: [...appraiser.grants, ...chief.grants] };
  test('judges nothing of it, whatever he has become', () => {
    const one = new AppraisalCase().disputed('resolution');
    expect(one.refused(turned, 'answerDispute', { decision: 'upheld', ...why }, 'resolution')).toBe('self-appraisal');
    expect(one.refused(turned, 'proposeCriteria', {})).toBe('self-appraisal');
    one.give(appraiser, 'answerDispute', { decision: 'upheld', ...why }, 'resolution');
    one.give(manager, 'accept');
    one.sign(manager);
    // Else one person had signed for both.
    expect(one.refused(turned, 'sign', { statementHash: one.view['statementHash'] })).toBe('self-appraisal');
    one.sign(chief);
    expect(one.view.status).toBe('archived');
  });

  test('nobody of the subject has its result voided, as owner or as auditor', () => {
    const owning: Actor = { ...owner, teams: ['dx-l2'] };
    const auditing: Actor = { ...auditor, teams: ['dx-l2'] };
    const one = new AppraisalCase().published();
    expect(one.refused(owning, 'void', why)).toBe('self-appraisal');
    one.give(owner, 'void', why);
    expect(one.refused(auditing, 'void', why)).toBe('self-appraisal');
    expect(one.give(auditor, 'void', why)).toEqual(['voided']);
  });
});
