import { z } from 'zod';
import { parsed } from '../../../api/http/fields.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';

const schema = z.strictObject({ title: z.string() });
const refusedOf = (input: unknown): DomainError => {
  try {
    parsed(schema, input);
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('it was let pass');
};
const wide = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1]));

test('every bad field is named, of very many the first thousand: no answer is longer than what was sent', () => {
  expect(refusedOf(wide(20)).fields).toHaveLength(21); // and the one that is missing
  const { code, fields } = refusedOf({ title: 'x', ...wide(5_000) });
  expect([code, fields.length, fields[999]]).toEqual([
    'invalid-data',
    1_000,
    { pointer: '/k999', code: 'unknown-field' },
  ]);
});
