/** What every case takes, tried once for all processes: on a case of each that somebody has in hand. */
import { catalogue } from '../../domain/catalogue.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import type { Pins } from '../../domain/kernel/process.ts';
import { plain, queuedIncident } from '../support/factories.ts';
import { hours, minutes, type Story } from '../support/given.ts';
import { inHand, played } from '../support/in-hand.ts';
import { paths } from '../support/paths.ts';
import { people, queues } from '../support/sample.ts';

const { requester, colleague, stranger, quality, head, owner, system } = people;
const keys = Object.keys(processes).filter(isProcessKey);
const words = (audience: string) => ({ type: 'comment', data: { text: 'It is the server', audience } });
const amend = (fields: object) => ({ type: 'amend', data: { fields } });
const link = (target: string) => ({ type: 'link', data: { target, relation: 'related' } });
const supervise = (due: number) => ({ type: 'supervise', data: { instruction: 'Today', due } });
const relieve = (person: string) => ({ type: 'relieve', data: { person, reason: 'Has left' } });
const requeue = (from: string, queue: string) => ({ type: 'requeue', data: { from, queue, reason: 'Closed' } });
const answersUrge = (person: string) => expect.objectContaining({ to: { person }, command: 'answerUrge' });
const viewOf = ({ stage, caseId }: Story) => stage.viewOf(caseId);

describe.each(keys)('%s', (key) => {
  test('common.comment is heard by who has it, and by the reporter when it is public', () => {
    const { story, hands } = inHand(key);
    story
      .when(requester, words('public'))
      .thenEvents('commented')
      .thenTold(`${key}-commented`, hands.id)
      .when(hands, words('public'))
      .thenTold(`${key}-commented`, requester.id)
      .when(hands, words('internal'))
      .thenTold(`${key}-commented`)
      .thenView({ counts: expect.objectContaining({ comments: 3 }) });
  });

  test('common.comment within is not for the reporter, and none is for a stranger', () => {
    const { story } = inHand(key);
    story.when(requester, words('internal')).thenRefused('not-permitted');
    story.when(stranger, words('public')).thenRefused('not-permitted');
  });

  test('common.amend corrects what was written down; the reporter amends his own words', () => {
    const { story, hands } = inHand(key);
    story
      .when(hands, amend({ contact: '0571 9999' }))
      .thenEvents('amended')
      .thenView({ contact: '0571 9999' })
      .when(requester, amend({ title: 'Nobody can pay' }))
      .thenView({ title: 'Nobody can pay' })
      .when(requester, amend({ category: 'payment' }))
      .thenRefused('not-permitted')
      .when(colleague, amend({ title: 'Nothing works' }))
      .thenRefused('not-permitted');
  });

  test('common.link names another case that is there', () => {
    const { story, hands } = inHand(key);
    const { status } = viewOf(story);
    const { caseId: other } = queuedIncident({}, { stage: story.stage });
    story
      .when(hands, link(other))
      .thenEvents('linked')
      .thenView({ status, counts: expect.objectContaining({ links: 1 }) })
      .when(hands, link(story.caseId))
      .thenRefused('invalid-data', '/target itself')
      .when(hands, link('INC-000099'))
      .thenRefused('invalid-data', '/target unknown')
      .when(requester, link(other))
      .thenRefused('not-permitted');
  });

  test('common.follow and common.unfollow', () => {
    const { story } = inHand(key);
    story
      .when(colleague, plain('unfollow'))
      .thenRefused('not-permitted')
      .when(colleague, plain('follow'))
      .thenEvents('followed')
      .when(colleague, plain('follow'))
      .thenRefused('already-following')
      .when(stranger, plain('follow'))
      .thenRefused('not-permitted')
      .when(colleague, plain('unfollow'))
      .thenEvents('unfollowed')
      .thenView({ parties: expect.objectContaining({ followers: [] }) });
  });

  test('common.acknowledge is for those whom the step tells', () => {
    const { story, hands } = inHand(key);
    const heard = (data: object) => ({ type: 'acknowledge', data: { ...heardByHands(key), ...data } });
    story
      .when(hands, heard({}))
      .thenEvents('acknowledged')
      .when(quality, heard({}))
      .thenRefused('not-permitted')
      .when(hands, heard({ step: 'p1' }))
      .thenRefused('invalid-data', '/step unknown')
      .when(hands, heard({ clock: 'constructor' }))
      .thenRefused('invalid-data', '/clock unknown');
  });

  test('common.urge starts the time to answer, which common.answerUrge ends', () => {
    const { story, hands } = inHand(key);
    story
      .thenBlocked(hands, 'answerUrge', 'not-urged')
      .when(requester, { type: 'urge', data: { text: 'We must pay today' } })
      .thenEvents('urged')
      .thenTold(`${key}-urged`, hands.id)
      .thenView({ urged: true, waitsFor: expect.arrayContaining([answersUrge(hands.id)]) })
      .thenClock('urge-answer', { state: 'running' })
      .thenBlocked(requester, 'urge', 'urge-too-soon')
      .when(hands, { type: 'answerUrge', data: { text: 'In ten minutes' } })
      .thenEvents('urgeAnswered')
      .thenTold(`${key}-urge-answered`, requester.id)
      .thenView({ urged: false })
      .thenClock('urge-answer', { state: 'met' })
      .fastForward(minutes(31))
      .when(stranger, plain('urge'))
      .thenRefused('not-permitted')
      .when(head, plain('urge'))
      .thenEvents('urged');
  });

  test('common.supervise pins it to the board until a day that lies ahead', () => {
    const { story, hands } = inHand(key);
    const { now } = story.stage;
    story
      .when(head, supervise(now))
      .thenRefused('invalid-data', '/due in-past')
      .when(hands, supervise(now + hours(8)))
      .thenRefused('not-permitted')
      .when(head, supervise(now + hours(8)))
      .thenEvents('supervised')
      .thenView({ supervised: true })
      .thenTold(`${key}-supervised`, hands.id);
  });

  test('common.retarget sets the promises anew; what the preview did not show is refused', () => {
    const { story, hands } = inHand(key);
    const { pins, clock } = pinsAfter(story);
    const calendars = [...new Set(Object.values(pins.calendars))];
    const asked = { type: 'retarget', data: { policyVersion: `${key}@2`, calendars, reason: 'The new contract' } };
    story
      .when(requester, asked, { facts: { pins } })
      .thenRefused('not-permitted')
      .when(head, asked)
      .thenRefused('preview-stale')
      .when(head, asked, { facts: { pins } })
      .thenEvents('retargeted')
      .thenTold(`${key}-retargeted`, hands.id, requester.id);
    expect(story.stage.kaseOf(story.caseId).pins.sla.clocks[clock]).toEqual(pins.sla.clocks[clock]);
    story.when(owner, asked, { facts: { pins } }).thenRefused('nothing-changes');
  });

  test('common.relieve takes who has left off it: it waits in its queue', () => {
    const { story, hands } = inHand(key);
    const { queue = '' } = viewOf(story);
    story
      .when(head, relieve(hands.id))
      .thenRefused('not-permitted')
      .when(system, relieve(stranger.id))
      .thenEvents()
      .when(system, relieve(hands.id))
      .thenEvents('relieved')
      .thenTold(`${key}-relieved`, queue)
      .thenView({ parties: expect.not.objectContaining({ assignee: hands.id }) });
  });

  test('common.requeue takes it to the heir of its queue', () => {
    const { story, hands } = inHand(key);
    const { queue = '' } = viewOf(story);
    const [heir = ''] = Object.keys(queues).filter((one) => one !== queue && queues[one]?.open);
    story
      .when(head, requeue(queue, heir))
      .thenRefused('not-permitted')
      .when(system, requeue('xiling-l2', heir))
      .thenEvents()
      .when(system, requeue(queue, 'dx-old'))
      .thenRefused('target-not-open')
      .when(system, requeue(queue, heir))
      .thenEvents('requeued')
      .thenTold(`${key}-requeued`, heir)
      .thenView({ queue: heir, parties: expect.not.objectContaining({ assignee: hands.id }) });
  });

  test('none of them is possible at an end', () => {
    const ended = paths[key].map((path) => played(key, path)).find((story) => viewOf(story).closedAt !== undefined);
    ended?.when(head, words('public')).thenRefused('case-ended').when(head, plain('follow')).thenRefused('case-ended');
    expect(ended).toBeDefined();
  });
});

/** A clock that it ships, and a step of it that tells its assignee. */
function heardByHands(key: ProcessKey): { clock: string; step: string } {
  for (const [clock, { ladder = [] }] of Object.entries(catalogue[key].clocks.shipped)) {
    const step = ladder.find(({ to }) => to.includes('assignee'));
    if (step) return { clock, step: step.id };
  }
  throw new Error(`${key}: no clock tells the assignee`);
}

/** The pins that a story runs on, in a version whose first clock has another target; and the name of that clock. */
function pinsAfter({ stage, caseId }: Story): { pins: Pins; clock: string } {
  const { pins } = stage.kaseOf(caseId);
  const [[clock, definition] = []] = Object.entries(pins.sla.clocks);
  if (clock === undefined || !definition) throw new Error(`${caseId}: its policy has no clock`);
  const clocks = { ...pins.sla.clocks, [clock]: { ...definition, targets: [{ ms: hours(7) }] } };
  return { pins: { ...pins, sla: { ...pins.sla, version: 2, clocks } }, clock };
}
