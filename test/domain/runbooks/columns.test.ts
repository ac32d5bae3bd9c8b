/** Text in columns, as printers set it. */
import { columnsOf, labelled, wrapped } from '../../../domain/runbooks/columns.ts';

test.each<[string, number]>([
  ['abc', 3],
  ['步骤a', 5],
  ['e\u0301', 1],
  ['“”', 4],
  ['🧯', 2],
])('%s takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));

test.each<[string, number, string[]]>([
  ['one two three', 7, ['one two', 'three']],
  ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['先隔离，再切换。', 8, ['先隔离，', '再切换。']],
  ['先隔离，再切换。', 6, ['先隔', '离，再', '切换。']],
  ['a\nb\r\nc', 9, ['a', 'b', 'c']],
  ['\u001b[31mred\u202e\u0000\tend', 40, ['[31mred end']],
  ['', 5, ['']],
])('%j in %i columns', (text, columns, lines) => expect(wrapped(text, columns)).toEqual(lines));

test('what stands behind a label begins below itself', () => {
  expect(labelled('操作  ', '甲乙丙丁', { indent: 2, columns: 12 })).toEqual(['  操作  甲乙', '        丙丁']);
});
