/** What changes around an open incident: people who leave, and policies that are set anew. */
import type { Pins } from '../../../domain/kernel/process.ts';
import { breachesTakenBack } from '../../../domain/kernel/common/retarget.ts';
import {
  because,
  handBack,
  hold,
  plain,
  queuedIncident,
  resolvedIncident,
  startedIncident,
} from '../../support/factories.ts';
import { type Story, hours } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, li, zhao, deng, hu, wang, cityHead, head, owner, auditor, system } = people;
const relieve = (successor?: string) => ({
  type: 'relieve',
  data: { person: li.id, reason: 'Has left', ...(successor === undefined ? {} : { successor }) },
});
const info = { type: 'supplyInfo', data: { text: 'Batch 7' } };

describe('who had it has left', () => {
  test('R043 incident.relieve puts what he worked on back into its queue, and its pickup runs', () => {
    startedIncident()
      .when(system, relieve())
      .thenEvents('relieved')
      .thenView({
        status: 'queued',
        parties: { requester: requester.id, unit: '/dx/donghu/linxi/school', followers: [] },
      })
      .thenClock('ola-pickup', { state: 'running' })
      .thenClock('resolution', { state: 'running' })
      .thenTold('incident-relieved', 'donghu-l2')
      .thenWaitsFor('donghu-l2: claim');
  });

  test('R043 what is on hold waits on, and comes to the queue when the reporter answers', () => {
    startedIncident()
      .when(li, hold('user'))
      .when(system, relieve())
      .thenView({ status: 'on-hold' })
      .when(requester, info)
      .thenEvents('infoSupplied', 'resumed')
      .thenView({ status: 'queued', accepted: false })
      .thenClock('ola-pickup', { state: 'running' });
  });

  test('R043 what is resolved can be confirmed, and a reopen goes to the queue', () => {
    resolvedIncident().when(system, relieve()).thenView({ status: 'resolved' }).thenAllowed(requester, 'confirm');
    resolvedIncident().when(system, relieve()).when(requester, because('reopen')).thenView({ status: 'queued' });
  });

  test('a successor of the same queue gets it', () => {
    const story = startedIncident().when(system, relieve(zhao.id)).thenEvents('relieved', 'dispatched');
    story.thenView({ status: 'assigned' }).thenTold('incident-dispatched', zhao.id);
    resolvedIncident()
      .when(system, relieve(zhao.id))
      .when(requester, because('reopen'))
      .thenWaitsFor(`${zhao.id}: resolve`);
  });

  test('one of another queue, or nobody known, does not: the queue does', () => {
    for (const successor of [wang.id, li.id, 'nobody'])
      startedIncident().when(system, relieve(successor)).thenEvents('relieved').thenView({ status: 'queued' });
  });

  test('the command of a major incident goes to the successor, and stays when there is none', () => {
    const declare = { type: 'declareMajor', data: { grounds: 'A city cannot pay', commander: li.id } };
    const major = () => queuedIncident().when(owner, declare);
    major()
      .when(system, relieve(head.id))
      .thenEvents('relieved')
      .thenView({ parties: expect.objectContaining({ commander: head.id }) });
    major()
      .when(system, relieve())
      .thenView({ parties: expect.objectContaining({ commander: li.id }) });
  });

  test('who follows it follows no more, and who has no place in it leaves nothing behind', () => {
    queuedIncident()
      .when(li, plain('follow'))
      .when(system, relieve())
      .thenEvents('relieved')
      .thenView({ parties: expect.objectContaining({ followers: [] }) })
      .when(system, relieve())
      .thenEvents();
  });

  test('nobody but the product itself says so', () => {
    for (const somebody of [li, cityHead, owner])
      startedIncident().when(somebody, relieve()).thenRefused('not-permitted');
  });
});

const requeue = (from: string, queue: string, person?: { id: string }) => ({
  type: 'requeue',
  data: { from, queue, reason: 'Two queues become one', ...(person && { person: person.id }) },
});
const desksOf = (story: Story) => story.stage.kaseOf(story.caseId).pins.desks;

describe('its queue is closed', () => {
  test('incident.requeue takes it to the heir, where it is picked up, and the promise goes on', () => {
    const story = startedIncident()
      .when(system, requeue('donghu-l2', 'donghu-apps', li))
      .thenEvents('requeued')
      .thenView({ status: 'queued', queue: 'donghu-apps', parties: expect.not.objectContaining({ assignee: li.id }) })
      .thenClock('resolution', { state: 'running' })
      .thenTold('incident-requeued', 'donghu-apps')
      .thenWaitsFor('donghu-apps: claim');
    expect(desksOf(story).L2).toEqual({ orgPath: '/dx/donghu', queue: 'donghu-apps' });
  });

  test('who has it and is a member of the heir goes on with it', () => {
    queuedIncident()
      .when(deng, plain('start'))
      .when(system, requeue('donghu-l2', 'donghu-apps', deng))
      .thenView({ status: 'in-progress', queue: 'donghu-apps' })
      .thenTold('incident-requeued', deng.id)
      .thenWaitsFor(`${deng.id}: resolve`);
    // Somebody else has taken it since the job looked.
    queuedIncident()
      .when(li, plain('start'))
      .when(system, requeue('donghu-l2', 'donghu-apps', deng))
      .thenView({ status: 'queued' });
  });

  test('what waits goes on waiting, and comes to the heir afterwards', () => {
    startedIncident()
      .when(li, hold('user'))
      .when(system, requeue('donghu-l2', 'donghu-apps'))
      .thenView({ status: 'on-hold', queue: 'donghu-apps' })
      .when(requester, info)
      .thenView({ status: 'queued', queue: 'donghu-apps' });
    resolvedIncident()
      .when(system, requeue('donghu-l2', 'donghu-apps'))
      .thenView({ status: 'resolved' })
      .when(requester, because('reopen'))
      .thenView({ status: 'queued', queue: 'donghu-apps' });
  });

  test('what would have been escalated to it, or handed back, goes to the heir', () => {
    queuedIncident()
      .when(system, requeue('dx-software', 'dx-experts'))
      .thenEvents('requeued')
      .thenTold('incident-requeued')
      .thenView({ queue: 'donghu-l2' })
      .when(li, { type: 'escalate', data: { diagnosis: 'A defect', tried: 'Restart', ask: 'Source' } })
      .thenView({ queue: 'dx-experts' })
      .when(system, requeue('donghu-l2', 'donghu-apps'))
      .when(hu, plain('start'))
      .when(hu, handBack('info-missing'))
      .thenView({ queue: 'donghu-apps' });
  });

  test('an heir that takes no cases, or is not there, is refused', () => {
    for (const heir of ['dx-old', 'nothing'])
      queuedIncident().when(system, requeue('donghu-l2', heir)).thenRefused('target-not-open');
  });

  test('nothing is left behind in a case that has nothing to do with it, and nobody else says so', () => {
    queuedIncident().when(system, requeue('xiling-l2', 'dx-l2')).thenEvents();
    for (const somebody of [li, cityHead, owner])
      queuedIncident().when(somebody, requeue('donghu-l2', 'dx-l2')).thenRefused('not-permitted');
  });
});

/** The pins that a story runs on, with another target of the resolution. */
function pinsWith(story: Story, targetMs: number, version = 2): Pins {
  const { pins } = story.stage.kaseOf(story.caseId);
  const { resolution, ...others } = pins.sla.clocks;
  if (!resolution) throw new Error('no resolution clock');
  const clocks = { ...others, resolution: { ...resolution, targets: [{ ms: targetMs }] } };
  return { ...pins, sla: { ...pins.sla, version, clocks } };
}
const versionsOf = ({ calendars }: Pins) => [...new Set(Object.values(calendars))];
const retarget = (pins: Pins, more: object = {}) => ({
  type: 'retarget',
  data: {
    policyVersion: `incident@${pins.sla.version}`,
    calendars: versionsOf(pins),
    reason: 'The new contract holds for open cases too',
    ...more,
  },
});

describe('a policy is set anew', () => {
  test('incident.retarget moves the promise and keeps every pause', () => {
    const story = startedIncident().when(li, hold('user')).fastForward(hours(1)).when(requester, info);
    const pins = pinsWith(story, hours(4));
    story
      .when(cityHead, retarget(pins), { facts: { pins } })
      .thenEvents('retargeted')
      .thenClock('resolution', {
        generation: 2,
        targetMs: hours(4),
        dueAt: Date.parse('2026-03-10T15:00:00+08:00'), // 9:00 and 4 h, the hour on hold and the lunch break left out
      })
      .thenTold('incident-retargeted', li.id, requester.id);
    expect(story.stage.kaseOf(story.caseId).pins.sla.version).toBe(2);
  });

  test('a breach that it takes back stays visible, and is counted', () => {
    const story = startedIncident();
    const strict = pinsWith(story, hours(1));
    story.when(cityHead, retarget(strict), { facts: { pins: strict } }).fastForward(hours(2));
    story.thenClock('resolution', { state: 'breached' }).thenView({ breached: true });
    const lenient = pinsWith(story, hours(16), 3);
    story.when(owner, retarget(lenient), { facts: { pins: lenient } });
    story.thenClock('resolution', { state: 'running', breachedAt: null }).thenView({ breached: false, takenBack: 1 });
    expect(breachesTakenBack(story.stage.kaseOf(story.caseId).clocks)).toBe(1);
  });

  test('a shorter promise that is past already is late at once, at its own deadline', () => {
    const story = startedIncident().fastForward(hours(2));
    const pins = pinsWith(story, hours(1));
    story
      .when(cityHead, retarget(pins), { facts: { pins } })
      .fastForward(0)
      .thenClock('resolution', { retroactive: true, breachedAt: Date.parse('2026-03-10T10:00:00+08:00') });
  });

  test('what the preview did not show is refused', () => {
    const story = startedIncident();
    const pins = pinsWith(story, hours(4));
    story
      .when(cityHead, retarget(pins, { policyVersion: 'incident@3' }), { facts: { pins } })
      .thenRefused('preview-stale');
    story.when(cityHead, retarget(pins, { calendars: ['always@1'] }), { facts: { pins } }).thenRefused('preview-stale');
    story.when(cityHead, retarget(pins)).thenRefused('preview-stale');
  });

  test('a policy that lacks a clock which runs is refused, since its promise would vanish', () => {
    const story = startedIncident();
    const pins = pinsWith(story, hours(4));
    const { resolution: _, ...clocks } = pins.sla.clocks;
    const poorer = { ...pins, sla: { ...pins.sla, clocks } };
    story.when(cityHead, retarget(poorer), { facts: { pins: poorer } }).thenRefused('clock-missing');
  });

  test('a policy that lacks a clock which is over is refused, since its breach would leave the figures', () => {
    const story = queuedIncident().fastForward(hours(2)).when(li, { type: 'claim', data: {} });
    story.thenClock('response', { state: 'late' });
    const pins = pinsWith(story, hours(4));
    const { response: _, ...clocks } = pins.sla.clocks;
    const poorer = { ...pins, sla: { ...pins.sla, clocks } };
    story.when(cityHead, retarget(poorer), { facts: { pins: poorer } }).thenRefused('clock-missing');
  });

  test('the same versions again are refused', () => {
    const story = startedIncident();
    const { pins } = story.stage.kaseOf(story.caseId);
    story.when(cityHead, retarget(pins), { facts: { pins } }).thenRefused('nothing-changes');
  });

  test('supervisors and the process owner may, others may not', () => {
    const story = startedIncident();
    const pins = pinsWith(story, hours(4));
    for (const somebody of [li, requester, auditor])
      story.when(somebody, retarget(pins), { facts: { pins } }).thenRefused('not-permitted');
  });
});
