/** Incidents meet changes: held for one and resumed by it, linked with what is raised for them or caused by it. */
import { MOST_WAITING } from '../../../domain/incident/caps.ts';
import { blocks, ChangeCase, doer, frozen, grave, NIGHT, plan, raiser } from '../../support/changes.ts';
import { awaited, hold, plain, queuedIncident, startedIncident } from '../../support/factories.ts';
import { hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { li, cityHead, quality, system } = people;
const CHANGE = 'CHG-000001';
const forChange = (more: object = {}) => hold('change', { change: CHANGE, ...more });
const review = (outcome: string, more: object = {}) => ({ outcome, lessons: 'Ask the vendor first', ...more });

/** A change, and an incident that Li holds for it, in one world. */
function meeting(): { change: ChangeCase; incident: Story } {
  const change = new ChangeCase();
  const incident = startedIncident({}, { stage: change.world }).when(li, forChange());
  return { change, incident };
}
const waiting = (change: ChangeCase) => change.view['awaitedBy'];
const last = ({ stage, caseId }: Story) => stage.eventsOf(caseId).at(-1);
const told = ({ stage, caseId }: Story, template: string) =>
  stage.done.flatMap(({ caseId: of, effect }) =>
    of === caseId && effect.kind === 'notify' && effect.template === template
      ? ['person' in effect.to ? effect.to.person : 'team' in effect.to ? effect.to.team : effect.to.role]
      : [],
  );

describe('incident.hold for a change', () => {
  test('names it, and the change knows who waits; the promise to the customer runs on', () => {
    const { change, incident } = meeting();
    incident
      .thenEvents('held')
      .thenView({ status: 'on-hold', change: CHANGE })
      .thenClock('resolution', { state: 'running' });
    expect(waiting(change)).toEqual([{ number: incident.caseId }]);
    expect(change.view).toMatchObject({ counts: { awaitedBy: 1 } });
  });

  test.each([
    ['required', hold('change'), {}],
    ['change-only', hold('vendor', { change: CHANGE }), awaited()],
    ['unknown', forChange(), {}],
    ['unknown', forChange(), awaited({ process: 'incident' })],
    ['not-open', forChange(), awaited({ status: 'canceled', open: false })],
    ['not-open', forChange(), awaited({ status: 'reviewing' })],
  ])('is refused /change %s', (code, command, facts) => {
    startedIncident().when(li, command, { facts }).thenRefused('invalid-data', `/change ${code}`);
  });

  test('is refused with every bad field, and where too many wait already', () => {
    startedIncident()
      .when(li, hold('window', { change: CHANGE }))
      .thenRefused('invalid-data', '/until missing', '/change change-only')
      .when(li, forChange(), { facts: awaited({ awaitedBy: MOST_WAITING }) })
      .thenRefused('too-many-waiting');
  });

  test('ends by hand, by another hold, by an instant, by a solution: the change forgets it', () => {
    for (const end of [plain('resume'), hold('vendor'), { type: 'release', data: { reason: 'x' } }]) {
      const { change, incident } = meeting();
      if (end.type === 'release') incident.when(li, plain('resume'));
      incident.when(li, end);
      expect([end.type, waiting(change)]).toEqual([end.type, undefined]);
      expect(change.events().slice(-2)).toEqual(['incidentHeld', 'incidentResumed']);
    }
    const { change, incident } = meeting();
    incident
      .when(li, forChange({ until: change.world.now + hours(1) }))
      .fastForward(hours(1))
      .thenEvents('resumed');
    expect(last(incident)?.data).toMatchObject({ change: CHANGE });
    expect(waiting(change)).toBeUndefined();
    expect(change.world.undelivered).toEqual([]);
  });

  test('held for another change, the first forgets it and the second knows', () => {
    const { change, incident } = meeting();
    const other = change.world.open('change', raiser, { ...plan(), ...RAISED });
    incident.when(li, hold('change', { change: other })).thenEvents('held');
    expect(waiting(change)).toBeUndefined();
    expect(change.world.viewOf(other)).toMatchObject({ awaitedBy: [{ number: incident.caseId }] });
  });
});
const RAISED = { kind: 'normal', unit: '/dx/donghu/court', application: 'payment', title: 'Other', description: 'x' };

describe('change.finish', () => {
  test('resumes what waited for it, with its name and its words, and tells who has it', () => {
    const { change, incident } = meeting();
    change.started().done().give(doer, 'finish', { verification: 'Works' });
    incident.thenView({ status: 'in-progress' });
    expect(last(incident)).toMatchObject({
      type: 'incident.resumed',
      by: { role: 'system' },
      data: { change: CHANGE, outcome: 'finished', reason: 'Works' },
    });
    expect(told(incident, 'incident-resumed')).toEqual([li.id]);
    expect(change.view).toMatchObject({ finishedAt: NIGHT.from, startedAt: NIGHT.from });
    expect(change.world.undelivered).toEqual([]);
  });

  test.each(['successful', 'with-issues'])('a review that finds it %s says nothing more', (outcome) => {
    const { change, incident } = meeting();
    change.started().done().give(doer, 'finish', { verification: 'Works' });
    change.give(quality, 'review', review(outcome));
    expect(last(incident)?.type).toBe('incident.resumed');
  });

  test('a review that finds it failed comes back to whoever has the incident now', () => {
    const { change, incident } = meeting();
    change.started().done().give(doer, 'finish', { verification: 'Works' });
    change.give(quality, 'review', review('failed'));
    expect(last(incident)).toMatchObject({
      type: 'incident.changeFailed',
      data: { change: CHANGE, outcome: 'failed', reason: 'Ask the vendor first' },
    });
    expect(told(incident, 'incident-change-failed')).toEqual([li.id, 'donghu-l2', 'supervisor']);
    incident.thenView({ status: 'in-progress' });
  });

  test('leaves alone what went on by hand, waits for something else, or has ended', () => {
    const { change, incident } = meeting();
    const other = startedIncident({}, { stage: change.world }).when(li, forChange());
    const gone = startedIncident({}, { stage: change.world }).when(li, forChange());
    change.started().done();
    change.world.stalled(() => {
      incident.when(li, plain('resume'));
      other.when(li, hold('vendor'));
      gone.when(cityHead, { type: 'cancel', data: { reason: 'x' } });
      change.give(doer, 'finish', { verification: 'Works' });
    });
    change.give(quality, 'review', review('failed'));
    incident.thenView({ status: 'in-progress' });
    other.thenView({ status: 'on-hold', hold: { reason: 'vendor', until: null, reminders: 0 } });
    expect([incident, other, gone].map((one) => last(one)?.type)).toEqual([
      'incident.resumed',
      'incident.held',
      'incident.canceled',
    ]);
    expect(change.world.undelivered).toEqual([]);
  });
});

describe('a change that comes to nothing', () => {
  test.each<[string, (change: ChangeCase) => unknown, object]>([
    [
      'rolled back',
      (change) => change.started().give(doer, 'rollBack', { reason: 'It does not start' }),
      { outcome: 'rolled-back', reason: 'It does not start' },
    ],
    ['canceled', (change) => change.give(raiser, 'cancel', { reason: 'No' }), { outcome: 'canceled', reason: 'No' }],
    [
      'rejected',
      (change) => change.submitted().assessed().give(cityHead, 'reject', { planHash: change.hash, reason: 'Not now' }),
      { outcome: 'rejected' },
    ],
  ])('that is %s gives the incident back to its assignee and its queue', (_, ends, data) => {
    const { change, incident } = meeting();
    ends(change);
    incident.thenView({ status: 'in-progress' });
    expect(last(incident)?.data).toEqual({ change: CHANGE, ...data });
    expect(told(incident, 'incident-resumed')).toEqual([li.id, 'donghu-l2']);
  });

  test('an undo that ends later says why it began, and the review says nothing twice', () => {
    const { change, incident } = meeting();
    change.started().give(doer, 'completeStep', { evidence: 'Log 7' }, { part: 'stop' });
    change.give(cityHead, 'rollBack', { reason: 'Users complain' });
    incident.thenView({ status: 'on-hold' });
    change.give(doer, 'completeUndo', { evidence: 'Log 8' }, { part: 'stop' });
    expect(last(incident)?.data).toMatchObject({ outcome: 'rolled-back', reason: 'Users complain' });
    change.give(quality, 'review', review('failed'));
    expect(last(incident)?.type).toBe('incident.resumed');
  });

  test('what nobody has goes back to its queue', () => {
    const { change, incident } = meeting();
    change.world.give(incident.caseId, system, { type: 'relieve', data: { person: li.id, reason: 'Left' } });
    change.give(raiser, 'cancel', { reason: 'No' });
    incident.thenView({ status: 'queued' });
    expect(told(incident, 'incident-resumed')).toEqual(['donghu-l2']);
  });
});

describe('a change that is over before it learns who waits', () => {
  test('resumes at once what was held for it while it was carried out, also where it had waited before', () => {
    const change = new ChangeCase();
    const incident = startedIncident({}, { stage: change.world });
    change.started().done();
    change.world.stalled(() => {
      change.give(doer, 'finish', { verification: 'Works' });
      incident.when(li, forChange(), { facts: awaited() });
      incident.thenView({ status: 'on-hold' });
    });
    incident.thenView({ status: 'in-progress' });
    expect(last(incident)?.data).toMatchObject({ change: CHANGE, outcome: 'finished' });
    change.world.stalled(() => incident.when(li, forChange(), { facts: awaited() }));
    incident.thenView({ status: 'in-progress' });
    expect(change.world.undelivered).toEqual([]);
  });

  test('resumes at once what was held for it when it had ended', () => {
    const change = new ChangeCase();
    const incident = startedIncident({}, { stage: change.world });
    change.world.stalled(() => {
      change.give(raiser, 'cancel', { reason: 'No' });
      incident.when(li, forChange(), { facts: awaited() });
    });
    incident.thenView({ status: 'in-progress' });
    expect(last(incident)?.data).toEqual({ change: CHANGE, outcome: 'ended' });
    expect(told(incident, 'incident-effect-failed')).toEqual([]);
  });

  test('change.noteHeld, change.noteResumed: a hold that the change could not note stays, and its people are told', () => {
    const change = new ChangeCase();
    for (let n = 1; n <= MOST_WAITING; n += 1) change.give(system, 'noteHeld', { incident: `INC-${100_000 + n}` });
    const incident = startedIncident({}, { stage: change.world }).when(li, forChange(), { facts: awaited() });
    incident.thenView({ status: 'on-hold' });
    expect(told(incident, 'incident-effect-failed')).toEqual([li.id, 'supervisor']);
    expect(change.refused(system, 'noteHeld', { incident: 'INC-000001' })).toBe('too-many-waiting');
    expect(change.give(system, 'noteHeld', { incident: 'INC-100001' })).toEqual([]); // known already
    expect(change.give(system, 'noteResumed', { incident: 'INC-100001' })).toEqual(['incidentResumed']);
    expect(change.give(system, 'noteResumed', { incident: 'INC-100001' })).toEqual([]);
  });
});

describe('links', () => {
  test('a change that is raised for an incident is linked with it, on both sides', () => {
    const change = new ChangeCase();
    const incident = queuedIncident({ impact: '1', urgency: '1' }, { stage: change.world });
    const emergency = { kind: 'emergency', incident: incident.caseId, unit: '/dx/donghu/court', items: ['srv-dx'] };
    const number = change.world.open('change', raiser, { ...RAISED, ...emergency });
    incident.thenView({ links: [{ number, relation: 'related', inward: true }] });
    expect(change.world.viewOf(number)).toMatchObject({
      incident: incident.caseId,
      links: [{ number: incident.caseId, relation: 'related', inward: false }],
    });
    expect(last(incident)?.type).toBe('incident.linkNoted');
  });

  test('a change of any kind names no incident that is not there', () => {
    const change = new ChangeCase();
    expect(() => change.world.open('change', raiser, { ...RAISED, items: ['srv-dx'], incident: 'INC-000009' })).toThrow(
      expect.objectContaining({ fields: [{ pointer: '/incident', code: 'unknown' }] }),
    );
  });

  test('change.review names incidents that it caused: each says so, once', () => {
    const change = new ChangeCase();
    const [one, two] = [1, 2].map(() => queuedIncident({}, { stage: change.world }));
    const incidents = [one?.caseId, two?.caseId];
    change.started().done().give(doer, 'finish', { verification: 'Works' });
    expect(change.refused(quality, 'review', review('rolled-back', { incidents: ['INC-000077', one?.caseId] }))).toBe(
      'invalid-data /outcome not-rolled-back /incidents/0 unknown',
    );
    expect(change.refused(quality, 'review', review('failed', { incidents: [one?.caseId, one?.caseId] }))).toBe(
      'invalid-data /incidents/1 named-twice',
    );
    expect(change.refused(quality, 'review', review('failed', { incidents: [CHANGE] }))).toBe(
      'invalid-data /incidents/0 unknown',
    );
    two?.when(cityHead, { type: 'cancel', data: { reason: 'x' } });
    change.give(quality, 'review', review('failed', { incidents }));
    one?.thenView({ links: [{ number: CHANGE, relation: 'caused-by', inward: false }] });
    expect(change.view['links']).toEqual(incidents.map((number) => ({ number, relation: 'caused-by', inward: true })));
    expect(change.world.undelivered).toEqual([]); // an incident that has ended says nothing more
  });
});

describe('change.noteFreezeLifted', () => {
  test('tells implementer, requester and owner once, and drops what stood against it', () => {
    const change = new ChangeCase({ kind: 'emergency', incident: 'INC-000001' }, { facts: grave });
    change.planned().give(raiser, 'submit', {}, { facts: { conflicts: [frozen, { ...blocks, severity: 'warn' }] } });
    change.give(system, 'noteFreeze', { freeze: 'national-day@2', ...NIGHT });
    expect(change.view['freezes']).toEqual(['national-day@2', 'national-day@1']);
    expect(change.give(system, 'noteFreezeLifted', { freeze: 'audit-week@9' })).toEqual([]);
    expect(change.give(system, 'noteFreezeLifted', { freeze: 'national-day@1' })).toEqual([]); // of itself or later ones
    expect(change.give(system, 'noteFreezeLifted', { freeze: 'national-day@3' })).toEqual(['freezeLifted']);
    expect(change.view).toMatchObject({ conflicts: [{ kind: 'overlap' }] });
    expect(change.view['freezes']).toBeUndefined();
    const notices = change.world.done.filter(
      ({ effect }) => effect.kind === 'notify' && effect.template === 'change-freeze-lifted',
    );
    expect(notices.map(({ effect }) => 'to' in effect && effect.to)).toEqual([
      { person: raiser.id },
      { person: doer.id },
      { role: 'process-owner', orgPath: '/dx/donghu/linxi/school' },
    ]);
    expect(change.give(system, 'noteFreezeLifted', { freeze: 'national-day@4' })).toEqual([]);
  });

  test('a plan written anew has met no freeze yet', () => {
    const change = new ChangeCase().planned();
    change.give(system, 'noteFreeze', { freeze: 'national-day@1', ...NIGHT });
    change.give(raiser, 'plan', plan());
    expect(change.view['freezes']).toBeUndefined();
  });
});

test('when it was over: carried out, taken back, or recorded afterwards', () => {
  const back = new ChangeCase().started().to(NIGHT.from + hours(1));
  back.give(doer, 'rollBack', { reason: 'x' });
  expect(back.view).toMatchObject({ startedAt: NIGHT.from, finishedAt: NIGHT.from + hours(1) });
  const found = new ChangeCase({ kind: 'unauthorised', difference: 'Port 22' }, { by: people.auditor });
  expect(found.view).toMatchObject({ finishedAt: found.world.now });
  expect(found.view['startedAt']).toBeUndefined();
  expect(new ChangeCase().scheduled().view['finishedAt']).toBeUndefined();
});
