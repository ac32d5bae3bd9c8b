/** Clocks that each part of a kind has: they begin, are late, end, and leave the state. */
import type { readings } from '../../../../domain/kernel/clocks/clocks.ts';
import { nextPromise } from '../../../../domain/kernel/clocks/promise.ts';
import type { ClockDefinition } from '../../../../domain/kernel/clocks/clocks.ts';
import { endsNotice, mergeNotices } from '../../../../domain/kernel/people/escalation.ts';
import { overBy } from '../../../../domain/kernel/people/still.ts';
import { fold } from '../../../../domain/kernel/fold.ts';
import { settledBy } from '../../../../domain/kernel/pending.ts';
import { policyProblems } from '../../../../domain/kernel/policy/publication.ts';
import type { CaseEvent, Effect } from '../../../../domain/kernel/process.ts';
import { wakeUpOf } from '../../../../domain/kernel/tick.ts';
import { clockWords } from '../../../../domain/event-words.ts';
import { hours, minutes } from '../../../support/given.ts';
import { errand } from '../../../support/errand/errand.ts';
import { begunErrand, type Stage } from '../../../support/errand/stage.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, deng, quality, cityHead, yang, system } = people;
const evidence = { data: { evidence: 'x' } };
const reason = { data: { reason: 'x' } };
const ofParts = (stage: Stage) => Object.keys(stage.view().readings).filter((name) => name.includes('~'));
const kept = (stage: Stage) => Object.keys(stage.kase.clocks).filter((name) => name.includes('~'));
const bare = (events: readonly CaseEvent[]) => events.map(({ type }) => type.slice('errand.'.length));
type Notify = Extract<Effect, { kind: 'notify' }>;
const notices = (stage: Stage) => stage.effects.filter((one): one is Notify => one.kind === 'notify');
const again = (stage: Stage) =>
  stage.events.reduce((kase, event) => fold(errand, kase, JSON.parse(JSON.stringify(event))), stage.empty());

test('only the parts that an event touches have their clocks moved, each under its own name', () => {
  const stage = begunErrand(errand);
  expect(ofParts(stage)).toEqual([]);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.moveTo(stage.now + minutes(10));
  stage.give(deng, 'takeStep', { part: 's2' });
  expect(ofParts(stage)).toEqual(['step~s1', 'step~s2']);
  const { 'step~s1': one, 'step~s2': other } = stage.view().readings;
  expect([one?.dueAt, other?.dueAt]).toEqual([stage.now + minutes(50), stage.now + minutes(60)]);
  expect([one?.generation, other?.generation]).toEqual([3, 4]); // of the events that began them
  const before = stage.kase.clocks['step~s1'];
  stage.give(li, 'note', { part: 's2', data: { words: 'x' } });
  expect(stage.kase.clocks['step~s1']).toBe(before);
});

test('a clock that has ended leaves the state, its facts go into the event that ended it, and their sum stays', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.moveTo(stage.now + minutes(10));
  const [event] = stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(event?.data).toMatchObject({
    part: 's1',
    to: 'done',
    clocks: {
      'step~s1': {
        kind: 'ola',
        state: 'met',
        consumedMs: minutes(10),
        attribution: { person: { [zhao.id]: minutes(10) } },
      },
    },
  });
  expect(kept(stage)).toEqual([]);
  expect(stage.kase.clocks['step']?.sum).toMatchObject({ ended: 1, met: 1, late: 0, consumedMs: minutes(10) });
  expect(ofParts(stage)).toEqual([]);
});

test('it is late like any other: who has the part is told, then whoever answers for it, and it may be heard', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  const begun = stage.now;
  expect(bare(stage.moveTo(begun + minutes(30)))).toEqual(['clockWarned']);
  expect(notices(stage).at(-1)).toMatchObject({
    to: { person: zhao.id },
    template: 'errand-step-warned',
    data: { clock: 'step~s1', part: 's1', step: 'p50', percent: 50 },
  });
  const ack = { data: { clock: 'step~s1', step: 'p50' } };
  expect(stage.refusal(deng, 'acknowledge', ack)?.code).toBe('not-permitted'); // it was said to another
  for (const who of [zhao, cityHead])
    expect(stage.refusal(who, 'acknowledge', { data: { clock: 'step~s2', step: 'p50' } })?.code).toBe('step-not-fired');
  for (const clock of ['step', 'window~s1', 'none~s1'])
    expect(stage.refusal(zhao, 'acknowledge', { data: { clock, step: 'p50' } })).toMatchObject({
      fields: [{ pointer: '/clock', code: 'unknown' }],
    });
  expect(stage.refusal(zhao, 'acknowledge', ack)).toBeUndefined();
  expect(stage.kase.clocks['step~s1']?.life?.acked).toEqual(['p50']);
  expect(bare(stage.moveTo(begun + minutes(60)))).toEqual(['clockBreached', 'clockWarned']);
  expect(notices(stage).at(-1)).toMatchObject({ to: { role: 'supervisor' }, template: 'errand-step-breached' });
  const [done] = stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(done?.data).toMatchObject({ clocks: { 'step~s1': { state: 'late', breachedAt: begun + minutes(60) } } });
  expect(stage.kase.clocks['step']?.sum).toMatchObject({ late: 1, breached: 1 });
});

test('nobody has it yet: the role that the plan gives it to is told', () => {
  const steps = [{ id: 's1', role: 'desk-agent', orgPath: '/dx/donghu' }];
  const stage = begunErrand(errand, { steps });
  stage.give(yang, 'takeStep', { part: 's1' });
  stage.give(system, 'relieve', { data: { person: yang.id, reason: 'x' } });
  stage.moveTo(stage.now + minutes(10)); // of twenty
  expect(notices(stage).at(-1)).toMatchObject({ to: { role: 'desk-agent', orgPath: '/dx/donghu' } });
  expect(stage.refusal(people.cityAgent, 'acknowledge', { data: { clock: 'step~s1', step: 'p50' } })).toBeUndefined();
});

test('its next life is a new one, and its keys never repeat', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.moveTo(stage.now + minutes(40));
  stage.give(zhao, 'failStep', { part: 's1', ...reason });
  expect(ofParts(stage)).toEqual(['failed-wait~s1']);
  expect(stage.view().readings['failed-wait~s1']).toMatchObject({ generation: stage.kase.seq });
  const [over] = stage.moveTo(stage.now + hours(2)).slice(-1);
  expect(over).toMatchObject({ type: 'errand.stepGivenUp', data: { part: 's1', to: 'undone' } });
  expect(stage.part('s1')).toMatchObject({ status: 'undone', rev: over?.seq });
  expect(over?.data).toMatchObject({ clocks: { 'failed-wait~s1': { kind: 'timer' } } });
  expect(kept(stage)).toEqual([]);
});

test('a timer moves what it is of in each of the statuses that it names, and in no other', () => {
  const stage = begunErrand(errand);
  for (const part of ['s1', 's2', 's3']) {
    stage.give(zhao, 'takeStep', { part });
    stage.give(zhao, 'failStep', { part, ...reason });
  }
  stage.give(zhao, 'askSkip', { part: 's2', ...reason });
  stage.give(zhao, 'completeStep', { part: 's3', ...evidence });
  stage.moveTo(stage.now + hours(3));
  const statuses = ['s1', 's2', 's3'].map((id) => stage.part(id)?.status);
  expect(statuses).toEqual(['undone', 'undone', 'done']); // failed, to be witnessed, and neither
  expect(errand.timers).toEqual({ 'start-by': ['planned'], 'failed-wait': ['failed', 'to-witness'] });
});

test('what quiet hours hold back of it is told or dropped before it leaves', () => {
  const stage = begunErrand(errand);
  stage.moveTo(stage.now + hours(10.5)); // 19:30
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.moveTo(stage.now + hours(1)); // 20:30, in the quiet hours
  const held = notices(stage).at(-1);
  expect(held).toMatchObject({ template: 'errand-step-breached', data: { step: 'p100' } });
  expect(held?.notBefore).toBeGreaterThan(stage.now);
  stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(kept(stage)).toEqual(['*~s1', 'step~s1']); // its breach is still to be told
  const events = stage.moveTo(stage.now + hours(12));
  expect(events.map(({ type, data }) => [type, 'clocks' in data])).toEqual([['errand.clockNoticeReleased', true]]);
  expect(kept(stage)).toEqual([]);
  expect(again(stage)).toEqual({ ...stage.kase, headHash: '' });
});

test("a deadline that is named is the part's, the case's own is that of promises to the customer alone", () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  expect(stage.view().dueAt).toBeNull(); // of fifty steps one would stand for all
  const until = stage.now + hours(3);
  stage.give(li, 'extend', { data: { until } });
  stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  expect(stage.view().readings['sign~boss']).toMatchObject({ kind: 'sla', dueAt: until });
  expect(stage.view().dueAt).toBe(until);
  expect(stage.view().waitsFor).toContainEqual(
    expect.objectContaining({ to: { person: zhao.id }, parts: ['s1'], dueAt: stage.now + minutes(60) }),
  );
  expect(
    nextPromise({ x: { kind: 'ola', state: 'running', dueAt: 5 } } as unknown as ReturnType<typeof readings>),
  ).toBe(5);
});

test('the end of the case ends them all, and nothing wakes it any more', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.give(zhao, 'failStep', { part: 's1', ...reason });
  stage.give(li, 'extend', { data: { until: stage.now + hours(3) } });
  stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  stage.give(li, 'rollBack', reason);
  expect(kept(stage)).toEqual(['*~s1', 'failed-wait~s1', '*~boss', 'sign~boss']);
  const events = stage.give(li, 'undoStep', { part: 's1' });
  expect(bare(events)).toEqual(['stepUndone', 'undone']);
  expect(events[0]?.data).toMatchObject({ clocks: { 'failed-wait~s1': { kind: 'timer' } } });
  expect(events[1]?.data).toMatchObject({
    clocks: { 'sign~boss': { kind: 'sla', state: 'cancelled' } },
    facts: { clocks: { step: { per: 'step', sum: { ended: 1 } }, sign: { sum: { ended: 1, cancelled: 1 } } } },
  });
  expect(kept(stage)).toEqual([]);
  expect(stage.view()).toMatchObject({ status: 'undone', nextWakeUp: null, dueAt: null });
  expect(again(stage)).toEqual({ ...stage.kase, headHash: '' });
});

test('a plan without a part any more takes its clocks along', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  const event: CaseEvent = {
    ...(stage.events.at(-1) as CaseEvent),
    type: 'errand.replanned',
    seq: stage.kase.seq + 1,
    data: { steps: [{ id: 's2', role: 'engineer' }], dropped: ['s1'] },
  };
  const after = fold(errand, stage.kase, event);
  expect(Object.keys(after.clocks).filter((name) => name.includes('~'))).toEqual([]);
  expect(after.clocks['step']?.sum).toMatchObject({ ended: 1, cancelled: 1 });
});

test('a re-target reaches those that live, by their definition', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  const longer = { ...errand.clocks.shipped['step'], targets: [{ ms: minutes(90) }] } as ClockDefinition;
  const next = {
    ...stage.kase.pins,
    sla: { ...stage.kase.pins.sla, version: 2, clocks: { ...errand.clocks.shipped, step: longer } },
  };
  const data = { policyVersion: 'errand@2', calendars: ['always@1', 'cn-5x8@1'], reason: 'x' };
  const { step: _step, ...others } = errand.clocks.shipped;
  const lost = { ...next, sla: { ...next.sla, clocks: others } };
  expect(stage.refusal(people.owner, 'retarget', { data, facts: { pins: lost } })).toMatchObject({
    code: 'clock-missing',
    params: { clock: 'step' },
  });
  expect(stage.refusal(people.owner, 'retarget', { data, facts: { pins: next } })).toBeUndefined();
  expect(stage.view().readings['step~s1']).toMatchObject({ targetMs: minutes(90), generation: 4 });
});

const notice = (part: string, n: number) => ({
  key: `e:X:1:${n}`,
  to: 'zhao',
  template: 'errand-step-warned',
  data: { clock: `step~${part}`, step: 'p50', part },
});

test('notices of many parts in one save are one, by the definition, with the parts in it', () => {
  expect(mergeNotices([notice('s1', 0), notice('s2', 1)])).toEqual([
    {
      ...notice('s2', 1),
      data: { clock: 'step~s2', step: 'p50', part: 's2', steps: ['p50', 'p50'], parts: ['s1', 's2'] },
    },
  ]);
});

const aboutStep = (clockKind: string) => ({ clock: 'step~s1', step: 'p50', clockKind });

test('a notice about a clock that is gone says nothing any more, unless it tells of a promise broken', () => {
  const standing = { clocks: {}, readings: {} };
  expect(overBy({ template: 'errand-step-warned', data: aboutStep('ola') }, standing)).toBe('clock-stopped');
  expect(overBy({ template: 'errand-step-breached', data: aboutStep('ola') }, standing)).toBeNull();
  expect(overBy({ template: 'errand-step-breached', data: aboutStep('nag') }, standing)).toBe('clock-stopped');
  const event = { type: 'errand.noted', data: {} } as unknown as CaseEvent;
  const effect = (template: string): Effect => ({
    kind: 'notify',
    to: { person: 'x' },
    template,
    data: { ...aboutStep('ola'), generation: 3 },
    notBefore: 9,
  });
  expect(endsNotice(event, effect('errand-step-warned'), {})).toBe('dropped');
  expect(endsNotice(event, effect('errand-step-breached'), {})).toBeNull();
  expect(
    settledBy(event, [{ key: 'k', effect: effect('errand-step-warned') }], { process: 'errand', clocks: {} }).drop,
  ).toEqual(['k']);
});

test('people read which part a clock is of, and the timer says it', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  expect(wakeUpOf(errand, stage.kase, 0)?.why).toBe('step~s1: step p50');
  expect(clockWords('errand', 'step~s1')).toEqual({ zh: 'step时限（s1）', en: 'step (s1)' });
});

test('a policy may give each part of a kind a clock that watches the part, and that begins but once', () => {
  const { shipped } = errand.clocks;
  const faults = (edit: Partial<ClockDefinition>) => {
    const step = { ...shipped['step'], ...edit } as ClockDefinition;
    return policyProblems(errand, { clocks: { ...shipped, step }, terms: {} }).map(
      ({ pointer, code }) => `${pointer.slice('/clocks/step'.length)} ${code}`,
    );
  };
  expect(faults({})).toEqual([]);
  expect(faults({ per: 'wave' })[0]).toBe('/per unknown');
  expect(faults({ stop: [{ leaves: { status: ['running'] } }] })).toEqual(['/stop/0/leaves/status/0 unknown']);
  expect(faults({ stop: [{ leaves: { urged: [true] } }] })).toEqual(['/stop/0/leaves/urged unknown-field']);
  expect(faults({ targets: [{ until: 'windowUntil' }] })).toContain('/targets/0/until unknown'); // an instant of the case
  expect(faults({ resume: [{ on: ['begun'] }], restart: [], countStopped: true })).toEqual([
    '/resume not-with-per',
    '/restart not-with-per',
    '/countStopped not-with-per',
  ]);
});
