import { type Ask, isNote } from '../../../domain/kernel/turn.ts';

test('what became of an effect is told from a command', () => {
  const note: Ask = { note: 'effectFailed', key: 'r:e:INC-000001:1:0', data: { effect: 'e:INC-000001:1:0' } };
  const command = { command: 'note', data: { note: 'x' } } as unknown as Ask;
  expect([note, command].map(isNote)).toEqual([true, false]);
});
