/** What notices know of their case, for whom, and which of them still say something when they go. */
import type { Clocks } from '../../../../domain/kernel/clocks/clocks.ts';
import { informed, saidBy } from '../../../../domain/kernel/people/facts.ts';
import { overBy, supersededAmong } from '../../../../domain/kernel/people/still.ts';
import type { AnyProcess, Audience, CaseEvent, CaseState, Effect } from '../../../../domain/kernel/process.ts';
import { processOf } from '../../../../domain/catalogue.ts';

const view = {
  status: 'assigned',
  title: '凭证打不开',
  orgPath: '/dx/donghu/linxi/school',
  application: 'payment',
  priority: 'P1',
  dueAt: 5,
  readings: {},
  waitsFor: [],
  description: '今早升级后无法打开',
  contact: '0712-5550101',
  parties: {
    requester: 'req',
    unit: '/dx/donghu/linxi/school',
    assignee: 'wang',
    commander: 'chief',
    followers: ['li'],
  },
};
/** The words, rights and rows of the real process, over one case. */
const processOver = (more: object = {}): AnyProcess =>
  ({ ...processOf('incident'), view: () => ({ ...view, ...more }) }) as unknown as AnyProcess;
const kase = (supervision?: object) =>
  ({ state: { common: supervision ? { supervision } : {} } }) as unknown as CaseState<{ status: string }>;
const told = (
  type: string,
  data: object,
  to: Audience,
  { more = {}, supervision }: { more?: object; supervision?: object } = {},
) => {
  const event = { type: `incident.${type}`, data, at: 1 } as unknown as CaseEvent;
  const effect: Effect = { kind: 'notify', to, template: 't', data: { title: '凭证打不开' } };
  const [only] = informed(processOver(more), kase(supervision), event, [effect]);
  return only?.kind === 'notify' ? only.data : {};
};

test('N11 who gets a case is told what it is about, by when, who reported it and what he said', () => {
  expect(told('dispatched', { person: 'wang' }, { person: 'wang' })).toEqual({
    title: '凭证打不开',
    priority: 'P1',
    status: 'assigned',
    application: 'payment',
    unit: '/dx/donghu/linxi/school',
    dueAt: 5,
    reporter: 'req',
    description: '今早升级后无法打开',
    contact: '0712-5550101',
    urgent: true,
  });
});

const isUrgent = (type: string, to: Audience, more: object = {}) => 'urgent' in told(type, {}, to, { more });

test('N09 at once is what brings a grave case to those who must act, and nothing else', () => {
  const queue = { team: 'donghu-l2' };
  for (const type of ['created', 'dispatched', 'escalated', 'transferred', 'reopened', 'majorDeclared', 'relieved'])
    expect([type, isUrgent(type, queue), isUrgent(type, { person: 'req' })]).toEqual([type, true, false]);
  expect(isUrgent('commented', queue)).toBe(false);
  expect(isUrgent('escalated', queue, { priority: 'P2' })).toBe(false);
  expect(isUrgent('escalated', queue, { priority: 'P2', major: true })).toBe(true);
});

test('N11 the requester’s side gets what is open to it: no diagnosis, no internal note, no phone', () => {
  const [diagnosis, ask] = ['Server error', 'Please restart'];
  const escalated = { diagnosis, tried: 'x', ask, from: { queue: 'a' }, to: { queue: 'b' } };
  expect(told('escalated', escalated, { person: 'req' })).not.toHaveProperty('said');
  expect(told('escalated', escalated, { team: 'b' })).toHaveProperty('said', ['diagnosis', 'tried', 'ask']);
  const held = { reason: 'vendor', note: 'The vendor is slow' };
  expect(told('held', held, { person: 'req' })).toHaveProperty('said', ['reason']);
  expect(told('held', { reason: 'user', note: 'Which voucher?' }, { person: 'req' })).toHaveProperty('said', [
    'reason',
    'note',
  ]);
  expect(told('commented', { text: 'x', audience: 'internal' }, { person: 'li' })).not.toHaveProperty('said');
  expect(told('commented', { text: 'x', audience: 'public' }, { person: 'li' })).toHaveProperty('said', ['text']);
  for (const person of ['req', 'li', 'somebody'])
    expect(told('reopened', { reason: 'Not solved' }, { person })).not.toHaveProperty('contact');
  expect(
    told('supervised', { instruction: 'Ring', due: 9 }, { person: 'boss' }, { supervision: { by: 'boss' } }),
  ).toHaveProperty('said', ['instruction', 'due']);
});

const runs = (kind: string, dueAt: number) => ({ kind, state: 'running', dueAt });

test('F42 the requester’s side is told no deadline of the work, and whoever is waited for until when', () => {
  const readings = { 'ola-pickup': runs('ola', 5), 'urge-answer': runs('ola', 6), resolution: runs('sla', 90) };
  const until = (to: Audience, more: object) =>
    new Map<string, unknown>(Object.entries(told('started', {}, to, { more: { readings, ...more } }))).get('dueAt');
  expect(until({ person: 'wang' }, {})).toBe(5);
  for (const person of ['req', 'li', 'other']) expect([person, until({ person }, {})]).toEqual([person, 90]);
  const promised = { report: runs('sla', 40), confirm: runs('timer', 70) };
  const waitsFor = [
    { to: { person: 'wang' }, command: 'fileReport', dueAt: 40 },
    { to: { person: 'req' }, command: 'confirm', dueAt: 70 },
    { to: { person: 'late' }, command: 'supplyInfo', dueAt: null },
  ];
  const resolved = { readings: promised, waitsFor };
  expect(until({ person: 'req' }, resolved)).toBe(70);
  expect(until({ person: 'late' }, resolved)).toBeUndefined();
  expect(until({ person: 'li' }, resolved)).toBe(40);
  expect(until({ person: 'req' }, { readings: { 'ola-l2': runs('ola', 8) } })).toBeUndefined();
});

test('N11 who reminds, or lifts a supervision, without a word is named to those who work on it', () => {
  for (const type of ['urged', 'supervisionLifted']) {
    expect(told(type, {}, { team: 'donghu-l2' })).toHaveProperty('said', []);
    expect(told(type, { text: 'x' }, { team: 'donghu-l2' })).toHaveProperty('said', ['text']);
    expect(told(type, {}, { person: 'req' })).not.toHaveProperty('said');
  }
  expect(told('started', {}, { team: 'donghu-l2' })).not.toHaveProperty('said');
});

test('N11 a change says from what', () => {
  const change = { impact: '1', urgency: '1', priority: 'P1', from: 'P3', reason: 'All schools' };
  expect(told('priorityChanged', change, { person: 'wang' })).toMatchObject({
    from: 'P3',
    priority: 'P1',
    said: ['reason'],
  });
  expect(told('priorityChanged', { ...change, from: 'P1' }, { person: 'wang' })).not.toHaveProperty('from');
});

test('N11 the words are those of the event; a value of a list is in words', () => {
  const incident = processOf('incident');
  const said = (type: `incident.${string}`, data: object, fields: string[]) => saidBy(incident, { type, data }, fields);
  expect(
    said('incident.held', { reason: 'user', note: '凭证号？', until: 7 }, ['reason', 'note', 'until', 'other']),
  ).toEqual({
    reason: { zh: '等待报障人', en: 'waiting for the reporter' },
    note: '凭证号？',
    until: 7,
  });
  expect(said('incident.confirmed', { rating: { score: 2, words: '太慢' } }, ['rating'])).toEqual({
    score: { zh: '2', en: '2' },
    words: '太慢',
  });
  expect(said('incident.reopened', { reason: 'user' }, ['reason'])).toEqual({ reason: 'user' });
  expect(said('incident.amended', { fields: { title: 'x', item: 'y' } }, ['fields'])).toEqual({
    title: 'x',
    item: 'y',
  });
});

const waits = (id: string, firedAt: number, more: object = {}) => ({
  id,
  caseId: 'INC-1',
  channel: 'mail',
  data: { clock: 'resolution', step: 's', firedAt },
  ...more,
});

describe('N10 a step that waited', () => {
  const life = { acked: [], startedAt: 10 };
  const clocks = (phase: string, more: object = {}) =>
    ({ resolution: { phase, breachedAt: null, life: { ...life, ...more } } }) as unknown as Clocks;
  const readings = { resolution: { kind: 'sla' } } as const;
  const warned = { template: 'incident-resolution-warned', data: { clock: 'resolution', step: 'p50', firedAt: 20 } };
  const breached = {
    template: 'incident-resolution-breached',
    data: { clock: 'resolution', step: 'p100#2', firedAt: 30 },
  };

  test('goes while its clock runs or waits', () => {
    for (const phase of ['running', 'paused']) expect(overBy(warned, { clocks: clocks(phase), readings })).toBeNull();
    expect(overBy({ template: 't', data: { title: 'x' } }, { clocks: clocks('stopped'), readings })).toBeNull();
  });

  test('below the target is dropped once its clock has stopped or begun anew; a breach is news, a reminder is not', () => {
    for (const phase of ['stopped', 'cancelled']) {
      expect(overBy(warned, { clocks: clocks(phase), readings })).toBe('clock-stopped');
      expect(overBy(breached, { clocks: clocks(phase), readings })).toBeNull();
      expect(overBy(breached, { clocks: clocks(phase), readings: { resolution: { kind: 'nag' } } })).toBe(
        'clock-stopped',
      );
    }
    expect(overBy(warned, { clocks: clocks('running', { startedAt: 25 }), readings })).toBe('clock-stopped');
  });

  test('is dropped once somebody has heard it, a repeat too, and no other step', () => {
    expect(overBy(warned, { clocks: clocks('running', { acked: ['p50'] }), readings })).toBe('acknowledged');
    expect(overBy(breached, { clocks: clocks('running', { acked: ['p100'] }), readings })).toBe('acknowledged');
    expect(overBy(warned, { clocks: clocks('running', { acked: ['p100'] }), readings })).toBeNull();
    expect(overBy(warned, { clocks: clocks('running', { acked: ['p50'], startedAt: 25 }), readings })).toBe(
      'clock-stopped',
    );
  });

  test('gives way to a later one of the same clock, case and way', () => {
    const all = [
      waits('old', 1),
      waits('new', 9),
      waits('between', 5),
      waits('other case', 1, { caseId: 'INC-2' }),
      waits('other way', 1, { channel: 'webhook:x' }),
      waits('words', 1, { data: { title: 'x' } }),
      waits('other clock', 1, { data: { clock: 'response', step: 's', firedAt: 1 } }),
    ];
    expect([...supersededAmong(all)]).toEqual(['old', 'between']);
  });
});
