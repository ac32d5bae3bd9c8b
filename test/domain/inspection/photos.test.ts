/** Photos of lines: which are asked for, and what there is without them. */
import { InspectionCase, lines, photo } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const { li, cityHead } = people;
const asked = lines.map((line) =>
  line.id === 'air'
    ? { ...line, photo: 'always' as const }
    : line.id === 'temperature'
      ? { ...line, photo: 'abnormal' as const }
      : line,
);
const begun = () => {
  const checklist = { ref: 'room@2', pin: 'room@2#00ff', ways: ['on-site'], lines: asked };
  return new InspectionCase(
    cityHead,
    {},
    { checklist, files: { p1: photo('p1'), p2: photo('p2'), gone: null } },
  ).begun();
};
const rest = [
  { line: 'record', value: 'complete' },
  { line: 'virus-list', value: 'V1' },
];

test('R059 a line that asks for a photo has one before the inspection is complete, whatever the others say', () => {
  const kase = begun();
  kase.give(li, 'recordItems', {
    lines: [...rest, { line: 'air', says: 'ok' }, { line: 'temperature', value: 40 }],
  });
  expect(kase.refused(li, 'complete', { summary: 'x' })).toBe('evidence-missing');
  kase.give(li, 'recordItems', { lines: [{ line: 'air', says: 'ok', photos: ['p1'] }], files: ['p1'] });
  expect(kase.refused(li, 'complete', { summary: 'x' })).toBe('evidence-missing'); // it is too warm, and nobody sees it
  kase.give(li, 'recordItems', { lines: [{ line: 'temperature', value: 21 }] });
  expect(kase.give(li, 'complete', { summary: 'x' })).toEqual(['completed', 'recordPresented']);
});

test('a line that does not apply needs none, and what was photographed once stays so when its answer is put right', () => {
  const kase = begun();
  kase.give(li, 'recordItems', {
    lines: [
      ...rest,
      { line: 'air', says: 'not-applicable', note: 'No windows' },
      { line: 'temperature', value: 40, photos: ['p1', 'p2'] },
    ],
    files: ['p1', 'p2'],
  });
  expect(kase.part('temperature')).toMatchObject({ status: 'abnormal', photos: 2 });
  kase.give(li, 'recordItems', { lines: [{ line: 'temperature', value: 41 }] });
  expect(kase.part('temperature')).toMatchObject({ photos: 2 });
  kase.give(li, 'complete', { summary: 'x' });
  const events = kase.world.eventsOf(kase.number);
  expect(events.find(({ type }) => type === 'inspection.itemsRecorded')?.data).toMatchObject({
    files: [photo('p1'), photo('p2')],
    lines: expect.arrayContaining([expect.objectContaining({ line: 'temperature', photos: ['p1', 'p2'] })]),
  });
});

const air = (photos: string[]) => [{ line: 'air', says: 'ok', photos }];
test('photos are files of the command, and files are those that one uploaded', () => {
  const kase = begun();
  expect(kase.refused(li, 'recordItems', { lines: air(['p1', 'p2']), files: ['p1'] })).toBe(
    'invalid-data /lines/0/photos/1 unknown',
  );
  expect(kase.refused(li, 'recordItems', { lines: air(['gone']), files: ['gone'] })).toBe(
    'invalid-data /files/0 unknown',
  );
});
