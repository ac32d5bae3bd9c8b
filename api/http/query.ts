/** Parameters of a query: what a client sends is text, what is meant by it often something else. */
import { z } from 'zod';
import { chosenFrom, picked } from '../../domain/kernel/contract.ts';

/** What a client sends, in words of JSON Schema: shown instead of the text that the parser takes it out of. */
export const asSent = <T extends z.ZodType>(schema: T, sent: object): T => schema.meta({ sent });

const MOST_VALUES = 50;

/** Values by comma, all of one kind. */
export const several = <T extends z.ZodType<string, string>>(one: T) => {
  const list = z.string().min(1).max(2_000);
  const values = list.transform((given) => given.split(',')).pipe(z.array(one).max(MOST_VALUES));
  const { $schema: _, ...items } = z.toJSONSchema(one, { io: 'input', unrepresentable: 'any' });
  const sent = asSent(values, { type: 'array', items, minItems: 1, maxItems: MOST_VALUES });
  const of = picked.get(one);
  return of ? chosenFrom(of.pick, sent) : sent;
};

/** One or more of these words; made once for all lists that are asked by them. */
export function byComma(words: readonly string[]): ReturnType<typeof wordsByComma> {
  const said = words.join(', ');
  const known = madeByComma.get(said) ?? wordsByComma(words, said);
  madeByComma.set(said, known);
  return known;
}
const wordsByComma = (words: readonly string[], said: string) =>
  several(z.enum(words)).optional().describe(`One or more of these, by comma: ${said}`);
const madeByComma = new Map<string, ReturnType<typeof wordsByComma>>();

/** Rows of one page. */
const MOST_ROWS = 100;
const ROWS = 50;
const limit = z
  .string()
  .regex(/^[0-9]{1,9}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MOST_ROWS))
  .default(ROWS);

/** Of every list. */
export const limitAndAfter = {
  limit: asSent(limit, { type: 'integer', minimum: 1, maximum: MOST_ROWS, default: ROWS }).describe('Rows of one page'),
  after: z.string().min(1).max(2_000).optional().describe('The `next` of the page before, as it stands'),
};
