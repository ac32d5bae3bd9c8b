import {
  advance,
  type ClockDefinition,
  dueEvents,
  recordFiring,
  type Step,
} from '../../../../domain/kernel/clocks/clocks.ts';
import {
  audiencesAt,
  endsNotice,
  escalation,
  isTold,
  mergeNotices,
  type CasePlace,
} from '../../../../domain/kernel/people/escalation.ts';
import type {
  Actor,
  AnyProcess,
  CaseEvent,
  CaseState,
  CaseView,
  Effect,
  OrgPath,
  Pins,
  KeyedEffect,
} from '../../../../domain/kernel/process.ts';
import type { Role } from '../../../../domain/roles.ts';
import { created, definitionOf, instant, pinsOf } from '../clocks/vectors.ts';

const HOUR = 3_600_000;
const at = (text: string) => instant(`2026-03-${text}+08:00`);

/** Undefined: the case has none. */
type Shown = { [K in 'parties' | 'queue' | 'priority' | 'status']?: CaseView[K] | undefined };
/** A process of which only the view matters here. */
function processShowing(shown: Shown): AnyProcess {
  const parties = { requester: 'req', unit: '/dx/donghu/linxi/school', assignee: 'wang', followers: ['li', 'zhao'] };
  const view = {
    status: 'in-progress',
    title: 'Printer',
    orgPath: '/dx/donghu/linxi',
    priority: 'P2',
    queue: 'l2',
    parties,
  };
  return { key: 'incident', view: () => ({ ...view, ...shown }) } as unknown as AnyProcess;
}

function firings(definition: ClockDefinition, now: number, shown: Shown = {}, desks: Pins['desks'] = {}): Effect[] {
  const pins = { ...pinsOf(definition), rules: 1, desks } as unknown as Pins;
  let clocks = advance({}, pins, { at: at('02T09:00'), type: 'created', set: created });
  const process = processShowing(shown);
  return dueEvents('incident', clocks, pins, now).flatMap((event, n) => {
    clocks = recordFiring(clocks, pins, event);
    const kase = { caseId: 'INC-1', clocks, pins } as unknown as CaseState<{ status: string }>;
    const stored = { ...event, seq: 2 + n, at: now, caseId: 'INC-1' } as unknown as CaseEvent;
    return escalation(process, kase, stored);
  });
}

const ladderOf = (...to: string[]): ClockDefinition => ({
  ...definitionOf('resolution'),
  ladder: [{ id: 'p50', percent: 50, to, channel: ['inbox'] }],
});
const told = (words: string[], shown: Shown = {}, desks: Pins['desks'] = {}) =>
  firings(ladderOf(...words), at('02T14:00'), shown, desks).map((effect) => effect.kind === 'notify' && effect.to);

test('a notice says what holds at the firing: the percentage on the screen, status, assignee, deadline', () => {
  const [notice] = firings(ladderOf('assignee'), at('02T16:30'));
  expect(notice).toEqual({
    kind: 'notify',
    to: { person: 'wang' },
    template: 'incident-resolution-warned',
    data: {
      caseId: 'INC-1',
      clock: 'resolution',
      step: 'p50',
      generation: 1,
      firedAt: at('02T14:00'),
      dueAt: at('02T18:00'),
      percent: 50,
      reporters: 1,
      status: 'in-progress',
      title: 'Printer',
      priority: 'P2',
      assignee: 'wang',
      channel: ['inbox'],
    },
  });
});

test('steps at the target and after it tell of a breach, each repeat with its own figures', () => {
  const all = firings(definitionOf('resolution'), at('03T11:00'));
  const words = all.map((effect) => effect.kind === 'notify' && [effect.template, stepIn(effect), percentIn(effect)]);
  expect(words).toContainEqual(['incident-resolution-warned', 'b30', 93]);
  expect(words).toContainEqual(['incident-resolution-breached', 'p100', 100]);
  expect(words).toContainEqual(['incident-resolution-breached', 'p100#2', 125]);
});
const stepIn = (effect: Extract<Effect, { kind: 'notify' }>) => 'step' in effect.data && effect.data.step;
const percentIn = (effect: Extract<Effect, { kind: 'notify' }>) => 'percent' in effect.data && effect.data.percent;

test('each word of a ladder names its people relative to the case', () => {
  const orgPath = '/dx/donghu/linxi';
  expect(told(['assignee', 'requester', 'followers'])).toEqual([
    { person: 'wang' },
    { person: 'req' },
    { person: 'li' },
    { person: 'zhao' },
  ]);
  expect(told(['team', 'team-lead', 'oncall', 'oncall-backup'])).toEqual([
    { team: 'l2' },
    { team: 'l2', of: 'lead' },
    { team: 'l2', of: 'oncall' },
    { team: 'l2', of: 'oncall-backup' },
  ]);
  expect(told(['coordinator', 'process-owner'])).toEqual([
    { role: 'coordinator', orgPath },
    { role: 'process-owner', orgPath },
  ]);
});

test('the supervisor is that of the queue, and the one above him that of the next organisation up', () => {
  const desks: Pins['desks'] = { L2: { orgPath: '/dx/donghu', queue: 'l2' } };
  expect(told(['supervisor', 'org-parent:supervisor'], {}, desks)).toEqual([
    { role: 'supervisor', orgPath: '/dx/donghu' },
    { role: 'supervisor', orgPath: '/dx/donghu', above: true },
  ]);
  expect(told(['supervisor'], { queue: 'other' }, desks)).toEqual([
    { role: 'supervisor', orgPath: '/dx/donghu/linxi', queue: 'other' },
  ]);
});

test('a step never waits for nobody: the queue stands in for a missing assignee, the owner for an unknown word', () => {
  const parties = { requester: 'req', unit: '/dx/donghu/linxi/school' } as const;
  expect(told(['assignee'], { parties })).toEqual([{ team: 'l2' }]);
  expect(told(['nobody-knows'])).toEqual([{ role: 'process-owner', orgPath: '/dx/donghu/linxi' }]);
});

test('a case in no queue speaks to the supervisor instead, and one without a commander to the process owner', () => {
  const orgPath = '/dx/donghu/linxi';
  const supervisor = [{ role: 'supervisor', orgPath }];
  const parties = { requester: 'req', unit: orgPath } as const;
  for (const word of ['team', 'team-lead', 'tier-lead', 'oncall', 'oncall-backup', 'assignee'])
    expect([word, told([word], { queue: undefined, parties })]).toEqual([word, supervisor]);
  expect(told(['commander'])).toEqual([{ role: 'process-owner', orgPath }]);
  expect(told(['commander'], { parties: { ...parties, commander: 'chen' } })).toEqual([{ person: 'chen' }]);
  expect(told(['followers', 'requester'], { parties })).toEqual([{ person: 'req' }]);
});

test('one up from a person is the supervisor above the case, one up from a role that role above', () => {
  const orgPath = '/dx/donghu/linxi';
  expect(told(['org-parent:assignee', 'org-parent:coordinator'])).toEqual([
    { role: 'supervisor', orgPath, queue: 'l2', above: true },
    { role: 'coordinator', orgPath, above: true },
  ]);
});

test('before there is a case, the words mean who stands in for each', () => {
  const place = { queue: 'l2', orgPath: '/dx/donghu' } as const;
  expect(audiencesAt(['assignee', 'tier-lead', 'supervisor', 'commander', 'followers'], place)).toEqual([
    { team: 'l2' },
    { team: 'l2', of: 'lead' },
    { role: 'supervisor', orgPath: '/dx/donghu' },
    { role: 'process-owner', orgPath: '/dx/donghu' },
  ]);
});

const stepWith = (more: Partial<Step>): ClockDefinition => ({
  ...definitionOf('resolution'),
  ladder: [{ id: 'p50', percent: 50, to: ['team'], channel: ['inbox'], ...more }],
});
const dataOf = (more: Partial<Step>, shown: Shown = {}) =>
  firings(stepWith(more), at('02T14:00'), shown).map((effect) => effect.kind === 'notify' && effect.data)[0];

test('a step proposes what it says beside telling, and counts all who reported', () => {
  const parties = { requester: 'req', unit: '/dx', reporters: ['an', 'bo'] } as const;
  expect(dataOf({ do: 'proposeEscalation' }, { parties })).toMatchObject({
    propose: 'proposeEscalation',
    reporters: 3,
  });
  for (const more of [{ do: 'notify' as const }, {}])
    expect(Object.keys(dataOf(more, { parties, priority: undefined }) ?? {})).toEqual(
      'caseId clock step generation firedAt dueAt status title channel percent reporters'.split(' '),
    );
});

const person = (id: string, more: Partial<Actor> = {}): Actor => ({
  id,
  kind: 'person',
  unit: '/dx/donghu',
  teams: [],
  grants: [],
  ...more,
});

describe('a step is acknowledged by whom it speaks to', () => {
  const standing: CasePlace = {
    orgLine: ['/dx', '/dx/donghu'],
    queue: 'l2',
    parties: { requester: 'req', unit: '/dx/donghu', assignee: 'wang', commander: 'chen', followers: ['li'] },
  };
  const [member, elsewhere] = [person('m', { teams: ['l1', 'l2'] }), person('e', { teams: ['l1'] })];
  const holder = (role: Role, orgPath: OrgPath) => person(role, { grants: [{ role, orgPath }] });
  const isMeant = (word: string, actor: Actor, place = standing) => isTold(actor, { to: [word] }, place);

  test.each(['assignee', 'requester', 'commander', 'followers'] as const)('%s is one person', (word) => {
    const own = { assignee: 'wang', requester: 'req', commander: 'chen', followers: 'li' }[word];
    for (const id of ['wang', 'req', 'chen', 'li']) expect([id, isMeant(word, person(id))]).toEqual([id, id === own]);
    expect(isMeant(word, member)).toBe(false);
  });

  test.each(['team', 'team-lead', 'tier-lead', 'oncall', 'oncall-backup'])('%s is anybody in the queue', (word) => {
    expect([isMeant(word, member), isMeant(word, elsewhere)]).toEqual([true, false]);
    const { queue: _queue, ...nowhere } = standing;
    expect(isMeant(word, member, nowhere)).toBe(false);
  });

  test('without an assignee his word is for the queue; nobody follows where nobody does', () => {
    const parties = { requester: 'req', unit: '/dx/donghu' } as const;
    const place = { ...standing, parties };
    expect([isMeant('assignee', member, place), isMeant('assignee', elsewhere, place)]).toEqual([true, false]);
    expect([isMeant('followers', member, place), isMeant('commander', member, place)]).toEqual([false, false]);
  });

  test('a role on the line of the case, and who stands in for all: its supervisors and process owners', () => {
    expect(isMeant('coordinator', holder('coordinator', '/dx'))).toBe(true);
    expect(isMeant('coordinator', holder('coordinator', '/dx/xiling'))).toBe(false);
    expect(isMeant('coordinator', holder('engineer', '/dx'))).toBe(false);
    expect(isMeant('nobody-knows', member)).toBe(false);
    const two = person('two', {
      grants: [...holder('engineer', '/dx').grants, ...holder('coordinator', '/dx').grants],
    });
    expect(isMeant('coordinator', two)).toBe(true);
    for (const role of ['supervisor', 'process-owner'] as const) {
      expect([role, isMeant('assignee', holder(role, '/dx/donghu'))]).toEqual([role, true]);
      expect([role, isMeant('assignee', holder(role, '/dx/xiling'))]).toEqual([role, false]);
    }
  });

  test('the supervisors are those of the queue, wherever the case lies', () => {
    const lent: CasePlace = { ...standing, queueOrg: '/dx/xiling' };
    expect(isMeant('assignee', holder('supervisor', '/dx/xiling'), lent)).toBe(true);
    expect(isMeant('assignee', holder('supervisor', '/dx/donghu'), lent)).toBe(false);
    expect(isMeant('assignee', holder('process-owner', '/dx/donghu'), lent)).toBe(true);
  });
});

test('who is named twice is told once', () => {
  const parties = { requester: 'wang', unit: '/dx/donghu/linxi/school', assignee: 'wang' } as const;
  expect(told(['assignee', 'requester', 'assignee'], { parties })).toEqual([{ person: 'wang' }]);
});

test('a notice that quiet hours hold back waits as an effect until it is released or dropped', () => {
  const night: Step = { id: 'p50', percent: 50, to: ['assignee'], channel: ['inbox'], quiet: 'hold' };
  const definition: ClockDefinition = { ...definitionOf('resolution'), quietHours: [[840, 900]], ladder: [night] };
  const [effect] = firings(definition, at('02T14:00'));
  expect(effect).toMatchObject({ kind: 'notify', notBefore: at('02T15:00') });
  const pending: KeyedEffect = { key: 'e:INC-1:2:0', effect: effect ?? { kind: 'start', process: '', data: {} } };
  const ending = (type: string, step = 'p50') =>
    endsNotice(
      { type, data: { clock: 'resolution', step, generation: 1, dueAt: at('02T15:00') } } as unknown as CaseEvent,
      pending.effect,
      {},
    );
  expect(ending('incident.clockNoticeReleased')).toBe('released');
  expect(ending('incident.clockNoticeDropped')).toBe('dropped');
  expect(ending('incident.clockNoticeDropped', 'p75')).toBeNull();
  expect(ending('incident.clockWarned')).toBeNull();
  const other = { clock: 'response', step: 'p50', generation: 1, dueAt: at('02T15:00') };
  const ended = (data: object, held: Effect = pending.effect, type = 'incident.clockNoticeReleased') =>
    endsNotice({ type, data } as unknown as CaseEvent, held, {});
  const own = { ...other, clock: 'resolution' };
  expect(ended(own)).toBe('released');
  for (const data of [other, { ...own, generation: 2 }, { clock: 'resolution', generation: 1, dueAt: own.dueAt }])
    expect([data, ended(data)]).toEqual([data, null]);
  expect(ended(own, { kind: 'start', process: 'call', data: {} })).toBeNull();
  const { notBefore: _held, ...atOnce } = pending.effect as Extract<Effect, { kind: 'notify' }>;
  expect(ended(own, atOnce)).toBeNull();
  for (const field of ['clock', 'step', 'generation']) {
    const data = Object.fromEntries(Object.entries(atOnce.data).filter(([name]) => name !== field));
    expect([field, ended(own, { ...atOnce, data, notBefore: 1 })]).toEqual([field, null]);
  }
  expect(ended(own, pending.effect, 'incident.noted')).toBeNull();
});

const notice = (key: string, to: string, data: object) => ({ key, to, template: 't', data });

test('all firings of a clock at one instant go to a person as one message, with every step in it', () => {
  const merged = mergeNotices([
    notice('1', 'wang', { clock: 'resolution', step: 'p50' }),
    notice('2', 'boss', { clock: 'resolution', step: 'p50' }),
    notice('3', 'wang', { caseId: 'INC-1' }),
    notice('4', 'wang', { clock: 'resolution', step: 'p100' }),
    notice('5', 'wang', { clock: 'response', step: 'p100' }),
  ]);
  expect(merged.map(({ key, to }) => `${key} ${to}`)).toEqual(['4 wang', '2 boss', '3 wang', '5 wang']);
  expect(merged.map(({ data }) => data)).toEqual([
    { clock: 'resolution', step: 'p100', steps: ['p50', 'p100'] },
    { clock: 'resolution', step: 'p50' },
    { caseId: 'INC-1' },
    { clock: 'response', step: 'p100' },
  ]);
});

test('what only looks like a firing stays a message of its own', () => {
  const alike = [notice('1', 'wang', { clock: 'resolution' }), notice('2', 'wang', { clock: 'resolution' })];
  expect(mergeNotices(alike)).toEqual(alike);
  const unclocked = [notice('1', 'wang', { step: 'p50' }), notice('2', 'wang', { step: 'p50' })];
  expect(mergeNotices(unclocked)).toEqual(unclocked);
});

test('a breach without a ladder tells nobody, and no other event does', () => {
  expect(firings({ ...definitionOf('resolution'), ladder: [] }, at('03T10:00') + HOUR)).toEqual([]);
});
