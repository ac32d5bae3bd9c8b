/** What the columns of another tool's log mean: a JSON file that a user can write for a log never seen before. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HOLD_REASONS } from '../../domain/incident/fields.ts';
import { statusesOf } from '../../domain/kernel/lifecycle.ts';
import type { AnyProcess } from '../../domain/kernel/process.ts';
import { encodingOf } from '../../platform/files/decoded.ts';
import { shown } from '../../platform/files/shown.ts';
import { column } from './columns.ts';
import { LogError } from './open-log.ts';
import { isFormat, isZone } from './times.ts';

const tier = z.enum(['L1', 'L2', 'L3']);
const zone = z.string().refine(isZone, 'not a time zone');
const format = z.string().max(50).refine(isFormat, 'not a format such as d/M/yyyy HH:mm, iso or epoch-seconds');
const code = z.string().regex(/^[a-z][a-z-]{0,49}$/, 'not a kebab-case word');
const asList = (given: unknown): unknown => (Array.isArray(given) || given === undefined ? given : [given]);
const meant = z.preprocess(
  (given) => (typeof given === 'string' ? { status: given } : given),
  z.strictObject({ status: code, reason: code.optional() }),
);
/** Several are steps that the log takes at once; none: the row says nothing of the status. */
const steps = z.preprocess((given) => (given === null ? [] : asList(given)), z.array(meant).max(5));
const degree = z.preprocess(
  (given) => (typeof given === 'string' || Array.isArray(given) ? { column: given } : given),
  z.strictObject({
    column,
    /** Without one the value begins with 1, 2 or 3. */
    map: z
      .record(
        z.string(),
        z.preprocess(
          (given) => (given === '1' || given === '2' || given === '3' ? Number(given) : given),
          z.literal([1, 2, 3], 'not 1, 2 or 3'),
        ),
      )
      .optional(),
  }),
);

const mappingSchema = z.strictObject({
  /** Of the file, where it has no mark and is not to be guessed. */
  encoding: z
    .string()
    .refine((label) => encodingOf(label) !== null, 'not an encoding')
    .optional(),
  /** Of a workbook; the first without. */
  sheet: z.string().min(1).max(100).optional(),
  case: column,
  time: z.strictObject({
    column,
    zone: zone.default('UTC'),
    /** Several are tried in turn. */
    format: z.preprocess(asList, z.array(format).min(1).max(10)).optional(),
  }),
  /** What orders rows of one case at one time; numbers as numbers. */
  order: z.array(column).default([]),
  openedAt: column.optional(),
  /** Values that say "not known". */
  missing: z.array(z.string()).default(['']),
  /** Rows that have one of the values there are left out and counted. */
  ignore: z.array(z.strictObject({ column, values: z.array(z.string()).min(1) })).default([]),
  /** What becomes of a row that cannot be read. */
  badRows: z.enum(['refuse', 'skip']).default('refuse'),
  status: z.strictObject({ column, map: z.record(z.string(), steps) }),
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
  /** Used where a row has no impact and no urgency. */
  priority: z.strictObject({ column, map: z.record(z.string(), z.enum(['P1', 'P2', 'P3', 'P4'])) }).optional(),
  impact: degree.optional(),
  urgency: degree.optional(),
});

export type Mapping = z.output<typeof mappingSchema>;
/** The status in which a case waits for something, which is its reason. */
const WAITS = 'on-hold';

/** The mapping shipped under that name, or the file at that path. Throws LogError that names every bad field. */
export function readMapping(nameOrPath: string, process: Pick<AnyProcess, 'lifecycle'>): Mapping {
  const parsed = mappingSchema.safeParse(readJson(nameOrPath));
  const faults = parsed.success
    ? statusFaults(parsed.data, statusesOf(process))
    : parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
  if (!parsed.success || faults.length > 0) throw new LogError(`mapping ${nameOrPath}: ${faults.join('; ')}`);
  return parsed.data;
}

/** Words that the product would refuse in the midst of a run. */
function statusFaults({ status: { map } }: Mapping, known: readonly string[]): string[] {
  const reasons: readonly string[] = HOLD_REASONS;
  return Object.entries(map).flatMap(([said, all]) =>
    all.flatMap(({ status, reason }) => {
      const at = `status.map.${said}`;
      if (!known.includes(status)) return [`${at}: no status ${status} (${known.join(', ')})`];
      if (reason === undefined) return [];
      if (status !== WAITS) return [`${at}: only ${WAITS} has a reason`];
      return reasons.includes(reason) ? [] : [`${at}: no reason ${reason} (${reasons.join(', ')})`];
    }),
  );
}

function readJson(nameOrPath: string): unknown {
  const file = fileOf(nameOrPath);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LogError(
      `mapping ${nameOrPath}: ${why}; shipped are ${shipped().join(', ')}; a path has a dot or a slash in it`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new LogError(`mapping ${file}: ${shown(why, 300)}`);
  }
}

/** The shipped mappings lie beside the command in the sources; the build copies no JSON. */
function folderOfShipped(): string {
  const root = /[\\/]dist[\\/]commands[\\/]replay$/.test(__dirname) ? '../../..' : '../..';
  return path.resolve(__dirname, root, 'commands/replay/mappings');
}

const shipped = (): string[] => readdirSync(folderOfShipped()).map((name) => path.basename(name, '.json'));
/** A name is one that ships, anything else a path. */
export const fileOf = (nameOrPath: string): string =>
  /^[a-z0-9-]+$/.test(nameOrPath) ? path.join(folderOfShipped(), `${nameOrPath}.json`) : nameOrPath;
