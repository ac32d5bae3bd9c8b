/** A change for the whole of a release: raised by it, told by it, and telling it. */
import { ChangeCase, doer, NIGHT, raised, raiser } from '../../support/changes.ts';
import { people } from '../../support/sample.ts';

const { system, cityHead } = people;
const OF = 'REL-000001';
const ofRelease = () => {
  const plan = { window: NIGHT, testEvidence: 'Report 7' };
  return new ChangeCase({ release: OF, reporter: raiser.id, plan }, { by: system });
};
const noted = { release: OF, outcome: 'rolled-back' } as const;
/** What it told its release, in order. */
const told = ({ world }: ChangeCase): string[] =>
  world.done.flatMap(({ effect }) =>
    effect.kind === 'command' && effect.process === 'release' && effect.caseId === OF && 'outcome' in effect.data
      ? [`${effect.command} ${String(effect.data.outcome)}`]
      : [],
  );

test('change.create: of a release it is somebody’s to complete, with what is planned already', () => {
  const one = ofRelease();
  expect(one.events()).toEqual(['created', 'planned', 'linked']);
  expect(one.view).toMatchObject({ release: OF, windowFrom: NIGHT.from, parties: { requester: raiser.id } });
  expect(one.waits()).toEqual([`${raiser.id}: submit`]);
});

test.each<[object]>([[{ release: OF }], [{ reporter: raiser.id }], [{ plan: {} }]])(
  'change.create refuses what only a release may say: %j',
  (more) => {
    expect(() => new ChangeCase({ ...raised, ...more })).toThrow(expect.objectContaining({ code: 'not-permitted' }));
  },
);

test('its release hears that it has its time, and that it no longer has', () => {
  const one = ofRelease();
  one.scheduled();
  expect(told(one)).toEqual(['settleChange scheduled']);
  one.give(raiser, 'revise', { reason: 'Another window' });
  one.give(raiser, 'cancel', { reason: 'No longer' });
  expect(told(one)).toEqual(['settleChange scheduled', 'settleChange revised', 'settleChange canceled']);
});

test('and that it was rejected, finished or taken back', () => {
  const rejected = ofRelease().submitted().assessed();
  rejected.give(cityHead, 'reject', { planHash: rejected.hash, reason: 'Exams' });
  expect(told(rejected)).toEqual(['settleChange rejected']);
  const finished = ofRelease().started().done();
  finished.give(doer, 'finish', { verification: 'Works' });
  expect(told(finished)).toEqual(['settleChange scheduled', 'settleChange finished']);
  const back = ofRelease().started();
  back.give(doer, 'rollBack', { reason: 'Sums' });
  expect(told(back)).toEqual(['settleChange scheduled', 'settleChange rolled-back']);
});

test('change.noteRelease: nothing is left to be changed, so it is canceled, with its round', () => {
  const one = ofRelease().submitted().assessed();
  expect(one.give(system, 'noteRelease', { ...noted, release: 'REL-000002' })).toEqual([]);
  expect(one.give(system, 'noteRelease', { ...noted, reason: 'Sums' })).toEqual(['approvalsVoided', 'canceled']);
  expect(one.view.status).toBe('canceled');
});

test('change.noteRelease: what is under way is seen to by who does it', () => {
  const one = ofRelease().started();
  expect(one.refused(cityHead, 'noteRelease', noted)).toBe('not-permitted');
  expect(one.give(system, 'noteRelease', noted)).toEqual(['releaseNoted']);
  expect(one.view.status).toBe('implementing');
});
