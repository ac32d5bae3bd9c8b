/** The parts of a case as they leave. */
import { z } from 'zod';
import { catalogue } from '../../../domain/catalogue.ts';
import { partId, schemaOfFields } from '../../../domain/kernel/contract.ts';
import type { ProcessKey } from '../../../domain/processes.ts';
import { instantOut, offer, orgPathOut, roleName } from '../../http/schemas.ts';

const frame = {
  id: partId(),
  in: z.string().optional().describe('Its parent'),
  assignees: z.array(z.string()).describe('Who has it, or did it'),
  rev: z.int().describe('Number of the event that touched it last; 0: none did'),
  orgPath: orgPathOut.optional().describe('Where it is; absent: at the organisation of the case'),
  role: roleName.optional().describe('The role that the plan gives it to'),
  dueAt: instantOut.optional().describe('The earliest deadline of its clocks that run'),
};
/** Of any process: one more may say more. */
export const partSchema = z
  .looseObject({
    ...frame,
    kind: z.string(),
    status: z.string(),
    title: z
      .object({ zh: z.string(), en: z.string() })
      .optional()
      .describe('What it is called, by the plan, the checklist or the scheme that the case has pinned'),
  })
  .meta({ id: 'Part' });

const statusesOf = (process: ProcessKey): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(catalogue[process].words.parts ?? {}).map(([kind, { statuses }]) => [kind, Object.keys(statuses)]),
  );
const offersSchema = z.array(
  z.object({
    kind: z.string(),
    status: z.string(),
    count: z.int(),
    ...offer,
    except: z.record(z.string(), z.object(offer)).describe('Parts for which it is otherwise, by id'),
    more: z.int().optional().describe('So many more are otherwise and not named here'),
  }),
);
/** What the answer of one case has of its parts; undefined: its process has none. */
export function partsSchemaOf(process: ProcessKey): z.ZodType | undefined {
  const { parts } = catalogue[process];
  if (!parts) return undefined;
  const kinds = Object.entries(statusesOf(process)).map(([kind, statuses]) =>
    z.looseObject({
      ...frame,
      kind: z.literal(kind),
      status: z.enum(statuses),
      ...schemaOfFields(parts.kinds[kind]?.fields ?? {}).partial().shape,
    }),
  );
  return partsOfSchema(z.union(kinds));
}

const partsOfSchema = (part: z.ZodType) =>
  z.object({
    offers: offersSchema.describe('What this person may do with the parts of each kind and status'),
    items: z.array(part).describe('The first of them, in their order'),
    next: z.string().nullable().describe('`after` of GET /api/cases/{number}/parts; null: these are all'),
  });
