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

type Range = { minimum: number; maximum: number };
const digitsIn = ({ minimum, maximum }: Range) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
/** A whole number in digits, `1e3` and ` 7` are none; of paths as of queries. Neither end is below 0, none has more than nine digits. */
export const whole = (range: Range) => asSent(digitsIn(range), { type: 'integer', ...range });
/** The same, of a query that may leave it out. */
export const wholeOr = (range: Range, otherwise: number) =>
  asSent(digitsIn(range).default(otherwise), { type: 'integer', ...range, default: otherwise });

/** Rows of one page. */
const MOST_ROWS = 100;
const ROWS = 50;
/** Of every list. */
export const limitAndAfter = {
  limit: wholeOr({ minimum: 1, maximum: MOST_ROWS }, ROWS).describe('Rows of one page'),
  after: z.string().min(1).max(2_000).optional().describe('The `next` of the page before, as it stands'),
};
