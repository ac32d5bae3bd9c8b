/** Notices: to who has lost a case, of steps that wait, by which ways they go, and in which words. */
import {
  deliveryRoutes,
  isAtOnce,
  isEscalation,
  isPage,
  mailId,
  ownPart,
} from '../../../../domain/kernel/people/delivery.ts';
import { audiencesAt, mergeNotices } from '../../../../domain/kernel/people/escalation.ts';
import { saidBy } from '../../../../domain/kernel/people/facts.ts';
import { isOfLeft, leftBehind, leftTemplates } from '../../../../domain/kernel/people/left.ts';
import { firedIn, overBy, supersededAmong } from '../../../../domain/kernel/people/still.ts';
import {
  choicesOf,
  clockWordsOf,
  partWordsOf,
  saidOf,
  statusWordsOf,
  templatesOf,
  valuesOf,
} from '../../../../domain/kernel/people/words.ts';
import type { AnyProcess, CaseEvent } from '../../../../domain/kernel/process.ts';

const seenBy = {
  seen: (state: { assignee?: string; queue?: string; none?: true }) =>
    state.none ? null : { parties: { assignee: state.assignee }, queue: state.queue },
} as unknown as AnyProcess;
const event = (type: string, by: string, data: object = {}) =>
  ({ type: `incident.${type}`, by: { id: by }, data }) as unknown as CaseEvent;
const left = (
  after: object,
  events: CaseEvent[] = [event('transferred', 'boss')],
  before: object = { assignee: 'wang' },
  silent: string[] = [],
) =>
  leftBehind(
    seenBy,
    { state: before } as never,
    { caseId: 'INC-1', state: { title: 'Printer', ...after }, pins: { sla: { terms: {}, silent } } } as never,
    events,
  );
const notice = (template: string, more: object) => [
  { kind: 'notify', to: { person: 'wang' }, template, data: { caseId: 'INC-1', title: 'Printer', said: [], ...more } },
];

test('who has lost a case is told who has it now, or where it lies', () => {
  expect(left({ assignee: 'li', queue: 'l2' })).toEqual(notice('case-passed-on', { assignee: 'li' }));
  expect(left({ queue: 'l2' })).toEqual(notice('case-put-back', { queue: 'l2' }));
  expect(left({ queue: 'l2', title: 7 })).toEqual(notice('case-put-back', { queue: 'l2', title: '' }));
  expect(Object.keys(leftTemplates).map((template) => isOfLeft({ template }))).toEqual([true, true]);
  expect([isOfLeft({ template: 'incident-commented' }), isOfLeft({ template: 'toString' })]).toEqual([false, false]);
});

test('nobody is told who had none, has it still, gave it away himself or has left, nor where it is over or gone', () => {
  expect(left({ assignee: 'li' }, undefined, {})).toEqual([]);
  expect(left({ assignee: 'wang' })).toEqual([]);
  expect(left({ assignee: 'li' }, [event('a', 'boss'), event('b', 'wang')])).toEqual([]);
  expect(left({ assignee: 'li' }, [event('a', 'wang'), event('b', 'boss')])).toHaveLength(1);
  expect(left({ assignee: 'li' }, [])).toEqual([]);
  expect(left({ assignee: 'li', endedAt: 1 })).toEqual([]);
  expect(left({ none: true })).toEqual([]);
  expect(left({}, [event('relieved', 'system', { person: 'wang' }), event('b', 'boss')])).toEqual([]);
  expect(left({}, [event('relieved', 'system', { person: 'li' })])).toHaveLength(1);
  expect(left({}, [event('requeued', 'system', { person: 'wang' })])).toHaveLength(1);
});

const fired = { clock: 'resolution', step: 'p50', firedAt: 20 };

const clocksIn = (phase: string, startedAt = 10, acked: string[] = []) =>
  ({ resolution: { phase, life: { acked, startedAt } } }) as never;

const over = (template: string, data: object, clocks: never = {} as never, kind = 'sla') =>
  overBy({ template, data }, { clocks, readings: { resolution: { kind } } as never });

const waiting = (id: string, firedAt: number) => ({
  id,
  caseId: 'INC-1',
  channel: 'mail',
  data: { ...fired, firedAt },
});

describe('a step that waits', () => {
  test('is known by its clock and name; one without an instant fired at none', () => {
    expect(firedIn({ ...fired, title: 'x' })).toEqual(fired);
    expect(firedIn({ clock: 'c', step: 's', firedAt: 'x' })).toEqual({ clock: 'c', step: 's', firedAt: 0 });
    for (const data of [{}, { clock: 'c' }, { step: 's' }, { clock: 7, step: 's' }, { clock: 'c', step: 7 }])
      expect(firedIn(data)).toBeNull();
  });

  test('of a part that has ended is over, but for a breach that is no reminder', () => {
    const ofPart = { ...fired, clock: 'step~s1' };
    expect(over('x-step-warned', ofPart)).toBe('clock-stopped');
    expect(over('x-step-breached', ofPart)).toBeNull();
    expect(over('x-step-breached', { ...ofPart, clockKind: 'sla' })).toBeNull();
    expect(over('x-step-breached', { ...ofPart, clockKind: 'nag' })).toBe('clock-stopped');
    expect(over('x-resolution-warned', fired)).toBeNull(); // the case never had that clock
  });

  test('is over once its clock has ended or begun anew after it, and not before', () => {
    expect(
      ['running', 'paused', 'stopped', 'cancelled'].map((phase) => over('x-warned', fired, clocksIn(phase))),
    ).toEqual([null, null, 'clock-stopped', 'clock-stopped']);
    expect([20, 21].map((began) => over('x-warned', fired, clocksIn('running', began)))).toEqual([
      null,
      'clock-stopped',
    ]);
    const timeless = { clock: 'resolution', step: 'p50' };
    expect(over('x-warned', timeless, clocksIn('running', 21))).toBeNull();
    expect(over('x-warned', timeless, clocksIn('running', 21, ['p50']))).toBe('acknowledged');
    expect(over('x-breached', fired, clocksIn('stopped'))).toBeNull();
    expect(over('x-breached', fired, clocksIn('stopped'), 'nag')).toBe('clock-stopped');
    expect(over('x-breached', fired, clocksIn('running', 10, ['p50']))).toBe('acknowledged');
    expect(over('x-warned', fired, { resolution: { phase: 'stopped' } } as never)).toBeNull();
  });

  test('of two at one instant the later in line goes', () => {
    expect([...supersededAmong([waiting('a', 5), waiting('b', 5), waiting('c', 4)])]).toEqual(['a', 'c']);
    expect([...supersededAmong([waiting('a', 0)])]).toEqual([]);
  });
});

const routes = (data: object, more: object = {}) =>
  deliveryRoutes({
    to: 'li',
    data,
    preferences: { mail: 'all' },
    hasMail: false,
    webhooks: [
      { id: 'all', carries: ['webhook'] },
      { id: 'texts', carries: ['sms', 'chat'] },
    ],
    now: 0,
    minuteOfDay: () => 0,
    ...more,
  }).map(({ channel }) => channel);

describe('ways', () => {
  const told = { clock: 'resolution', step: 'p50' };

  test('a step goes by those that it names, anything else by what carries all; what did not arrive by none', () => {
    expect(routes({ title: 'x' })).toEqual(['webhook:all']);
    expect(routes({ ...told, channel: ['inbox', 'chat'] })).toEqual(['webhook:all', 'webhook:texts']);
    expect(routes(told)).toEqual(['webhook:all']);
    expect(routes({ ...told, channel: 'sms' })).toEqual(['webhook:all']);
    expect(routes({ title: 'x', channel: ['sms'] })).toEqual(['webhook:all']); // no step asks for it
    expect(routes({ title: 'x', unreached: 'req' }, { hasMail: true })).toEqual([]);
  });

  test('what is a page, and what goes at once', () => {
    const all = [
      told,
      { ...told, priority: 'P1' },
      { ...told, priority: 'P2' },
      { priority: 'P1' },
      { urgent: true },
      { urgent: 'x' },
    ];
    expect(all.map(isEscalation)).toEqual([true, true, true, false, false, false]);
    expect(all.map(isPage)).toEqual([false, true, false, false, false, false]);
    expect(all.map(isAtOnce)).toEqual([false, true, false, false, true, false]);
  });

  test('of a Message-ID the part before the last @ is its own', () => {
    expect(ownPart(`${mailId('n:INC-1:é')}@mail.example`)).toBe('n.INC-1.=e9=');
    expect(ownPart('a@b@c')).toBe('a@b');
  });
});

test('a step where nobody has the case speaks to whoever stands in', () => {
  const at = { queue: 'l2', orgPath: '/dx/donghu' } as const;
  const owner = { role: 'process-owner', orgPath: '/dx/donghu' };
  expect(audiencesAt(['assignee', 'approvers', 'requester', 'commander', 'followers', 'supervisor'], at)).toEqual([
    { team: 'l2' },
    owner,
    { role: 'supervisor', orgPath: '/dx/donghu' },
  ]);
});

const noticeOf = (key: string, to: string, data: object) => ({ key, to, template: 't', data });

test('firings of one clock to one person become one; others stay, in order', () => {
  const [first, second] = [
    noticeOf('1', 'li', { clock: 'step~a', step: 'p50', part: 'a' }),
    noticeOf('3', 'li', { clock: 'step~b', step: 'p100', part: 'b' }),
  ];
  const others = [
    noticeOf('2', 'li', { title: 'x' }),
    noticeOf('4', 'wang', { clock: 'step~a', step: 'p50', part: 'a' }),
  ];
  expect(mergeNotices([first, ...others.slice(0, 1), second, ...others.slice(1)])).toEqual([
    { ...second, data: { ...second.data, steps: ['p50', 'p100'], parts: ['a', 'b'] } },
    ...others,
  ]);
  expect(mergeNotices([first, { ...first, key: '5' }])[0]).toEqual({
    ...first,
    key: '5',
    data: { ...first.data, steps: ['p50', 'p50'] },
  });
  expect(mergeNotices([])).toEqual([]);
});

test('of a field that holds several each text and number is said, and nothing else', () => {
  const words = saidBy(
    { key: 'incident', values: { 'held.reason': { user: { zh: '等', en: 'waits' } } } },
    {
      type: 'incident.held',
      data: { all: { text: 'x', score: 2, flag: true, none: null }, flag: true, reason: 'user', until: 7 },
    },
    ['all', 'flag', 'reason', 'until', 'missing'],
  );
  expect(words).toEqual({
    text: 'x',
    score: { zh: '2', en: '2' },
    reason: { zh: '等', en: 'waits' },
    until: 7,
  });
});

const sentence = (zh: string, en: string) => ({
  zh: `试办 {caseId}：{title} ${zh}`,
  en: `Trial {caseId}: {title} – ${en}`,
});

describe('what a process is called and says', () => {
  const words = {
    noun: ['试办', 'Trial'],
    statuses: { open: ['开', 'open'] },
    told: { shown: ['已提交', 'was shown'], kept: undefined },
    followed: { shown: ['仅供知悉', 'for you to know'], kept: undefined },
    asking: { shown: ['请答复', 'please answer'], kept: undefined },
    clocks: { answer: ['答复', 'answer'] },
    ladder: { 'answer-late': ['答复已迟', 'its answer is late'] },
    said: { shown: ['why'], commented: ['own'], kept: undefined },
    values: { 'shown.why': { late: ['迟', 'late'] } },
    choices: { colour: { red: ['红', 'red'] }, impact: { '1': ['大', 'large'] } },
  } as const;
  const given = words as unknown as Parameters<typeof templatesOf>[1];

  test('each sentence under its template, in both languages, for who has it, follows it and is asked', () => {
    const templates = templatesOf('trial', given);
    const own = Object.entries(templates).filter(([, { en }]) =>
      /shown|know|please answer|– its answer is late/.test(en),
    );
    expect(own.map(([, said]) => said)).toEqual([
      sentence('已提交', 'was shown'),
      sentence('仅供知悉', 'for you to know'),
      sentence('请答复', 'please answer'),
      sentence('答复已迟', 'its answer is late'),
    ]);
    expect(own.at(-1)?.[0]).toBe('trial-answer-late');
    expect(templates['trial-commented']).toEqual(sentence('有新留言', 'has a new comment'));
    expect(Object.keys(templates).filter((name) => name.includes('kept') || name.includes('Stryker'))).toEqual([]);
    expect(Object.keys(templates)).toEqual(expect.arrayContaining(['trial-answer-warned', 'trial-answer-breached']));
  });

  test('fields that are said, and words of values, choices, statuses, parts and clocks', () => {
    const said = saidOf(given);
    expect([said['shown'], said['commented'], said['urged'], said['kept']]).toEqual([
      ['why'],
      ['own'],
      ['text'],
      undefined,
    ]);
    expect(valuesOf(given)).toEqual({ 'shown.why': { late: { zh: '迟', en: 'late' } } });
    const choices = choicesOf(given);
    expect(choices).toMatchObject({
      colour: { red: { zh: '红', en: 'red' } },
      impact: { '1': { zh: '大', en: 'large' } },
    });
    expect(choices['impact']).toEqual({ '1': { zh: '大', en: 'large' } });
    expect(choicesOf({})).toMatchObject({ channel: { mail: { zh: '邮件', en: 'mail' } } });
    expect(statusWordsOf(given)).toEqual({ open: { zh: '开', en: 'open' } });
    expect(clockWordsOf(given)).toEqual({ answer: { zh: '答复', en: 'answer' } });
    expect(partWordsOf({ step: { title: ['步骤', 'step'], statuses: { done: ['完', 'done'] } } })).toEqual({
      step: { title: { zh: '步骤', en: 'step' }, statuses: { done: { zh: '完', en: 'done' } } },
    });
  });
});
