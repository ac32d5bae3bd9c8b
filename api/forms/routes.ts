/** `GET /api/processes` and the forms of each: what screens are drawn from. They follow from the code, so that they are kept by their ETag. */
import { z } from 'zod';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { intakePath } from '../cases/process-router.ts';
import { notFound } from '../http/problem.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { processKey, processKeys } from '../http/schemas.ts';
import { holds, keyAllows } from '../sign-in/key-rights.ts';
import { kept, packedBy, selfContained, sentPacked, tagOf } from './packed.ts';
import { inputOf, picksOf } from './picks-of.ts';
import { pickWord, processSchema, processShown } from './processes.ts';

const formSchema = z.object({
  command: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  tone: z.enum(['primary', 'danger']).optional(),
  intake: z.literal(true).optional().describe('It opens a case'),
  needsVersion: z.literal(true).optional().describe('Takes no step without `If-Match`'),
  part: z.enum(['always', 'sometimes', 'never']).describe('Whether it names a part of the case, as `part` in its data'),
  path: z.string().describe('Where it is sent: POST, with an Idempotency-Key'),
  input: z.looseObject({}).describe('JSON Schema of its data, as this specification has it'),
  picks: z
    .record(z.string(), pickWord)
    .describe('By place in the data, a JSON pointer in which `*` stands for each of a list: what it is chosen from'),
});

/** True for who reads cases of it anywhere, by what he asks with. */
export const readsProcess = (identity: Identity, process: ProcessKey): boolean =>
  keyAllows(identity, `${process}.read`) && holds(identity.actor, `${process}.read`);

export function formRoutes(): Route[] {
  const common = {
    method: 'get',
    tag: 'forms',
    access: { rule: 'reader' },
    unrecorded: true,
    conditional: true,
  } as const;
  return [
    route({
      ...common,
      path: '/api/processes',
      operationId: 'processes.list',
      summary: 'The processes that the asker reads: statuses, parts, and what their lists may be asked',
      responses: {
        200: { description: 'In the order of the product', schema: z.object({ items: z.array(processSchema) }) },
      },
      handle: async ({ identity }) => {
        const items = processKeys.filter((key) => readsProcess(identity, key)).map(processShown);
        return { body: { items }, headers: kept(tagOf(items.map(({ key }) => `${key} ${processTag(key)}`).join())) };
      },
    }),
    route({
      ...common,
      path: '/api/processes/:process/forms',
      operationId: 'processes.forms',
      summary:
        'The forms of a process: each command that people give, with the schema of its data and what its fields are chosen from',
      params: z.strictObject({ process: processKey.describe('Key of the process') }),
      responses: {
        200: {
          description: 'Intakes first, then the commands in the order of the contract',
          schema: z.object({ process: processKey, forms: z.array(formSchema) }),
        },
      },
      handle: async ({ identity, params, request }) => {
        const { process } = params;
        if (!readsProcess(identity, process)) throw notFound();
        return sentPacked(formsOf(process), request);
      },
    }),
  ];
}

function processTag(key: ProcessKey): string {
  const known = processTags.get(key) ?? tagOf(JSON.stringify(processShown(key)));
  processTags.set(key, known);
  return known;
}
const processTags = new Map<ProcessKey, string>();

const formsOf = packedBy((process: ProcessKey) => ({ process, forms: formsShown(process) }));

/** Exported for its test. */
export function formsShown(process: ProcessKey): z.output<typeof formSchema>[] {
  const shown = Object.entries(contracts[process]).flatMap(([command, spec]) => {
    if (spec.internal) return [];
    const { title, tone, intake, needsVersion } = spec;
    return [
      {
        command,
        title,
        ...(tone ? { tone } : {}),
        ...(intake ? { intake } : {}),
        ...(needsVersion ? { needsVersion } : {}),
        part: namesPart(catalogue[process], command),
        path: intake ? intakePath(process, command) : `/api/${processes[process].plural}/{number}/${command}`,
        input: selfContained(inputOf(catalogue[process], command, spec)),
        picks: picksOf(catalogue[process], command, spec),
      },
    ];
  });
  return [...shown.filter(({ intake }) => intake), ...shown.filter(({ intake }) => !intake)];
}
