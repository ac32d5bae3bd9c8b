/** Solutions, confirmation, reports, closing; cancelling and merging. */
import { catalogue } from '../../../domain/catalogue.ts';
import { allowedCommands } from '../../../domain/kernel/lifecycle.ts';
import type { Actor, Effect } from '../../../domain/kernel/process.ts';
import {
  analysis,
  because,
  create,
  escalation,
  hold,
  newIncident,
  plain,
  queuedIncident,
  report,
  resolve,
  resolvedIncident,
  startedIncident,
  takenCall,
} from '../../support/factories.ts';
import { given, hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, stranger, agent, provinceAgent, li, zhao, cityHead, head, quality, owner, system } =
  people;
const reportAlways = { policy: { terms: { reportAlways: true } } };
const confirm = plain('confirm');
const grave = { impact: '1', urgency: '2' };

const repeats = (sameItem: number, sameCause: number) => ({ facts: { repeats: { sameItem, sameCause } } });
const major = () =>
  startedIncident()
    .when(owner, { type: 'declareMajor', data: { grounds: 'A whole city cannot pay', commander: head.id } })
    .when(li, resolve());
const words = (text: string) => ({ type: 'comment', data: { text, audience: 'public' } });
const offerOf = ({ stage, caseId }: Story, actor: Actor) =>
  allowedCommands(catalogue.incident, stage.kaseOf(caseId), { actor, now: stage.now });
const into = (target: string) => ({ type: 'merge', data: { target } });

describe('incident.resolve', () => {
  test('incident.resolve waits for the reporter and starts the time to confirm', () => {
    startedIncident()
      .when(li, resolve())
      .thenEvents('resolved')
      .thenView({
        status: 'resolved',
        solution: 'The right version was installed',
        resolvedBy: li.id,
        confirmed: false,
      })
      .thenTold('incident-resolved', requester.id)
      .thenWaitsFor('req-linxi: confirm')
      .thenClock('resolution', { state: 'met' })
      .thenClock('ola-l2', { state: 'met' })
      .thenClock('confirm', { state: 'running', targetMs: hours(40) });
  });

  test('incident.resolve by a member takes up what nobody has; from hold it resumes first', () => {
    queuedIncident()
      .when(li, resolve())
      .thenEvents('claimed', 'accepted', 'resolved')
      .thenClock('response', { state: 'met' });
    newIncident().when(agent, resolve()).thenEvents('claimed', 'accepted', 'resolved');
    startedIncident().when(li, hold('user')).when(li, resolve()).thenEvents('resumed', 'resolved');
    startedIncident().when(system, resolve()).thenEvents('resolved');
    startedIncident().when(agent, resolve()).thenRefused('not-permitted');
    resolvedIncident().when(li, resolve()).thenRefused('wrong-status');
  });

  test('incident.resolve that the reporter confirmed on the phone closes at once', () => {
    const { stage, caseId } = startedIncident()
      .when(li, resolve({ confirmedOnPhone: 'Ms Zhao' }))
      .thenEvents('resolved', 'confirmed', 'closed')
      .thenView({ status: 'closed', confirmed: true, waitsFor: [], dueAt: null, nextWakeUp: null });
    expect(stage.eventsOf(caseId).at(-1)?.data).toMatchObject({
      facts: {
        counts: { reopened: 0, handBacks: 0, urges: 0, children: 0, reporters: 1 },
        clocks: { resolution: { state: 'met' }, response: { state: 'met' } },
      },
    });
    expect(JSON.stringify(stage.eventsOf(caseId).at(-1)?.data)).not.toContain('"running"'); // the close stops what ran
  });

  test('incident.resolve as unanswered asks for three reminders in vain', () => {
    const unanswered = resolve({ causeCode: 'no-reply' });
    const held = startedIncident().when(li, hold('user'));
    held.when(li, unanswered).thenRefused('no-reply-too-soon');
    held
      .fastForward(hours(8 * 24))
      .when(li, unanswered)
      .thenRefused('no-reply-too-soon');
    held.fastForward(hours(7 * 24)).thenView({ hold: expect.objectContaining({ reminders: 3 }) });
    held.when(li, unanswered).thenEvents('resumed', 'resolved');
    startedIncident()
      .when(li, hold('vendor'))
      .fastForward(hours(400))
      .when(li, unanswered)
      .thenRefused('no-reply-too-soon');
  });

  test('a repeated trouble owes a report and asks for a problem', () => {
    startedIncident().when(li, resolve(), repeats(1, 3)).thenView({ repeated: false }).thenEffects();
    for (const facts of [repeats(2, 0), repeats(0, 4)])
      startedIncident()
        .when(li, resolve(), facts)
        .thenView({ reportState: 'owed', repeated: true })
        .thenEffects({ kind: 'start', process: 'problem', data: expect.objectContaining({ why: 'repeated' }) });
  });
});

describe('incident.confirm', () => {
  test('incident.confirm by the reporter or a colleague closes what owes nothing', () => {
    resolvedIncident()
      .when(requester, { type: 'confirm', data: { rating: { score: 4, words: 'Quick' } } })
      .thenEvents('confirmed', 'closed')
      .thenView({ status: 'closed', rating: 4 })
      .thenTold('incident-closed'); // he did it himself
    resolvedIncident()
      .when(colleague, confirm)
      .thenEvents('confirmed', 'closed')
      .thenTold('incident-closed', requester.id);
    resolvedIncident().when(stranger, confirm).thenRefused('not-permitted');
    resolvedIncident().when(agent, confirm).thenEvents('confirmed', 'closed');
  });

  test('incident.confirm is not for the one who resolved', () => {
    newIncident()
      .when(agent, resolve())
      .thenBlocked(agent, 'confirm', 'self-confirm')
      .when(agent, confirm)
      .thenRefused('self-confirm');
  });

  test('incident.confirm once is enough', () => {
    resolvedIncident({}, reportAlways)
      .when(requester, confirm)
      .thenEvents('confirmed')
      .when(requester, confirm)
      .thenRefused('already-confirmed');
  });

  test('nobody confirms: reminded after two and four business days, closed after five', () => {
    const story = resolvedIncident();
    const due = story.stage.viewOf(story.caseId).readings['confirm']?.dueAt ?? 0;
    story
      .fastForward(hours(2 * 24))
      .thenEvents('clockWarned')
      .thenTold('incident-confirm-warned', requester.id);
    story.fastForward(hours(4 * 24)).thenEvents('clockWarned');
    story.fastForward(hours(24)).thenEvents('clockBreached', 'closed').thenView({ status: 'closed', closedAt: due });
  });

  test('while the report is owed the end of the time to confirm closes nothing, the report then does', () => {
    resolvedIncident({}, reportAlways)
      .fastForward(hours(8 * 24))
      .thenView({ status: 'resolved', confirmed: false, reportState: 'owed' })
      .thenWaitsFor('eng-donghu-1: fileReport')
      .when(li, analysis)
      .thenEvents('reportFiled', 'closed');
  });
});

describe('incident.reopen', () => {
  test('incident.reopen goes on with the same person, its clocks where they stopped', () => {
    const story = startedIncident({}, reportAlways).fastForward(hours(1)).when(li, resolve()).fastForward(hours(2));
    story
      .when(requester, because('reopen'))
      .thenEvents('reopened')
      .thenTold('incident-reopened', li.id)
      .thenView({ status: 'in-progress', accepted: true, counts: expect.objectContaining({ reopened: 1 }) })
      .thenClock('resolution', { state: 'running', generation: 1 })
      .thenClock('report', { state: 'cancelled' });
    expect(story.stage.viewOf(story.caseId)).not.toHaveProperty('solution');
    story
      .when(li, resolve())
      .thenView({ reportState: 'owed' })
      .thenClock('report', { state: 'running', generation: 2 });
  });

  test('incident.reopen of what nobody had goes to the queue', () => {
    queuedIncident()
      .when(system, resolve())
      .when(cityHead, because('reopen'))
      .thenView({ status: 'queued', accepted: false });
  });

  test('incident.reopen is for reporter, assignee and supervisor', () => {
    resolvedIncident().when(li, because('reopen')).thenEvents('reopened').thenTold('incident-reopened', requester.id); // who was asked to confirm
    resolvedIncident().when(colleague, because('reopen')).thenEvents('reopened');
    resolvedIncident().when(zhao, because('reopen')).thenRefused('not-permitted');
    startedIncident().when(requester, because('reopen')).thenRefused('wrong-status');
  });
});

describe('the report', () => {
  test('incident.fileReport is owed for P1, P2 and by contract, in 24 hours', () => {
    resolvedIncident().thenWaitsFor('req-linxi: confirm');
    for (const story of [resolvedIncident(grave), resolvedIncident({}, reportAlways)])
      story
        .thenView({ reportState: 'owed' })
        .thenWaitsFor('req-linxi: confirm', 'eng-donghu-1: fileReport')
        .thenClock('report', { state: 'running', targetMs: hours(24) })
        .when(li, analysis)
        .thenEvents('reportFiled')
        .thenTold('incident-report-filed', 'customer-representative@/dx/donghu/linxi/school')
        .thenClock('report', { state: 'met' })
        .when(requester, confirm)
        .thenEvents('confirmed', 'closed');
  });

  test('incident.fileReport twice is refused; incident.returnReport asks for another and its clock goes on', () => {
    resolvedIncident(grave)
      .when(cityHead, because('returnReport'))
      .thenRefused('report-missing')
      .fastForward(hours(1))
      .when(zhao, analysis)
      .thenRefused('not-permitted')
      .when(li, analysis)
      .when(li, analysis)
      .thenRefused('report-filed')
      .when(quality, because('returnReport'))
      .thenEvents('reportReturned')
      .thenTold('incident-report-returned', li.id)
      .thenView({ reportState: 'returned' })
      .thenWaitsFor('req-linxi: confirm', 'eng-donghu-1: fileReport')
      .thenClock('report', { state: 'running', generation: 1 })
      .when(requester, confirm)
      .thenEvents('confirmed')
      .when(cityHead, analysis)
      .thenEvents('reportFiled', 'closed');
  });
});

test("a report that nobody in particular owes is the supervisor's", () => {
  queuedIncident(grave)
    .when(system, resolve())
    .thenTold('incident-resolved', requester.id, 'supervisor@/dx/donghu')
    .thenWaitsFor('req-linxi: confirm', 'supervisor@/dx/donghu: fileReport')
    .when(cityHead, analysis)
    .thenEvents('reportFiled');
});

describe('incident.close', () => {
  test('incident.close by the supervisor is for major ones, when nothing else is owed', () => {
    resolvedIncident()
      .thenBlocked(cityHead, 'close', 'not-major')
      .when(cityHead, plain('close'))
      .thenRefused('not-major');
    major()
      .when(cityHead, plain('close'))
      .thenRefused('report-missing')
      .when(li, analysis)
      .thenEvents('reportFiled')
      .when(cityHead, plain('close'))
      .thenRefused('not-confirmed')
      .when(requester, confirm)
      .thenEvents('confirmed')
      .thenWaitsFor('supervisor@/dx/donghu: close')
      .when(li, plain('close'))
      .thenRefused('not-permitted')
      .when(cityHead, plain('close'))
      .thenEvents('closed')
      .thenView({ status: 'closed' });
  });

  test('a closed one takes nothing more and offers nothing, whoever asks', () => {
    const closed = resolvedIncident().when(requester, confirm);
    for (const command of [because('reopen'), words('Thank you'), plain('follow'), plain('urge')])
      closed.when(requester, command).thenRefused('case-ended');
    for (const actor of [requester, agent, li, cityHead, owner])
      expect(offerOf(closed, actor)).toEqual({ allowed: [], blocked: [] });
  });
});

describe('incident.cancel', () => {
  test('incident.cancel by the reporter while nobody is at work, by the supervisor as long as it is undone', () => {
    queuedIncident().when(requester, because('cancel')).thenEvents('canceled').thenView({ status: 'canceled' });
    startedIncident().when(requester, because('cancel')).thenRefused('not-permitted');
    startedIncident().when(li, because('cancel')).thenRefused('not-permitted');
    startedIncident()
      .when(li, hold('vendor'))
      .when(cityHead, because('cancel'))
      .thenEvents('resumed', 'canceled')
      .thenTold('incident-canceled', requester.id, li.id)
      .thenClock('resolution', { state: 'cancelled' });
    resolvedIncident().when(cityHead, because('cancel')).thenRefused('wrong-status');
  });

  test('incident.cancel freezes the facts as a close does, what was late included', () => {
    const { stage, caseId } = startedIncident().when(li, hold('vendor'));
    const due = stage.viewOf(caseId).readings['resolution']?.dueAt ?? 0;
    stage.moveTo(due + hours(1));
    stage.give(caseId, cityHead, because('cancel'));
    expect(stage.eventsOf(caseId).at(-1)).toMatchObject({
      type: 'incident.canceled',
      data: {
        facts: {
          counts: { reopened: 0, handBacks: 0, urges: 0, children: 0, reporters: 1 },
          clocks: {
            resolution: { state: 'cancelled', breachedAt: due, attribution: { person: { [li.id]: hours(16) } } },
            response: { state: 'met' },
            'uc-vendor': { state: 'late' },
          },
        },
      },
    });
  });

  test('incident.cancel settles the call that waits for it', () => {
    const call = { call: 'CAL-000001', receivedAt: 0 };
    given('incident')
      .when(system, create({ reporter: requester.id, impact: '2', urgency: '2', ...call }))
      .when(cityHead, because('cancel'))
      .thenEffects({
        kind: 'command',
        process: 'call',
        caseId: 'CAL-000001',
        command: 'settle',
        data: expect.objectContaining({ outcome: 'canceled' }),
      });
  });

  test('incident.convert is blocked until service requests are offered', () => {
    startedIncident()
      .thenBlocked(agent, 'convert', 'process-not-offered')
      .when(agent, { type: 'convert', data: { catalogueItem: 'new-account' } })
      .thenRefused('process-not-offered');
  });
});

describe('incident.merge', () => {
  const other = { reporter: stranger.id, unit: '/dx/donghu/court' };

  test('incident.merge ends it; its reporters and calls go with the target and are settled with it', () => {
    const target = queuedIncident();
    const { stage } = target;
    const call = given('call', { stage }).when(stranger, {
      type: 'create',
      data: { ...report, unit: '/dx/donghu/court' },
    });
    call.when(people.cityAgent, {
      type: 'escalate',
      data: { category: 'payment-failure', impact: '2', urgency: '2', diagnosis: 'The same', tried: 'Nothing' },
    });
    stage.give('INC-000002', li, into(target.caseId));
    expect(stage.viewOf('INC-000002')).toMatchObject({ status: 'canceled', mergedInto: target.caseId });
    target.thenView({ counts: expect.objectContaining({ reporters: 2 }) });
    call.thenView({ status: 'escalated' });
    target.when(li, resolve({ confirmedOnPhone: 'Ms Zhao' })).thenTold('incident-closed', requester.id, stranger.id);
    call.thenView({ status: 'closed', outcome: 'resolved', incident: target.caseId });
  });

  test('incident.merge claims what nobody has and resumes what is held', () => {
    const target = queuedIncident();
    const { stage } = target;
    queuedIncident(other, { stage, by: provinceAgent })
      .when(li, into(target.caseId))
      .thenEvents('claimed', 'accepted', 'merged');
    startedIncident(other, { stage, by: provinceAgent })
      .when(li, hold('user'))
      .when(li, into(target.caseId))
      .thenEvents('resumed', 'merged');
    queuedIncident(other, { stage, by: provinceAgent })
      .when(cityHead, into(target.caseId))
      .thenEvents('merged')
      .thenTold('incident-merged', stranger.id);
    queuedIncident(other, { stage, by: provinceAgent })
      .when(requester, into(target.caseId))
      .thenRefused('not-permitted');
  });

  test('incident.merge refuses a target that is unknown, ended, itself or no incident', () => {
    const ended = queuedIncident().when(cityHead, because('cancel'));
    const { stage } = ended;
    const call = given('call', { stage }).when(requester, { type: 'create', data: report });
    const story = startedIncident({}, { stage });
    for (const target of ['INC-000099', ended.caseId, story.caseId, call.caseId])
      story.when(li, into(target)).thenRefused('target-not-open');
  });

  test('a command to a merged one is told where it went', () => {
    const target = queuedIncident();
    const { caseId } = startedIncident({}, { stage: target.stage }).when(li, into(target.caseId));
    expect(() => target.stage.give(caseId, li, plain('start'))).toThrow(
      expect.objectContaining({
        code: 'case-ended',
        params: { status: 'canceled', followUpOf: caseId, mergedInto: target.caseId },
      }),
    );
  });

  test('incident.merge freezes the facts', () => {
    const target = queuedIncident();
    const { caseId } = startedIncident({}, { stage: target.stage }).when(li, into(target.caseId));
    expect(target.stage.eventsOf(caseId).at(-1)).toMatchObject({
      type: 'incident.merged',
      data: { target: target.caseId, facts: { clocks: { resolution: { state: 'cancelled' } } } },
    });
  });

  test('what its reporter says after the merge is refused with the target, where he says it then', () => {
    const target = startedIncident();
    const merged = startedIncident(other, { stage: target.stage, by: provinceAgent }).when(li, into(target.caseId));
    const mergedInto = target.caseId;
    for (const command of [words('It fails again'), because('reopen')])
      expect(() => target.stage.give(merged.caseId, stranger, command)).toThrow(
        expect.objectContaining({ code: 'case-ended', params: expect.objectContaining({ mergedInto }) }),
      );
    target
      .thenView({ parties: expect.objectContaining({ requester: requester.id, reporters: [stranger.id] }) })
      .when(li, hold('user'))
      .thenTold('incident-held', requester.id, stranger.id)
      .when(stranger, words('It fails again'))
      .thenEvents('infoSupplied', 'resumed');
  });

  test('incident.merge into one that was merged itself is refused with the place where that went', () => {
    const last = queuedIncident();
    const { stage } = last;
    const between = startedIncident({}, { stage }).when(li, into(last.caseId));
    const first = startedIncident({}, { stage });
    expect(() => stage.give(first.caseId, li, into(between.caseId))).toThrow(
      expect.objectContaining({ code: 'target-not-open', params: { mergedInto: last.caseId } }),
    );
  });

  test('calls whose new incident ended before it could take them over go back to the desk', () => {
    const ended = queuedIncident().when(cityHead, because('cancel'));
    const { stage } = ended;
    const taken = takenCall({ stage }).when(agent, escalation); // INC-000002
    const joined = takenCall({ stage }).when(agent, { type: 'join', data: { incident: 'INC-000002' } });
    const target = stage.viewOf(ended.caseId);
    const openYet = { ...target, caseId: ended.caseId, requester: requester.id, open: true };
    stage.give('INC-000002', li, into(ended.caseId), { facts: { cases: { target: openYet } } });
    expect(stage.undelivered.map(({ code }) => code)).toEqual(['case-ended', 'case-ended']);
    for (const call of [taken, joined])
      call
        .thenView({ status: 'in-service' })
        .thenWaitsFor('desk-linxi: answer')
        .thenClock('first-line', { state: 'running' });
    expect(stage.eventsOf('INC-000002').slice(-2)).toMatchObject([
      { type: 'incident.effectFailed' },
      { type: 'incident.effectFailed' },
    ]);
    expect(stage.done.filter(({ effect }) => effect.kind === 'command' && effect.command === 'return')).toHaveLength(2);
    const heard = stage.done.flatMap(({ effect }) => (effect.kind === 'notify' ? [effect.template] : []));
    expect(heard).toContain('incident-effect-failed');
  });

  test('only the call that was not taken over goes back', () => {
    const target = queuedIncident();
    const { stage } = target;
    const taken = takenCall({ stage }).when(agent, escalation); // INC-000002
    const joined = takenCall({ stage }).when(agent, { type: 'join', data: { incident: 'INC-000002' } });
    const merged = stage.give('INC-000002', li, into(target.caseId)).at(-1);
    const taking = stage.done.findLast(({ effect }) => isTaking(effect, joined.caseId))?.effect;
    const data = { effect: `e:${merged?._id}:1`, kind: 'command', code: 'case-ended', detail: '', ref: taking?.ref };
    stage.record('INC-000002', { type: 'incident.effectFailed', data });
    taken.thenView({ status: 'escalated' });
    joined.thenView({ status: 'in-service' });
  });
});

/** True for what hands the reporter of that call over to the target of a merge. */
const isTaking = (effect: Effect, call: string): boolean =>
  effect.kind === 'command' && effect.command === 'addReporter' && 'call' in effect.data && effect.data.call === call;
