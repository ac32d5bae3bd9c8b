/** Parents and children, further reporters, major incidents; words, links, followers, urging and supervising. */
import {
  because,
  create,
  hold,
  plain,
  queuedIncident,
  resolve,
  resolvedIncident,
  startedIncident,
} from '../../support/factories.ts';
import { given, hours, minutes } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const {
  requester,
  colleague,
  stranger,
  agent,
  provinceAgent,
  li,
  zhao,
  wang,
  cityHead,
  xilingHead,
  head,
  owner,
  system,
} = people;
const attach = (parent: string) => ({ type: 'attachParent', data: { parent } });
const court = { reporter: stranger.id, unit: '/dx/donghu/court' };

function family() {
  const parent = startedIncident();
  const { stage } = parent;
  const child = startedIncident(court, { stage, by: provinceAgent }).when(li, attach(parent.caseId));
  return { parent, child, stage };
}
const declare = (commander = head.id) => ({
  type: 'declareMajor',
  data: { grounds: 'A city cannot pay', commander },
});
const again = (reporter: string) => ({ type: 'addReporter', data: { call: 'CAL-000010', reporter } });
const hear = (clock: string, step: string) => ({ type: 'acknowledge', data: { clock, step } });
const ack = (clock: string) => ({ type: 'acknowledge', data: { clock, step: 'p100' } });

const major = () => startedIncident().when(owner, declare());

describe('parent and children', () => {
  test('incident.attachParent makes the parent count it, once (incident.addChild)', () => {
    const { parent, child } = family();
    child
      .thenEvents('parentAttached')
      .thenEffects({ command: 'addChild', caseId: parent.caseId })
      .thenView({ parent: parent.caseId, status: 'in-progress' });
    parent.thenView({ counts: expect.objectContaining({ children: 1 }) });
    const add = { type: 'addChild', data: { child: child.caseId, requester: stranger.id } };
    expect(parent.stage.eventsOf(parent.caseId).at(-1)?.type).toBe('incident.childAdded');
    parent.when(system, add).thenEvents().when(li, add).thenRefused('not-permitted');
  });

  test('incident.attachParent knows neither grandparents nor two parents', () => {
    const { parent, child, stage } = family();
    startedIncident({}, { stage }).when(li, attach(child.caseId)).thenRefused('child-of-child');
    parent.when(li, attach(startedIncident({}, { stage }).caseId)).thenRefused('child-of-child');
    child.thenBlocked(li, 'attachParent', 'has-parent').when(li, attach(parent.caseId)).thenRefused('has-parent');
    const lone = startedIncident({}, { stage });
    lone
      .when(li, attach(lone.caseId))
      .thenRefused('target-not-open')
      .when(li, attach('INC-000099'))
      .thenRefused('target-not-open');
    lone.when(zhao, attach(parent.caseId)).thenRefused('not-permitted');
  });

  test('incident.detachParent leaves it on its own (incident.removeChild)', () => {
    const { parent, child } = family();
    child.when(cityHead, plain('detachParent')).thenEvents('parentDetached').thenEffects({ command: 'removeChild' });
    parent.thenView({ counts: expect.objectContaining({ children: 0 }) });
    expect(parent.stage.eventsOf(parent.caseId).at(-1)?.type).toBe('incident.childRemoved');
    const remove = { type: 'removeChild', data: { child: child.caseId } };
    parent.when(system, remove).thenEvents().when(li, remove).thenRefused('not-permitted');
    child.thenBlocked(li, 'detachParent', 'no-parent').when(li, plain('detachParent')).thenRefused('no-parent');
  });

  test('children are resolved with the parent, each with its own clocks, and reopened with it', () => {
    const { parent, child } = family();
    child.when(li, hold('user'));
    parent.when(li, resolve()).thenEffects({ command: 'followParent', caseId: child.caseId });
    child
      .thenView({ status: 'resolved', solution: 'The right version was installed', causeCode: 'release-defect' })
      .thenClock('resolution', { state: 'met' });
    expect(
      child.stage
        .eventsOf(child.caseId)
        .slice(-2)
        .map(({ type }) => type),
    ).toEqual(['incident.resumed', 'incident.resolved']);
    parent.when(requester, because('reopen'));
    child.thenView({ status: 'in-progress', counts: expect.objectContaining({ reopened: 1 }) });
  });

  test('what was resolved on its own is neither resolved nor reopened with the parent', () => {
    const { parent, child } = family();
    child.when(li, resolve({ solution: 'Its own' }));
    parent.when(li, resolve());
    child.thenView({ status: 'resolved', solution: 'Its own' });
    parent.when(requester, because('reopen'));
    child.thenView({ status: 'resolved', solution: 'Its own' });
    expect(child.stage.undelivered).toEqual([]);
  });

  test('incident.followParent obeys the own parent only', () => {
    const { child } = family();
    const data = { event: 'reopened', parent: 'INC-000099', reason: 'Again' };
    child
      .when(system, { type: 'followParent', data })
      .thenEvents()
      .when(li, { type: 'followParent', data })
      .thenRefused('not-permitted');
  });

  test('a child that ends leaves its parent', () => {
    const { parent, child } = family();
    child.when(cityHead, because('cancel'));
    parent.thenView({ counts: expect.objectContaining({ children: 0 }) });
  });
});

test('incident.addReporter adds a call once; its reporter heard of it there', () => {
  const add = { type: 'addReporter', data: { call: 'CAL-000009', reporter: stranger.id } };
  startedIncident()
    .when(li, add)
    .thenRefused('not-permitted')
    .when(system, add)
    .thenEvents('reporterAdded')
    .thenTold('incident-reporter-added', li.id)
    .when(system, add)
    .thenEvents()
    .when(li, resolve())
    .thenTold('incident-resolved', requester.id, stranger.id);
});

describe('who reported it later', () => {
  const add = { type: 'addReporter', data: { call: 'CAL-000009', reporter: stranger.id } };
  const joined = () => startedIncident().when(system, add);

  test('reads it, speaks there and hears of it as its reporter does', () => {
    startedIncident().thenNotAllowed(stranger, 'comment', 'supplyInfo', 'follow', 'urge');
    joined()
      .thenView({ parties: expect.objectContaining({ requester: requester.id, reporters: [stranger.id] }) })
      .thenAllowed(stranger, 'comment', 'supplyInfo', 'follow', 'urge')
      .when(li, hold('user'))
      .when(stranger, { type: 'supplyInfo', data: { text: 'Batch 7' } })
      .thenEvents('infoSupplied', 'resumed')
      .when(li, resolve())
      .thenTold('incident-resolved', requester.id, stranger.id)
      .when(stranger, because('reopen'))
      .thenEvents('reopened');
  });

  test('ends it for nobody else', () => {
    queuedIncident().when(system, add).when(stranger, because('cancel')).thenRefused('not-permitted');
    resolvedIncident()
      .when(system, add)
      .when(stranger, plain('confirm'))
      .thenEvents('reporterConfirmed')
      .thenView({ status: 'resolved', confirmed: false });
    joined()
      .when(stranger, { type: 'amend', data: { fields: { title: 'x' } } })
      .thenRefused('not-permitted');
  });

  test('is named once, and the first reporter is not named again', () => {
    joined()
      .when(system, again(stranger.id))
      .thenView({ parties: expect.objectContaining({ reporters: [stranger.id] }) });
    const { stage, caseId } = startedIncident().when(system, again(requester.id));
    expect(stage.viewOf(caseId).parties).not.toHaveProperty('reporters');
  });
});

test('a child whose parent had ended before it was counted stands alone again, and its owner is told', () => {
  const ended = startedIncident().when(cityHead, because('cancel'));
  const { stage, caseId } = startedIncident({}, { stage: ended.stage });
  const openYet = { ...stage.viewOf(ended.caseId), caseId: ended.caseId, requester: requester.id, open: true };
  stage.give(caseId, li, attach(ended.caseId), { facts: { cases: { parent: openYet } } });
  expect(stage.eventsOf(caseId).at(-1)?.type).toBe('incident.effectFailed');
  expect(stage.viewOf(caseId)).not.toHaveProperty('parent');
  expect(stage.done.at(-2)?.effect).toMatchObject({ template: 'incident-effect-failed', to: { person: li.id } });
});

describe('major incidents', () => {
  const propose = { type: 'proposeMajor', data: { grounds: 'Twelve counties' } };
  const decline = { type: 'declineMajor', data: { grounds: 'One county' } };
  const update = { type: 'postUpdate', data: { text: 'The vendor is on it' } };

  test('incident.proposeMajor asks the process owner', () => {
    startedIncident()
      .when(requester, propose)
      .thenRefused('not-permitted')
      .when(li, propose)
      .thenEvents('majorProposed')
      .thenTold('incident-major-proposed', 'process-owner@/dx/donghu/linxi/school')
      .thenView({ majorProposed: true })
      .thenWaitsFor('eng-donghu-1: resolve', 'process-owner@/dx/donghu/linxi/school: declareMajor')
      .when(agent, propose)
      .thenRefused('already-proposed')
      .when(owner, decline)
      .thenEvents('majorDeclined')
      .thenTold('incident-major-declined', li.id)
      .thenView({ majorProposed: false, major: false });
  });

  test('incident.declineMajor needs a proposal', () => {
    startedIncident().when(owner, decline).thenRefused('not-proposed');
  });

  test('incident.declareMajor makes it P1 with a commander, a visit and updates owed, and asks for a problem', () => {
    startedIncident()
      .when(owner, declare())
      .thenEvents('majorDeclared', 'priorityChanged', 'onsiteRequested', 'updateOwed')
      .thenView({
        major: true,
        priority: 'P1',
        onsite: 'requested',
        parties: expect.objectContaining({ commander: head.id }),
      })
      .thenTold('incident-major-declared', 'process-owner@/dx/donghu/linxi/school', 'supervisor@/dx/donghu', head.id)
      .thenEffects(
        { kind: 'start', process: 'problem', data: expect.objectContaining({ why: 'major' }) },
        { kind: 'start', process: 'work-order' },
      )
      .thenClock('resolution', { targetMs: hours(4), generation: 2 })
      .thenClock('on-site', { state: 'running', targetMs: hours(2) })
      .thenClock('major-update', { state: 'running', targetMs: minutes(30) });
    startedIncident({ impact: '1', urgency: '1' }).when(owner, declare()).thenEvents('majorDeclared', 'updateOwed');
  });

  test('incident.declareMajor is for the process owner and the supervisor of the top tier', () => {
    startedIncident().when(cityHead, declare()).thenRefused('not-permitted').thenNotAllowed(cityHead, 'declareMajor');
    startedIncident().when(xilingHead, declare()).thenRefused('not-permitted');
    const elsewhere = { role: 'process-owner', orgPath: '/dx/xiling' } as const;
    const both = { ...cityHead, grants: [...cityHead.grants, elsewhere] };
    startedIncident().when(both, declare()).thenRefused('not-permitted');
    startedIncident()
      .when(head, declare())
      .thenEvents('majorDeclared', 'priorityChanged', 'onsiteRequested', 'updateOwed');
    startedIncident().when(owner, declare('nobody')).thenRefused('target-not-open');
    major().when(owner, declare()).thenRefused('already-major').when(li, propose).thenRefused('already-major');
  });

  test('incident.postUpdate by the commander every half hour, to everybody concerned', () => {
    const story = major().when(colleague, plain('follow')).fastForward(minutes(29)).when(head, update);
    story
      .thenEvents('updatePosted', 'updateOwed')
      .thenTold('incident-update-posted', requester.id, colleague.id)
      .thenClock('major-update', { state: 'running', generation: 2 })
      .fastForward(minutes(30))
      .thenTold('incident-major-update-breached', head.id, 'process-owner@/dx/donghu/linxi/school');
    story.when(owner, update).thenRefused('not-permitted');
  });

  test('incident.postUpdate is for major ones, and no update is owed once it is solved', () => {
    startedIncident().thenNotAllowed(head, 'postUpdate').when(head, update).thenRefused('not-permitted');
    major().when(li, resolve()).thenClock('major-update', { state: 'met' });
    major().when(li, resolve()).when(requester, because('reopen')).thenClock('major-update', { state: 'running' });
  });

  test('children hear of a major one through its updates', () => {
    const parent = major();
    queuedIncident(court, { stage: parent.stage, by: provinceAgent }).when(cityHead, attach(parent.caseId));
    parent.when(head, update).thenTold('incident-update-posted', requester.id, stranger.id);
  });
});

const late = () => startedIncident().fastForward(hours(10 * 24));

describe('common commands', () => {
  test('incident.amend corrects fields', () => {
    startedIncident()
      .when(li, {
        type: 'amend',
        data: { fields: { title: 'Payments of today fail', category: 'payment', item: 'ci-7' } },
      })
      .thenEvents('amended')
      .thenView({ title: 'Payments of today fail', category: 'payment', item: 'ci-7', contact: '0571 8888' })
      .when(stranger, { type: 'amend', data: { fields: { title: 'x' } } })
      .thenRefused('not-permitted')
      .when(requester, { type: 'amend', data: { fields: { description: 'All batches' } } })
      .thenEvents('amended')
      .when(requester, { type: 'amend', data: { fields: { category: 'payroll' } } })
      .thenRefused('not-permitted');
  });

  test('incident.acknowledge of a clock ends the repeats of its step', () => {
    startedIncident({ impact: '1', urgency: '1' })
      .fastForward(hours(4) + minutes(1))
      .when(cityHead, ack('resolution'))
      .thenEvents('acknowledged')
      .fastForward(hours(2))
      .thenTold('incident-resolution-breached')
      .when(cityHead, ack('no-clock'))
      .thenRefused('invalid-data', '/clock unknown')
      .when(cityHead, { type: 'acknowledge', data: { clock: 'resolution', step: 'p42' } })
      .thenRefused('invalid-data', '/step unknown');
  });

  test('incident.acknowledge is for those whom the step tells, and for those above who stand in for them', () => {
    const to = (step: string) => late().when(head, hear('resolution', step)).thenEvents('acknowledged');
    to('p75').when(li, hear('resolution', 'p75')).thenEvents('acknowledged'); // the assignee
    to('p75').when(zhao, hear('resolution', 'p75')).thenEvents('acknowledged'); // perhaps the lead
    to('p75').when(owner, hear('resolution', 'p75')).thenEvents('acknowledged');
    to('b30').when(zhao, hear('resolution', 'b30')).thenRefused('not-permitted'); // the assignee's and the supervisor's
    to('p100#2').when(li, hear('resolution', 'p100')).thenRefused('not-permitted'); // the supervisor's
    to('p75').when(agent, hear('resolution', 'p75')).thenRefused('not-permitted'); // no longer her queue
    to('p75').when(wang, hear('resolution', 'p75')).thenRefused('not-permitted');
    major().fastForward(minutes(30)).when(head, hear('major-update', 'p100')).thenEvents('acknowledged'); // its commander
    major().fastForward(minutes(30)).when(li, hear('major-update', 'p100')).thenRefused('not-permitted');
  });

  test('incident.urge at most every half hour a person, every third heard by the supervisor; incident.answerUrge', () => {
    const urge = plain('urge');
    startedIncident()
      .when(stranger, urge)
      .thenRefused('not-permitted')
      .when(requester, urge)
      .thenEvents('urged')
      .thenTold('incident-urged', li.id)
      .thenView({ urged: true })
      .when(requester, urge)
      .thenRefused('urge-too-soon')
      .when(colleague, urge)
      .thenTold('incident-urged', li.id)
      .fastForward(minutes(30))
      .thenTold('incident-urge-answer-breached', 'supervisor@/dx/donghu')
      .when(requester, urge)
      .thenTold('incident-urged', li.id, 'supervisor@/dx/donghu')
      .when(li, { type: 'answerUrge', data: { text: 'Within the hour' } })
      .thenEvents('urgeAnswered')
      .thenTold('incident-urge-answered', requester.id)
      .thenView({ urged: false, counts: expect.objectContaining({ urges: 3 }) })
      .when(li, { type: 'answerUrge', data: { text: 'Again' } })
      .thenRefused('not-urged');
  });

  test('incident.urge by a follower and by the supervisor; the solution answers it', () => {
    startedIncident()
      .when(wang, plain('follow'))
      .when(wang, plain('urge'))
      .thenEvents('urged')
      .when(cityHead, plain('urge'))
      .thenEvents('urged')
      .when(li, resolve())
      .thenClock('urge-answer', { state: 'met' });
    resolvedIncident().when(requester, plain('urge')).thenRefused('wrong-status');
  });
});

test('the same unit follows an incident of its own whatever the branch that works on it', () => {
  given('incident')
    .when(agent, create({ reporter: requester.id, impact: '2', urgency: '2' }))
    .thenAllowed(requester, 'comment', 'urge', 'follow', 'cancel', 'supplyInfo')
    .thenNotAllowed(stranger, 'comment', 'urge', 'follow', 'cancel', 'supplyInfo');
});

test('incident.removeReporter is the product’s own, and for a call that is there', () => {
  queuedIncident()
    .when(li, { type: 'removeReporter', data: { call: 'CAL-000009' } })
    .thenRefused('not-permitted')
    .when(system, { type: 'removeReporter', data: { call: 'CAL-000009' } })
    .thenEvents()
    .when(system, { type: 'addReporter', data: { call: 'CAL-000009', caller: 'Ms Sun' } })
    .when(system, { type: 'removeReporter', data: { call: 'CAL-000009' } })
    .thenEvents('reporterRemoved')
    .thenTold('incident-reporter-removed', 'donghu-l2');
});
