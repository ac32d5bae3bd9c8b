/** What follows from what happens to any case, which versions it runs on, and who may say that he heard of a step. */
import { nothingCommon, type Common } from '../../../../domain/kernel/common/common.ts';
import { reactionsOf } from '../../../../domain/kernel/common/frame-reactions.ts';
import { checkHeard, hearingBlocker } from '../../../../domain/kernel/common/heard.ts';
import {
  breachesTakenBack,
  pinsAfterRetarget,
  refuseUnseen,
  repinned,
  retargeted,
} from '../../../../domain/kernel/common/retarget.ts';
import { waitsForWords } from '../../../../domain/kernel/common/waits.ts';
import type { Clocks } from '../../../../domain/kernel/clocks/clocks.ts';
import type { Base, Recorded } from '../../../../domain/kernel/definition.ts';
import type { Ctx, Effect, Pins } from '../../../../domain/kernel/process.ts';
import { pinRefsOf } from '../../../../domain/kernel/record/pins.ts';
import { people, pinsOf } from '../../../support/sample.ts';
import { refusal } from '../../../support/trial/refusal.ts';
import { trial } from '../../../support/trial/trial.ts';

const unit = '/dx/donghu/linxi/school';
const base: Base = {
  status: 'assigned',
  reporter: 'req',
  unit,
  title: 'Printer',
  description: 'Jams',
  assignee: 'wang',
  place: { queue: 'l2', queueOrg: '/dx/donghu', tier: 'L2' },
  openedAt: 1,
  common: { ...nothingCommon, followers: ['li'] },
};
const definition = {
  lifecycle: [{ command: 'comment', from: ['waiting'], to: ['assigned'], who: [] }],
  tells: {
    resolved: ['reporters'],
    moved: ['hands', 'queue'],
    asked: (state: Base) => [state.assignee === undefined ? undefined : { person: 'asked' }],
  },
  follows: { resolved: () => [{ kind: 'command', process: 'x', caseId: 'X-1', command: 'go', data: {} }] },
} as unknown as Parameters<typeof reactionsOf>[0];
const follows = (
  name: string,
  data: object = {},
  state: Base = base,
  by: object = { id: 'boss', role: 'supervisor' },
): Effect[] => {
  const event = { type: `incident.${name}`, caseId: 'INC-000001', process: 'incident', by, at: 5, data };
  return reactionsOf(definition)[name]?.(event as unknown as Recorded<object>, state) ?? [];
};
const nameOf = (one: Effect): string => {
  if (one.kind !== 'notify') return one.kind;
  const { to, data } = one;
  const whom = 'person' in to ? to.person : 'team' in to ? to.team : `${to.role} ${to.orgPath}`;
  return `${whom}${'follows' in data ? ' follows' : ''}`;
};
const told = (...given: Parameters<typeof follows>) => follows(...given).map(nameOf);
const commonOf = (more: Partial<Common>): Base => ({ ...base, common: { ...base.common, ...more } });

describe('whom it tells', () => {
  test('by the words of its process: its reporters and followers, who has it, its queue', () => {
    expect(told('resolved')).toEqual(['req', 'li follows', 'command']);
    expect(told('moved')).toEqual(['wang', 'l2']);
    expect(told('moved', {}, { ...base, assignee: undefined })).toEqual(['l2']);
    expect([told('asked'), told('asked', {}, { ...base, assignee: undefined }), told('strange')]).toEqual([
      ['asked'],
      [],
      [],
    ]);
  });

  test.each<[string, object, Base, string[]]>([
    ['commented', { audience: 'public' }, base, ['req', 'li follows', 'wang']],
    ['commented', { audience: 'internal' }, base, ['wang']],
    ['urged', {}, base, ['wang']],
    ['urged', {}, commonOf({ urge: { open: true, times: 3, recent: [] } }), ['wang', 'supervisor /dx/donghu']],
    [
      'urgeAnswered',
      {},
      commonOf({ urge: { open: false, times: 1, recent: [{ by: 'zhao', at: 1 }] } }),
      ['req', 'li follows', 'zhao'],
    ],
    ['supervised', {}, base, ['wang']],
    [
      'supervisionAnswered',
      {},
      commonOf({ supervision: { by: 'head', instruction: '', due: 9, state: 'answered' } }),
      ['head'],
    ],
    ['supervisionAnswered', {}, base, []],
    ['supervisionLifted', {}, base, ['wang']],
    [
      'supervisionDue',
      {},
      commonOf({ supervision: { by: 'head', instruction: '', due: 9, state: 'past' } }),
      ['head', 'wang'],
    ],
    ['linkNoted', {}, base, ['wang']],
    ['relieved', { places: ['assignee'] }, { ...base, assignee: undefined }, ['l2']],
    ['relieved', { places: ['commander'] }, base, ['wang']],
    ['relieved', { places: ['follower', 'reporter'] }, base, []],
    ['requeued', { moved: true }, base, ['wang']],
    ['requeued', { moved: false }, base, []],
    ['corrected', { fields: {} }, base, ['wang']],
    ['corrected', { fields: { reporter: 'req' } }, base, ['wang', 'req']],
    ['retargeted', {}, base, ['wang', 'req', 'li follows']],
    ['amended', { fields: { title: 'x' } }, base, ['req', 'wang']],
    ['amended', { fields: { contact: 'x' } }, base, ['req', 'wang']],
    ['amended', { fields: { category: 'x' } }, base, ['wang']],
  ])('%s %j', (name, data, state, whom) => {
    expect(told(name, data, state)).toEqual(whom);
  });

  test('what the reporter amends those who have it, unless the case waits for just that', () => {
    const himself = { id: 'req', role: 'requester' };
    const waiting = { ...base, status: 'waiting' };
    expect(told('amended', { fields: { title: 'x' } }, base, himself)).toEqual(['wang']);
    expect(told('amended', { fields: { title: 'x' } }, waiting, himself)).toEqual([]);
    expect(told('amended', { fields: { category: 'x' } }, waiting, himself)).toEqual(['wang']);
    expect(told('amended', { fields: { title: 'x' } }, base, { id: 'other', role: 'requester' })).toEqual(['wang']);
    expect(told('amended', { fields: { title: 'x' } }, base, { id: 'req', role: 'engineer' })).toEqual(['wang']);
    expect([waitsForWords(definition, waiting), waitsForWords(definition, base)]).toEqual([true, false]);
    expect(waitsForWords({ ...definition, waitsForWords: () => true }, base)).toBe(true);
    expect(waitsForWords({ ...definition, waitsForWords: () => false }, waiting)).toBe(false);
  });

  test('who follows and has a part in it besides is told as what he is', () => {
    const both = commonOf({ followers: ['wang', 'req', 'zhao'] });
    expect(told('resolved', {}, both)).toEqual(['req', 'wang', 'zhao follows', 'command']);
  });

  test('what a reporter who cannot be told would hear, those who have it are told to tell him', () => {
    const { reporter: _none, ...called } = { ...base, caller: 'Ms Li' };
    expect(told('resolved', {}, called)).toEqual(['li follows', 'command', 'wang']);
    expect(follows('resolved', {}, called).at(-1)).toEqual({
      kind: 'notify',
      to: { person: 'wang' },
      template: 'caller-to-tell',
      data: { caseId: 'INC-000001', title: 'Printer', caller: 'Ms Li' },
      except: undefined,
    });
    expect(follows('resolved', {}, { ...base, reporterGone: true }).at(-1)).toMatchObject({ data: { caller: 'req' } });
  });

  test('that mail did not reach one who reported it, and no other failure', () => {
    const failed = (data: object) => follows('effectFailed', { effect: 'n1:mail', code: 'x', ...data });
    expect(failed({ to: 'req' }).map(nameOf)).toEqual(['wang']);
    expect(failed({ to: 'req' })[0]).toMatchObject({ template: 'mail-unreached', data: { unreached: 'req' } });
    expect([failed({ to: 'li' }), failed({}), failed({ to: 'req', effect: 'n1:webhook:x' })]).toEqual([[], [], []]);
    expect(follows('effectFailed', { to: 'req' })).toEqual([]);
  });
});

const tells = (name: string, data: object) => follows(name, data);

test('the other case hears of a link and of its end, while it is open and of a process that is known', () => {
  const command = { kind: 'command', process: 'incident', caseId: 'INC-000002', ref: { link: 'INC-000002' } };
  const linked = { target: 'INC-000002', relation: 'related' };
  expect(tells('linked', linked)).toEqual([
    { ...command, command: 'noteLink', data: { source: 'INC-000001', relation: 'related' } },
  ]);
  expect(tells('unlinked', { target: 'INC-000002' })).toEqual([
    { ...command, command: 'noteUnlink', data: { source: 'INC-000001' } },
  ]);
  const silent = [
    tells('linked', { ...linked, ended: true }),
    tells('unlinked', { target: 'INC-000002', ended: true }),
    tells('linked', { ...linked, target: 'XYZ-1' }),
    tells('unlinked', { target: 'XYZ-1' }),
  ];
  expect(silent).toEqual([[], [], [], []]);
});

const pins: Pins = pinsOf(unit, { id: 'trial', version: 1, clocks: trial.clocks.shipped, terms: {} });
const second: Pins = { ...pins, sla: { ...pins.sla, version: 2 } };
const refs = pinRefsOf(pins);
const calendars = [...new Set(Object.values(refs.calendars))].toSorted();

const lost = (clocks: Clocks) => refusal(() => repinned(second, pins, clocks));

const clock = (ended: string, was: number | null, now: number | null = null) =>
  ({
    breachedAt: now,
    life: {
      past: [
        { ended: 'stopped', breachedAt: null },
        { ended, breachedAt: was },
      ],
    },
  }) as never;

const count = (...all: never[]) => breachesTakenBack(Object.fromEntries(all.map((one, n) => [`c${n}`, one])));

describe('the versions that a case runs on', () => {
  const life = { past: [], acked: [], held: [] };
  const ran = (name: string, more: object = { life }) => ({ [name]: more }) as unknown as Clocks;

  test('are those of the preview, or nothing moves', () => {
    const seen = (data: object) => refusal(() => refuseUnseen(pins, data));
    const now = ['preview-stale', { policyVersion: refs.sla, calendars }];
    expect(seen({ policyVersion: refs.sla, calendars })).toBeUndefined();
    expect(seen({ policyVersion: refs.sla, calendars: [...calendars, 'other@1'] })).toBeUndefined();
    for (const data of [
      { policyVersion: 'trial@9', calendars },
      { policyVersion: refs.sla, calendars: calendars.slice(1) },
      {},
    ])
      expect(seen(data)).toEqual(now);
    const moves = (facts: object, data: object) =>
      refusal(() =>
        retargeted(
          { type: 'retarget', data: { reason: 'New', ...data } } as never,
          { facts, pins, clocks: {} } as unknown as Ctx,
        ),
      );
    expect(moves({}, {})).toEqual(['preview-stale', {}]);
    expect(moves({ pins }, { policyVersion: refs.sla, calendars })).toEqual(['nothing-changes', {}]);
    expect(moves({ pins: second }, { policyVersion: 'trial@2', calendars })).toMatchObject({
      policy: 'trial@2',
      reason: 'New',
    });
  });

  test('keep what later events pinned, and bring only calendars that are new', () => {
    const { rules: _rules, snapshots, ...rest } = second;
    expect(repinned(second, pins, {})).toEqual({
      policy: 'trial@2',
      calendars: refs.calendars,
      pins: { ...rest, snapshots: {} },
    });
    expect(repinned({ ...pins, rules: pins.rules + 1 }, pins, {})).toBeUndefined(); // of rules nobody was promised any
    const more = { approval: 'normal@3#00ff' };
    expect(repinned(second, { ...pins, more }, {})?.pins).toMatchObject({ more });
    const [first = ''] = Object.keys(snapshots);
    const { [first]: _known, ...others } = pins.snapshots;
    expect(repinned(second, { ...pins, snapshots: others }, {})?.pins.snapshots).toEqual({ [first]: snapshots[first] });
  });

  test('have every clock that ever ran', () => {
    expect(lost(ran('gone'))).toEqual(['clock-missing', { clock: 'gone' }]);
    expect(lost(ran('gone', { sum: { runs: 1 } }))).toEqual(['clock-missing', { clock: 'gone' }]);
    expect(lost(ran('approval~s1'))).toEqual(['clock-missing', { clock: 'approval' }]); // there it is no clock of parts
    for (const clocks of [ran('gone', {}), ran('approval')]) expect(lost(clocks)).toMatchObject({ policy: 'trial@2' });
  });

  test('are afterwards those that were moved to, with the calendars that are still named', () => {
    const { rules: _rules, ...to } = second;
    const [first = '', ...left] = Object.keys(pins.snapshots);
    const named = Object.fromEntries(Object.entries(pins.calendars).map(([name]) => [name, first]));
    const before = { ...pins, contract: 'old' } as unknown as Pins;
    const after = pinsAfterRetarget(before, { ...to, calendars: named, snapshots: {} });
    expect(after).toEqual({ ...second, calendars: named, snapshots: { [first]: pins.snapshots[first] } });
    expect(left.length).toBeGreaterThan(0);
    const unknown = pinsAfterRetarget(pins, { ...to, calendars: { service: 'nowhere@1' }, snapshots: {} });
    expect(unknown.snapshots).toEqual({});
  });

  test('may take breaches back', () => {
    expect(count(clock('retargeted', 5), clock('retargeted', 6))).toBe(2);
    expect(
      count(clock('retargeted', null), clock('stopped', 5), clock('retargeted', 5, 7), { breachedAt: null } as never),
    ).toBe(0);
  });
});

describe('who may say that he heard of a step', () => {
  const place = { orgLine: [unit], parties: { unit, assignee: people.li.id }, queue: 'l2' } as never;
  const hears = (data: object, actor: object = people.owner, clocks: Clocks = {}) =>
    refusal(() =>
      checkHeard({ clock: 'approval', step: 'p50', ...data }, { actor, pins, clocks } as unknown as Ctx, place),
    );

  test('of a clock and a step that there are, told to him, once it has fired', () => {
    expect(hears({ clock: 'nowhere' })).toBe('/clock unknown');
    expect(hears({ clock: 'approval~s1' })).toBe('/clock unknown');
    expect(hears({ step: 'p7' })).toBe('/step unknown');
    const supervisor = { ...people.owner, grants: [{ role: 'process-owner', orgPath: unit }] };
    expect(hears({}, supervisor)).toEqual(['step-not-fired', { clock: 'approval', step: 'p50' }]);
    expect(hears({}, people.stranger)).toEqual(['not-permitted', {}]);
    expect(hearingBlocker({ actor: people.owner, pins, clocks: {} }, () => place)).toEqual({ code: 'step-not-fired' });
  });
});
