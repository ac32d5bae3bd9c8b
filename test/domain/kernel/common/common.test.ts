/** What every case keeps and refuses: comments, links, followers, urges, supervision. */
import { commonEvents, nothingCommon, type Common } from '../../../../domain/kernel/common/common.ts';
import { commonBlockers, isCommon, MOST_FOLLOWERS, wordsIn } from '../../../../domain/kernel/common/commands/rules.ts';
import { amended, commonFolds, urgeOver } from '../../../../domain/kernel/common/commands/folds.ts';
import {
  goingAlong,
  isNewLink,
  isOfLink,
  linking,
  MOST_LINKS,
  telling,
  unlinking,
  withLink,
  withoutLink,
} from '../../../../domain/kernel/common/links.ts';
import { isOfOtherMode, modeOf } from '../../../../domain/kernel/common/mode.ts';
import { isOpenTo, openFieldsOf } from '../../../../domain/kernel/common/open.ts';
import { isRequeued, pinsAfterRequeue, requeued } from '../../../../domain/kernel/common/requeue.ts';
import { checkAhead, FARTHEST, supervisionDue } from '../../../../domain/kernel/common/supervise.ts';
import {
  supervisorHears,
  URGE_EVERY_MS,
  urgeAgain,
  urgeAgainAt,
  urgedTooSoon,
} from '../../../../domain/kernel/common/urge.ts';
import {
  actsHimself,
  callerBy,
  deskFor,
  deskOf,
  firstReporter,
  hands,
  isCaller,
  ownerOf,
  queue,
  supervisorOf,
  watching,
} from '../../../../domain/kernel/common/whom.ts';
import type { Actor, Ctx, Pins } from '../../../../domain/kernel/process.ts';
import { refusal } from '../../../support/trial/refusal.ts';

const NOW = 1_000_000;
const at = (data: object, by = 'ann', when = NOW) => ({ data, by: { id: by, role: 'engineer' }, at: when }) as never;
const ctxOf = (more: object = {}): Ctx =>
  ({
    caseId: 'INC-1',
    mode: 'live',
    now: NOW,
    role: 'engineer',
    actor: { id: 'ann' },
    facts: {},
    ...more,
  }) as unknown as Ctx;
const link = (number: string, more: object = {}) => ({ number, relation: 'related', inward: false, ...more }) as const;

const target = (fact: object | null, more: object = {}) => ctxOf({ facts: { cases: { target: fact } }, ...more });

const links = (fact: object | null, known: ReturnType<typeof link>[] = [], relation = 'related', more: object = {}) =>
  refusal(() => linking({ target: 'INC-2', relation } as never, known, target(fact, more)));

const ends = (fact: object | null) => refusal(() => unlinking({ target: 'INC-2' }, [link('INC-2')], target(fact)));

describe('links', () => {
  const full = Array.from({ length: MOST_LINKS }, (_, n) => link(`INC-${100 + n}`));

  test('with another case that is there, of the same mode, once in the same sense', () => {
    expect(links({ open: true })).toEqual({ target: 'INC-2', relation: 'related' });
    expect(links({ open: false, mode: 'live' })).toEqual({ target: 'INC-2', relation: 'related', ended: true });
    expect(links(null)).toBe('/target unknown');
    expect(refusal(() => linking({ target: 'INC-2', relation: 'related' }, [], ctxOf()))).toBe('/target unknown');
    expect(links({ open: true }, [], 'related', { caseId: 'INC-2' })).toBe('/target itself');
    expect(links({ open: true, mode: 'drill' })).toBe('/target other-mode');
    expect(links({ open: true }, [link('INC-2')])).toEqual(['already-linked', { target: 'INC-2' }]);
    expect(links({ open: true }, [link('INC-2')], 'caused-by')).toEqual({ target: 'INC-2', relation: 'caused-by' });
    expect(links({ open: true }, [link('INC-2', { inward: true })])).toEqual({ target: 'INC-2', relation: 'related' });
    expect(links({ open: true }, [link('INC-3')])).toEqual({ target: 'INC-2', relation: 'related' });
  });

  test('not with more than a case may have, but for those that it has', () => {
    const tooMany = ['too-many-links', { maximum: MOST_LINKS }];
    expect(links({ open: true }, full)).toEqual(tooMany);
    expect(links({ open: true }, full.slice(1))).toEqual({ target: 'INC-2', relation: 'related' });
    expect(links({ open: true }, [...full.slice(1), link('INC-2')], 'caused-by')).toMatchObject({ target: 'INC-2' });
    const noted = (known: ReturnType<typeof link>[], relation = 'related') =>
      refusal(() => isNewLink({ source: 'INC-2', relation } as never, known));
    expect([noted([]), noted([link('INC-2')]), noted([link('INC-2')], 'caused-by')]).toEqual([true, false, true]);
    expect([noted(full), noted([...full, link('INC-2')])]).toEqual([tooMany, false]);
  });

  test('end where there is one, and the other side is told unless it has ended', () => {
    expect([ends({ open: true }), ends({ open: false }), ends(null)]).toEqual([
      { target: 'INC-2' },
      { target: 'INC-2', ended: true },
      { target: 'INC-2' },
    ]);
    expect(refusal(() => unlinking({ target: 'INC-2' }, [link('INC-3')], ctxOf()))).toEqual([
      'not-linked',
      { target: 'INC-2' },
    ]);
  });

  test('stand once for each other case, as was said last', () => {
    const [two, three] = [link('INC-2'), link('INC-3')];
    expect(withLink([two, three], link('INC-2', { inward: true }))).toEqual([three, link('INC-2', { inward: true })]);
    expect([withoutLink([two, three], 'INC-3'), withoutLink([two], 'INC-9')]).toEqual([[two], [two]]);
  });

  test('are told to the other case; what goes along is told while that is open', () => {
    const told = { command: 'noteLink', data: { source: 'INC-1', relation: 'related' } } as const;
    const effect = { kind: 'command', process: 'incident', caseId: 'INC-2', ...told };
    expect(telling('incident', 'INC-2', told)).toEqual({ ...effect, ref: { link: 'INC-2' } });
    expect(goingAlong('incident', 'INC-2', told)).toEqual([{ ...effect, ifOpen: true }]);
    expect(goingAlong('incident', 'INC-2', { ...told, ref: { x: 'y' } })).toEqual([
      { ...effect, ifOpen: true, ref: { x: 'y' } },
    ]);
    expect(goingAlong('incident', undefined, told)).toEqual([]);
    expect([isOfLink({ ref: { link: 'x' } }), isOfLink({ ref: { x: 'y' } }), isOfLink({})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what its events keep', () => {
  const kept: Common = { ...nothingCommon, followers: ['li', 'zhao'], comments: 2, links: [link('INC-2')] };
  const after = (name: keyof typeof commonFolds, data: object, common: Common = kept, by = 'ann', when = NOW) =>
    (commonFolds[name] as (common: Common, event: never) => Common)(common, at(data, by, when));

  test('comments, and of them those that are for within', () => {
    expect(after('commented', { text: 'x', audience: 'public' })).toEqual({ ...kept, comments: 3 });
    const within = after('commented', { text: 'x', audience: 'internal' });
    expect(within).toEqual({ ...kept, comments: 3, internal: 1 });
    expect(after('commented', { text: 'x', audience: 'internal' }, within)).toEqual({
      ...kept,
      comments: 4,
      internal: 2,
    });
  });

  test('links from either side, and their end', () => {
    const [two, three] = [link('INC-2'), link('INC-3')];
    expect(after('linked', { target: 'INC-3', relation: 'related' }).links).toEqual([two, three]);
    expect(after('linkNoted', { source: 'INC-3', relation: 'related' }).links).toEqual([
      two,
      { ...three, inward: true },
    ]);
    expect(after('linkNoted', { source: 'INC-3', relation: 'related', outward: true }).links).toEqual([two, three]);
    expect([after('unlinked', { target: 'INC-2' }).links, after('linkGone', { source: 'INC-2' }).links]).toEqual([
      [],
      [],
    ]);
    expect(after('unlinked', { target: 'INC-3' })).toEqual(kept);
  });

  test('followers come and go, also with who leaves', () => {
    expect(after('followed', { person: 'wang' }).followers).toEqual(['li', 'zhao', 'wang']);
    expect(after('unfollowed', { person: 'li' }).followers).toEqual(['zhao']);
    expect(after('relieved', { person: 'zhao' }).followers).toEqual(['li']);
  });

  test('an urge is open until it is answered; who urged a moment ago is known', () => {
    const first = after('urged', { text: 'x' });
    expect(first.urge).toEqual({ open: true, times: 1, recent: [{ by: 'ann', at: NOW }] });
    const later = NOW + URGE_EVERY_MS;
    const second = after('urged', {}, first, 'bob', later - 1);
    expect(second.urge).toEqual({
      open: true,
      times: 2,
      recent: [
        { by: 'ann', at: NOW },
        { by: 'bob', at: later - 1 },
      ],
    });
    expect(urgeAgain(second.urge, 'ann', later).recent.map(({ by }) => by)).toEqual(['bob', 'ann']);
    const answered = after('urgeAnswered', { text: 'x' }, second);
    expect(answered).toEqual({ ...second, urge: { ...second.urge, open: false } });
    expect(urgeOver(second)).toEqual(answered);
    expect([NOW - 1, NOW, later - 1, later].map((when) => urgeAgainAt(first.urge, 'ann', when))).toEqual([
      later,
      later,
      later,
      undefined,
    ]);
    expect([urgedTooSoon(first.urge, 'ann', NOW), urgedTooSoon(first.urge, 'bob', NOW)]).toEqual([true, false]);
    const twice = {
      ...first.urge,
      recent: [
        { by: 'ann', at: NOW + 5 },
        { by: 'ann', at: NOW },
      ],
    };
    expect(urgeAgainAt(twice, 'ann', NOW + 6)).toBe(later + 5);
    expect([0, 1, 2, 3, 4, 6].map((times) => supervisorHears({ ...nothingCommon.urge, times }))).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  test('a supervision is open, answered, past and lifted', () => {
    const open = after('supervised', { instruction: 'Today', due: NOW + 9 });
    expect(open).toEqual({ ...kept, supervision: { by: 'ann', instruction: 'Today', due: NOW + 9, state: 'open' } });
    const [answered, past] = [after('supervisionAnswered', {}, open), after('supervisionDue', {}, open)];
    expect([answered.supervision?.state, past.supervision?.state]).toEqual(['answered', 'past']);
    expect([open, answered, past, kept].map(({ supervision }) => supervisionDue(supervision))).toEqual([
      NOW + 9,
      null,
      null,
      null,
    ]);
    expect(after('supervisionLifted', {}, open)).toEqual(kept);
    expect(after('supervisionDue', {})).toEqual(kept);
  });

  test('an amendment changes what it names, and adds what was not there', () => {
    const kase = { title: 'a', description: 'b', contact: '1', other: 7 };
    expect(amended(kase, {})).toStrictEqual(kase);
    expect(amended(kase, { title: 'c', category: 'x' })).toStrictEqual({ ...kase, title: 'c', category: 'x' });
    expect(amended({ title: 'a', description: 'b' }, { description: 'd', contact: '2', item: 'i' })).toStrictEqual({
      title: 'a',
      description: 'd',
      contact: '2',
      item: 'i',
    });
  });
});

test('what stands in the way of what every case takes', () => {
  const blocked = (more: Partial<Common> = {}) =>
    commonBlockers({ ...nothingCommon, ...more }, { actor: { id: 'ann' } as Actor, now: NOW });
  const none = { code: 'not-supervised' };
  const idle = {
    unlink: { code: 'not-linked' },
    answerUrge: { code: 'not-urged' },
    answerSupervision: none,
    liftSupervision: none,
    removeWatcher: { code: 'not-following' },
  };
  expect(blocked()).toEqual(idle);
  const urge = { open: true, times: 1, recent: [{ by: 'ann', at: NOW - 1 }] };
  const supervision = { by: 'boss', instruction: 'x', due: NOW, state: 'open' } as const;
  expect(blocked({ followers: ['ann'], urge, links: [link('INC-2')], supervision })).toEqual({
    follow: { code: 'already-following' },
    urge: { code: 'urge-too-soon', params: { againAt: NOW - 1 + URGE_EVERY_MS } },
  });
  expect(blocked({ supervision: { ...supervision, state: 'answered' } })).toMatchObject({
    answerSupervision: { code: 'already-answered' },
  });
  expect(blocked({ supervision: { ...supervision, state: 'past' } })).not.toHaveProperty('answerSupervision');
  const crowd = Array.from({ length: MOST_FOLLOWERS }, (_, n) => `p${n}`);
  expect(blocked({ followers: crowd }).follow).toEqual({
    code: 'too-many-followers',
    params: { maximum: MOST_FOLLOWERS },
  });
  expect(blocked({ followers: crowd.slice(1) }).follow).toBeUndefined();
});

const photo = { id: 'f1', name: '现场.jpg', type: 'image/jpeg', size: 9, sha256: 'ab' };
const words = (type: string, data: object) => wordsIn({ type, data } as never, { facts: { files: { f1: photo } } });

test('what of a command the reporter says in his own words', () => {
  expect([
    words('comment', { text: 'x', audience: 'public' }),
    words('comment', { text: 'x', audience: 'internal' }),
    words('urge', { text: 'soon' }),
    words('amend', { fields: { title: 'a', description: 'b', contact: '1' } }),
    words('amend', { fields: { description: 'b' } }),
    words('amend', { fields: { contact: '1' } }),
    words('follow', {}),
    words('attach', { files: ['f1'], text: 'x', audience: 'public' }),
    words('attach', { files: ['f1'], audience: 'public' }),
    words('attach', { files: ['f1'], text: 'x', audience: 'internal' }),
  ]).toEqual(['x', undefined, 'soon', 'a\nb', 'b', '', undefined, 'x', '现场.jpg', undefined]);
  const commands = ['comment', 'relieve', 'requeue', 'correct', 'resolve', 'toString'];
  expect(commands.filter((type) => isCommon({ type, data: {} }))).toEqual(commands.slice(0, 4));
  expect(commonEvents).toEqual(expect.arrayContaining(Object.keys(commonFolds)));
});

test('an instant that a person names lies ahead, three years at most', () => {
  const named = (when: number) => refusal(() => checkAhead('due', when, NOW));
  expect([NOW, NOW + 1, NOW + FARTHEST, NOW + FARTHEST + 1].map(named)).toEqual([
    '/due in-past',
    undefined,
    undefined,
    '/due too-far',
  ]);
});

const other = (mode?: string) => isOfOtherMode({ mode } as never, { mode: 'live' });

test('a case is live unless it is said to be something else, and knows none of another mode', () => {
  expect([modeOf({}), modeOf({ drill: true }), modeOf({ drill: 'x' }), modeOf({ drill: true }, 'live')]).toEqual([
    'live',
    'drill',
    'live',
    'live',
  ]);
  expect([other('drill'), other('live'), other(), isOfOtherMode(null, { mode: 'live' })]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('what the requester’s side sees of an event', () => {
  const open = { commented: ['text'], held: (data: object) => ('note' in data ? ['note'] : []) };
  expect([
    isOpenTo(open, 'commented', { audience: 'public' }),
    isOpenTo(open, 'commented', { audience: 'internal' }),
    isOpenTo(open, 'started', {}),
    isOpenTo(open, 'toString', {}),
  ]).toEqual([true, false, false, false]);
  expect([
    openFieldsOf({ open }, 'commented', {}),
    openFieldsOf({ open }, 'held', { note: 'x' }),
    openFieldsOf({ open }, 'started', {}),
  ]).toEqual([['text'], ['note'], undefined]);
});

describe('whom it means', () => {
  const unit = '/dx/donghu/linxi';
  const place = { queue: 'l2', queueOrg: '/dx/donghu', tier: 'L2' } as const;

  test('who has it, else its queue, else the desks of its unit', () => {
    expect([hands({ assignee: 'wang', place }), hands({ place }), hands({})]).toEqual([
      { person: 'wang' },
      { team: 'l2' },
      undefined,
    ]);
    expect([queue({ place }), queue({})]).toEqual([{ team: 'l2' }, undefined]);
    const desk = { role: 'desk-agent', orgPath: unit };
    expect([deskFor({ place, unit }), deskFor({ unit }), deskOf({ unit })]).toEqual([{ team: 'l2' }, desk, desk]);
    expect([supervisorOf({ place, unit }), supervisorOf({ unit })]).toEqual([
      { role: 'supervisor', orgPath: '/dx/donghu' },
      { role: 'supervisor', orgPath: unit },
    ]);
    expect(ownerOf({ unit })).toEqual({ role: 'process-owner', orgPath: unit });
    expect(watching({ common: { ...nothingCommon, followers: ['li'] } }, ['req'])).toEqual([
      { person: 'req' },
      { person: 'li' },
    ]);
  });

  test('a reporter without an account, or who has left, cannot act', () => {
    const all = [{ reporter: 'req' }, { reporter: 'req', reporterGone: true as const }, {}];
    expect(all.map(actsHimself)).toEqual([true, false, false]);
    expect(all.map(firstReporter)).toEqual(['req', callerBy(), callerBy()]);
    expect([callerBy('CAL-1'), callerBy(), 'req'].map(isCaller)).toEqual([true, true, false]);
    expect(callerBy('CAL-1')).not.toBe(callerBy('CAL-2'));
  });
});

const is = (type: string, data: object) => isRequeued({ type, data } as never);

describe('a queue that closes', () => {
  const desks = { L1: { orgPath: '/dx', queue: 'desk' }, L2: { orgPath: '/dx', queue: 'l2' } };
  const heir = { key: 'new', orgPath: '/dx/donghu', tier: 'L2', open: true };
  const member = { id: 'wang', active: true, teams: ['new'] };
  const closes = (more: { from?: string; assignee?: string; places?: (string | undefined)[]; facts?: object }) =>
    refusal(() =>
      requeued(
        { from: more.from ?? 'l2', queue: 'new', reason: 'Closed' },
        { assignee: more.assignee, places: more.places ?? ['l2'] },
        ctxOf({ pins: { desks }, facts: { queue: heir, person: member, ...more.facts } }),
      ),
    );
  const to = { queue: 'new', queueOrg: '/dx/donghu', tier: 'L2' };
  const moved = { from: 'l2', to, reason: 'Closed', moved: true };

  test('passes on what lies there, and who had it goes on as a member of its heir', () => {
    expect(closes({})).toEqual(moved);
    expect(closes({ assignee: 'wang' })).toEqual({ ...moved, assignee: 'wang' });
    expect(closes({ assignee: 'li' })).toEqual(moved);
    for (const person of [null, { ...member, active: false }, { ...member, teams: ['other'] }])
      expect(closes({ assignee: 'wang', facts: { person } })).toEqual(moved);
  });

  test('is passed on where it is only to come; has nothing to do with others; needs an heir that is open', () => {
    expect(closes({ places: ['other', 'l2'], assignee: 'wang' })).toEqual({ ...moved, moved: false });
    expect(closes({ from: 'desk' })).toEqual({ ...moved, from: 'desk', moved: false });
    expect(closes({ from: 'strange' })).toBeNull();
    for (const queueFact of [null, { ...heir, open: false }])
      expect(closes({ facts: { queue: queueFact } })).toEqual(['target-not-open', {}]);
  });

  test('gives its desks to the heir', () => {
    const pins = { desks, rules: 1 } as unknown as Pins;
    expect(pinsAfterRequeue(pins, { ...moved, to } as never)).toEqual({
      rules: 1,
      desks: { L1: desks.L1, L2: { orgPath: '/dx/donghu', queue: 'new' } },
    });
    expect([is('incident.requeued', { to }), is('incident.requeued', {}), is('incident.moved', { to })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
