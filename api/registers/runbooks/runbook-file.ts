/** A runbook as one file that people read: what an export writes, and an import reads. */
import { z } from 'zod';
import { formed } from '../../../domain/kernel/contract.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import { DAY_MINUTES, MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { RunbookText } from '../../../domain/runbooks/runbook.ts';
import { readYaml, writeYaml } from '../../../platform/files/yaml.ts';
import { pointerOf, read } from '../../http/fields.ts';
import { oddShapesIn } from '../../http/json-body.ts';

export const fileFormat = z.enum(['yaml', 'json']);
export type FileFormat = z.output<typeof fileFormat>;
/** Characters: a plan of the size that may be published, in its longest writing. */
export const MOST_CHARACTERS = 400_000;

const origin = formed(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[1-9][0-9]{0,8}#[0-9a-f]{32}$/, 'pinned-version').optional();

/** `from`: the version that it is of, `id@version#hash`. */
type About = { from?: string; comment?: string };
export function runbookFile(format: FileFormat, text: RunbookText, { from, ...about }: About): string {
  const value = { ...(from === undefined ? {} : { from }), ...text };
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  return writeYaml(value, {
    ...about,
    note: (name, number) => (name.endsWith('Ms') ? lengthInWords(number) : undefined),
  });
}

const units = [
  ['d', DAY_MINUTES * MINUTE],
  ['h', 60 * MINUTE],
  ['min', MINUTE],
  ['s', 1_000],
] as const;
/** `10 min`, `2 h`. */
function lengthInWords(ms: number): string {
  const [word, unit] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / unit} ${word}`;
}

type Read = { from: string | undefined; text: unknown; errors: FieldError[] };
/** What the file says, before it is held against the schema of runbooks; `errors`: why it cannot be read. Throws nothing. */
export function readRunbookFile(format: FileFormat, content: string): Read {
  const { value, errors } = format === 'json' ? readJson(content) : readYamlFile(content);
  if (errors.length > 0) return { from: undefined, text: undefined, errors };
  const odd = oddShapesIn(value);
  if (odd.length > 0) return { from: undefined, text: undefined, errors: odd };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { from: undefined, text: undefined, errors: [{ pointer: CONTENT, code: 'wrong-type' }] };
  const { from: given, ...text }: { from?: unknown } = value;
  const known = read(origin, given);
  const wrong = known.errors.map((one) => ({ ...one, pointer: pointerOf(['from']) }));
  return { from: known.data, text, errors: wrong };
}

const CONTENT = '/content';
type Value = { value: unknown; errors: FieldError[] };

function readJson(content: string): Value {
  try {
    return { value: JSON.parse(content), errors: [] };
  } catch {
    return { value: undefined, errors: [{ pointer: CONTENT, code: 'not-json' }] };
  }
}

function readYamlFile(content: string): Value {
  const { value, faults } = readYaml(content);
  return {
    value,
    errors: faults.map(({ code, ...params }) => ({ pointer: CONTENT, code: `yaml-${code}`, params })),
  };
}
