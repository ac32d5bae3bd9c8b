import { advance, type ClockDefinition, dueEvents, recordFiring, type Step } from '../../../domain/kernel/clocks.ts';
import { endsNotice, escalation, mergeNotices } from '../../../domain/kernel/escalation.ts';
import type {
  AnyProcess,
  CaseEvent,
  CaseState,
  CaseView,
  Effect,
  Pins,
  PendingEffect,
} from '../../../domain/kernel/process.ts';
import { created, definitionOf, instant, pinsOf } from './vectors.ts';

const HOUR = 3_600_000;
const at = (text: string) => instant(`2026-03-${text}+08:00`);

type Shown = Partial<Pick<CaseView, 'parties' | 'queue' | 'priority' | 'status'>>;
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

test('who is named twice is told once', () => {
  const parties = { requester: 'wang', unit: '/dx/donghu/linxi/school', assignee: 'wang' } as const;
  expect(told(['assignee', 'requester', 'assignee'], { parties })).toEqual([{ person: 'wang' }]);
});

test('a notice that quiet hours hold back waits as an effect until it is released or dropped', () => {
  const night: Step = { id: 'p50', percent: 50, to: ['assignee'], channel: ['inbox'], quiet: 'hold' };
  const definition: ClockDefinition = { ...definitionOf('resolution'), quietHours: [[840, 900]], ladder: [night] };
  const [effect] = firings(definition, at('02T14:00'));
  expect(effect).toMatchObject({ kind: 'notify', notBefore: at('02T15:00') });
  const pending: PendingEffect = { key: 'e:INC-1:2:0', effect: effect ?? { kind: 'start', process: '', data: {} } };
  const ending = (type: string, step = 'p50') =>
    endsNotice(
      { type, data: { clock: 'resolution', step, generation: 1, dueAt: at('02T15:00') } } as unknown as CaseEvent,
      pending.effect,
    );
  expect(ending('incident.clockNoticeReleased')).toBe('released');
  expect(ending('incident.clockNoticeDropped')).toBe('dropped');
  expect(ending('incident.clockNoticeDropped', 'p75')).toBeNull();
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
  expect(merged[0]?.data).toEqual({ clock: 'resolution', step: 'p100', steps: ['p50', 'p100'] });
});

test('a breach without a ladder tells nobody, and no other event does', () => {
  expect(firings({ ...definitionOf('resolution'), ladder: [] }, at('03T10:00') + HOUR)).toEqual([]);
});
