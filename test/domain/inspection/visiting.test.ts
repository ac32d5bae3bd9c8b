/** From the slot to the last line: who opens and appoints, what is recorded, and what becomes of a visit that nobody made. */
import { mayRead } from '../../../domain/may-read.ts';
import { hours, MORNING } from '../../support/given.ts';
import {
  answers,
  appointment,
  facts,
  InspectionCase,
  named,
  SLOT_END,
  wanted,
} from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, deng, cityHead, head, principal, owner, agent, requester, system } = people;
const opening = (data: object, more: object = {}, by: (typeof people)[keyof typeof people] = cityHead): string => {
  try {
    return new InspectionCase(by, data, more).view.status;
  } catch (error) {
    const { code, fields = [] } = error as { code: string; fields?: { pointer: string; code: string }[] };
    return [code, ...fields.map((field) => `${field.pointer} ${field.code}`)].join(' ');
  }
};

describe('a new inspection', () => {
  test('inspection.create is given by a supervisor, or by the product for a plan', () => {
    expect(opening({})).toBe('planned');
    for (const by of [li, agent, principal, requester, owner]) expect(opening({}, {}, by)).toBe('not-permitted');
    const planned = new InspectionCase(system, { ...named(li), plan: 'room', slot: '2026-Q1', reporter: head.id });
    expect(planned.view).toMatchObject({ plan: 'room', slot: '2026-Q1', inspectors: [li.id], checklist: 'room@2' });
    expect(planned.events()).toEqual(['created', 'checklistPinned']);
    expect(planned.world.kaseOf(planned.number).pins.more).toEqual({ checklist: 'room@2#00ff' });
  });

  test('of a plan asks for its own lines too, with their words, but for one that its checklist asks by now', () => {
    const title = { zh: '重点检查：电池', en: 'Look for: batteries' };
    const lines = ['cause-battery', 'air'].map((id) => ({ id, title }));
    const planned = new InspectionCase(system, { ...named(li), plan: 'room', slot: '2026-Q1', lines });
    expect(planned.view['ownLines']).toEqual([{ line: 'cause-battery', ...title }]);
    expect(planned.view['lines']).toMatchObject({ all: facts.checklist ? facts.checklist.lines.length + 1 : 0 });
    planned.give(cityHead, 'appoint', appointment);
    planned.give(li, 'begin', { place: 'x' });
    expect(planned.refused(li, 'recordItems', { lines: [{ line: 'cause-battery', value: 3, says: 'ok' }] })).toBe(
      'invalid-data /lines/0/value not-asked',
    );
    planned.give(li, 'recordItems', { lines: [{ line: 'cause-battery', says: 'ok' }] });
    expect(
      new InspectionCase(system, { ...named(li), plan: 'room', slot: '2026-Q1' }).view['ownLines'],
    ).toBeUndefined();
  });

  test('names every field that is wrong', () => {
    const data = {
      way: 'phone',
      items: ['srv-dx', 'nothing', 'srv-dx'],
      visitUntil: MORNING,
      inspectors: [
        { person: 'nobody' },
        { person: 'gone' },
        { person: 'req-linxi' },
        { person: li.id },
        { person: li.id },
      ],
    };
    expect(opening(data)).toBe(
      'invalid-data /checklist not-for-this-way /inspectors/0/person unknown /inspectors/1/person unknown ' +
        '/inspectors/2/person role-missing /inspectors/4/person named-twice /items/1 unknown /items/2 named-twice /visitUntil in-past',
    );
    expect(opening({}, { checklist: null })).toBe('invalid-data /checklist unknown');
    expect(opening({}, { checklist: { ...facts.checklist, withdrawn: true } })).toBe(
      'invalid-data /checklist withdrawn',
    );
  });

  test('of a plan goes on without an inspector who has left, and with an item that is gone', () => {
    const inspectors = [{ person: 'gone' }, { person: li.id }];
    const kase = new InspectionCase(system, { inspectors, items: ['nothing'] });
    expect([kase.view['inspectors'], kase.waits()]).toEqual([[li.id], [`${li.id}: appoint`]]);
    const nobody = new InspectionCase(system, {});
    expect(nobody.waits()).toEqual(['supervisor: appoint']);
  });
});

/** Whom the appointment of such an inspection tells. */
const toldOf = (data: object) => {
  const kase = new InspectionCase(cityHead, data).appointed();
  return kase.world.done.filter(({ event }) => event === 'inspection.appointed').map(({ effect }) => effect);
};

describe('the visit', () => {
  test('inspection.appoint arranges it within the slot, by who dispatches or by the inspector himself, and inspection.begin is his', () => {
    const kase = new InspectionCase(cityHead, named(li));
    expect(kase.refused(zhao, 'appoint', appointment)).toBe('not-permitted');
    expect(kase.refused(li, 'appoint', { ...appointment, ...named(requester), until: appointment.from })).toBe(
      'invalid-data /inspectors/0/person role-missing /until not-after-from',
    );
    const late = { ...appointment, from: SLOT_END, until: SLOT_END + hours(2) };
    expect(kase.refused(li, 'appoint', late)).toBe('invalid-data /from after-slot');
    const past = { ...appointment, from: MORNING - hours(2), until: MORNING - hours(1) };
    expect(kase.refused(li, 'appoint', past)).toBe('invalid-data /until in-past');
    expect(kase.give(li, 'appoint', appointment)).toEqual(['appointed']);
    expect(kase.view).toMatchObject({ status: 'scheduled', inspectors: [li.id, zhao.id], visitFrom: appointment.from });
    expect(kase.waits()).toEqual([`${li.id}: begin`]);
    expect(kase.refused(deng, 'begin', { place: 'x' })).toBe('not-permitted');
  });

  test('that nobody began by the end of its slot is missed, whatever hour it is noticed, and the supervisor hears of it', () => {
    const kase = new InspectionCase().appointed().to(SLOT_END + hours(30));
    expect(kase.view).toMatchObject({ status: 'missed' });
    const told = kase.world.done.filter(({ event }) => event === 'inspection.missed').map(({ effect }) => effect);
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'notify', to: { role: 'supervisor', orgPath: wanted.unit } }),
    );
    expect(kase.refused(li, 'begin', { place: 'x' })).toBe('case-ended');
    expect(new InspectionCase().appointed().give(li, 'begin', { place: 'x' })).toEqual(['begun']);
    const begun = new InspectionCase().begun().to(SLOT_END + hours(30));
    expect(begun.view.status).toBe('in-progress');
  });

  test('an unannounced one is not announced to the customer', () => {
    const customer = expect.objectContaining({ to: { role: 'customer-representative', orgPath: wanted.unit } });
    expect(toldOf({})).toContainEqual(customer);
    expect(toldOf({ unannounced: true })).not.toContainEqual(customer);
  });

  test('nor is it there for the customer before it has begun, however he asks', () => {
    const [kase, plain] = [new InspectionCase(cityHead, { unannounced: true }), new InspectionCase()];
    const seen = (one: InspectionCase, by = principal) => mayRead(by, { ...one.view, process: 'inspection' });
    const both = { ...principal, grants: [...principal.grants, ...li.grants] };
    expect([seen(plain), seen(kase), seen(kase, cityHead), seen(kase, both)]).toEqual([true, false, true, true]);
    kase.appointed();
    expect([seen(kase), seen(kase, zhao)]).toEqual([false, true]);
    kase.give(li, 'begin', { place: 'x' });
    expect(seen(kase)).toBe(true);
    expect(new InspectionCase(cityHead, { unannounced: true }).to(SLOT_END + hours(1)).view).toMatchObject({
      status: 'missed',
    });
  });

  test('inspection.cancel ends it before it has begun alone, and says who of the customer agreed', () => {
    const data = { reason: 'Exam week', agreedWith: 'Ms Chen', newDay: '2026-03-02' };
    expect(new InspectionCase().give(cityHead, 'cancel', data)).toEqual(['canceled']);
    expect(new InspectionCase().refused(li, 'cancel', data)).toBe('not-permitted');
    expect(new InspectionCase().begun().refused(cityHead, 'cancel', data)).toBe('wrong-status');
  });
});

const seen = (value: number, basedOn: number) => ({ lines: [{ line: 'temperature', value, basedOn }] });

describe('lines', () => {
  test('inspection.recordItems takes several at once, and names all that is wrong', () => {
    const kase = new InspectionCase().begun();
    const wrong = [
      { line: 'nowhere', says: 'ok' },
      { line: 'temperature', value: 'warm' },
      { line: 'air' },
      { line: 'air', says: 'ok' },
      { line: 'record', says: 'not-applicable' },
    ];
    expect(kase.refused(li, 'recordItems', { lines: wrong })).toBe(
      'invalid-data /lines/0/line unknown /lines/1/value wrong-type /lines/2/says required /lines/3/line named-twice /lines/4/note required',
    );
    expect(kase.give(li, 'recordItems', { lines: answers })).toEqual(['itemsRecorded']);
    expect(kase.view).toMatchObject({ lines: { all: 4, open: 0, abnormal: 0, contested: 0 } });
    expect(kase.part('temperature')).toMatchObject({ status: 'ok', value: '21.5' });
    expect(kase.part('virus-list')).not.toHaveProperty('value');
    expect(kase.refused(zhao, 'recordItems', { lines: [] })).toMatch(/^done/); // the schema asks for one at least
    expect(kase.refused(deng, 'recordItems', { lines: answers })).toBe('not-permitted');
  });

  test('inspection.complete wants all of them answered; beyond the limits of one a finding is suggested', () => {
    const kase = new InspectionCase().begun();
    expect(kase.waits()).toEqual([`${li.id}: recordItems`]);
    expect(kase.refused(li, 'complete', { summary: 'x' })).toBe('lines-open');
    kase.give(li, 'recordItems', {
      lines: [...answers.slice(0, 1), { line: 'temperature', value: 31 }, ...answers.slice(2)],
    });
    expect(kase.view).toMatchObject({ suggested: ['temperature'], lines: { abnormal: 1, open: 0 } });
    kase.give(li, 'raiseFinding', { line: 'temperature', class: 'general', what: 'Too warm' }, 'f-1');
    expect(kase.view).not.toHaveProperty('suggested');
    expect(kase.waits()).toEqual([`${li.id}: complete`]);
  });

  test('a second value on a line that moved on since is kept beside, until inspection.chooseValue says which', () => {
    const kase = new InspectionCase().answered();
    const { rev } = kase.part('temperature');
    kase.give(zhao, 'recordItems', seen(22, rev));
    expect(kase.part('temperature')).toMatchObject({ status: 'ok', value: '22' });
    kase.give(li, 'recordItems', seen(22, rev)); // the same again is no conflict
    expect(kase.part('temperature')).toMatchObject({ status: 'ok', value: '22' });
    kase.give(li, 'recordItems', seen(29, rev));
    const both = { status: 'contested', was: 'ok', value: '22', other: { says: 'abnormal', value: '29' } };
    expect(kase.part('temperature')).toMatchObject(both);
    expect(kase.refused(li, 'complete', { summary: 'x' })).toBe('lines-open');
    expect(kase.refused(li, 'recordItems', seen(23, rev))).toBe('invalid-data /lines/0/line contested');
    expect(kase.refused(li, 'chooseValue', { value: 'x', reason: 'x' }, 'temperature')).toBe(
      'invalid-data /value wrong-type',
    );
    const chosen = { value: 29, reason: 'Measured again' };
    expect(kase.give(li, 'chooseValue', chosen, 'temperature')).toEqual(['valueChosen']);
    expect(kase.part('temperature')).toMatchObject({ status: 'abnormal', value: '29' });
    for (const gone of ['was', 'other']) expect(kase.part('temperature')).not.toHaveProperty(gone);
    expect(kase.refused(li, 'chooseValue', { value: 29, reason: 'x' }, 'temperature')).toBe('wrong-status');
  });

  test('inspection.raiseFinding makes its line abnormal, and of a serious one supervisor and customer hear at once', () => {
    const kase = new InspectionCase().begun();
    const found = { line: 'air', class: 'serious', what: 'Water' };
    expect(kase.refused(li, 'raiseFinding', { ...found, line: 'nowhere' }, 'f-1')).toBe('invalid-data /line unknown');
    expect(kase.refused(li, 'raiseFinding', found, 'air')).toBe('unknown-part');
    kase.give(li, 'raiseFinding', found, 'f-1');
    expect(kase.refused(li, 'raiseFinding', found, 'f-1')).toBe('part-exists');
    expect([kase.part('air').status, kase.part('f-1')]).toMatchObject([
      'abnormal',
      { in: 'air', class: 'serious', status: 'raised' },
    ]);
    const told = kase.world.done.flatMap(({ event, effect }) =>
      event === 'inspection.findingRaised' && effect.kind === 'notify' ? [effect.to] : [],
    );
    for (const role of ['supervisor', 'customer-representative'])
      expect(told).toContainEqual({ role, orgPath: wanted.unit });
    const before = kase.world.done.length;
    kase.give(li, 'raiseFinding', { ...found, class: 'general' }, 'f-2');
    expect(kase.world.done).toHaveLength(before);
  });

  test('inspection.fixFinding is for what is minor alone', () => {
    const kase = new InspectionCase().answered();
    const fixed = { before: 'Dust', after: 'Clean' };
    for (const grade of ['minor', 'general'])
      kase.give(li, 'raiseFinding', { line: 'air', class: grade, what: 'x' }, grade);
    expect(kase.refused(li, 'fixFinding', fixed, 'general')).toBe('not-minor');
    expect(kase.give(li, 'fixFinding', fixed, 'minor')).toEqual(['findingFixed']);
    expect(kase.view).toMatchObject({ findings: { all: 2, open: 1 } });
    kase.give(li, 'withdrawFinding', { reason: 'Mistaken' }, 'general');
    expect(kase.give(li, 'complete', { summary: 'Clean' })).toEqual(['completed', 'recordPresented']);
  });
});

test('who takes the place of an inspector goes on, and where nobody does inspection.replaceInspectors names one', () => {
  const kase = new InspectionCase().answered();
  const leaves = (person: string, successor?: string) =>
    kase.world.give(kase.number, system, {
      type: 'relieve',
      data: { person, reason: 'Has left', ...(successor ? { successor } : {}) },
    });
  leaves(li.id, deng.id);
  expect(kase.view['inspectors']).toEqual([deng.id, zhao.id]);
  leaves(deng.id);
  leaves(zhao.id);
  expect([kase.view['inspectors'], kase.waits()]).toEqual([[], ['supervisor: replaceInspectors']]);
  expect(kase.refused(li, 'complete', { summary: 'x' })).toBe('not-permitted');
  expect(kase.give(head, 'replaceInspectors', { ...named(li), reason: 'Back again' })).toEqual(['inspectorsReplaced']);
  expect(kase.waits()).toEqual([`${li.id}: complete`]);
});
