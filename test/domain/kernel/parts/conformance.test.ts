/** The fixture is whole as the product's processes must be, and what one lacks is named. */
import { z } from 'zod';
import type { AnyProcess } from '../../../../domain/kernel/process.ts';
import { errand, errandCommands } from '../../../support/errand/errand.ts';
import { partFaults } from '../../../support/part-faults.ts';

const faults = (edit: Partial<AnyProcess>) => partFaults({ ...errand, ...edit }, errandCommands);
const row = { command: 'sign', from: ['running'], to: '=', who: [{ by: ['engineer'] }] } as const;
const kinds: NonNullable<AnyProcess['parts']>['kinds'] = errand.parts?.kinds ?? {};
const [step, seat] = [kinds['step'], kinds['seat']];
const withKinds = (other: NonNullable<AnyProcess['parts']>['kinds']) => ({ parts: { kinds: other, all: () => [] } });

test('the errand has all that a process with parts needs', () => {
  expect(partFaults(errand, errandCommands)).toEqual([]);
  expect(step && seat).toBeDefined();
});

test.each<[string, Partial<AnyProcess>]>([
  ['words.parts: not the kinds of parts', { words: { ...errand.words, parts: {} } }],
  [
    'words.parts.seat: not the statuses of its rows',
    { lifecycle: errand.lifecycle.filter((one) => one.command !== 'sign') },
  ],
  [
    'parts.seat.origin: not as its rows make them',
    { lifecycle: errand.lifecycle.filter((one) => one.command !== 'invite') },
  ],
  ['parts.step.most: more than a case may have', step && seat ? withKinds({ step: { ...step, most: 641 }, seat }) : {}],
  ['parts.step.inHand: unknown', step && seat ? withKinds({ step: { ...step, inHand: ['open'] }, seat }) : {}],
  ['parts.step.initial: none', step && seat ? withKinds({ step: { ...step, initial: [] }, seat }) : {}],
  ['sign: nobody is boss', { lifecycle: [...errand.lifecycle, { ...row, not: ['boss'] }] }],
  ['sign: part-assignee of no part', { lifecycle: [...errand.lifecycle, { ...row, not: ['part-assignee'] }] }],
  [
    'sign: no organisation court',
    { lifecycle: [...errand.lifecycle, { ...row, who: [{ by: ['engineer'], at: 'court' }] }] },
  ],
  ['sign: no kind wave', { lifecycle: [...errand.lifecycle, { ...row, also: { wave: [] } }] }],
  ['onDue.failed-wait: in no status of a step', { timers: { 'failed-wait': ['failed', 'running'] } }],
])('%s', (fault, edit) => {
  expect(faults(edit)).toContain(fault);
});

test('data that leave no place for the part are named', () => {
  const sign = { ...errandCommands.sign, input: z.strictObject({ part: z.string() }) };
  expect(partFaults(errand, { ...errandCommands, sign })).toEqual(['sign: its data leave no place for `part`']);
});
