/** A finding that users suffer from opens an incident at once; who may inspect is asked on the day; and the vehicle they go by. */
import type { Incident } from '../../../domain/incident/state.ts';
import { hours, MORNING } from '../../support/given.ts';
import { appointment, facts, InspectionCase, named, wanted } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, deng, cityHead, head, principal, system } = people;
const hurt = { application: 'payment', impact: '2', urgency: '1', item: 'srv-dx' };
const finding = (more: object = {}) => ({
  line: 'air',
  class: 'serious',
  what: 'Water drips on the server',
  serviceHurt: hurt,
  ...more,
});
const startsOf = (kase: InspectionCase, process: string) =>
  kase.world.done.flatMap(({ effect }) => (effect.kind === 'start' && effect.process === process ? [effect] : []));

describe('a finding from which users suffer', () => {
  test('inspection.raiseFinding starts one incident, with what was found and since when; both know of the other', () => {
    const kase = new InspectionCase().begun();
    kase.give(li, 'raiseFinding', finding(), 'f-1');
    expect(startsOf(kase, 'incident')).toMatchObject([
      {
        data: {
          reporter: li.id,
          unit: wanted.unit,
          application: 'payment',
          item: 'srv-dx',
          channel: 'site',
          title: wanted.title,
          description: 'Water drips on the server',
          impact: '2',
          urgency: '1',
          receivedAt: MORNING,
        },
        ref: { hurting: 'f-1' },
      },
    ]);
    const { incident } = kase.part('f-1') as { incident?: string };
    expect(incident).toBe('INC-000001');
    expect(kase.part('f-1')).not.toHaveProperty('rectification');
    expect(kase.world.viewOf('INC-000001')).toMatchObject({
      links: [{ number: kase.number, relation: 'related', inward: true }],
    });
    expect((kase.world.kaseOf('INC-000001').state as Incident).description).toBe('Water drips on the server');
    kase.give(li, 'withdrawFinding', { reason: 'Mistaken' }, 'f-1'); // the incident goes its own way
    expect(startsOf(kase, 'incident')).toHaveLength(1);
  });

  test('it is put right by a rectification all the same, and one that hurts nobody starts no incident', () => {
    const kase = new InspectionCase().answered();
    kase.give(li, 'raiseFinding', finding({ class: 'general' }), 'f-1');
    kase.give(li, 'raiseFinding', finding({ class: 'general', serviceHurt: undefined }), 'f-2');
    expect(startsOf(kase, 'incident')).toHaveLength(1);
    kase.give(li, 'complete', { summary: 'x' });
    kase.give(li, 'proposeRemedy', { remedy: 'x', due: MORNING + hours(240) }, 'f-1');
    kase.give(principal, 'agreeRemedy', {}, 'f-1');
    expect(kase.part('f-1')).toMatchObject({ incident: 'INC-000001', rectification: 'REC-000001' });
  });

  test('what is minor hurts nobody, and its item is one that is inspected', () => {
    const kase = new InspectionCase().begun();
    expect(kase.refused(li, 'raiseFinding', finding({ class: 'minor' }), 'f-1')).toBe(
      'invalid-data /class service-hurt',
    );
    const other = { serviceHurt: { ...hurt, item: 'srv-other' } };
    expect(kase.refused(li, 'raiseFinding', finding({ ...other, line: 'nowhere' }), 'f-1')).toBe(
      'invalid-data /line unknown /serviceHurt/item not-inspected',
    );
    expect(kase.world.done.filter(({ effect }) => effect.kind === 'start')).toEqual([]);
  });

  test('where none can be started, inspector and supervisor hear of it', () => {
    const kase = new InspectionCase().begun();
    kase.world.refused = 'policy-missing';
    kase.give(li, 'raiseFinding', finding(), 'f-1');
    const told = kase.world.done.flatMap(({ event, effect }) =>
      event === 'inspection.effectFailed' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(told).toEqual(expect.arrayContaining([{ person: li.id }, { role: 'supervisor', orgPath: wanted.unit }]));
    expect(kase.part('f-1')).not.toHaveProperty('incident');
  });
});

const skilled = (...ids: string[]) => ({ skills: ['server'], skilled: { server: ids } });
const asking = (...ids: string[]) => new InspectionCase(cityHead, { skills: ['server'] }, skilled(...ids));

/** The skills of a new one, or what is wrong with it. */
const opening = (by: typeof li, data: object) => {
  try {
    return new InspectionCase(by, data, { skills: ['server'] }).view['skills'];
  } catch (error) {
    const { fields } = error as { fields?: { pointer: string; code: string }[] };
    return fields?.map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

describe('who has the skill', () => {
  test('certified when he was appointed and not on the day, he does not begin; another takes his place', () => {
    const kase = asking(li.id).appointed();
    kase.facts = { ...kase.facts, ...skilled() };
    expect(kase.refused(li, 'begin', { place: 'x' })).toBe('not-certified');
    expect(kase.view.status).toBe('scheduled');
    kase.facts = { ...kase.facts, ...skilled(deng.id) };
    kase.give(head, 'replaceInspectors', { ...named(deng), reason: 'Certified' });
    expect(kase.give(deng, 'begin', { place: 'x' })).toEqual(['begun']);
  });

  test('inspection.appoint and inspection.replaceInspectors take nobody without it; one of several is enough', () => {
    expect(asking().refused(cityHead, 'appoint', appointment)).toBe('not-certified');
    const kase = asking(zhao.id).appointed();
    expect(kase.refused(head, 'replaceInspectors', { ...named(li), reason: 'x' })).toBe('not-certified');
    expect(kase.view['skills']).toEqual(['server']);
  });

  test('a skill that nobody keeps is refused to people, and of a plan it stays asked for', () => {
    expect(opening(cityHead, { skills: ['server', 'magic', 'server'] })).toEqual([
      '/skills/1 unknown',
      '/skills/2 named-twice',
    ]);
    expect(opening(system, { skills: ['magic'], plan: 'room', slot: '2026-Q1' })).toEqual(['magic']);
  });
});

describe('their vehicle', () => {
  const by = { ...appointment, vehicle: '浙a·12 345' };
  const hold = { item: 'vehicle:浙A12345', from: appointment.from, until: appointment.until };

  test('is theirs for the visit, from the appointment on until all is looked at', () => {
    const kase = new InspectionCase();
    kase.give(cityHead, 'appoint', by);
    expect(kase.holds()).toEqual([hold]);
    kase.give(li, 'begin', { place: 'x' });
    expect(kase.holds()).toEqual([hold]);
    for (const line of facts.checklist?.lines ?? [])
      kase.give(li, 'recordItems', { lines: [{ line: line.id, says: 'not-applicable', note: 'x' }] });
    kase.give(li, 'complete', { summary: 'x' });
    expect(kase.holds()).toEqual([]);
  });

  test('goes with another appointment, and is given back by one without it', () => {
    const kase = new InspectionCase();
    kase.give(cityHead, 'appoint', by);
    const later = { from: appointment.from + hours(5), until: appointment.until + hours(5) };
    kase.give(cityHead, 'appoint', { ...by, ...later });
    expect(kase.holds()).toEqual([{ ...hold, ...later }]);
    const year = { ...by, until: appointment.until + hours(24 * 365) };
    expect(kase.refused(cityHead, 'appoint', year)).toBe('invalid-data /until too-long');
    kase.give(cityHead, 'appoint', appointment);
    expect(kase.holds()).toEqual([]);
  });
});
