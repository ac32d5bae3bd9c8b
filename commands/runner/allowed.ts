/** What a runner may run: a file of its operator, which nobody else may write. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { MOST_OUTPUT } from '../../domain/actions/output.ts';
import { CommandError } from '../support/command.ts';

const PLACEHOLDER = /^\{([A-Za-z][A-Za-z0-9_]{0,39})\}$/;
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no name');
const pattern = z.string().min(1).max(500).refine(isPattern, 'is no regular expression');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of a variable');
const command = z
  .strictObject({
    /** Absolute path; it is never looked for, and no shell stands between. */
    executable: z.string().refine((words) => path.isAbsolute(words), 'must be an absolute path'),
    /** As they are, but for `{param}`, which is a whole argument. */
    args: z.array(z.string().max(4_000)).max(100).default([]),
    /** Parameter → what the whole of its value must match. */
    params: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'is no name of a parameter'), pattern)
      .default({}),
    cwd: z
      .string()
      .refine((words) => path.isAbsolute(words), 'must be an absolute path')
      .default('/'),
    /** Variables of the runner's own environment that it sees; no other is passed on. */
    env: z.array(variable).default([]),
    /** Likewise, and their values are hidden in its output. */
    secretEnv: z.array(variable).default([]),
    /** Never longer than the step's own limit. */
    limitMs: z.int().min(100).max(86_400_000).default(600_000),
    maxOutput: z.int().min(0).max(MOST_OUTPUT).default(MOST_OUTPUT),
  })
  .superRefine(({ args, params }, context) => {
    const named = args.flatMap((arg) => PLACEHOLDER.exec(arg)?.[1] ?? []);
    for (const arg of args)
      if (!PLACEHOLDER.test(arg) && /\{[A-Za-z][A-Za-z0-9_]*\}/.test(arg))
        context.addIssue({ code: 'custom', path: ['args'], message: `${arg}: a parameter is a whole argument` });
    for (const one of named)
      if (!Object.hasOwn(params, one)) context.addIssue({ code: 'custom', path: ['params'], message: `lack ${one}` });
    for (const one of Object.keys(params))
      if (!named.includes(one))
        context.addIssue({ code: 'custom', path: ['params', one], message: 'is in no argument' });
  });
const file = z.strictObject({
  /** Regular expressions of what no output may show. */
  hide: z.array(pattern).max(100).default([]),
  commands: z.record(name, command),
});

export type AllowedCommand = z.output<typeof command>;
export type Allowed = { hide: readonly RegExp[]; commands: ReadonlyMap<string, AllowedCommand> };

function isPattern(words: string): boolean {
  try {
    return new RegExp(words, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/**
 * What the file allows. Throws CommandError, with every fault, for one that is no such file, that others may write, or whose
 * programs are not there or may be written by everybody.
 */
export function readAllowed(place: string): Allowed {
  refuseWritable(place);
  const parsed = file.safeParse(jsonIn(place));
  if (!parsed.success) throw new CommandError(`${place}:\n${wordsOf(parsed.error.issues).join('\n')}`);
  const { hide, commands } = parsed.data;
  const faults = Object.entries(commands).flatMap(([key, { executable }]) => {
    const fault = faultOfProgram(executable);
    return fault === null ? [] : [`commands.${key}: ${executable} ${fault}`];
  });
  if (faults.length > 0) throw new CommandError(`${place}:\n${faults.join('\n')}`);
  return { hide: hide.map((one) => new RegExp(one, 'gu')), commands: new Map(Object.entries(commands)) };
}

const wordsOf = (issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`);

function jsonIn(place: string): unknown {
  try {
    return JSON.parse(readFileSync(place, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandError(`${place} is not JSON: ${error.message}`);
    throw error;
  }
}

const [BY_OTHERS, BY_ALL, STICKY] = [0o022, 0o002, 0o1000];
const ROOT = 0;

/** Whoever may write it, or put another in its place, may have anything run. */
function refuseWritable(place: string): void {
  const { mode, uid } = statSync(place);
  const own = process.getuid?.();
  if (own !== undefined && uid !== own && uid !== ROOT)
    throw new CommandError(`${place} belongs to somebody else than root and who runs this`);
  if ((mode & BY_OTHERS) !== 0) throw new CommandError(`${place} may be written by others: chmod go-w`);
  const folder = statSync(path.dirname(path.resolve(place)));
  if ((folder.mode & BY_ALL) !== 0 && (folder.mode & STICKY) === 0)
    throw new CommandError(`${path.dirname(path.resolve(place))} may be written by everybody: chmod o-w`);
}

function faultOfProgram(executable: string): string | null {
  try {
    const { mode } = statSync(executable);
    return (mode & BY_ALL) === 0 ? null : 'may be written by everybody';
  } catch {
    return 'is not there';
  }
}

/** The arguments of one command, or why there are none, as a code and the parameter. `input`: of the plan, as it came. Throws nothing. */
export function argumentsOf(
  { args, params }: Pick<AllowedCommand, 'args' | 'params'>,
  input: object,
): { args: string[] } | { refused: string } {
  const given = new Map<string, unknown>(Object.entries(input));
  const unknown = [...given.keys()].find((one) => !Object.hasOwn(params, one));
  if (unknown !== undefined) return { refused: `param-unknown: ${unknown.slice(0, 40)}` };
  const values = new Map<string, string>();
  for (const [param, allowed] of Object.entries(params)) {
    const value = given.get(param);
    if (value === undefined) return { refused: `param-missing: ${param}` };
    const words = typeof value === 'number' ? String(value) : value;
    if (typeof words !== 'string' || !isAllowedValue(words, allowed)) return { refused: `param-refused: ${param}` };
    values.set(param, words);
  }
  return { args: args.map((arg) => values.get(PLACEHOLDER.exec(arg)?.[1] ?? '') ?? arg) };
}

/** A value is never an option by mistake: it begins with a dash only where the pattern does. */
function isAllowedValue(words: string, allowed: string): boolean {
  if (words.includes('\0') || (words.startsWith('-') && !allowed.startsWith('-'))) return false;
  return new RegExp(`^(?:${allowed})$`, 'u').test(words);
}
