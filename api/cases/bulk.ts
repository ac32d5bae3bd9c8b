/** One command for several cases: each is a command of its own, with its own key and its own answer. */
import { z } from 'zod';
import { caseNumber, formed, partId } from '../../domain/kernel/contract.ts';
import { CLIENT_KEY, personKey } from '../../domain/kernel/ids.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { keyAllows } from '../sign-in/key-rights.ts';
import { notFound, notPermitted, type Problem, problemOf } from '../http/problem.ts';
import { type CommandDeps, sent } from './process-router.ts';
import { processOfNumber } from './reads.ts';
import { saidTo } from './said.ts';
import { type Asking, type Route, route } from '../http/route.ts';
import { caseAnswerSchema, problemSchema } from '../http/schemas.ts';

const MOST = 200;
/** Cases worked on at a time: one person's bulk leaves room for others. */
const AT_ONCE = 8;

const body = z.strictObject({
  command: formed(/^[a-zA-Z]{1,40}$/, 'command'),
  numbers: z
    .array(caseNumber())
    .min(1)
    .max(MOST)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'named-twice'),
  part: partId().optional().describe('Of a command about a part: its id, the same in each case'),
  data: z.record(z.string(), z.unknown()).default({}),
});
type Bulk = Asking<object, object, z.output<typeof body>>;

const resultSchema = z.object({
  number: z.string(),
  status: z.int().describe('What the command alone would have been answered with'),
  view: caseAnswerSchema.optional(),
  problem: problemSchema.optional(),
});
type Result = { number: string; status: number; view?: unknown; problem?: Problem };

type Refusal = { number: string; error: unknown };
type Refusals = {
  /** The refusal as this person may see it. */
  ofBulk: (asking: Bulk, refusal: Refusal) => Promise<unknown>;
  /** Puts those of one bulk on record. */
  bulkRecord: (
    asking: Bulk,
    told: { command: string; part: string | undefined; refused: readonly Refusal[] },
  ) => Promise<void>;
};
type Deps = CommandDeps & { refusals: Refusals };

export function bulkRoutes(deps: Deps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/commands',
      operationId: 'cases.command',
      tag: 'cases',
      summary: `The same command for up to ${MOST} cases; nothing is rolled back, the sum is told`,
      access: { rule: 'reader' },
      keyed: true,
      costly: 'work',
      body,
      responses: {
        200: {
          description: 'An answer for each, in the order asked',
          schema: z.object({
            results: z.array(resultSchema),
            done: z.int(),
            refused: z.int(),
            underWay: z.int().describe('Neither yet: the same bulk with the same key gives their results'),
          }),
        },
      },
      handle: async (asking) => {
        const { numbers } = asking.body;
        const longest = Math.max(...numbers.map(({ length }) => length));
        if (!CLIENT_KEY.test(`${asking.key}.${'0'.repeat(longest)}`))
          throw new DomainError('key-malformed', 'A bulk adds `.<number>` to its key: 115 characters are left');
        const refusals = new Map<string, unknown>();
        const results = await inTurns(numbers, (number) => one(deps, asking, { number, refusals }));
        const refused = numbers.flatMap((number) =>
          refusals.has(number) ? [{ number, error: refusals.get(number) }] : [],
        );
        const { command, part } = asking.body;
        await deps.refusals.bulkRecord(asking, { command, part, refused });
        const underWay = results.filter(({ status }) => status === 202).length;
        const done = results.filter(({ status }) => status < 300).length - underWay;
        return { body: { results, done, refused: results.length - done - underWay, underWay } };
      },
    }),
  ];
}

type Turn = { number: string; refusals: Map<string, unknown> };
async function one(deps: Deps, asking: Bulk, { number, refusals }: Turn): Promise<Result> {
  const { identity, actor, key, traceId } = asking;
  const { command } = asking.body;
  try {
    const process = processOfNumber(number);
    if (!process) throw notFound();
    const { part, data } = saidTo(process, asking.body);
    const stored = await deps.reads.judged(identity, number, process);
    if (!keyAllows(identity, `${process}.${command}`)) throw notPermitted();
    const by = { actor, key: personKey(actor.id, `${key}.${number}`), stored, part };
    const view = await sent(deps, identity, { number, command, data, by });
    return view ? { number, status: 200, view } : { number, status: 204 };
  } catch (error) {
    refusals.set(number, error);
    const told = await deps.refusals.ofBulk(asking, { number, error });
    const problem = problemOf(told, { instance: asking.request.path, traceId });
    return { number, status: problem.status, problem };
  }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
