/** What people reported of other tools of this kind, as trials of ours; the rest stands with what it concerns (docs/field-reports.md). */
import { addBusinessMs, type CalendarSnapshot, type Frame, isProvisional } from '../../domain/kernel/time/calendar.ts';
import { clockStanding } from '../../domain/kernel/clocks/clocks.ts';
import type { Effect, Pins } from '../../domain/kernel/process.ts';
import { contentDisposition } from '../../platform/file-names.ts';
import { compileCalendar } from '../../platform/zones.ts';
import { ask, handBack, hold, plain, queuedIncident, resolve, startedIncident } from '../support/factories.ts';
import { given, hours, minutes } from '../support/given.ts';
import { at, people } from '../support/sample.ts';
import { World } from '../support/world.ts';

const { requester, colleague, stranger, agent, li, zhao, wang, cityHead, head } = people;
const info = { type: 'supplyInfo', data: { text: '批次 7' } };

/** Open from 8 to 17 on one weekday only, 1 = Monday. */
function oneDay(day: number): CalendarSnapshot {
  const hoursOfDay: Frame[] = [[480, 1020]];
  const week = [1, 2, 3, 4, 5, 6, 7].map((one) => (one === day ? hoursOfDay : []));
  return compileCalendar({ id: 'one-day', version: 1, zone: 'Asia/Shanghai', week, dates: {}, years: [2025, 2026] });
}

test('R001 a calendar open on one weekday only gives the exact deadline, whichever day that is', () => {
  const opened = at('2026-03-04 10:00'); // a Wednesday
  expect(addBusinessMs(oneDay(2), opened, hours(16))).toBe(at('2026-03-17 15:00')); // 9 h on the 10th, 7 h on the 17th
  const deadlines = [1, 2, 3, 4, 5, 6, 7].map((day) => addBusinessMs(oneDay(day), opened, hours(16)) ?? 0);
  expect(new Set(deadlines).size).toBe(7);
  const [tuesday = 0] = deadlines.slice(1);
  const others = deadlines.filter((_, day) => day !== 2); // on Wednesday itself seven hours are left
  expect(others.map((one) => Math.abs(one - tuesday) % hours(24))).toEqual(others.map(() => 0));
  expect(isProvisional(oneDay(2), opened, tuesday)).toBe(false);
});

const MONDAY = at('2026-03-02 09:00');

/** Held for the user on Monday at ten, after an hour of work. */
function held() {
  const stage = new World(MONDAY);
  const story = queuedIncident({}, { stage }).fastForward(minutes(5)).when(li, plain('start'));
  return story.moveTo(at('2026-03-02 10:00')).when(li, hold('user')).moveTo(at('2026-03-04 10:00'));
}

test.each([
  ['resume', li, plain('resume')],
  ['supplyInfo', requester, info],
  ['dispatch', cityHead, { type: 'dispatch', data: { person: zhao.id } }],
  ['transfer', cityHead, { type: 'transfer', data: { queue: 'dx-l2', reason: '归省里' } }],
  ['escalate', li, ask],
  ['handBack', li, handBack()],
  ['resolve', li, resolve()],
] as const)('R007 leaving a hold by %s closes the pause in the same way', (_, who, command) => {
  const story = held().when(who, command);
  const events = story.stage.eventsOf(story.caseId);
  const last = events.filter(({ key }) => key === events.at(-1)?.key).map(({ type }) => type.split('.')[1]);
  // What he says comes first and ends the wait; everything else is done by somebody who ends it first.
  expect(last.indexOf('resumed')).toBe(command.type === 'supplyInfo' ? 1 : 0);
  const due = at('2026-03-05 18:00');
  if (command.type === 'resolve') story.thenClock('resolution', { state: 'met', breachedAt: null });
  else story.thenClock('resolution', { state: 'running', dueAt: due, breachedAt: null });
  const { clocks, pins } = story.stage.kaseOf(story.caseId);
  const standing = clockStanding(clocks, pins, { clock: 'resolution', at: at('2026-03-04 10:00') });
  expect(standing).toMatchObject({
    consumedMs: hours(1),
    breachedAt: null,
    attribution: { paused: { user: hours(16) } },
  });
});

test('R007 a case held at the third tier comes back to the second with the same pause', () => {
  const stage = new World(MONDAY);
  const story = queuedIncident({}, { stage }).fastForward(minutes(5)).when(li, plain('start')).when(li, ask);
  story.when(wang, plain('start')).moveTo(at('2026-03-02 10:00')).when(wang, hold('user'));
  story.moveTo(at('2026-03-04 10:00')).when(wang, handBack());
  story.thenView({ tier: 'L2', status: 'queued' });
  story.thenClock('resolution', { state: 'running', dueAt: at('2026-03-05 18:00'), breachedAt: null });
  const { clocks, pins } = stage.kaseOf(story.caseId);
  expect(clockStanding(clocks, pins, { clock: 'resolution', at: stage.now })).toMatchObject({
    consumedMs: hours(1),
    attribution: { paused: { user: hours(16) } },
  });
});

test('R013 each firing of a repeat tells how the case stands at that moment', () => {
  const story = given('incident', { now: at('2026-03-10 09:00') })
    .when(agent, {
      type: 'create',
      data: {
        channel: 'phone',
        unit: '/dx/donghu/linxi/school',
        application: 'payment',
        title: '支付失败',
        description: '批次被退回',
        contact: '1',
        reporter: requester.id,
        impact: '1',
        urgency: '2',
        queue: 'donghu-l2',
      },
    })
    .when(li, plain('start'))
    .moveTo(at('2026-03-10 18:00')); // P2: 8 h of business, late at six
  const firing = (step: string) =>
    story.stage.done.flatMap(({ effect }) => (isFiring(effect, step) ? [effect.data as Record<string, unknown>] : []));
  expect(firing('p100')[0]).toMatchObject({ assignee: li.id, title: '支付失败', percent: 100, priority: 'P2' });

  story.moveTo(at('2026-03-11 09:10'));
  story.when(cityHead, { type: 'dispatch', data: { person: zhao.id } });
  story.when(cityHead, { type: 'amend', data: { fields: { title: '全市支付失败' } } });
  for (const [call, reporter] of [
    ['CAL-000010', colleague.id],
    ['CAL-000011', stranger.id],
  ])
    story.when(people.system, { type: 'addReporter', data: { call, reporter } });
  story.moveTo(at('2026-03-11 10:00'));
  expect(firing('p100#1')[0]).toMatchObject({ assignee: zhao.id, title: '全市支付失败', percent: 112, reporters: 3 });

  story.when(cityHead, { type: 'acknowledge', data: { clock: 'resolution', step: 'p100' } });
  story.moveTo(at('2026-03-11 12:00'));
  expect(firing('p100#2')).toEqual([]);
});

const isFiring = (effect: Effect, step: string): effect is Extract<Effect, { kind: 'notify' }> =>
  effect.kind === 'notify' &&
  'clock' in effect.data &&
  effect.data.clock === 'resolution' &&
  'step' in effect.data &&
  effect.data.step === step;

test('R013 a priority that rises between two firings is told with the next', () => {
  const story = startedIncident().moveTo(at('2026-03-11 18:00')); // P3: 16 h
  story
    .moveTo(at('2026-03-12 09:10'))
    .when(head, { type: 'reprioritise', data: { impact: '1', urgency: '1', reason: '全市' } });
  story.moveTo(at('2026-03-12 13:30'));
  const told = story.stage.done.flatMap(({ effect }) =>
    isFiring(effect, 'p100#2') || isFiring(effect, 'p100#1') ? [effect.data as { priority: string }] : [],
  );
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ priority }) => priority === 'P1')).toBe(true);
});

test('R010 nothing that the product itself does moves a resolved case back', () => {
  const story = startedIncident().when(li, resolve()).thenView({ status: 'resolved' });
  const { system } = people;
  for (const command of [
    { type: 'comment', data: { text: '已通知报障人', audience: 'public' } },
    { type: 'reopen', data: { reason: 'x' } },
    { type: 'start', data: {} },
  ])
    story.when(system, command).thenRefused(command.type === 'start' ? 'wrong-status' : 'not-permitted');
  story
    .when(system, info)
    .thenEvents('infoSupplied')
    .thenView({ status: 'resolved', counts: expect.objectContaining({ reopened: 0 }) });
  expect(story.stage.viewOf(story.caseId).status).toBe('resolved');
});

test('R019 a chain of merges names where the work goes on', () => {
  const first = startedIncident();
  const { stage } = first;
  const second = startedIncident({}, { stage });
  const third = startedIncident({}, { stage });
  second.when(li, { type: 'merge', data: { target: first.caseId } });
  third.when(li, { type: 'merge', data: { target: second.caseId } }).thenRefused('target-not-open');
  third.thenView({ status: 'in-progress' });
});

/** Pins are what a case runs on; a register that was edited since cannot make a command on it fail. */
test('R004 a case goes on with the calendar that it was opened under', () => {
  const story = startedIncident();
  const before: Pins = story.stage.kaseOf(story.caseId).pins;
  story.when(li, hold('user')).when(requester, info).thenClock('resolution', { state: 'running' });
  expect(story.stage.kaseOf(story.caseId).pins).toEqual(before);
});

test.each([
  '智慧财政系统2026年第一季度机房巡检报告单与隐患整改明细表（双签版）.pdf',
  '🔥截图📎.png',
  'تقرير نهائي.xlsx',
  '长'.repeat(85),
  'a/../b.txt',
  'CON.txt',
  'it\'s (1) "final" *; filename=x.txt',
  'a\r\nSet-Cookie: b=c.txt',
])('R028 the name %j of a file comes back exactly, and ends no header', (name) => {
  const header = contentDisposition(name);
  expect(header).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.~!%-]+$/);
  expect(decodeURIComponent(header.slice(header.indexOf("''") + 2))).toBe(name);
});

test('R028 half of a pair in a name is replaced, since it has no encoding', () => {
  expect(contentDisposition('a\uD83D.txt')).toContain("UTF-8''a%EF%BF%BD.txt");
});
