/** How a case begins, what is put right of it, and how it is without who has left. */
import { correct, corrected } from '../../../../domain/kernel/common/correct.ts';
import { inHandOf, peopleIn, recordsIn, waitsOfParts } from '../../../../domain/kernel/common/frame-parts.ts';
import {
  countsOf,
  namedBy,
  namesOf,
  nextOf,
  reportersOf,
  seenOf,
} from '../../../../domain/kernel/common/frame-view.ts';
import {
  followed,
  openCaseNamed,
  openedAt,
  openUnit,
  reportedAt,
  whoReports,
} from '../../../../domain/kernel/common/intake.ts';
import { moved, relieve, relieved, requeue } from '../../../../domain/kernel/common/leaving.ts';
import { nothingCommon } from '../../../../domain/kernel/common/common.ts';
import type { AnyDefinition, Base } from '../../../../domain/kernel/definition.ts';
import type { Ctx, OrgPath, Role } from '../../../../domain/kernel/process.ts';
import { pinRefsOf } from '../../../../domain/kernel/record/pins.ts';
import { people, pinsOf } from '../../../support/sample.ts';
import { trial } from '../../../support/trial/trial.ts';
import { refusal } from '../../../support/trial/refusal.ts';

const unit: OrgPath = '/dx/donghu/linxi/school';
const pins = pinsOf(unit, { id: 'trial', version: 1, clocks: trial.clocks.shipped, terms: {} });
const ctxOf = (more: object = {}): Ctx =>
  ({
    caseId: 'INC-1',
    mode: 'live',
    now: 9,
    role: 'desk-agent',
    actor: people.agent,
    facts: {},
    pins,
    clocks: {},
    ...more,
  }) as unknown as Ctx;
const place = { queue: 'donghu-l2', queueOrg: '/dx/donghu', tier: 'L2' } as const;
const base: Base = {
  status: 'assigned',
  reporter: 'req',
  unit,
  title: 'Printer',
  description: 'Jams',
  contact: '1',
  assignee: 'wang',
  place,
  openedAt: 1,
  common: nothingCommon,
};

const opens = (fact: object | null | undefined, role: Role | 'system' = 'desk-agent') =>
  refusal(() => openUnit(ctxOf({ role, facts: fact === undefined ? {} : { unit: fact } })));

describe('the unit of an intake', () => {
  test('is one that is there and takes cases; what the product passes on was taken before', () => {
    expect(opens({ orgPath: unit, open: true })).toBe(unit);
    expect([opens(null), opens(undefined)]).toEqual(['/unit unknown', '/unit unknown']);
    expect(opens({ orgPath: unit, open: false })).toEqual(['target-not-open', {}]);
    expect(opens({ orgPath: unit, open: false, heir: '/dx/new' })).toEqual(['target-not-open', { heir: '/dx/new' }]);
    expect(opens({ orgPath: unit, open: false }, 'system')).toBe(unit);
  });
});

const reports = (data: object, more: object = {}) => refusal(() => whoReports(data, unit, ctxOf(more)));

const near = (own: string) => ({ facts: { person: { id: 'req', active: true, teams: [], unit: own } } });

const high = (own: string, more: object = {}) =>
  refusal(() => whoReports({ reporter: 'req' }, '/dx/court', ctxOf({ ...near(own), ...more })));

describe('who reports', () => {
  test('a requester himself, and nobody for another', () => {
    const asRequester = { role: 'requester', actor: people.requester };
    const { id } = people.requester;
    expect([reports({}, asRequester), reports({ reporter: id }, asRequester)]).toEqual([
      { reporter: id },
      { reporter: id },
    ]);
    for (const data of [{ reporter: 'other' }, { caller: 'Ms Li' }, { reporter: id, caller: 'Ms Li' }])
      expect(reports(data, asRequester)).toEqual(['not-permitted', {}]);
  });

  test('at a desk one person, or one caller', () => {
    expect(reports({ reporter: 'req' }, near(unit))).toEqual({ reporter: 'req' });
    expect(reports({ caller: 'Ms Li' })).toEqual({ caller: 'Ms Li' });
    expect(reports({})).toBe('/reporter missing');
    expect(reports({ reporter: 'req', caller: 'Ms Li' }, near(unit))).toBe('/caller one-only');
    expect(reports({ reporter: 'req', caller: 'Ms Li' }, { role: 'system' })).toEqual({
      reporter: 'req',
      caller: 'Ms Li',
    });
    expect(reports({ reporter: 'req' }, { facts: { person: null } })).toBe('/reporter unknown');
    expect(reports({ reporter: 'req' }, { facts: { person: { active: false } } })).toBe('/reporter unknown');
    expect(reports({ reporter: 'req' })).toEqual({ reporter: 'req' }); // nobody looked
  });

  test.each([
    ['of the unit', '/dx/donghu/linxi/school', 'req'],
    ['above it', '/dx/donghu', 'req'],
    ['of another that the same office serves', '/dx/donghu/linxi/hospital', 'req'],
    ['below it', '/dx/donghu/linxi/school/class', 'req'],
    ['whom the desk serves', '/dx/donghu/linxi/far/away', 'req'],
    ['elsewhere', '/dx/donghu/court', undefined],
    ['of another branch', '/dx/xiling/school', undefined],
  ])('he is near: %s', (_where, own, reporter) => {
    expect(reports({ reporter: 'req' }, near(own))).toEqual(reporter ? { reporter } : '/reporter elsewhere');
    expect(reports({ reporter: 'req', reporterElsewhere: true }, near(own))).toEqual({ reporter: 'req' });
    expect(reports({ reporter: 'req' }, { ...near(own), role: 'system' })).toEqual({ reporter: 'req' });
  });

  test('nobody is near by the top, and the role in which one asks is what serves', () => {
    expect([high('/dx/xiling'), high('/dx')]).toEqual(['/reporter elsewhere', { reporter: 'req' }]);
    const other = { ...people.agent, grants: [{ role: 'engineer', orgPath: '/dx' }] };
    expect(high('/dx/xiling', { actor: other })).toBe('/reporter elsewhere');
    expect(high('/dx/xiling', { actor: other, role: 'engineer' })).toEqual({ reporter: 'req' });
  });
});

const follows = (one: object | null, of: string | undefined = 'CAL-1') =>
  refusal(() => followed(of, ctxOf({ facts: { cases: { followUpOf: one } } })));

const open = (one: object | null) =>
  refusal(() => openCaseNamed('target', 'call', ctxOf({ facts: { cases: { target: one } } })));

describe('the other case that is named', () => {
  const fact = { caseId: 'CAL-1', process: 'call', open: true };

  test('is there, of the same mode, and where it must be open another one of that process', () => {
    expect([follows(fact), follows({ ...fact, mode: 'live' }), followed(undefined, ctxOf())]).toEqual([
      fact,
      { ...fact, mode: 'live' },
      undefined,
    ]);
    expect(follows(null)).toBe('/followUpOf unknown');
    expect(refusal(() => followed('CAL-1', ctxOf()))).toBe('/followUpOf unknown');
    expect(follows({ ...fact, mode: 'drill' })).toBe('/followUpOf other-mode');
    expect(open(fact)).toBe(fact);
    const bad = [null, { ...fact, open: false }, { ...fact, process: 'incident' }, { ...fact, caseId: 'INC-1' }];
    expect(bad.map(open)).toEqual(bad.map(() => ['target-not-open', {}]));
    expect(open({ ...fact, open: false, mergedInto: 'CAL-9' })).toEqual(['target-not-open', { mergedInto: 'CAL-9' }]);
  });
});

describe('an intake at a desk', () => {
  const told = { unit, application: 'payment', title: 'Printer', description: 'Jams' };
  const facts = { unit: { orgPath: unit, open: true } };

  test('keeps who reports it, where it lies, and what it runs on', () => {
    const data = { ...told, contact: '1', reporter: 'req', reporterElsewhere: true as const, followUpOf: 'CAL-1' };
    const before = { caseId: 'CAL-1', process: 'call', open: false };
    const event = (more: object = {}) =>
      reportedAt('L1', data, ctxOf({ facts: { ...facts, cases: { followUpOf: { ...before, ...more } } } }));
    const kept = { ...told, reporter: 'req', contact: '1', queue: 'linxi-desk', queueOrg: '/dx/donghu/linxi' };
    expect(event()).toEqual({ ...kept, followUpOf: 'CAL-1', pinned: pinRefsOf(pins) });
    expect(event({ incident: 'INC-7' }).followUpOf).toBe('INC-7');
    const without = reportedAt(
      'L1',
      { ...told, contact: '1', caller: 'Ms Li' },
      ctxOf({ facts, pins: { ...pins, desks: {} } }),
    );
    expect(without).toEqual({ ...told, caller: 'Ms Li', contact: '1', pinned: pinRefsOf({ ...pins, desks: {} }) });
    expect(refusal(() => reportedAt('L1', { ...told, reporter: 'req' }, ctxOf({ facts })))).toBe('/contact required');
  });

  test('opens it there, or in no queue', () => {
    const report = { ...told, contact: '1', reporter: 'req', pinned: pinRefsOf(pins) };
    const opened = { ...told, contact: '1', reporter: 'req', openedAt: 5, tries: 0, common: nothingCommon };
    const at = { at: 5, own: { tries: 0 } };
    expect(openedAt('L1', { ...report, queue: 'desk', queueOrg: '/dx' }, at)).toEqual({
      ...opened,
      place: { queue: 'desk', queueOrg: '/dx', tier: 'L1' },
    });
    expect(openedAt('L1', report, at)).toEqual(opened);
  });
});

const work = { at: ['assigned'], idle: 'queued' };
const handing = { ...work, handedTo: (id: string) => ({ type: 'handed', data: { id } }) };
const definitionOf = (more: object = {}) => ({ work, ...more }) as unknown as AnyDefinition;
const heir = {
  id: 'li',
  active: true,
  teams: ['donghu-l2'],
  grants: [
    { role: 'requester', orgPath: '/dx' },
    { role: 'engineer', orgPath: '/dx/donghu' },
  ],
};

type Leaves = { seats?: object; state?: Base; successor?: object | null; more?: object };
const leaves = (person: string, { seats = {}, state = base, successor = heir, more = {} }: Leaves = {}) =>
  relieve(
    definitionOf({ seats: () => seats, ...more }),
    { person, reason: 'Left' },
    state,
    ctxOf({ facts: successor ? { successor } : {} }),
  );

const relieves = (data: object) => [{ type: 'relieved', data: { reason: 'Left', ...data } }];

const pending = (...assignees: string[]) => ({ status: 'pending', rev: 1, assignees });

describe('who leaves', () => {
  test('leaves what he has here to his heir where that is a member of its queue; nothing where he has no place', () => {
    expect(leaves('wang')).toEqual(relieves({ person: 'wang', places: ['assignee'], assignee: 'li' }));
    const alone = relieves({ person: 'wang', places: ['assignee'] });
    expect(leaves('wang', { successor: null })).toEqual(alone);
    expect(leaves('wang', { successor: { ...heir, active: false } })).toEqual(alone);
    expect(leaves('wang', { successor: { ...heir, teams: ['other'] } })).toEqual(alone);
    expect(leaves('wang', { successor: { ...heir, id: 'wang' } })).toEqual(alone);
    expect(leaves('wang', { state: { ...base, place: undefined } })).toEqual(alone);
    expect(leaves('stranger')).toEqual([]);
  });

  test('as reporter, once; as follower; and as who commands, to an heir who may', () => {
    expect(leaves('req')).toEqual(relieves({ person: 'req', places: ['reporter'] }));
    expect(leaves('req', { state: { ...base, reporterGone: true } })).toEqual([]);
    const common = { ...nothingCommon, followers: ['zhao'] };
    expect(leaves('zhao', { state: { ...base, common } })).toEqual(relieves({ person: 'zhao', places: ['follower'] }));
    const commands = (seats: object, successor: object = heir) =>
      leaves('chief', { seats: { commander: 'chief', ...seats }, successor });
    const [passed, kept] = [
      relieves({ person: 'chief', places: ['commander'], commander: 'li' }),
      relieves({ person: 'chief', places: ['commander'] }),
    ];
    expect(commands({})).toEqual(passed);
    expect(commands({ neverHeirs: [] })).toEqual(kept); // he must answer for the work of others
    expect(commands({ neverHeirs: [] }, { ...heir, answers: true })).toEqual(passed);
    expect(commands({ neverHeirs: ['li'] }, { ...heir, answers: true })).toEqual(kept);
  });

  test('is followed at work by whom it is handed to, where the process says so', () => {
    const handed = { type: 'handed', data: { id: 'li' } };
    expect(leaves('wang', { more: { work: handing } })[1]).toEqual(handed);
    expect(leaves('wang', { more: { work: handing }, state: { ...base, status: 'waiting' } })).toHaveLength(1);
    expect(leaves('wang', { more: { work: handing }, successor: null })).toHaveLength(1);
  });

  test('leaves his parts where the heir may have them: the role that the plan says, at its place', () => {
    const steps = {
      a: pending('wang'),
      b: pending('wang', 'zhao'),
      c: pending('wang', 'li'),
      d: pending('zhao'),
      e: { ...pending('wang'), status: 'done' },
      f: pending('wang'),
    };
    const state = { ...base, assignee: undefined, parts: { step: steps } };
    const planned = [
      { kind: 'step', id: 'a', role: 'engineer' },
      { kind: 'step', id: 'b', role: 'desk-agent' },
      { kind: 'step', id: 'f', role: 'engineer', orgPath: '/dx' },
    ];
    const parts = { kinds: { step: { inHand: ['pending'] } }, planned: () => planned };
    const passes = (seats: object = {}, successor: object | null = heir) =>
      leaves('wang', { state, seats, successor, more: { parts } })[0]?.data;
    const his = { person: 'wang', reason: 'Left', places: ['part-assignee'] };
    expect(passes()).toEqual({ ...his, assigned: { a: ['li'], b: ['zhao'], c: ['li'], f: [] } });
    const nobody = { ...his, assigned: { a: [], b: ['zhao'], c: ['li'], f: [] } };
    expect([passes({}, null), passes({ neverHands: ['li'] })]).toEqual([nobody, nobody]);
    const unplanned = { kinds: parts.kinds };
    expect(leaves('wang', { state, more: { parts: unplanned } })[0]?.data).toMatchObject({ assigned: { a: ['li'] } });
  });

  test('what he had at work lies in the queue again or with his heir; what waits goes on waiting', () => {
    const { assignee: _gone, ...vacant } = base;
    const after = (places: string[], more: { assignee?: string; state?: Base; work?: object; person?: string } = {}) =>
      relieved(definitionOf(more.work ? { work: more.work } : {}), more.state ?? base, {
        person: more.person ?? 'wang',
        reason: 'Left',
        places,
        ...(more.assignee ? { assignee: more.assignee } : {}),
      });
    expect(after(['assignee'])).toEqual({ ...vacant, status: 'queued' });
    expect(after(['assignee'], { state: { ...base, status: 'waiting' } })).toEqual({ ...vacant, status: 'waiting' });
    expect(after(['assignee'], { assignee: 'li' })).toEqual({ ...base, assignee: 'li' });
    expect(after(['assignee'], { assignee: 'li', work: handing })).toEqual({ ...vacant, status: 'queued' });
    expect(after(['assignee'], { assignee: 'li', work: handing, state: { ...base, status: 'waiting' } })).toEqual({
      ...base,
      status: 'waiting',
      assignee: 'li',
    });
    expect(after(['reporter'], { person: 'req' })).toEqual({ ...base, reporterGone: true });
    expect(after(['follower'], { person: 'zhao' })).toEqual(base);
    const emptied = { ...work, vacant: (state: Base) => ({ ...state, assignee: undefined, title: 'Vacant' }) };
    expect(after(['assignee'], { work: emptied })).toMatchObject({ title: 'Vacant', status: 'queued' });
  });
});

test('a queue that closes moves what lies there, and what may come there hears of it', () => {
  const facts = { queue: { key: 'new', orgPath: '/dx', tier: 'L2', open: true }, person: null };
  const closes = (from: string, more: object = {}) =>
    requeue(definitionOf(more), { from, queue: 'new', reason: 'Closed' }, base, ctxOf({ facts }));
  const to = { queue: 'new', queueOrg: '/dx', tier: 'L2' } as const;
  const said = (from: string, lay: boolean) => [{ type: 'requeued', data: { from, to, reason: 'Closed', moved: lay } }];
  expect(closes('donghu-l2')).toEqual(said('donghu-l2', true));
  expect(closes('vendor')).toEqual([]);
  expect(closes('vendor', { comesTo: () => ['vendor'] })).toEqual(said('vendor', false));
  const lies = (lay: boolean, status = 'assigned', assignee?: string) =>
    moved({ work }, { ...base, status }, { to, moved: lay, ...(assignee ? { assignee } : {}) });
  const { assignee: _gone, ...vacant } = base;
  expect(lies(false)).toEqual(base);
  expect(lies(true)).toEqual({ ...vacant, place: to, status: 'queued' });
  expect(lies(true, 'waiting')).toEqual({ ...vacant, place: to, status: 'waiting' });
  expect(lies(true, 'assigned', 'wang')).toEqual({ ...base, place: to });
});

type Puts = { state?: Base; role?: string; facts?: object; more?: object; actor?: object };
const puts = (data: object, given: Puts = {}) => {
  const { state = base, role = 'desk-agent', facts = {}, more = {}, actor = people.agent } = given;
  return refusal(() =>
    correct(definitionOf(more), { reason: 'Misheard', ...data }, state, ctxOf({ role, facts, actor })),
  );
};

const corrects = (fields: object, before: object, more: object = {}) => [
  { type: 'corrected', data: { fields, before, reason: 'Misheard', ...more } },
];

const desk = (queue: string, orgPath = '/dx') => ({ queue, orgPath });

const placed = (queue: string, tier: string) => ({ queue, queueOrg: '/dx', tier });

describe('what was registered wrongly', () => {
  test('is put right where it differs, with what it was', () => {
    expect(puts({ contact: '2', channel: 'mail' })).toEqual(
      corrects({ contact: '2', channel: 'mail' }, { contact: '1' }),
    );
    expect(puts({ contact: '1' })).toEqual(['nothing-changes', {}]);
    expect(puts({ contact: '1' }, { role: 'system' })).toEqual([]);
    const person = { id: 'other', active: true, teams: [], unit };
    expect(puts({ reporter: 'other' }, { facts: { person } })).toEqual(
      corrects({ reporter: 'other' }, { reporter: 'req' }),
    );
    expect(puts({ caller: 'Ms Li' })).toEqual(corrects({ caller: 'Ms Li' }, { reporter: 'req' }));
    const called = { ...base, reporter: undefined, caller: 'Ms Li' };
    expect(puts({ reporter: 'other' }, { facts: { person }, state: called })).toEqual(
      corrects({ reporter: 'other' }, { caller: 'Ms Li' }),
    );
    expect(puts({ contact: '2' }, { state: called })).toEqual(corrects({ contact: '2' }, { contact: '1' }));
    expect(puts({ caller: 'Ms Li' }, { state: { ...base, contact: undefined } })).toEqual(['contact-missing', {}]);
    expect(puts({ caller: 'Ms Li', contact: '2' }, { state: { ...base, contact: undefined } })).toEqual(
      corrects({ caller: 'Ms Li', contact: '2' }, { reporter: 'req' }),
    );
  });

  test('also which case it follows, which is another one', () => {
    const cases = { followUpOf: { caseId: 'CAL-1', process: 'call', open: false } };
    const followUp = { ...base, followUpOf: 'CAL-0' } as Base;
    expect(puts({ followUpOf: 'CAL-1' }, { facts: { cases } })).toEqual(corrects({ followUpOf: 'CAL-1' }, {}));
    const became = { followUpOf: { ...cases.followUpOf, incident: 'INC-7' } };
    expect(puts({ followUpOf: 'CAL-1' }, { facts: { cases: became } })).toEqual(corrects({ followUpOf: 'INC-7' }, {}));
    expect(puts({ followUpOf: null }, { state: followUp })).toEqual(
      corrects({ followUpOf: null }, { followUpOf: 'CAL-0' }),
    );
    expect(puts({ followUpOf: null })).toEqual(['nothing-changes', {}]);
    expect(puts({ followUpOf: 'INC-1' })).toBe('/followUpOf itself');
  });

  test('a unit within reach, and where it goes from there', () => {
    const court = '/dx/donghu/linxi/hospital';
    const facts = { unit: { orgPath: court, open: true }, pins };
    const versions = { policyVersion: pinRefsOf(pins).sla, calendars: Object.values(pinRefsOf(pins).calendars) };
    const fields = [{ unit: court }, { unit }] as const;
    const stays = corrects(...fields);
    const given = { unit: court, ...versions };
    expect(puts(given, { facts, more: { tier: 'L2' } })).toEqual(stays);
    expect(puts({ unit: '/dx/xiling' }, { facts })).toBe('/unit unknown');
    expect(puts(given, { facts: { unit: facts.unit } })).toEqual(['preview-stale', {}]);
    expect(puts({ unit: court }, { facts })).toMatchObject([
      'preview-stale',
      { policyVersion: versions.policyVersion },
    ]);
    expect(puts({ unit: court }, { facts, role: 'system', more: { tier: 'L2' } })).toEqual(stays);
    const placeAt = (desks: object, more: object = {}, state: Base = base, actor: object = people.agent) => {
      const words = puts(given, { facts: { ...facts, pins: { ...pins, desks } }, more, state, actor });
      const [word] = words as { data: { place?: unknown; assignee?: unknown } }[];
      return word && 'data' in word ? [word.data.place, word.data.assignee] : words;
    };
    expect(placeAt({ L2: desk('new') })).toEqual([placed('new', 'L2'), undefined]);
    expect(placeAt({ L1: desk('one'), L3: desk('three') })).toEqual([placed('three', 'L3'), undefined]);
    expect(placeAt({ L1: desk('one') })).toEqual([placed('one', 'L1'), undefined]);
    expect(placeAt({ L1: desk('one') }, { tier: 'L2' })).toEqual([undefined, undefined]);
    expect(placeAt({ L1: desk('one'), L2: desk('new') }, { tier: 'L1' })).toEqual([placed('one', 'L1'), undefined]);
    expect(placeAt({ L2: desk('donghu-l2') })).toEqual([undefined, undefined]);
    expect(placeAt({ L2: desk('new') }, { resolver: () => 'li' })).toEqual([undefined, undefined]);
    expect(placeAt({ L2: desk('new') }, { work: { at: [], idle: 'queued' } })).toEqual([undefined, undefined]);
    const byHand = { ...base, place: { ...place, queue: 'donghu-apps' } };
    expect(placeAt({ L2: desk('new') }, {}, byHand)).toEqual([undefined, undefined]);
    const farther = { ...byHand, place: { ...byHand.place, queueOrg: '/dx/xiling' as const } };
    expect(placeAt({ L2: desk('new') }, {}, farther)).toEqual([placed('new', 'L2'), undefined]);
    expect(placeAt({ L1: desk('one') }, {}, { ...base, place: undefined })).toEqual([placed('one', 'L1'), undefined]);
    const member = { ...people.agent, id: 'wang', teams: ['new'] };
    expect(placeAt({ L2: desk('new') }, {}, base, member)).toEqual([placed('new', 'L2'), 'wang']);
    expect(placeAt({ L2: desk('new') }, {}, base, { ...member, teams: [] })).toEqual([placed('new', 'L2'), undefined]);
    expect(placeAt({ L2: desk('new') }, {}, base, { ...member, id: 'li' })).toEqual([placed('new', 'L2'), undefined]);
  });

  test('is then as it should have been: whoever reports takes the place whole, and it may follow nothing', () => {
    const before = { ...base, caller: 'Ms Li', reporterGone: true as const, followUpOf: 'CAL-0' } as Base;
    const right = (fields: object, more: object = {}) =>
      corrected(definitionOf(), before, { fields, before: {}, reason: 'x', ...more });
    const {
      caller: _caller,
      reporterGone: _gone,
      reporter: _reporter,
      ...others
    } = before as Base & { followUpOf: string };
    expect(right({ reporter: 'other' })).toEqual({ ...others, reporter: 'other' });
    expect(right({ caller: 'Mr Wu' })).toEqual({ ...others, caller: 'Mr Wu' });
    expect(right({ contact: '2' })).toEqual({ ...before, contact: '2' });
    expect(right({ followUpOf: 'CAL-1' })).toEqual({ ...before, followUpOf: 'CAL-1' });
    expect(right({ followUpOf: null })).not.toHaveProperty('followUpOf');
    const to = { queue: 'new', queueOrg: '/dx', tier: 'L2' };
    expect(right({ unit: '/dx' }, { place: to })).toMatchObject({ unit: '/dx', place: to, status: 'queued' });
    expect(right({ unit: '/dx' }, { place: to, assignee: 'wang' })).toMatchObject({
      status: 'assigned',
      assignee: 'wang',
    });
  });
});

const recordOf = (status: string, ...assignees: string[]) => ({ status, rev: 1, assignees });

const wait = (part: string, more: object = {}) => ({
  to: { person: 'li' },
  command: 'do',
  part,
  clock: 'step',
  ...more,
});

const supervised = (due: number): Base => ({
  ...base,
  common: { ...nothingCommon, supervision: { by: 'boss', instruction: 'x', due, state: 'open' } },
});

describe('what its frame shows', () => {
  const parts = { kinds: { step: { inHand: ['pending'] } } };
  const parties = { implementer: () => ['ann', 'wang'], approver: () => ['bob'] };
  const state: Base = {
    ...base,
    parts: {
      step: { a: recordOf('pending', 'li'), b: recordOf('done', 'zhao'), c: { status: 'pending', rev: 1 } },
      gone: undefined,
    },
  };
  const frame = definitionOf({ parts, parties, passedOn: ['implementer', 'unknown'] });

  test('whoever has or had a part or is named, each once; who has one or a place in hand', () => {
    expect(recordsIn(state).map(({ kind, id }) => `${kind} ${id}`)).toEqual(['step a', 'step b', 'step c']);
    expect(recordsIn({})).toEqual([]);
    expect(peopleIn(frame, state)).toEqual({
      hands: ['li', 'ann', 'wang'],
      involved: ['ann', 'wang', 'bob', 'li', 'zhao'],
    });
    expect(peopleIn(definitionOf(), base)).toEqual({});
    expect(['li', 'zhao', 'ann', 'bob'].map((one) => inHandOf(frame, state, one))).toEqual([
      { parts: ['a'], places: [] },
      { parts: [], places: [] },
      { parts: [], places: ['implementer'] },
      { parts: [], places: [] },
    ]);
  });

  test('parts that wait with one command for one are one entry, by who is due first', () => {
    const due = new Map([
      ['a', 9],
      ['b', 3],
    ]);
    const dueOf = (_clock: string, part: string) => due.get(part) ?? null;
    expect(
      waitsOfParts([wait('c'), wait('a'), wait('b'), wait('d', { clock: undefined, command: 'see' })], dueOf),
    ).toEqual([
      { to: { person: 'li' }, command: 'do', dueAt: 3, parts: ['b', 'a', 'c'], count: 3 },
      { to: { person: 'li' }, command: 'see', dueAt: null, parts: ['d'], count: 1 },
    ]);
  });

  test('what access looks at', () => {
    const seen = (more: object, one: Base = base) => seenOf(definitionOf(more), one);
    const orgLine = [unit, '/dx/donghu/linxi', '/dx/donghu', '/dx'];
    const parties0 = { requester: 'req', unit, assignee: 'wang', followers: [] };
    const lies = { queue: 'donghu-l2', queueOrg: '/dx/donghu' };
    expect(seen({})).toEqual({ orgLine, parties: parties0, ...lies });
    const { reporter: _reporter, assignee: _assignee, place: _place, ...bare } = base;
    expect(seen({}, bare)).toEqual({ orgLine, parties: { unit, followers: [] }, deskActs: true });
    expect(
      seen({
        seats: () => ({ commander: 'chief' }),
        reporters: () => ['req', 'later', '~CAL-1', 'later'],
        resolver: () => 'li',
        parties: { approver: () => ['bob'] },
        organisations: { client: () => '/dx/xiling', vendor: () => undefined },
      }),
    ).toEqual({
      orgLine,
      parties: { ...parties0, commander: 'chief', reporters: ['later'], involved: ['bob'] },
      ...lies,
      resolver: 'li',
      own: { approver: ['bob'] },
      others: { client: '/dx/xiling' },
    });
    expect(reportersOf({}, { ...base, reporterGone: true })).toEqual(['~']);
  });

  test('the instant that comes first, of a supervision or of its own', () => {
    const own = { at: 5, move: { type: 'mine', data: {} } };
    const named = (due: number | null, mine: object | null) =>
      namedBy({ named: () => mine } as never, due === null ? base : supervised(due))?.move.type;
    expect([named(null, own), named(null, null), named(9, own), named(5, own), named(4, own), named(4, null)]).toEqual([
      'mine',
      undefined,
      'mine',
      'mine',
      'supervisionDue',
      'supervisionDue',
    ]);
    expect(namedBy({}, supervised(4))).toEqual({ at: 4, move: { type: 'supervisionDue', data: { dueAt: 4 } } });
  });

  test('who must act next: the process’s own, whoever was urged or is supervised, and nobody once it is over', () => {
    const next = { assigned: [['hands', 'resolve', 'resolution']], waiting: () => [['reporters', 'supplyInfo']] };
    const acts = (more: object = {}, alsoNext?: object) =>
      nextOf({ next, ...(alsoNext ? { alsoNext: () => alsoNext } : {}) } as never, { ...base, ...more });
    const supervision = { by: 'boss', instruction: 'x', due: 9, state: 'open' };
    const resolve = ['hands', 'resolve', 'resolution'];
    expect(acts()).toEqual([resolve]);
    expect(acts({ status: 'waiting' })).toEqual([['reporters', 'supplyInfo']]);
    expect(acts({ status: 'strange' })).toEqual([]);
    expect(acts({ endedAt: 3 })).toEqual([]);
    const urged = { ...nothingCommon, urge: { open: true, times: 1, recent: [] }, supervision };
    expect(acts({ common: urged }, [['desk', 'also']])).toEqual([
      resolve,
      ['hands', 'answerUrge', 'urge-answer'],
      { to: { person: 'wang' }, command: 'answerSupervision', dueAt: 9 },
      ['desk', 'also'],
    ]);
    const lies = { common: { ...nothingCommon, supervision }, assignee: undefined, place: undefined };
    expect(acts(lies)[1]).toEqual({
      to: { role: 'desk-agent', orgPath: unit },
      command: 'answerSupervision',
      dueAt: 9,
    });
    const answered = { ...nothingCommon, supervision: { ...supervision, state: 'answered' } };
    expect(acts({ common: answered })[1]).toEqual({ to: { person: 'boss' }, command: 'liftSupervision', dueAt: null });
  });

  test('by which command and clock, however it is said', () => {
    const to = { person: 'li' };
    const all = [
      ['hands', 'resolve', 'resolution'],
      ['hands', 'see'],
      { to, command: 'do', part: 'a', clock: 'step' },
      { to, command: 'do', part: 'a' },
      { to, command: 'lift', dueAt: 4 },
    ];
    expect(all.flatMap((one) => namesOf(one as never))).toEqual([
      { command: 'resolve', clock: 'resolution' },
      { command: 'see', clock: null },
      { command: 'do', clock: 'step' },
      { command: 'do', clock: null },
      { command: 'lift', clock: null },
    ]);
  });

  test('its counts: those that it reckons, else what it keeps under their names', () => {
    const fields = { counts: { is: 'object', parts: { reopens: {}, tries: {} } } };
    const kept = { ...base, reopens: 2, tries: 'x', other: 5 } as Base;
    expect(countsOf({ fields } as never, kept)).toEqual({ reopens: 2 });
    expect(countsOf({ fields: {} }, kept)).toEqual({});
    expect(countsOf({ fields, counts: () => ({ own: 1 }) } as never, kept)).toEqual({ own: 1 });
  });
});
