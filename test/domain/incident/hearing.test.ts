/** Who hears of what happens on an incident; what its reporters say of a solution, and what is asked of whom. */
import type { Actor } from '../../../domain/kernel/process.ts';
import { catalogue } from '../../../domain/catalogue.ts';
import { noticeWords } from '../../../domain/notice-words.ts';
import { addressed } from '../../support/told.ts';
import {
  ask,
  because,
  hold,
  plain,
  queuedIncident,
  resolve,
  resolvedIncident,
  startedIncident,
  analysis,
} from '../../support/factories.ts';
import { hours } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, stranger, agent, li, zhao, cityHead, head, owner, provinceAgent, system } = people;
const words = (text: string, audience = 'public') => ({ type: 'comment', data: { text, audience } });
const amend = (fields: object) => ({ type: 'amend', data: { fields } });
const another = { type: 'addReporter', data: { call: 'CAL-000009', reporter: stranger.id } };
const attach = (parent: string) => ({ type: 'attachParent', data: { parent } });
const court = { reporter: stranger.id, unit: '/dx/donghu/court' };

const told = (name: string) => [`incident-${name}`, requester.id, stranger.id, colleague.id] as const;

const watched = () => startedIncident().when(system, another).when(colleague, plain('follow'));

const policy = (clocks: object) => ({ clocks: { ...catalogue.incident.clocks.shipped, ...clocks } });

describe('who follows it, and who reported it later', () => {
  test('hear of hold, resolve, reopen, close, cancel and of words, as its first reporter does', () => {
    watched()
      .when(li, hold('vendor'))
      .thenTold(...told('held'))
      .when(li, words('The part comes on Friday'))
      .thenTold(...told('commented'))
      .when(li, resolve())
      .thenTold(...told('resolved'))
      .when(li, because('reopen'))
      .thenTold(...told('reopened'))
      .when(li, resolve())
      .when(agent, plain('confirm'))
      .thenTold(...told('closed'));
    watched()
      .when(cityHead, because('cancel'))
      .thenTold('incident-canceled', requester.id, stranger.id, colleague.id, li.id);
    watched()
      .when(li, { type: 'escalate', data: { diagnosis: 'd', tried: 't', ask: 'a' } })
      .thenTold('incident-escalated', 'dx-software', requester.id, stranger.id, colleague.id);
    watched()
      .when(requester, plain('urge'))
      .when(li, { type: 'answerUrge', data: { text: 'Soon' } })
      .thenTold(...told('urge-answered'));
  });

  test('the notice says to whom nothing is asked of', () => {
    const { stage } = watched().when(li, resolve());
    const notices = stage.done.flatMap(({ effect }) =>
      effect.kind === 'notify' && effect.template === 'incident-resolved' ? [[effect.to, effect.data] as const] : [],
    );
    expect(notices).toEqual([
      [{ person: requester.id }, expect.not.objectContaining({ follows: true })],
      [{ person: stranger.id }, expect.not.objectContaining({ follows: true })],
      [{ person: colleague.id }, expect.objectContaining({ follows: true })],
    ]);
  });

  test('hear of it once, in whatever capacity, and nobody of his own act', () => {
    startedIncident()
      .when(requester, plain('follow'))
      .when(li, plain('follow'))
      .when(zhao, plain('follow'))
      .when(zhao, words('Looks like the cache'))
      .thenTold('incident-commented', requester.id, li.id);
  });

  test('a ladder that names the requester means all of them; one that reminds, those whom it waits for', () => {
    const { resolution } = catalogue.incident.clocks.shipped;
    const late = { ...resolution, ladder: [{ id: 'p100', percent: 100, to: ['requester'], channel: ['inbox'] }] };
    startedIncident({}, { policy: policy({ resolution: late }) })
      .when(system, another)
      .fastForward(hours(3 * 24))
      .thenTold('incident-resolution-breached', requester.id, stranger.id)
      .when(stranger, { type: 'acknowledge', data: { clock: 'resolution', step: 'p100' } })
      .thenRefused('not-permitted'); // for those who work on it
    startedIncident()
      .when(system, another)
      .when(li, resolve())
      .when(stranger, plain('confirm'))
      .fastForward(hours(3 * 24))
      .thenTold('incident-confirm-warned', requester.id);
    for (const [reason, whom] of [
      ['evidence', [li.id, requester.id, stranger.id]],
      ['spare-part', [li.id]],
    ] as const)
      startedIncident()
        .when(system, another)
        .when(li, hold(reason))
        .fastForward(hours(3 * 24))
        .thenTold('incident-hold-nag-breached', ...whom);
  });

  test('each is waited for while it is held for what they know', () => {
    startedIncident()
      .when(system, another)
      .when(li, hold('user'))
      .thenWaitsFor('req-linxi: supplyInfo', 'req-donghu: supplyInfo', 'eng-donghu-1: resume');
  });
});

describe('words while it is held for its reporter', () => {
  test.each([
    ['amend', amend({ description: 'It is lot 88-C' }), 'amended'],
    ['amend the contact', amend({ contact: '0571 1' }), 'amended'],
    ['urge', { type: 'urge', data: { text: 'It is lot 88-C' } }, 'urged'],
  ])('%s is the information', (_name, command, event) => {
    startedIncident()
      .when(li, hold('evidence'))
      .when(requester, command)
      .thenEvents(event, 'infoSupplied', 'resumed')
      .thenTold('incident-info-supplied', li.id)
      .thenTold('incident-amended')
      .thenView({ status: 'in-progress' });
    startedIncident()
      .when(li, hold('vendor'))
      .when(requester, command)
      .thenEvents(event)
      .thenView({ status: 'on-hold' });
  });
});

const days = (n: number) => hours(n * 24);

describe('words on a solution', () => {
  test('stop the time to confirm until those who gave it answer; then that begins anew', () => {
    for (const said of [
      words('Lot 88-C fails'),
      amend({ description: 'Lot 88-C' }),
      { type: 'supplyInfo', data: { text: '88-C' } },
    ])
      resolvedIncident()
        .when(requester, said)
        .thenView({ status: 'resolved', unanswered: true })
        .thenWaitsFor('eng-donghu-1: comment', 'req-linxi: confirm')
        .fastForward(days(21))
        .thenView({ status: 'resolved' })
        .when(li, words('Looked at', 'internal'))
        .thenView({ unanswered: true })
        .when(li, words('It was installed there just now'))
        .thenEvents('commented', 'wordsAnswered')
        .thenWaitsFor('req-linxi: confirm')
        .thenClock('confirm', { state: 'running' })
        .fastForward(days(4))
        .thenView({ status: 'resolved' })
        .fastForward(days(5))
        .thenView({ status: 'closed' });
  });

  test('are over with a confirmation, and with a reopening', () => {
    resolvedIncident()
      .when(requester, words('Thanks'))
      .when(requester, plain('confirm'))
      .thenEvents('confirmed', 'closed');
    const again = resolvedIncident().when(requester, words('88-C')).when(li, because('reopen')).when(li, resolve());
    expect(again.stage.viewOf(again.caseId)).not.toHaveProperty('unanswered', expect.anything());
    again.thenWaitsFor('req-linxi: confirm').thenClock('confirm', { state: 'running' });
  });

  test('hold a close that waits for the report alone', () => {
    const grave = () => startedIncident({ impact: '1', urgency: '1' }).when(li, resolve()).fastForward(days(9));
    grave().when(li, analysis).thenView({ status: 'closed' });
    grave()
      .when(requester, words('88-C fails'))
      .when(li, analysis)
      .thenView({ status: 'resolved' })
      .when(li, words('Installed'))
      .fastForward(days(9))
      .thenView({ status: 'closed' });
  });

  test('keep a case open that runs on a policy of an earlier release, too', () => {
    const { confirm } = catalogue.incident.clocks.shipped;
    const stop = [{ on: ['confirmed'] }, { leaves: { status: ['resolved'] } }];
    const restart = [{ enters: { status: ['resolved'] } }];
    const clocks = { ...catalogue.incident.clocks.shipped, confirm: { ...confirm, stop, restart } };
    resolvedIncident({}, { policy: { clocks } as never })
      .when(requester, words('88-C fails'))
      .fastForward(days(21))
      .thenView({ status: 'resolved' })
      .thenWaitsFor('eng-donghu-1: comment', 'req-linxi: confirm');
  });

  test('of those who work on it are none', () => {
    resolvedIncident().when(zhao, words('Fine')).fastForward(days(9)).thenView({ status: 'closed' });
  });
});

const both = () => startedIncident().when(system, another).when(li, resolve());

const note = (call: string) => ({ type: 'noteConfirmed', data: { call, rating: { score: 4 } } });

describe('incident.noteConfirmed', () => {
  test('incident.noteConfirmed counts for the reporter of that call, once', () => {
    both()
      .when(li, note('CAL-000009'))
      .thenRefused('not-permitted')
      .when(system, note('CAL-000077'))
      .thenEvents()
      .when(system, note('CAL-000009'))
      .thenEvents('reporterConfirmed')
      .when(system, note('CAL-000009'))
      .thenEvents()
      .thenBlocked(stranger, 'confirm', 'already-confirmed')
      .thenAllowed(requester, 'confirm')
      .when(requester, plain('confirm'))
      .thenEvents('confirmed', 'closed')
      .thenView({ rating: 4 });
  });

  test('the desk that called back speaks for all', () => {
    both().when(agent, plain('confirm')).thenEvents('confirmed', 'closed');
    startedIncident()
      .when(system, another)
      .when(li, resolve({ confirmedOnPhone: 'Ms Zhao' }))
      .thenEvents('resolved', 'confirmed', 'closed')
      .thenTold('incident-resolved')
      .thenTold('incident-closed', requester.id, stranger.id);
  });

  test('silence of the others closes it when the time to confirm is over', () => {
    both()
      .when(stranger, plain('confirm'))
      .fastForward(hours(8 * 24))
      .thenView({ status: 'closed' });
  });
});

const noted = (call: string) => ({ type: 'noteContact', data: { call, contact: '0571 1' } });

test('incident.noteContact is the contact of who reported it first, and told to who has it', () => {
  startedIncident()
    .when(li, noted('CAL-000009'))
    .thenRefused('not-permitted')
    .when(system, noted('CAL-000009'))
    .thenEvents('contactNoted')
    .thenTold('incident-contact-noted', li.id)
    .thenView({ contact: '0571 8888' });
});

function family() {
  const parent = startedIncident({ impact: '1', urgency: '1' });
  const { stage } = parent;
  const child = startedIncident({ ...court, impact: '1', urgency: '1' }, { stage, by: provinceAgent });
  child.when(li, attach(parent.caseId));
  parent.when(li, resolve());
  return { parent, child, stage };
}

describe('children of an incident that was solved for all of them', () => {
  test('owe no report and no confirmation of their own, though each reporter may give his', () => {
    const { child } = family();
    child
      .thenView({ status: 'resolved', waitsFor: [] })
      .thenAllowed(stranger, 'confirm', 'reopen')
      .fastForward(hours(3 * 24))
      .thenTold('incident-confirm-warned');
    expect(child.stage.viewOf(child.caseId)).not.toHaveProperty('reportState', expect.anything());
    family().child.when(stranger, plain('confirm')).thenView({ status: 'closed' });
  });

  test('are closed with it, and no word of that goes to a case that has ended', () => {
    const { parent, child, stage } = family();
    parent.when(li, analysis).when(requester, plain('confirm')).thenView({ status: 'closed' });
    child.thenView({ status: 'closed' });
    expect(stage.undelivered).toEqual([]);
  });

  test('stay open where their reporter says that it is not over, or where they were reopened', () => {
    const { parent, child } = family();
    child.when(stranger, words('Not here')).thenWaitsFor('eng-donghu-1: comment');
    parent.when(li, analysis).when(requester, plain('confirm'));
    child.thenView({ status: 'resolved', unanswered: true });
    const again = family();
    again.child.when(stranger, because('reopen'));
    again.parent.when(li, analysis).when(requester, plain('confirm'));
    again.child.thenView({ status: 'in-progress' });
  });

  test('owe a report where the parent does not', () => {
    const parent = startedIncident();
    const { stage } = parent;
    const child = startedIncident({ ...court, impact: '1', urgency: '1' }, { stage, by: provinceAgent });
    child.when(li, attach(parent.caseId));
    parent.when(li, resolve());
    child.thenView({ reportState: 'owed' }).thenWaitsFor('eng-donghu-1: fileReport');
  });
});

test('a parent shows its children, an incident its reporters and what was proposed as knowledge', () => {
  const parent = startedIncident().when(system, another);
  const child = queuedIncident(court, { stage: parent.stage, by: provinceAgent }).when(cityHead, attach(parent.caseId));
  const knowledge = {
    kind: 'propose',
    symptom: 'Lot 88-C fails',
    solution: 'Clear the cache',
    firstOfKind: true,
    instructive: true,
    general: false,
  };
  parent
    .thenView({
      children: [{ number: child.caseId }],
      reporters: [{ person: requester.id }, { person: stranger.id, call: 'CAL-000009' }],
    })
    .when(li, resolve({ knowledge }))
    .thenView({ knowledge });
});

test('who did it is left out, though he is of the queue or holds the role that is told', () => {
  const { stage } = startedIncident().when(owner, {
    type: 'declareMajor',
    data: { grounds: 'Twelve counties', commander: head.id },
  });
  expect(addressed(stage, 'incident-major-declared')).toEqual([
    { to: { role: 'process-owner', orgPath: '/dx/donghu/linxi/school' }, except: owner.id },
    { to: { role: 'supervisor', orgPath: '/dx/donghu' }, except: owner.id },
    { to: { person: head.id } },
  ]);
  const [first] = addressed(queuedIncident().stage, 'incident-created');
  expect(first).toEqual({ to: { team: 'donghu-l2' }, except: agent.id });
});

const saidTo = (reason: string, template = 'incident-held', after = 0) => {
  const { stage } = watched().when(li, hold(reason)).fastForward(after);
  return stage.done.flatMap(({ effect }) =>
    effect.kind === 'notify' && effect.template === template && 'person' in effect.to
      ? [[effect.to.person, noticeWords(effect, String)?.zh.split('fail ')[1]]]
      : [],
  );
};

describe('a case that is held for its reporter', () => {
  test('tells each reporter what is wanted of him, and who follows that it is held', () => {
    expect(saidTo('user')).toEqual([
      [requester.id, '已挂起，需要您补充信息'],
      [stranger.id, '已挂起，需要您补充信息'],
      [colleague.id, '已挂起'],
    ]);
    expect(saidTo('vendor').map(([, said]) => said)).toEqual(['已挂起', '已挂起', '已挂起']);
  });

  test('and the reminder of it tells those who work on it that it is held, and him that it waits for him', () => {
    expect(saidTo('evidence', 'incident-hold-nag-breached', hours(3 * 24))).toEqual([
      [li.id, '仍在挂起'],
      [requester.id, '仍待您补充信息'],
      [stranger.id, '仍待您补充信息'],
    ]);
  });
});

const toldBy = (by: Actor, command: { type: string; data: object }, story = startedIncident()) => {
  const { stage } = story.when(by, command);
  return stage.done.flatMap(({ effect }) =>
    effect.kind === 'notify' && effect.template.startsWith('case-') ? [effect] : [],
  );
};
describe('who has it no longer', () => {
  const dispatch = { type: 'dispatch', data: { person: zhao.id } };
  const transfer = { type: 'transfer', data: { queue: 'donghu-apps', reason: 'Theirs' } };
  const closing = { type: 'requeue', data: { from: 'donghu-l2', queue: 'dx-l2', reason: 'Merged' } };
  const title = expect.any(String);
  const toLi = (template: string, holder: object) => [
    { kind: 'notify', to: { person: li.id }, template, data: { caseId: 'INC-000001', title, ...holder, said: [] } },
  ];

  test('hears so once, and who has it now', () => {
    expect(toldBy(cityHead, dispatch)).toEqual(toLi('case-passed-on', { assignee: zhao.id }));
    expect(toldBy(cityHead, transfer)).toEqual(toLi('case-put-back', { queue: 'donghu-apps' }));
    expect(toldBy(zhao, ask)).toEqual(toLi('case-put-back', { queue: 'dx-software' }));
    expect(toldBy(system, closing)).toEqual(toLi('case-put-back', { queue: 'dx-l2' }));
  });
  test('hears nothing of his own act, nor who has left, nor of an end', () => {
    const left = { type: 'relieve', data: { person: li.id, reason: 'Gone', successor: zhao.id } };
    for (const [by, command] of [
      [li, transfer],
      [li, ask],
      [system, left],
      [cityHead, because('cancel')],
      [li, resolve()],
    ] as const)
      expect(toldBy(by, command)).toEqual([]);
  });
  test('nor under a policy that is silent about it', () => {
    const silent = { policy: { silent: ['case-passed-on'] } };
    expect(toldBy(cityHead, dispatch, startedIncident({}, silent))).toEqual([]);
  });
});
