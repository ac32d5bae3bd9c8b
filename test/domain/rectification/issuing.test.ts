/** How a rectification begins, and who is responsible for it. */
import { contracts } from '../../../domain/contracts.ts';
import { GATED } from '../../../domain/rectification/caps.ts';
import type { Role } from '../../../domain/roles.ts';
import { given, hours, MORNING } from '../../support/given.ts';
import {
  accident,
  because,
  DUE,
  found,
  issuing,
  says,
  submit,
  supervisorsAbove,
  takeUp,
} from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';
import { byHand, running } from '../../support/runs.ts';
import { queuedIncident } from '../../support/factories.ts';

const {
  quality,
  cityQuality,
  safety,
  manager,
  auditor,
  li,
  zhao,
  head,
  cityHead,
  owner,
  requester,
  stranger,
  system,
  chen,
} = people;
const { due: _due, responsible: _nobody, ...unnamed } = found;
const issued = (more: object = {}) => given('rectification').when(quality, issuing(more));

const anew = (person: string, more: object = {}) => says('assign', { person, ...more });
const leave = (person: string, successor?: string) =>
  says('relieve', { person, reason: 'Has left', ...(successor === undefined ? {} : { successor }) });

describe('rectification.create', () => {
  test('by who finds; who is responsible takes it up by when it says, and hears of it', () => {
    issued()
      .thenEvents('created')
      .thenTold('rectification-created', li.id)
      .thenWaitsFor(`${li.id}: takeUp`)
      .thenView({ status: 'issued', responsible: li.id, issuer: quality.id, due: DUE, contested: false })
      .thenClock('rectify', { dueAt: DUE })
      .thenClock('take-up', { targetMs: hours(4) });
  });

  test.each([quality, safety, manager, auditor])('by $id', (by) => {
    given('rectification').when(by, issuing()).thenEvents('created');
  });
  test.each([li, head, owner, requester])('not by $id', (by) => {
    given('rectification').when(by, issuing()).thenRefused('not-permitted');
  });

  test('what is serious is told to the project manager, an accident to all above it', () => {
    issued({ class: 'serious' }).thenTold('rectification-created', li.id, 'project-manager@/dx/donghu/linxi/school');
    const unit = '/dx/donghu/linxi/school';
    issued({ class: 'accident' })
      .thenTold('rectification-created', li.id)
      .thenTold(
        'rectification-accident-reported',
        `safety-lead@${unit}`,
        `project-manager@${unit}`,
        ...supervisorsAbove,
        `process-owner@${unit}`,
      );
  });

  test('is due ahead: that alone is refused by its own code, with others among them', () => {
    issued({ due: MORNING }).thenRefused('due-in-past', '/due in-past');
    issued({ due: MORNING - 1, responsible: 'nobody', source: 'INC-000009' }).thenRefused(
      'invalid-data',
      '/responsible unknown',
      '/source unknown',
      '/due in-past',
    );
  });

  test('nobody is responsible who takes no part in cases; whom its process names beside does', () => {
    issued({ responsible: requester.id }).thenRefused('invalid-data', '/responsible role-missing');
  });

  test('keeps shut what there is: an open case of those that can be, and a part that it has', () => {
    const run = running(byHand('a'), byHand('b'));
    const stage = run.world;
    const onto = (blocks: object) => given('rectification', { stage }).when(quality, issuing({ blocks }));
    onto({ case: 'CHG-000099' }).thenRefused('invalid-data', '/blocks/case unknown');
    onto({ case: run.number, step: 'z' }).thenRefused('invalid-data', '/blocks/step unknown');
    onto({ case: run.number, step: 'b' })
      .thenEvents('created', 'linked')
      .thenView({ blocks: run.number, blocksStep: 'b' });
  });

  test('nobody keeps shut what he only reads since he has a part in it', () => {
    const run = running(byHand('a'));
    const { stage } = given('rectification', { stage: run.world });
    const fact = { caseId: run.number, process: 'failover', status: 'running', open: true, orgPath: '/dx' } as const;
    const onto = (held: readonly Role[]) =>
      given('rectification', { stage }).when(quality, issuing({ blocks: { case: run.number } }), {
        facts: { cases: { 'blocks/case': { ...fact, held } } },
      });
    onto(['requester', 'engineer']).thenRefused('invalid-data', '/blocks/case role-missing');
    onto(['quality-lead']).thenEvents('created', 'linked');
  });

  test('a case of another kind is not kept shut, nor one that is over', () => {
    const { stage, caseId } = queuedIncident();
    given('rectification', { stage })
      .when(quality, issuing({ blocks: { case: caseId } }))
      .thenRefused('invalid-data', '/blocks/case not-gated');
    const run = running(byHand('a'));
    run.give(cityHead, 'rollBack', { reason: 'Not now' });
    run.give(cityHead, 'report', { good: 'x', bad: 'y', actions: [], dataLossMinutes: 0 });
    given('rectification', { stage: run.world })
      .when(quality, issuing({ blocks: { case: run.number } }))
      .thenRefused('invalid-data', '/blocks/case not-open');
  });

  test('those that can be kept shut are the processes that take what it says, and no others', () => {
    const taking = Object.entries(contracts).flatMap(([key, commands]) => (commands['noteRectification'] ? [key] : []));
    expect(taking.toSorted()).toEqual([...GATED].toSorted());
  });

  test('the case in which it was found shows it', () => {
    const { stage, caseId } = queuedIncident();
    given('rectification', { stage })
      .when(quality, issuing({ source: caseId }))
      .thenEvents('created', 'linked');
    expect(stage.viewOf(caseId)).toMatchObject({ links: [{ number: 'REC-000001', inward: true }] });
  });

  test('of the product it says who found it; who has left is not responsible, and its policy says until when', () => {
    const story = given('rectification').when(
      system,
      says('create', { ...unnamed, responsible: 'gone', issuer: quality.id }),
    );
    story
      .thenTold('rectification-created', 'quality-lead@/dx/donghu/linxi/school')
      .thenWaitsFor(`${quality.id}: assign`)
      .thenView({ issuer: quality.id, parties: expect.objectContaining({ requester: quality.id }) })
      .thenClock('rectify', { targetMs: hours(8) });
    story
      .when(quality, says('assign', { person: li.id, due: DUE }))
      .thenView({ due: DUE })
      .thenClock('rectify', { dueAt: DUE });
  });
});

describe('rectification.reportAccident', () => {
  test.each([li, safety, people.agent, people.principal, requester])('by anybody: $id', (by) => {
    given('rectification')
      .when(by, accident())
      .thenEvents('created')
      .thenView({ kind: 'safety', class: 'accident', status: 'issued', site: 'Server room, second floor' });
  });
  test('a requester reports what happened at his own unit', () => {
    given('rectification').when(stranger, accident()).thenRefused('invalid-data', '/unit unknown');
  });
  test('the safety lead, the project manager and those above hear at once; she names who is responsible', () => {
    const unit = '/dx/donghu/linxi/school';
    given('rectification')
      .when(requester, accident())
      .thenTold('rectification-created')
      .thenTold(
        'rectification-accident-reported',
        `safety-lead@${unit}`,
        `project-manager@${unit}`,
        ...supervisorsAbove,
        `process-owner@${unit}`,
      )
      .thenWaitsFor(
        `safety-lead@${unit}: reportUp`,
        `safety-lead@${unit}: protectScene`,
        `safety-lead@${unit}: recordInvestigation`,
        `safety-lead@${unit}: assign`,
      )
      .thenClock('report-up', { dueAt: MORNING + hours(1) })
      .thenClock('scene', { dueAt: MORNING + hours(2) });
  });
  test('who reports it issues nothing: he neither withdraws nor extends it', () => {
    given('rectification')
      .when(li, accident())
      .thenNotAllowed(li, 'withdraw', 'extend', 'assign')
      .when(li, because('withdraw'))
      .thenRefused('not-permitted');
  });
  test('it did not happen yet to come', () => {
    given('rectification')
      .when(li, accident({ happenedAt: MORNING + 1, source: 'INC-000009' }))
      .thenRefused('invalid-data', '/source unknown', '/happenedAt in-future');
  });
});

describe('rectification.assign', () => {
  test('by who issued it, a lead, or who stands above; then the new one takes it up', () => {
    for (const by of [quality, cityQuality, safety, head, owner])
      issued()
        .when(li, takeUp({ person: people.deng.id }))
        .when(by, anew(zhao.id))
        .thenEvents('assigned')
        .thenTold('rectification-assigned', zhao.id, li.id)
        .thenView({ status: 'issued', responsible: zhao.id })
        .thenWaitsFor(`${zhao.id}: takeUp`);
  });
  test('not by the supervisor of the place where it is put right, nor by who is responsible', () => {
    issued().when(cityHead, anew(zhao.id)).thenRefused('not-permitted');
    issued({ responsible: head.id }).when(head, anew(zhao.id)).thenRefused('separation-of-duties');
  });
  test('its due instant is named once; later it is extended', () => {
    issued()
      .when(quality, anew(zhao.id, { due: DUE + 1 }))
      .thenRefused('invalid-data', '/due named-already');
    given('rectification')
      .when(li, accident())
      .when(safety, anew(zhao.id, { due: MORNING }))
      .thenRefused('due-in-past');
  });
  test('somebody else, who is there and takes part', () => {
    issued().when(quality, anew(li.id)).thenRefused('invalid-data', '/person is-responsible');
    issued().when(quality, anew('nobody')).thenRefused('invalid-data', '/person unknown');
    issued().when(quality, anew(requester.id)).thenRefused('invalid-data', '/person role-missing');
  });
  test('who had it does not clear it, whatever role he holds', () => {
    issued({ responsible: cityQuality.id })
      .when(cityQuality, takeUp())
      .when(quality, anew(li.id))
      .when(li, takeUp())
      .when(li, submit)
      .when(cityQuality, says('clear', { result: 'Good', evidence: 'Seen' }))
      .thenRefused('separation-of-duties');
  });
});

describe('who leaves', () => {
  test('who is responsible is followed by his heir; without one somebody is to be named', () => {
    issued()
      .when(li, takeUp())
      .when(system, leave(li.id, zhao.id))
      .thenView({ responsible: zhao.id, status: 'rectifying' })
      .thenWaitsFor(`${zhao.id}: submit`)
      .when(system, leave(zhao.id))
      .thenWaitsFor(`${quality.id}: assign`)
      .thenNotAllowed(zhao, 'submit');
  });
  test('so is who issued it; without an heir the lead decides', () => {
    issued()
      .when(li, takeUp())
      .when(li, submit)
      .when(system, leave(quality.id, cityQuality.id))
      .thenView({ issuer: cityQuality.id })
      .thenWaitsFor(`${cityQuality.id}: clear`)
      .when(system, leave(cityQuality.id))
      .thenWaitsFor('quality-lead@/dx/donghu/linxi/school: clear');
  });
  test('who carries it out leaves it to who is responsible', () => {
    issued()
      .when(li, takeUp({ person: chen.id }))
      .thenWaitsFor(`${chen.id}: submit`)
      .when(system, leave(chen.id))
      .when(li, submit)
      .thenEvents('submitted');
  });
});
