/** What becomes of findings with the customer, and how both sides sign one record. */
import { rectificationStarted } from '../../../domain/inspection/folds.ts';
import type { Inspection } from '../../../domain/inspection/state.ts';
import { BUSINESS_DAY } from '../../../domain/kernel/time/durations.ts';
import { hours, MORNING } from '../../support/given.ts';
import { InspectionCase, named, wanted } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, zhao, cityHead, head, principal, auditor } = people;
const due = MORNING + hours(24 * 10);
const remedy = { remedy: 'Another fan', due };
const why = { reason: 'So it is' };

const startsOf = (grade: string) => {
  const kase = new InspectionCase().settling(grade);
  kase.give(li, 'proposeRemedy', remedy, 'f-1');
  kase.give(principal, 'agreeRemedy', {}, 'f-1');
  return kase.world.done.flatMap(({ effect }) => (effect.kind === 'start' ? [effect] : []));
};

describe('findings', () => {
  test('inspection.proposeRemedy, then inspection.agreeRemedy or inspection.disputeRemedy settle them one by one', () => {
    const kase = new InspectionCase().settling();
    expect([kase.view.status, kase.waits()]).toEqual(['settling', [`${li.id}: proposeRemedy f-1`]]);
    expect(kase.refused(principal, 'agreeRemedy', {}, 'f-1')).toBe('wrong-status');
    expect(kase.refused(principal, 'proposeRemedy', remedy, 'f-1')).toBe('not-permitted');
    expect(kase.refused(li, 'proposeRemedy', { ...remedy, due: MORNING - 1 }, 'f-1')).toBe('invalid-data /due in-past');
    expect(kase.give(li, 'proposeRemedy', remedy, 'f-1')).toEqual(['remedyProposed']);
    expect([kase.part('f-1'), kase.waits()]).toMatchObject([{ due }, ['customer-representative: agreeRemedy f-1']]);
    expect(kase.refused(li, 'agreeRemedy', {}, 'f-1')).toBe('not-permitted');
    expect(kase.give(principal, 'disputeRemedy', why, 'f-1')).toEqual(['remedyDisputed']);
    expect(kase.waits()).toEqual([`${li.id}: proposeRemedy f-1`]);
    kase.give(li, 'proposeRemedy', remedy, 'f-1');
    expect(kase.give(principal, 'agreeRemedy', {}, 'f-1')).toEqual(['remedyAgreed', 'recordPresented']);
    expect([kase.view.status, kase.waits()]).toEqual(['signing', [`${li.id}: sign`]]);
  });

  test('what is agreed is put right by a case of its own, but what is minor', () => {
    expect(startsOf('minor')).toEqual([]);
    expect(startsOf('serious')).toMatchObject([
      {
        process: 'rectification',
        data: {
          kind: 'inspection',
          class: 'serious',
          finding: expect.stringContaining('f-1 (temperature)'),
          due,
          unit: wanted.unit,
          issuer: principal.id,
          responsible: li.id,
          source: expect.stringMatching(/^INS-/),
        },
        ref: { finding: 'f-1' },
      },
    ]);
  });

  test('the last inspection.withdrawFinding makes the record ready, which inspection.presentRecord does while none is open', () => {
    const kase = new InspectionCase().settling();
    expect(kase.refused(li, 'presentRecord')).toBe('findings-open');
    expect(kase.give(li, 'withdrawFinding', why, 'f-1')).toEqual(['findingWithdrawn', 'recordPresented']);
  });

  test('an inspector agrees to nothing in the name of the customer, also by a second role, nor once he is replaced', () => {
    const both = { ...principal, id: 'both' };
    const there = { both: { id: 'both', active: true, teams: [] } };
    const kase = new InspectionCase(
      cityHead,
      {},
      { people: { ...there, [li.id]: { id: li.id, active: true, teams: [] } } },
    );
    const at = { from: MORNING + hours(1), until: MORNING + hours(2) };
    kase.give(cityHead, 'appoint', { inspectors: [{ person: 'both' }, { person: li.id }], ...at });
    kase.give(both, 'begin', { place: 'x' });
    kase.give(head, 'replaceInspectors', { ...named(li), ...why });
    kase.give(li, 'recordItems', {
      lines: ['air', 'temperature', 'record', 'virus-list'].map((line) => ({
        line,
        says: 'not-applicable',
        note: 'x',
      })),
    });
    kase.give(li, 'raiseFinding', { line: 'air', class: 'general', what: 'x' }, 'f-1');
    kase.give(li, 'complete', { summary: 'x' });
    kase.give(li, 'proposeRemedy', remedy, 'f-1');
    expect(kase.refused(both, 'agreeRemedy', {}, 'f-1')).toBe('separation-of-duties');
    kase.give(principal, 'agreeRemedy', {}, 'f-1');
    kase.sign(li);
    expect(kase.refused(both, 'sign', { recordHash: kase.hash })).toBe('separation-of-duties');
  });
});

const recordOf = (...values: number[]) => {
  const kase = new InspectionCase().begun();
  for (const value of values) kase.give(li, 'recordItems', { lines: [{ line: 'temperature', value }] });
  return kase.hash;
};

describe('signatures', () => {
  test('inspection.sign is over one hash, the service side first; then it is archived', () => {
    const kase = new InspectionCase().signing();
    expect(kase.refused(principal, 'sign', { recordHash: kase.hash })).toBe('service-signs-first');
    expect(kase.refused(li, 'sign', { recordHash: 'f'.repeat(64) })).toBe('hash-differs');
    expect(kase.sign(li)).toEqual(['signed']);
    expect(kase.refused(zhao, 'sign', { recordHash: kase.hash })).toBe('signed-already');
    expect(kase.waits()).toEqual(['customer-representative: sign']);
    expect(kase.refused(auditor, 'sign', { recordHash: kase.hash })).toBe('not-permitted');
    expect(kase.sign(principal)).toEqual(['signed', 'archived']);
    expect(kase.view).toMatchObject({
      status: 'archived',
      signatures: [
        { side: 'service', by: li.id },
        { side: 'customer', by: principal.id },
      ],
    });
    const copies = kase.world.done.flatMap(({ event, effect }) =>
      event === 'inspection.archived' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(copies).toContainEqual({ person: li.id });
  });

  test('inspection.withdrawSignature, inspection.refuseSignature and inspection.correctItem void them, and the hash is another one', () => {
    const kase = new InspectionCase().signing();
    const first = kase.hash;
    kase.sign(li);
    expect(kase.refused(zhao, 'withdrawSignature', why)).toBe('not-permitted');
    expect(kase.give(li, 'withdrawSignature', why)).toEqual(['signatureWithdrawn']);
    expect(kase.view).toMatchObject({ status: 'settling', recordHash: first });
    expect(kase.view).not.toHaveProperty('signatures');
    expect(kase.refused(li, 'correctItem', { ...why, value: 'x' }, 'temperature')).toBe(
      'invalid-data /value wrong-type',
    );
    expect(kase.give(li, 'correctItem', { ...why, value: 30 }, 'temperature')).toEqual(['itemCorrected']);
    expect(kase.part('temperature')).toMatchObject({ status: 'abnormal', value: '30' });
    kase.give(li, 'presentRecord');
    expect(kase.hash).not.toBe(first);
    expect(kase.refused(li, 'sign', { recordHash: first })).toBe('hash-differs');
    kase.sign(li);
    kase.give(principal, 'refuseSignature', why);
    expect([kase.view.status, kase.waits()]).toEqual(['settling', [`${li.id}: presentRecord`]]);
    const told = kase.world.done.flatMap(({ event, effect }) =>
      event === 'inspection.signatureRefused' && effect.kind === 'notify' ? [effect.to] : [],
    );
    expect(told).toContainEqual({ role: 'supervisor', orgPath: wanted.unit });
  });

  test('the hash follows from the words: another value or another order is another record', () => {
    const all = [recordOf(20, 21), recordOf(21, 20), recordOf(20), recordOf()];
    expect(new Set(all).size).toBe(4);
    expect(recordOf(20, 21)).toBe(all[0]);
  });

  test('inspection.reopenFinding opens an agreed one again as long as no case was started that puts it right', () => {
    const kase = new InspectionCase().settling();
    kase.give(li, 'proposeRemedy', remedy, 'f-1');
    kase.give(principal, 'agreeRemedy', {}, 'f-1');
    kase.give(li, 'refuseSignature', why);
    expect(kase.refused(principal, 'reopenFinding', why, 'f-1')).toBe('rectification-started');
    expect(kase.part('f-1')).toMatchObject({ status: 'agreed', rectification: 'REC-000001' });

    // While it is on its way nobody opens it again: it would be put right twice.
    const quick = new InspectionCase().settling();
    quick.give(li, 'proposeRemedy', remedy, 'f-1');
    quick.world.stalled(() => {
      quick.give(principal, 'agreeRemedy', {}, 'f-1');
      quick.give(li, 'refuseSignature', why);
      expect(quick.refused(principal, 'reopenFinding', why, 'f-1')).toBe('rectification-started');
    });

    const other = new InspectionCase();
    other.world.refused = 'policy-missing'; // no case can be started
    other.settling();
    other.give(li, 'proposeRemedy', remedy, 'f-1');
    other.give(principal, 'agreeRemedy', {}, 'f-1');
    other.give(li, 'refuseSignature', why);
    expect(other.give(principal, 'reopenFinding', why, 'f-1')).toEqual(['findingReopened']);
    expect(other.part('f-1').status).toBe('raised');
    other.world.refused = undefined;
    other.give(li, 'proposeRemedy', remedy, 'f-1');
    other.give(principal, 'agreeRemedy', {}, 'f-1');
    other.give(li, 'refuseSignature', why);
    expect(other.refused(principal, 'reopenFinding', why, 'f-1')).toBe('rectification-started');
    const { state } = other.world.kaseOf(other.number);
    expect(rectificationStarted(state as Inspection, 'REC-000002', { other: 'f-1' })).toBe(state);
  });
});

test('what is presented to be signed is not put otherwise before both sides have signed it', () => {
  const kase = new InspectionCase().signing();
  kase.sign(li);
  const correct = {
    unit: '/dx/donghu/linxi/court',
    reason: 'x',
    policyVersion: 'inspection@1',
    calendars: ['cn-5x8@1'],
  };
  expect(kase.refused(cityHead, 'amend', { fields: { title: 'Of another room' } })).toBe('record-presented');
  expect(kase.refused(cityHead, 'correct', correct)).toBe('record-presented');
  kase.give(li, 'refuseSignature', why);
  expect(kase.give(cityHead, 'amend', { fields: { title: 'Of another room' } })).toEqual(['amended']);
});

test('the customer is reminded, and silence signs nothing', () => {
  const kase = new InspectionCase().signing();
  kase.sign(li);
  kase.to(MORNING + hours(24 * 30));
  expect(kase.view.status).toBe('signing');
  const told = kase.world.done.flatMap(({ event, effect }) =>
    event === 'inspection.clockBreached' || event === 'inspection.clockWarned'
      ? effect.kind === 'notify'
        ? [effect.to]
        : []
      : [],
  );
  expect(told).toContainEqual({ role: 'customer-representative', orgPath: wanted.unit });
  expect(kase.view.readings['sign']).toMatchObject({ targetMs: 5 * BUSINESS_DAY, state: 'breached' });
});
