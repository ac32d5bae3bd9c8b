/** The file of a rehearsal: what the intake says, and what people answer. */
import { contracts } from '../../domain/contracts.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { isRunProcess } from '../../domain/runbooks/runbook.ts';
import { NotUtf8, readStdin, readText } from '../../platform/utf8.ts';
import { CommandError, WrongUse } from './command.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `4h`, `2d` in ms. Throws WrongUse. */
export function lengthOf(word: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(word) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw new WrongUse(`--forward ${word}: 30m, 4h or 2d`);
  return Number(count) * UNITS[unit];
}

/** What the file says: the intake, and what is answered by command. */
export type SaidInFile = { data: object; given: Readonly<Record<string, object>> };
type Asked = { process: ProcessKey; file: string; at: Millis | undefined };
/** Throws CommandError for a file that cannot be read, and for what its process would not take. */
export async function saidIn({ process, file, at = Date.now() }: Asked): Promise<SaidInFile> {
  const raw = jsonOf(file === '-' ? await readStdin() : readOrSay(file), file, at);
  if (!isRecord(raw) || !isRunProcess(process)) return { data: parsedBy(process, 'create', raw), given: {} };
  const fault = process === 'failover' ? { faultAt: new Date(at).toISOString() } : {}; // as it begins, where the file says none
  const { answers = {}, ...intake } = raw;
  if (!isRecord(answers)) throw new CommandError('The answers are data by command');
  const given = Object.entries(answers).map(([command, data]) => [command, parsedBy(process, command, data)] as const);
  return { data: parsedBy(process, 'create', { ...fault, ...intake }), given: Object.fromEntries(given) };
}

function parsedBy(process: ProcessKey, command: string, data: unknown): object {
  const what = command === 'create' ? 'The intake' : `The answer to ${command}`;
  const found = contracts[process][command];
  if (!found || found.internal) throw new CommandError(`${what}: there is no such command`);
  const parsed = found.input.safeParse(data);
  if (!parsed.success || !isRecord(parsed.data))
    throw new CommandError(
      `${what} is wrong: ${parsed.error?.issues.map((one) => `${one.path.join('/')} ${one.message}`).join('; ')}`,
    );
  return parsed.data;
}
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readOrSay(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw error instanceof NotUtf8 ? error : new CommandError(`${file} cannot be read`);
  }
}

/** `+2h`: so long after the begin. */
function jsonOf(raw: string, file: string, at: Millis): unknown {
  const meant = (_name: string, value: unknown): unknown =>
    typeof value === 'string' && /^\+\d{1,4}[mhd]$/.test(value)
      ? new Date(at + lengthOf(value.slice(1))).toISOString()
      : value;
  try {
    return JSON.parse(raw, meant);
  } catch {
    throw new CommandError(`${file} is not JSON`);
  }
}
