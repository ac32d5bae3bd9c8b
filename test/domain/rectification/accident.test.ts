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
  submit,
  supervisorsAbove,
  takeUp,
} from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';

const { quality, safety, manager, li, zhao, owner } = people;
const unit = '/dx/donghu/linxi/school';
const reported = () => given('rectification').when(li, accident());
const submitted = () =>
  reported()
    .when(safety, says('assign', { person: zhao.id, due: DUE }))
    .when(zhao, takeUp())
    .when(zhao, submit);

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
      .when(li, submit)
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
