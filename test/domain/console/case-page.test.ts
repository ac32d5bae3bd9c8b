/** What the case page reads out of an answer: facts, relations, time by person, what is folded, put into a text, kept as a template. */
import { dataOfCase, keptOf } from '../../../web/src/case/kept/template-data.ts';
import { factsOf, relationsOf, spentBy } from '../../../web/src/case/side/facts-of.ts';
import { folded } from '../../../web/src/case/time/folds.ts';
import { fileNameIn } from '../../../web/src/api/file-name.ts';
import { inserted, textFields } from '../../../web/src/form/texts.ts';
import { clockState } from '../../../web/src/ui/clock-state.ts';

const kase = {
  number: 'INC-000001',
  title: 'Payment',
  status: 'on-hold',
  parties: { unit: '/dx/school', followers: ['li'] },
  impact: '2',
  major: true,
  accepted: false,
  hold: { reason: 'user', until: null, reminders: 0 },
  skills: ['network'],
  change: 'CHG-000007',
  workOrder: 'WO-000003',
  links: [{ number: 'INC-000002', relation: 'duplicate', inward: true }],
  children: [{ number: 'INC-000002' }, { number: 'INC-000009' }],
  empty: [],
  tags: ['vpn'],
};

test('facts are what the process says, without the frame and without other cases', () => {
  expect(factsOf(kase)).toEqual([
    { name: 'impact', values: [{ value: '2' }] },
    { name: 'major', values: [{ value: true }] },
    {
      name: 'hold',
      values: [
        { of: 'reason', value: 'user' },
        { of: 'reminders', value: 0 },
      ],
    },
    { name: 'skills', values: [{ value: 'network' }] },
  ]);
});

test('every other case is named once, links before what else names it', () => {
  expect(relationsOf(kase)).toEqual([
    { field: 'links', number: 'INC-000002', relation: 'duplicate', inward: true },
    { field: 'change', number: 'CHG-000007' },
    { field: 'workOrder', number: 'WO-000003' },
    { field: 'children', number: 'INC-000009' },
  ]);
  expect(relationsOf({ number: 'INC-000001' })).toEqual([]);
});

const entry = (person: string, minutes: number, at: number) => ({ entry: at, person, day: '2026-12-02', minutes });
test('time is added up by person, and what was put right to nothing is nobody’s', () => {
  expect(spentBy([entry('li', 15, 1), entry('zhao', 60, 2), entry('li', 30, 3), entry('wu', 0, 4)])).toEqual([
    { person: 'zhao', minutes: 60 },
    { person: 'li', minutes: 45 },
  ]);
});

const shown = (words: string) =>
  folded(words.split(''), (one) => one === 's').map((fold) => ('many' in fold ? fold.many.length : fold.one));
test('four of the system together are folded; three, the first and the last are not', () => {
  expect(shown('assssb')).toEqual(['a', 4, 'b']);
  expect(shown('asssb')).toEqual(['a', 's', 's', 's', 'b']);
  expect(shown('ssssss')).toEqual(['s', 4, 's']);
  expect(shown('')).toEqual([]);
});

test('words go where the caret stood, and several lines begin one of their own', () => {
  expect(inserted('Hello world', [6, 11], 'you')).toEqual({ text: 'Hello you', caret: 9 });
  expect(inserted('First', [5, 5], 'a\nb')).toEqual({ text: 'First\na\nb', caret: 9 });
  expect(inserted('', [0, 0], 'a\nb')).toEqual({ text: 'a\nb', caret: 3 });
  const schema = {
    properties: {
      text: { type: 'string', maxLength: 4000 },
      note: { type: 'string', maxLength: 100 },
      until: { type: 'string', format: 'date-time', maxLength: 400 },
      solution: { type: 'string' },
    },
  };
  expect(textFields(schema, { '/solution': 'text' })).toEqual(['text', 'solution']);
});

test('a template has what the intake asks and is not one case’s own', () => {
  const form = { input: { properties: { title: {}, unit: {}, impact: {}, files: {}, caller: {}, description: {} } } };
  expect(dataOfCase(form, { ...kase, caller: '王', description: 'x', status: 'new' })).toEqual({
    title: 'Payment',
    unit: '/dx/school',
    impact: '2',
    description: 'x',
  });
  expect(keptOf(form, { title: ' ', impact: '1', files: ['a'], other: 1 })).toEqual({ impact: '1' });
});

const at = (time: string) => Date.parse(`2026-12-02T${time}:00Z`);
test('a clock is soon from its own first reminder, and by its last quarter where none is known', () => {
  const running = { state: 'running' as const, dueAt: '2026-12-02T10:00:00Z', targetMs: 4 * 3_600_000 };
  expect(clockState(running, at('08:30'))).toBe('running');
  expect(clockState(running, at('09:30'))).toBe('soon');
  expect(clockState({ ...running, soonAt: '2026-12-02T08:00:00Z' }, at('08:30'))).toBe('soon');
  expect(clockState({ ...running, soonAt: null }, at('09:59'))).toBe('running');
  expect(clockState({ ...running, state: 'breached', soonAt: null }, at('09:59'))).toBe('over');
});

test('a file is saved under the name that the API gives it', () => {
  expect(fileNameIn(`attachment; filename="list.xlsx"; filename*=UTF-8''%E5%B7%A5%E5%8D%95.xlsx`)).toBe('工单.xlsx');
  expect(fileNameIn('attachment; filename="list.csv"')).toBe('list.csv');
  expect(fileNameIn('inline')).toBeUndefined();
});
