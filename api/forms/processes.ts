/** What a process is, for whoever draws its lists and pages: the same for all who may read it. */
import { z } from 'zod';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { commonClocks } from '../../domain/event-words.ts';
import { picked } from '../../domain/kernel/contract.ts';
import { STATUS_KINDS, statusesOf, statusKind } from '../../domain/kernel/lifecycle.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { listQueries, sortWord } from '../cases/lists.ts';
import { isJson, type Json, jsonSchema } from '../docs/json-schema.ts';
import { processKey } from '../http/schemas.ts';

const title = z.object({ zh: z.string(), en: z.string() });
export const pickWord = z
  .string()
  .describe('What it is chosen from: a register, the parts of the case, a form of value');
export const processSchema = z.object({
  key: processKey,
  title,
  plural: z.string().describe('In paths: `/api/<plural>`'),
  prefix: z.string().describe('Of its numbers'),
  statuses: z
    .array(z.object({ key: z.string(), title, kind: z.enum(STATUS_KINDS) }))
    .describe('In the order of its lifecycle; `hold`: a promise to the customer stands still'),
  intakes: z.array(z.string()).describe('Commands that open a case; which of them are his, `GET /api/me` says'),
  parts: z.array(z.object({ kind: z.string(), title, statuses: z.array(z.object({ key: z.string(), title })) })),
  clocks: z.record(z.string(), title).describe('Names of clocks that it may have'),
  choices: z.record(z.string(), z.record(z.string(), title)).describe('By field: words for each of its values'),
  filters: z
    .record(z.string(), z.looseObject({ description: z.string(), pick: pickWord.optional() }))
    .describe('What its list, count and export may be asked by: JSON Schema of each parameter'),
  sorts: z.array(z.string()),
});
export type ProcessShown = z.output<typeof processSchema>;

/** Made once: it follows from the code. */
export function processShown(key: ProcessKey): ProcessShown {
  const known = shown.get(key) ?? made(key);
  shown.set(key, known);
  return known;
}
const shown = new Map<ProcessKey, ProcessShown>();

function made(key: ProcessKey): ProcessShown {
  const { title: own, plural, prefix } = processes[key];
  const process = catalogue[key];
  const { statuses, parts = {}, clocks, choices } = process.words;
  return {
    key,
    title: own,
    plural,
    prefix,
    statuses: statusesOf(process).map((status) => ({
      key: status,
      title: statuses[status] ?? bare(status),
      kind: statusKind(process, status),
    })),
    intakes: Object.entries(contracts[key]).flatMap(([command, spec]) => (spec.intake ? [command] : [])),
    parts: Object.entries(parts).map(([kind, words]) => ({
      kind,
      title: words.title,
      statuses: Object.entries(words.statuses).map(([status, said]) => ({ key: status, title: said })),
    })),
    clocks: { ...commonClocks, ...clocks },
    choices,
    filters: filtersOf(key),
    sorts: [...sortWord.options],
  };
}

const bare = (word: string) => ({ zh: word, en: word });

const OF_A_PAGE = new Set(['sort', 'limit', 'after']);

function filtersOf(key: ProcessKey): ProcessShown['filters'] {
  const { list } = listQueries([key]);
  const marked: unknown = z.toJSONSchema(list, { metadata: picked, io: 'input', unrepresentable: 'any' });
  const picks = propertiesOf(marked);
  return Object.fromEntries(
    Object.entries(propertiesOf(jsonSchema(list, 'input')))
      .filter(([name]) => !OF_A_PAGE.has(name))
      .map(([name, { sent, description, ...schema }]) => {
        const pick = picks[name]?.['pick'];
        return [
          name,
          {
            ...(isJson(sent) ? sent : schema),
            description: typeof description === 'string' ? description : name,
            ...(typeof pick === 'string' ? { pick } : {}),
          },
        ];
      }),
  );
}

function propertiesOf(schema: unknown): Record<string, Json> {
  const properties = isJson(schema) && isJson(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(Object.entries(properties).flatMap(([name, one]) => (isJson(one) ? [[name, one]] : [])));
}
