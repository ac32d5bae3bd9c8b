/** What an accident asks for beside: it is reported upward, its scene protected, and it is closed by nobody before it is investigated. */
import { given, hours } from '../../support/given.ts';
import {
  accident,
  clear,
  DUE,
  investigation,
  issuing,
  protectScene,
  reportUp,
  says,
  shots,
  submit,
  submitSeen,
  supervisorsAbove,
  takeUp,
} from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';

const { quality, safety, manager, li, zhao, owner } = people;
const unit = '/dx/donghu/linxi/school';
const seen = { facts: { files: shots } };
const reported = () => given('rectification').when(li, accident());
const submitted = () =>
  reported()
    .when(safety, says('assign', { person: zhao.id, due: DUE }))
    .when(zhao, takeUp())
    .when(zhao, submitSeen(), seen);

describe('rectification.reportUp, rectification.protectScene', () => {
  test('by the safety lead within an hour and two, by night too', () => {
    reported()
      .when(li, reportUp)
      .thenRefused('not-permitted')
      .when(manager, reportUp)
      .thenEvents('reportedUp')
      .thenTold('rectification-reported-up', `project-manager@${unit}`, ...supervisorsAbove, `process-owner@${unit}`)
      .thenClock('report-up', { state: 'met' })
      .when(manager, protectScene)
      .thenRefused('not-permitted')
      .when(safety, protectScene)
      .thenEvents('sceneProtected')
      .thenTold('rectification-scene-protected', `project-manager@${unit}`)
      .thenClock('scene', { state: 'met' });
  });
  test('nobody does: those above hear', () => {
    const roles = ['safety-lead', 'project-manager', 'supervisor'].map((role) => `${role}@${unit}`);
    reported()
      .fastForward(hours(1))
      .thenTold('rectification-report-up-breached', ...roles, `process-owner@${unit}`)
      .fastForward(hours(1))
      .thenTold('rectification-scene-breached', ...roles);
  });
  test('said once more, the first time stands', () => {
    const story = reported()
      .when(safety, reportUp)
      .fastForward(hours(2))
      .when(safety, reportUp)
      .thenEvents('reportedUp');
    expect(story.stage.viewOf(story.caseId)).toMatchObject({ reportedUpAt: story.stage.now - hours(2) });
  });
});

describe('rectification.recordInvestigation', () => {
  test('before it nobody clears it, and the safety lead is waited for', () => {
    submitted()
      .thenWaitsFor(`safety-lead@${unit}: reportUp`, `safety-lead@${unit}: recordInvestigation`)
      .thenBlocked(safety, 'clear', 'not-investigated')
      .when(safety, clear)
      .thenRefused('not-investigated')
      .when(zhao, investigation)
      .thenRefused('not-permitted')
      .when(safety, investigation)
      .thenEvents('investigationRecorded')
      .thenTold('rectification-investigation-recorded', zhao.id, `safety-lead@${unit}`, `project-manager@${unit}`)
      .when(safety, clear)
      .thenEvents('cleared', 'closed')
      .thenTold('rectification-closed', zhao.id, `safety-lead@${unit}`, li.id);
  });
  test('one that a lead issued as an accident likewise', () => {
    given('rectification')
      .when(quality, issuing({ class: 'accident' }))
      .when(li, takeUp())
      .when(li, submitSeen(), seen)
      .when(quality, clear)
      .thenRefused('not-investigated');
  });
  test('of what was no accident there is nothing to report, protect or investigate', () => {
    const story = given('rectification').when(quality, issuing({ kind: 'safety' }));
    for (const command of [reportUp, protectScene, investigation])
      story.when(safety, command).thenRefused('no-accident');
  });
  test('it is withdrawn by who stands above, not by who reported it', () => {
    reported()
      .when(owner, says('withdraw', { reason: 'A drill' }))
      .thenRefused('not-investigated') // nobody hushes it up
      .when(safety, investigation)
      .when(owner, says('withdraw', { reason: 'A drill' }))
      .thenEvents('withdrawn')
      .thenTold('rectification-withdrawn', `safety-lead@${unit}`, li.id, `project-manager@${unit}`);
  });
});

const takenUp = () =>
  reported()
    .when(safety, says('assign', { person: zhao.id, due: DUE }))
    .when(zhao, takeUp());

describe('rectification.submit of an accident', () => {
  const both = ['/filesBefore evidence-missing', '/filesAfter evidence-missing'];

  test('asks for a photo of how it was and of how it is, and says all that is missing', () => {
    takenUp()
      .when(zhao, submit)
      .thenRefused('evidence-missing', ...both)
      .when(zhao, submitSeen({ filesBefore: ['paper'], filesAfter: ['paper'] }), seen)
      .thenRefused('evidence-missing', ...both)
      .when(zhao, submitSeen({ filesBefore: ['was'] }), seen)
      .thenRefused('evidence-missing', '/filesAfter evidence-missing')
      .when(zhao, submitSeen({ filesBefore: ['was'], filesAfter: ['gone'] }), seen)
      .thenRefused('invalid-data', '/filesAfter/0 unknown')
      .when(zhao, submitSeen(), seen)
      .thenEvents('submitted')
      .thenView({ counts: expect.objectContaining({ files: 2 }) });
  });
  test('a photo of the scene, or of its report, shows how it was; one may show both', () => {
    takenUp()
      .when(safety, says('protectScene', { evidence: 'Locked', files: ['was'] }), seen)
      .when(zhao, submitSeen({ filesAfter: ['is'] }), seen)
      .thenEvents('submitted');
    given('rectification')
      .when(li, accident({ files: ['was'] }), seen)
      .when(safety, says('assign', { person: zhao.id, due: DUE }))
      .when(zhao, takeUp())
      .when(zhao, submitSeen({ filesAfter: ['is'] }), seen)
      .thenEvents('submitted');
    const story = takenUp().when(zhao, submitSeen({ filesBefore: ['is'], filesAfter: ['is'] }), seen);
    const event = story.stage.eventsOf(story.caseId).at(-1);
    expect(event?.data).toMatchObject({ files: [shots.is], filesBefore: ['is'], filesAfter: ['is'] });
  });
  test('what is no accident takes them and asks for none', () => {
    const story = given('rectification')
      .when(quality, issuing({ files: ['paper'] }), seen)
      .when(li, takeUp());
    story.when(li, submit).thenEvents('submitted');
    expect(story.stage.eventsOf(story.caseId)[0]?.data).toMatchObject({ files: [shots.paper] });
    expect(story.stage.kaseOf(story.caseId).state).not.toHaveProperty('files');
  });
});
