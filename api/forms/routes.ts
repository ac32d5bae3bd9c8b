/** `GET /api/processes` and the forms of each: what screens are drawn from. They follow from the code, so that they are kept by their ETag. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { intakePath } from '../cases/process-router.ts';
import { forgetSchemas, isJson, type Json, jsonSchema } from '../docs/json-schema.ts';
import { takesGzip } from '../http/file.ts';
import { notFound } from '../http/problem.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { processKey, processKeys } from '../http/schemas.ts';
import { holds, keyAllows } from '../sign-in/key-rights.ts';
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

/** It is asked again each time, by its tag: an upgrade may have changed it, and others may sign in at the same browser. */
const kept = (tag: string) => ({ ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Authorization' });
const tagOf = (text: string): string => `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

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
        const { packed, tag } = formsOf(process);
        const headers = { ...kept(tag), Vary: 'Cookie, Authorization, Accept-Encoding' };
        return takesGzip(request)
          ? { bytes: packed, headers: { ...headers, 'Content-Encoding': 'gzip' } }
          : { bytes: gunzipSync(packed), headers };
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

/** Packed: as objects the forms of all processes would be some megabytes. */
type Forms = { packed: Buffer; tag: string };
function formsOf(process: ProcessKey): Forms {
  const known = made.get(process) ?? make(process);
  made.set(process, known);
  return known;
}
const made = new Map<ProcessKey, Forms>();

function make(process: ProcessKey): Forms {
  const words = JSON.stringify({ process, forms: formsShown(process) });
  forgetSchemas();
  return { packed: gzipSync(words), tag: tagOf(words) };
}

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
        input: selfContained(process, command),
        picks: picksOf(catalogue[process], command, spec),
      },
    ];
  });
  return [...shown.filter(({ intake }) => intake), ...shown.filter(({ intake }) => !intake)];
}

/** With the schemas that it refers to beside it, since there is no document around it. */
function selfContained(process: ProcessKey, command: string): Json {
  const spec = contracts[process][command];
  const named: Record<string, Json> = {};
  const schema = spec ? jsonSchema(inputOf(catalogue[process], command, spec), 'input', named) : {};
  if (Object.keys(named).length === 0) return schema;
  const here: unknown = JSON.parse(
    JSON.stringify({ ...schema, $defs: named }).replaceAll('#/components/schemas/', '#/$defs/'),
  );
  return isJson(here) ? here : {};
}
