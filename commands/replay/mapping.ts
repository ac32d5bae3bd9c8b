/** What the columns of another tool's log mean: a JSON file that a user can write for a log never seen before. */
import path from 'node:path';
import { z } from 'zod';
import { statusesOf } from '../../domain/kernel/lifecycle.ts';
import type { AnyProcess } from '../../domain/kernel/process.ts';
import { readText } from '../../platform/utf8.ts';
import { LogError } from './open-log.ts';
import { isZone, patternOf } from './times.ts';

const column = z.string().min(1).max(500);
const tier = z.enum(['L1', 'L2', 'L3']);
const zone = z.string().refine(isZone, 'not a time zone');
const format = z
  .string()
  .max(50)
  .refine((text) => patternOf(text) !== null, 'not a format such as d/M/yyyy HH:mm');
const code = z.string().regex(/^[a-z][a-z-]{0,49}$/, 'not a kebab-case word');
const status = z.union([code, z.strictObject({ status: code, reason: code.optional() })]);

const mappingSchema = z.strictObject({
  case: column,
  time: z.strictObject({ column, zone: zone.default('UTC'), format: format.optional() }),
  /** What orders rows of one case at one time; numbers as numbers. */
  order: z.array(column).default([]),
  openedAt: column.optional(),
  /** Values that say "not known". */
  missing: z.array(z.string()).default(['']),
  status: z.strictObject({ column, map: z.record(z.string(), status) }),
  group: column.optional(),
  person: column.optional(),
  caller: column.optional(),
  tier: z
    .strictObject({
      column,
      /** The first match wins. `^` at the start and `$` at the end bind, all else is plain text. */
      rules: z.array(z.strictObject({ matches: z.string().min(1), tier })).default([]),
      default: tier.optional(),
    })
    .optional(),
  priority: z.strictObject({ column, map: z.record(z.string(), z.enum(['P1', 'P2', 'P3', 'P4'])) }).optional(),
  /** Columns whose value starts with 1, 2 or 3. */
  impact: column.optional(),
  urgency: column.optional(),
});

export type Mapping = z.output<typeof mappingSchema>;

/** The mapping shipped under that name, or the file at that path. Throws LogError that names every bad field. */
export function readMapping(nameOrPath: string, process: Pick<AnyProcess, 'lifecycle'>): Mapping {
  const parsed = mappingSchema.safeParse(readJson(fileOf(nameOrPath)));
  if (!parsed.success) {
    const why = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
    throw new LogError(`mapping ${nameOrPath}: ${why.join('; ')}`);
  }
  const known = statusesOf(process);
  for (const [said, meant] of Object.entries(parsed.data.status.map)) {
    const word = typeof meant === 'string' ? meant : meant.status;
    if (!known.includes(word))
      throw new LogError(`mapping ${nameOrPath}: status.map.${said}: no status ${word} (${known.join(', ')})`);
  }
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    throw new LogError(`mapping ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The shipped mappings lie beside the command in the sources; the build copies no JSON. */
function fileOf(nameOrPath: string): string {
  if (!/^[a-z0-9-]+$/.test(nameOrPath)) return nameOrPath;
  const root = /[\\/]dist[\\/]commands[\\/]replay$/.test(__dirname) ? '../../..' : '../..';
  return path.resolve(__dirname, root, 'commands/replay/mappings', `${nameOrPath}.json`);
}
