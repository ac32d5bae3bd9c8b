/** `POST /api/<processes>/:number/sync` 离线补传: what a device kept while it was off line, in its order. */
import { z } from 'zod';
import type { Kept, KeptAnswer } from '../../client/cases/sending/batches.ts';
import { contracts } from '../../domain/contracts.ts';
import { formed, key as personId, partId } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { CLIENT_KEY } from '../../domain/kernel/ids.ts';
import type { RefusedAsk } from '../../domain/kernel/turn.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { outOfSeries, SERIES } from '../../domain/sync/series.ts';
import { invalid, notPermitted, type Problem, problemOf } from '../http/problem.ts';
import type { Limiter } from '../http/rates.ts';
import { type Asking, type Route, route } from '../http/route.ts';
import { instantOut, numberParams, problemSchema, processKeys } from '../http/schemas.ts';
import { keyAllows } from '../sign-in/key-rights.ts';
import type { CommandDeps } from './process-router.ts';
import { saidTo } from './said.ts';

const MOST = 200;
const MOST_AFTER = 20;
const clientKey = () => formed(CLIENT_KEY, 'key');

const body = z.strictObject({
  person: personId()
    .optional()
    .describe('Who kept them: where somebody else is signed in, all are refused with `other-person`'),
  series: formed(SERIES, 'series')
    .optional()
    .describe(
      'The keys are this, a dot, and a number of eight digits that rises from command to command: what stands before one ' +
        'that was taken is never taken any more (`overtaken`), so that a copy that comes late changes nothing',
    ),
  commands: z
    .array(
      z.strictObject({
        key: clientKey().describe(
          'Made by the device, once for each command: under it the answer is the same for ever',
        ),
        command: formed(/^[a-zA-Z]{1,40}$/, 'command'),
        part: partId().optional().describe('Of a command about a part'),
        data: z.record(z.string(), z.unknown()).default({}),
        version: z.int().min(1).optional().describe('Of the case as the sender saw it, where the command asks for it'),
        after: z
          .array(clientKey())
          .max(MOST_AFTER)
          .optional()
          .describe('Keys of commands without which this one makes no sense: of this batch, or of one before'),
      }),
    )
    .min(1)
    .max(MOST),
});
type Syncing = Asking<{ number: string }, object, z.output<typeof body>>;
type One = Syncing['body']['commands'][number];

const resultSchema = z.object({
  key: z.string(),
  taken: z.boolean(),
  version: z.int().optional().describe('Of what was taken: the version of the case that it led to'),
  problem: problemSchema.optional(),
});
type Result = { key: string; taken: boolean; version?: number; problem?: Problem };

type Refusal = { number: string; error: unknown };
type Refusals = {
  ofBulk: (asking: Syncing, refusal: Refusal) => Promise<unknown>;
  batchRecord: (
    asking: { identity: Syncing['identity']; key: string; traceId: string },
    told: { number: string; refused: readonly { command: string; code: string }[] },
  ) => Promise<void>;
};
type Deps = CommandDeps & { refusals: Refusals; limiter: Limiter };

export const syncRoutes = (deps: Deps): Route[] => processKeys.map((process) => syncRoute(deps, process));

const syncRoute = (deps: Deps, process: ProcessKey): Route =>
  route({
    method: 'post',
    path: `/api/${processes[process].plural}/:number/sync`,
    operationId: `${process}.sync`,
    tag: processes[process].plural,
    summary: `${processes[process].title.en}: what a device kept off line, up to ${MOST} commands in its order; each is answered for itself`,
    access: { rule: 'permission', permission: `${process}.read` },
    costly: 'work',
    params: numberParams,
    body,
    responses: {
      200: {
        description: 'An answer for each, in the order sent. What was refused stops only those that name it in `after`',
        schema: z.object({
          results: z.array(resultSchema),
          taken: z.int(),
          refused: z.int(),
          serverNow: instantOut.describe('What counts for promises; instants of the device are evidence'),
        }),
      },
    },
    handle: async (asking) => {
      const { number } = asking.params;
      const { commands } = asking.body;
      refuseMixed(asking);
      const stored = await deps.reads.judged(asking.identity, number, process);
      deps.limiter.take('kept', `${asking.actor.id} ${number}`, true, commands.length);
      const faults = new Map<One, unknown>();
      const kept = commands.flatMap((one) => keptFrom(asking, process, { one, faults }));
      const answers = await answersTo(deps, asking, { kept, stored });
      const results = await Promise.all(
        commands.map((one) =>
          resultOf(deps, asking, { one, answer: answers.get(one) ?? { refused: faults.get(one) } }),
        ),
      );
      await onRecord(deps, asking, refusedOf(process, commands, results));
      const taken = results.filter((one) => one.taken).length;
      return { body: { results, taken, refused: results.length - taken, serverNow: Date.now() } };
    },
  });

/** Before anything is judged. */
function refuseMixed({ identity, body: { person, series, commands } }: Syncing): void {
  if (person !== undefined && person !== identity.actor.id)
    throw new DomainError('other-person', 'Somebody else kept these commands');
  if (series === undefined) return;
  const wrong = outOfSeries(
    series,
    commands.map(({ key }) => key),
  );
  if (wrong.length > 0) throw invalid(wrong.map((at) => ({ pointer: `/commands/${at}/key`, code: 'out-of-series' })));
}

/** As it is sent, and whence it came; of one that its own route would not take, why. */
type Sent = { one: One; kept: Kept };
function keptFrom(
  { identity }: Syncing,
  process: ProcessKey,
  { one, faults }: { one: One; faults: Map<One, unknown> },
): Sent[] {
  const { key, command, version: seen, after } = one;
  try {
    const said = saidTo(process, one, seen);
    if (!keyAllows(identity, `${process}.${command}`)) throw notPermitted();
    return [{ one, kept: { key, command, ...said, seen, after } }];
  } catch (error) {
    faults.set(one, error);
    return [];
  }
}

type Stored = Awaited<ReturnType<CommandDeps['reads']['judged']>>;
/** What its own route would not take is not sent: what depends on it is refused as that of an unknown key. */
async function answersTo(
  { caseClient, reads }: Deps,
  { actor, params: { number }, body: { series } }: Syncing,
  { kept, stored }: { kept: readonly Sent[]; stored: Stored },
): Promise<ReadonlyMap<One, KeptAnswer>> {
  try {
    const sent = kept.map((one) => one.kept);
    const answers = await caseClient.commands(number, sent, { actor, stored, series });
    return new Map(kept.flatMap(({ one }, n) => (answers[n] ? [[one, answers[n]] as const] : [])));
  } finally {
    reads.sentTo(number);
  }
}

type Told = { one: One; answer: KeptAnswer | { refused: unknown } };
async function resultOf({ refusals }: Deps, asking: Syncing, { one: { key }, answer }: Told): Promise<Result> {
  if ('seq' in answer) return { key, taken: true, version: answer.seq };
  const { number } = asking.params;
  const error = await refusals.ofBulk(asking, { number, error: errorOf(answer) });
  const problem = problemOf(error, { instance: asking.request.path, traceId: asking.traceId });
  return { key, taken: false, problem };
}

/** Of a turn it came as a value. */
const errorOf = ({ refused }: { refused: unknown }): unknown =>
  isRefusedAsk(refused)
    ? new DomainError(refused.code, refused.message, { fields: refused.fields ?? [], params: refused.params ?? {} })
    : refused;
const isRefusedAsk = (refused: unknown): refused is RefusedAsk =>
  typeof refused === 'object' && refused !== null && !(refused instanceof Error) && 'code' in refused;

type RefusedOne = { key: string; command: string; code: string };
/** What a device calls a command may be anything: on record are those that there are. */
const refusedOf = (process: ProcessKey, commands: readonly One[], results: readonly Result[]): RefusedOne[] =>
  commands.flatMap(({ key, command }, n) => {
    const problem = results[n]?.problem;
    const known = Object.hasOwn(contracts[process], command) ? command : 'unknown';
    return problem ? [{ key, command: known, code: problem.code }] : [];
  });

/** All of a batch in one record, however many it names: each more would keep everybody's sign-in waiting. */
async function onRecord(
  { refusals }: Deps,
  { identity, traceId, params: { number } }: Syncing,
  refused: readonly RefusedOne[],
): Promise<void> {
  const [first] = refused;
  if (first) await refusals.batchRecord({ identity, key: first.key, traceId }, { number, refused });
}
