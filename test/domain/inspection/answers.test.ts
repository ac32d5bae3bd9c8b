/** What an answer to a line means, and what a case keeps of it. */
import { judged, keptOf } from '../../../domain/inspection/answers.ts';
import { checklistFaults, linesAsked, MOST_ASKED_BYTES } from '../../../domain/inspection/checklist.ts';
import { checklists } from '../../../models/migrations/seeds/sample-checklists.ts';
import { lines } from '../../support/inspection/inspections.ts';

const line = (id: string) => lines.find((one) => one.id === id) ?? { id, is: 'state' as const };
const said = (id: string, answer: Parameters<typeof judged>[1]): string => {
  const found = judged(line(id), answer);
  return 'becomes' in found ? found.becomes : found.faults.map(({ field, code }) => `${field} ${code}`).join();
};

test.each([
  ['air', { says: 'ok' }, 'ok'],
  ['air', { says: 'abnormal', note: 'Hot' }, 'abnormal'],
  ['air', {}, 'says required'],
  ['air', { says: 'ok', value: 3 }, 'value not-asked'],
  ['temperature', { value: 18 }, 'ok'],
  ['temperature', { value: 27 }, 'ok'],
  ['temperature', { value: 27.01 }, 'abnormal'],
  ['temperature', { value: 17.99 }, 'abnormal'],
  ['temperature', { value: 20, says: 'abnormal' }, 'abnormal'],
  ['temperature', { value: 30, says: 'ok' }, 'says beyond-limits'],
  ['temperature', { says: 'ok' }, 'value required'],
  ['temperature', { value: '20' }, 'value wrong-type'],
  ['record', { value: 'complete' }, 'ok'],
  ['record', { value: 'gaps' }, 'abnormal'],
  ['record', { value: 'gaps', says: 'ok' }, 'says beyond-limits'],
  ['record', { value: 'else' }, 'value unknown'],
  ['record', { value: 3 }, 'value wrong-type'],
  ['virus-list', { value: 'V2026' }, 'ok'],
  ['virus-list', { value: 'V2019', says: 'abnormal' }, 'abnormal'],
  ['virus-list', { says: 'ok' }, 'value required'],
  ['temperature', { says: 'not-applicable', note: 'No sensor' }, 'not-applicable'],
  ['temperature', { says: 'not-applicable' }, 'note required'],
  ['temperature', { says: 'not-applicable', note: 'x', value: 3 }, 'value not-applicable'],
] as const)('%s %j: %s', (id, answer, expected) => {
  expect(said(id, answer)).toBe(expected);
});

test('of a value the case keeps digits and choices, and no words', () => {
  expect(lines.map((one) => keptOf(one, { value: 21.5 }))).toEqual([undefined, '21.5', '21.5', undefined]);
  expect(keptOf(line('temperature'), {})).toBeUndefined();
});

test('shipped checklists may be published, and a case keeps their lines without words', () => {
  for (const {
    checklist: _id,
    version: _version,
    publishedAt: _at,
    publishedBy: _by,
    note: _note,
    ...source
  } of checklists(0))
    expect([_id, checklistFaults(source, null)]).toEqual([_id, []]);
  const [first] = checklists(0);
  const asked = linesAsked(first?.lines ?? []);
  expect(asked.find(({ id }) => id === 'temperature')).toEqual({
    id: 'temperature',
    is: 'number',
    min: 18,
    max: 27,
    meter: 'reading',
  });
  expect(asked.find(({ id }) => id === 'access-record')).toEqual({
    id: 'access-record',
    is: 'choice',
    choices: ['complete', 'gaps', 'none'],
    abnormal: ['gaps', 'none'],
  });
  expect(JSON.stringify(asked)).not.toMatch(/[一-龥]/u);
});

test('a checklist whose lines are more than a case can keep is not published', () => {
  const words = { zh: '项', en: 'Line' };
  const choices = Array.from({ length: 20 }, (_, i) => ({ id: `a-choice-with-a-long-name-${i}`, title: words }));
  const many = Array.from({ length: 40 }, (_, i) => ({
    id: `line-${i}`,
    group: 'g',
    title: words,
    answer: { type: 'choice', choices } as const,
    weight: 1,
  }));
  const source = {
    title: words,
    orgPath: '/dx',
    ways: ['remote'],
    groups: [{ id: 'g', title: words }],
    lines: many,
  } as const;
  expect(checklistFaults(source, null)).toEqual([
    { pointer: '/lines', code: 'too-large', params: { maximum: MOST_ASKED_BYTES, bytes: expect.any(Number) } },
  ]);
});
