/** What a caller says of an escalated call reaches those who work on its incident, wherever that has gone. */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import {
  answer,
  because,
  create,
  escalation,
  hold,
  newCall,
  plain,
  queuedIncident,
  report,
  resolve,
  startedIncident,
  takenCall,
} from '../../support/factories.ts';
import { given, hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, stranger, agent, cityAgent, li, cityHead, head, system } = people;
const words = (text: string, audience = 'public') => ({ type: 'comment', data: { text, audience } });
const merge = (target: string) => ({ type: 'merge', data: { target } });
const join = (incident: string) => ({ type: 'join', data: { incident } });
const relink = (incident: string) => ({ type: 'relink', data: { incident } });
const typesOf = (events: readonly CaseEvent[]) => events.map(({ type }) => type);
/** What those who work on an incident were told by callers. */
const heardIn = ({ stage }: Pick<Story, 'stage'>, incident: string): string[] =>
  stage
    .eventsOf(incident)
    .flatMap(({ type, data }) => (type === 'incident.infoSupplied' && 'text' in data ? [String(data.text)] : []));

describe('a call that was escalated', () => {
  test('learns its incident as soon as that has come about', () => {
    const call = takenCall().when(agent, escalation).thenView({ status: 'escalated', incident: 'INC-000001' });
    const started = call.stage.eventsOf(call.caseId).at(-1);
    expect(started).toMatchObject({
      type: 'call.caseStarted',
      data: { process: 'incident', caseId: 'INC-000001' },
      by: { role: 'system' },
    });
    expect(call.stage.viewOf('INC-000001')).toMatchObject({ call: call.caseId });
  });

  test('passes on what its caller says, and his colleague, but not what the desk says', () => {
    const call = takenCall()
      .when(agent, escalation)
      .when(requester, words('Batch 7'))
      .thenEffects({ kind: 'command', caseId: 'INC-000001', command: 'supplyInfo', onward: true })
      .when(colleague, words('And batch 8'))
      .when(agent, words('Looks like the server'))
      .thenEffects();
    expect(heardIn(call, 'INC-000001')).toEqual(['Batch 7', 'And batch 8']);
  });

  test('passes on what its caller said before there was an incident, once and in order', () => {
    const call = takenCall();
    call.stage.stalled(() =>
      call
        .when(agent, escalation)
        .when(requester, words('Batch 7'))
        .when(agent, words('Looks like the server', 'internal'))
        .when(colleague, words('And batch 8'))
        .thenEvents('commented'),
    );
    expect(heardIn(call, 'INC-000001')).toEqual(['Batch 7', 'And batch 8']);
    call.when(requester, words('And batch 9'));
    expect(heardIn(call, 'INC-000001')).toEqual(['Batch 7', 'And batch 8', 'And batch 9']);
  });

  test('keeps the last ten words at most for an incident that is long in coming', () => {
    const call = takenCall();
    const said = Array.from({ length: 12 }, (_, n) => `Word ${n}`);
    call.stage.stalled(() => {
      call.when(agent, escalation);
      for (const text of said) call.when(requester, words(text));
    });
    expect(heardIn(call, 'INC-000001')).toEqual(said.slice(2));
  });

  test('that came back to the desk meanwhile takes no notice of the incident, and that hears none of its words', () => {
    const call = takenCall();
    call.stage.stalled(() =>
      call
        .when(agent, escalation)
        .when(requester, words('Batch 7'))
        .when(system, { type: 'return', data: { incident: 'INC-000001' } }),
    );
    call.thenView({ status: 'in-service' });
    expect(call.stage.viewOf(call.caseId)).not.toHaveProperty('incident');
    expect(heardIn(call, 'INC-000001')).toEqual([]);
  });

  test('of which another process is started follows that not', () => {
    const call = takenCall().when(agent, escalation);
    const data = { effect: `e:${call.caseId}:3:9`, process: 'work-order', caseId: 'WO-000001' };
    call.stage.record(call.caseId, { type: 'call.caseStarted', data });
    call.thenView({ incident: 'INC-000001' });
  });
});

/** A target beside an incident with a call of its own and one that joined it. */
function toBeMerged() {
  const target = startedIncident();
  const call = takenCall({ stage: target.stage }).when(agent, escalation); // INC-000002
  const joined = newCall({}, { stage: target.stage }).when(agent, join('INC-000002'));
  return { target, call, joined, stage: target.stage };
}

describe('an incident that was merged into another', () => {
  test('takes its calls along: they follow the target from then on', () => {
    const { target, call, joined, stage } = toBeMerged();
    stage.give('INC-000002', li, merge(target.caseId));
    for (const one of [call, joined]) {
      one.thenView({ status: 'escalated', incident: target.caseId });
      expect(typesOf(stage.eventsOf(one.caseId)).at(-1)).toBe('call.relinked');
    }
    call.when(requester, words('It fails again')).thenEffects({ caseId: target.caseId });
    expect(heardIn(target, target.caseId)).toEqual(['It fails again']);
  });

  test('has its calls settled by the target', () => {
    const { target, call, joined, stage } = toBeMerged();
    stage.give('INC-000002', li, merge(target.caseId));
    stage.give(target.caseId, cityHead, because('cancel'));
    for (const one of [call, joined]) one.thenView({ status: 'closed', incident: target.caseId });
  });

  test('has words that were under way to it go onward to the target', () => {
    const { target, call, stage } = toBeMerged();
    stage.stalled(() => {
      call.when(requester, words('It fails again'));
      stage.give('INC-000002', li, merge(target.caseId));
    });
    expect(heardIn(target, target.caseId)).toEqual(['It fails again']);
    expect(heardIn(target, 'INC-000002')).toEqual([]);
    expect(stage.undelivered).toEqual([]);
    call.thenView({ status: 'escalated', incident: target.caseId });
  });

  test('call.relink comes from the incident and from nobody else, and says the same thing once', () => {
    const { target, call } = toBeMerged();
    call
      .when(agent, relink(target.caseId))
      .thenRefused('not-permitted')
      .when(system, relink(target.caseId))
      .thenEvents('relinked')
      .when(system, relink(target.caseId))
      .thenEvents();
    takenCall().when(system, relink(target.caseId)).thenRefused('wrong-status');
  });
});

describe('what does not arrive', () => {
  test('words that do not are told to the agent, and the call stays escalated', () => {
    const call = takenCall().when(agent, escalation);
    const { stage } = call;
    stage.stalled(() => {
      call.when(requester, words('Batch 7'));
      stage.give('INC-000001', li, { type: 'claim', data: {} });
      stage.give('INC-000001', cityHead, because('cancel'));
    });
    expect(stage.undelivered).toMatchObject([{ effect: { command: 'supplyInfo' }, code: 'case-ended' }]);
    const failed = stage.eventsOf(call.caseId).find(({ type }) => type === 'call.effectFailed');
    expect(failed?.data).toMatchObject({ ref: { words: true } });
    const told = stage.done.flatMap(({ effect }) => (effect.kind === 'notify' ? [effect] : []));
    expect(told).toContainEqual(expect.objectContaining({ template: 'call-effect-failed', to: { person: agent.id } }));
    call.thenView({ status: 'closed', outcome: 'canceled' }); // settled, which it only is while it is escalated
  });

  test('a start that fails brings the call back to the desk', () => {
    const call = takenCall().when(agent, escalation);
    const start = call.stage.done.find(({ effect }) => effect.kind === 'start')?.effect;
    const data = { effect: `e:${call.caseId}:3:1`, kind: 'start', code: 'invalid-data', detail: '', ref: start?.ref };
    call.stage.record(call.caseId, { type: 'call.effectFailed', data });
    call.thenView({ status: 'in-service' });
    expect(call.stage.viewOf(call.caseId)).not.toHaveProperty('incident');
  });

  test('an incident that ends before it takes the reporter brings the call back to the desk', () => {
    const incident = queuedIncident();
    const { stage } = incident;
    const call = newCall({}, { stage });
    stage.stalled(() => {
      call.when(agent, join(incident.caseId));
      stage.give(incident.caseId, cityHead, because('cancel'));
    });
    call.thenView({ status: 'in-service' });
    expect(stage.viewOf(call.caseId)).not.toHaveProperty('incident');
    expect(stage.undelivered).toMatchObject([{ effect: { command: 'addReporter' }, code: 'case-ended' }]);
  });
});

test('a call that its incident has settled passes nothing on', () => {
  const call = takenCall().when(agent, escalation);
  call.stage.give('INC-000001', li, resolve({ confirmedOnPhone: 'Ms Zhao' }));
  call
    .thenView({ status: 'closed', outcome: 'resolved', title: report.title })
    .when(requester, words('Thanks'))
    .thenRefused('case-ended');
  expect(heardIn(call, 'INC-000001')).toEqual([]);
});

/** A call of the school that its incident is being worked on for, with the stage in which both are played. */
function workedOn() {
  const call = takenCall().when(agent, escalation);
  const { stage } = call;
  stage.give('INC-000001', li, plain('start'));
  return { call, stage };
}
const amend = (fields: object) => ({ type: 'amend', data: { fields } });
const tellsOf = ({ stage }: Pick<Story, 'stage'>, to: string, before: number) =>
  stage.done
    .slice(before)
    .flatMap(({ effect }) =>
      effect.kind === 'notify' && 'person' in effect.to && effect.to.person === to ? [effect.template] : [],
    );

const waiting = () => takenCall().when(agent, { type: 'requestInfo', data: { question: 'Which lot?' } });

describe('words by whatever command they come', () => {
  test('what the caller amends while the call waits for him is the information, told once', () => {
    waiting()
      .when(requester, amend({ description: 'It is lot 88-C' }))
      .thenEvents('amended', 'infoSupplied')
      .thenView({ status: 'in-service', description: 'It is lot 88-C' })
      .thenTold('call-amended')
      .thenTold('call-info-supplied', agent.id);
    waiting()
      .when(requester, amend({ contact: '0571 1' }))
      .thenEvents('amended', 'infoSupplied');
    const told = waiting().when(requester, amend({ title: 'Lot 88-C', contact: '0571 1' }));
    expect(told.stage.eventsOf(told.caseId).at(-1)?.data).toEqual({ text: 'Lot 88-C' }); // contacts are not for everybody
  });

  test('an urge with words is one, and one without is not', () => {
    waiting()
      .when(colleague, { type: 'urge', data: { text: 'It is lot 88-C' } })
      .thenEvents('urged', 'infoSupplied')
      .thenView({ status: 'in-service', urged: true });
    waiting().when(requester, plain('urge')).thenEvents('urged').thenView({ status: 'waiting' });
  });

  test('of those who work on it nobody ends the wait by what he says, unless he reported it himself', () => {
    waiting()
      .when(agent, amend({ description: 'Perhaps lot 88-C' }))
      .thenEvents('amended')
      .thenView({ status: 'waiting' });
    waiting()
      .when(head, { type: 'urge', data: { text: 'Today' } })
      .thenEvents('urged')
      .thenView({ status: 'waiting' });
    const own = given('call').when(agent, create({ reporter: agent.id }));
    own
      .when(agent, { type: 'requestInfo', data: { question: 'Which lot?' } })
      .when(agent, words('Internal', 'internal'))
      .thenEvents('commented')
      .when(agent, words('88-C'))
      .thenEvents('infoSupplied')
      .thenView({ status: 'in-service' });
  });

  test('on an answered call they end the wait for his word, so that no silence is taken for consent', () => {
    for (const said of [words('It fails again'), { type: 'supplyInfo', data: { text: 'It fails again' } }])
      takenCall()
        .when(agent, answer())
        .when(requester, said)
        .thenEvents('infoSupplied')
        .thenTold('call-info-supplied', agent.id)
        .thenView({ status: 'in-service' })
        .thenClock('first-line', { state: 'running' })
        .fastForward(hours(9 * 24))
        .thenView({ status: 'in-service' })
        .when(agent, answer())
        .thenView({ status: 'answered' });
    takenCall().when(agent, answer()).when(agent, words('Please try')).thenView({ status: 'answered' });
  });

  test('what is put right on an escalated call reaches those who work on its incident', () => {
    const { call, stage } = workedOn();
    call.when(requester, amend({ description: 'It is lot 88-C' }));
    call.when(agent, amend({ title: 'Lot 88-C' }));
    call.when(agent, amend({ category: 'payment' })).thenEffects();
    expect(heardIn(call, 'INC-000001')).toEqual(['It is lot 88-C', 'Lot 88-C']);
    const before = stage.done.length;
    call.when(requester, amend({ contact: '0571 1' }));
    expect(stage.viewOf('INC-000001')).toMatchObject({ contact: '0571 1' });
    expect(tellsOf(call, li.id, before)).toEqual(['incident-contact-noted']);
    expect(stage.undelivered).toEqual([]);
  });

  test('a new contact ends a hold for him, and that of a later reporter is not the contact of the incident', () => {
    const { call, stage } = workedOn();
    const joined = newCall({}, { stage }).when(agent, join('INC-000001'));
    stage.give('INC-000001', li, hold('user'));
    joined.when(requester, amend({ contact: '0571 2' }));
    expect(stage.viewOf('INC-000001')).toMatchObject({ status: 'in-progress', contact: report.contact });
    expect(typesOf(stage.eventsOf('INC-000001')).slice(-2)).toEqual(['incident.contactNoted', 'incident.resumed']);
    call.thenView({ status: 'escalated' });
  });

  test('what was put right before there was an incident is passed on once there is', () => {
    const call = takenCall();
    call.stage.stalled(() => {
      call.when(agent, escalation);
      call.when(requester, amend({ description: 'It is lot 88-C' }));
      call.when(requester, words('And 88-D'));
    });
    expect(heardIn(call, 'INC-000001')).toEqual(['It is lot 88-C', 'And 88-D']);
  });
});

describe('one thing is told once', () => {
  test('a call that a desk agent registers is hers: nobody is asked to take it', () => {
    given('call')
      .when(agent, create({ reporter: requester.id }))
      .thenTold('call-created')
      .thenTold('call-taken', requester.id);
    newCall().thenTold('call-created', 'linxi-desk');
  });

  test('an answer confirmed on the phone is told by the close', () => {
    takenCall()
      .when(agent, answer({ confirmedOnPhone: 'Ms Zhao' }))
      .thenTold('call-answered')
      .thenTold('call-closed', requester.id);
  });

  test('the caller hears of the way of his incident once, at one of the two', () => {
    const call = takenCall();
    const { stage } = call;
    const heard = (work: () => unknown) => {
      const before = stage.done.length;
      work();
      return tellsOf(call, requester.id, before);
    };
    expect(heard(() => call.when(agent, escalation))).toEqual(['call-escalated']);
    expect(heard(() => stage.give('INC-000001', li, resolve()))).toEqual(['incident-resolved']);
    expect(heard(() => stage.give('INC-000001', agent, plain('confirm')))).toEqual(['incident-closed']);
    call.thenView({ status: 'closed' });
    const joined = newCall({}, { stage });
    const { caseId } = queuedIncident({ reporter: stranger.id }, { stage });
    expect(heard(() => joined.when(agent, join(caseId)))).toEqual(['call-joined']);
    expect(heard(() => stage.give(caseId, cityHead, because('cancel')))).toEqual(['incident-canceled']);
  });

  test('who only follows a call hears of its end', () => {
    const call = takenCall().when(colleague, plain('follow')).when(agent, escalation);
    const before = call.stage.done.length;
    call.stage.give('INC-000001', cityHead, because('cancel'));
    expect(tellsOf(call, colleague.id, before)).toEqual(['call-closed']);
  });
});

const rated = (score: number, more: object = {}) => ({ type: 'confirm', data: { rating: { score, ...more } } });

/** Resolved, and reported by two. */
function solved() {
  const { call, stage } = workedOn();
  const joined = newCall({ unit: '/dx/donghu/linxi/school' }, { stage });
  const other = given('call', { stage }).when(stranger, create({ unit: '/dx/donghu/court' }));
  other.when(cityAgent, join('INC-000001'));
  stage.give('INC-000001', li, resolve());
  return { call, other, joined, stage };
}

const incidentOf = ({ stage }: Pick<Story, 'stage'>) => stage.viewOf('INC-000001');

describe('the word of a caller whose call became an incident', () => {
  test('is given at his call once that is resolved (call.noteSolved): each once, and the last closes it', () => {
    const { call: unsolved } = workedOn();
    unsolved
      .thenBlocked(requester, 'confirm', 'not-resolved')
      .when(requester, plain('confirm'))
      .thenRefused('not-resolved');
    const { call, other, stage } = solved();
    expect(typesOf(stage.eventsOf(call.caseId)).at(-1)).toBe('call.incidentSolved');
    call.thenView({ incidentSolved: true });
    expect(incidentOf(call).waitsFor).toMatchObject([
      { to: { person: requester.id }, command: 'confirm' },
      { to: { person: stranger.id }, command: 'confirm' },
    ]);
    other
      .thenAllowed(stranger, 'confirm')
      .when(stranger, rated(4))
      .thenEvents('confirmed')
      .thenView({ status: 'escalated', rating: 4 })
      .thenBlocked(stranger, 'confirm', 'already-confirmed')
      .when(stranger, rated(1))
      .thenRefused('already-confirmed');
    expect(incidentOf(call)).toMatchObject({ status: 'resolved', confirmed: false, rating: 4 });
    expect(incidentOf(call).waitsFor).toMatchObject([{ to: { person: requester.id }, command: 'confirm' }]);
    call.when(requester, rated(5)).thenEvents('confirmed');
    expect(incidentOf(call)).toMatchObject({ status: 'closed', rating: 5 });
    for (const one of [call, other]) one.thenView({ status: 'closed' });
    expect(stage.undelivered).toEqual([]);
  });

  test('given at the incident it stands at his call, too (call.noteConfirmed)', () => {
    const { call, other, stage } = solved();
    stage.give('INC-000001', stranger, rated(3));
    other.thenView({ rating: 3 }).thenBlocked(stranger, 'confirm', 'already-confirmed');
    expect(() => stage.give('INC-000001', stranger, rated(3))).toThrow(
      expect.objectContaining({ code: 'already-confirmed' }),
    );
    other.when(system, { type: 'noteConfirmed', data: { incident: 'INC-000001' } }).thenEvents();
    stage.give('INC-000001', colleague, rated(5)); // of the unit that reported it first
    call.thenView({ status: 'closed', rating: 5 });
  });

  test('begins anew when it is reopened', () => {
    const { call, other, stage } = solved();
    call.when(requester, rated(5));
    stage.give('INC-000001', stranger, because('reopen'));
    expect(typesOf(stage.eventsOf(call.caseId)).at(-1)).toBe('call.incidentReopened');
    call.thenBlocked(requester, 'confirm', 'not-resolved');
    stage.give('INC-000001', li, resolve());
    for (const [one, by] of [
      [call, requester],
      [other, stranger],
    ] as const)
      one.thenAllowed(by, 'confirm');
    call.when(li, { type: 'noteSolved', data: { incident: 'INC-000001', solved: true } }).thenRefused('not-permitted');
  });

  test('is not asked of who gave the solution', () => {
    const both = { ...li, unit: '/dx/donghu/linxi/school', grants: [...li.grants, ...requester.grants] } as const;
    solved().call.thenBlocked(both, 'confirm', 'self-confirm').when(both, plain('confirm')).thenRefused('self-confirm');
  });

  test('is not good for an incident that its own has been merged into, before that is resolved', () => {
    const { target, call, stage } = toBeMerged();
    stage.give('INC-000002', li, resolve());
    call.thenAllowed(requester, 'confirm');
    stage.give('INC-000002', cityHead, because('reopen'));
    stage.give('INC-000002', li, merge(target.caseId));
    call.thenBlocked(requester, 'confirm', 'not-resolved');
    stage.give(target.caseId, li, resolve());
    call.thenAllowed(requester, 'confirm');
    const late = newCall({}, { stage }).when(agent, join(target.caseId));
    late.thenAllowed(requester, 'confirm');
  });

  test('that comes when it is open again stands at no case, and may be given again', () => {
    const { call, stage } = solved();
    stage.stalled(() => {
      stage.give('INC-000001', stranger, because('reopen'));
      call.when(requester, rated(5));
    });
    call.thenView({ status: 'escalated' });
    stage.give('INC-000001', li, resolve());
    call.when(requester, rated(5)).thenEvents('confirmed');
    expect(incidentOf(call)).toMatchObject({ confirmed: false, rating: 5 });
  });

  test('is told to those who gave the solution when it has words', () => {
    const { call, stage } = solved();
    const before = stage.done.length;
    call.when(requester, rated(2, { words: 'It took a week' }));
    expect(tellsOf(call, li.id, before)).toEqual(['incident-reporter-confirmed']);
  });
});
