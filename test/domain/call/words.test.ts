/** What a caller says of an escalated call reaches those who work on its incident, wherever that has gone. */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import {
  because,
  escalation,
  newCall,
  queuedIncident,
  report,
  resolve,
  startedIncident,
  takenCall,
} from '../../support/factories.ts';
import type { Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, agent, li, cityHead, system } = people;
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
