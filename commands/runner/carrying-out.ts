/** One command: started without a shell, ended with all that it started, its output kept within bounds. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ActionEnd } from '../../domain/actions/answer.ts';
import { outputOf } from '../../domain/actions/output.ts';
import type { RunnerOrder } from '../../activities/actions/orders.ts';
import { type Allowed, type AllowedCommand, argumentsOf } from './allowed.ts';

/** After it was asked to end. */
const KILLED_AFTER_MS = 3_000;
/** What it left running may hold its output open. */
const OUTPUT_AFTER_MS = 500;
/** Beyond what is shown: what is hidden there must be seen whole. */
const BEYOND = 64 * 1024;

type Child = ChildProcessByStdio<null, Readable, Readable>;
type Exit = { code: number | null; by: NodeJS.Signals | null } | { failed: string };

/**
 * Carries out what is allowed. Exit 0: done; another, or a signal of somebody else's: failed. Ended at its limit: no-answer, for
 * it may have done half. `stop`: unknown, or failed where it had not begun. Throws nothing.
 */
export async function carriedOut(
  { command: name, input, limitMs }: RunnerOrder,
  { commands, hide }: Allowed,
  stop: AbortSignal,
): Promise<ActionEnd> {
  const command = commands.get(name);
  if (!command) return { outcome: 'failed', detail: 'command-unknown' };
  const found = argumentsOf(command, input);
  if ('refused' in found) return { outcome: 'failed', detail: found.refused };
  if (stop.aborted) return { outcome: 'failed', detail: 'stopped' };
  const child = startedAs(command, found.args);
  const printed = printedBy(child, command.maxOutput + BEYOND);
  let endedBy: 'limit' | 'stop' | undefined;
  const end = (why: 'limit' | 'stop') => {
    endedBy ??= why;
    endAll(child, 'SIGTERM');
    killing ??= setTimeout(() => endAll(child, 'SIGKILL'), KILLED_AFTER_MS);
  };
  let killing: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => end('limit'), Math.min(limitMs, command.limitMs));
  const onStop = () => end('stop');
  stop.addEventListener('abort', onStop, { once: true });
  const exit = await exitOf(child);
  clearTimeout(limit);
  stop.removeEventListener('abort', onStop);
  if (endedBy !== undefined) endAll(child, 'SIGKILL'); // whatever of it did not listen
  clearTimeout(killing);
  const output = outputOf(await printed(), [...hide, ...secretsOf(command)], command.maxOutput);
  return { ...meaningOf(exit, endedBy), ...(output === undefined ? {} : { output }) };
}

function meaningOf(exit: Exit, endedBy: 'limit' | 'stop' | undefined): ActionEnd {
  if ('failed' in exit) return { outcome: 'failed', detail: exit.failed };
  if (endedBy === 'limit') return { outcome: 'no-answer', detail: 'killed-at-limit' };
  if (endedBy === 'stop') return { outcome: 'unknown', detail: 'stopped' };
  if (exit.code === 0) return { outcome: 'done' };
  return { outcome: 'failed', detail: exit.code === null ? `signal-${exit.by ?? ''}` : `exit-${exit.code}` };
}

/** At the head of a group of its own, so that it can be ended with whatever it starts. */
const startedAs = ({ executable, cwd, env, secretEnv }: AllowedCommand, args: readonly string[]): Child =>
  spawn(executable, [...args], {
    cwd,
    env: Object.fromEntries([...env, ...secretEnv].flatMap((one) => valueOf(one).map((value) => [one, value]))),
    shell: false,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const valueOf = (variable: string): string[] => {
  const value = process.env[variable];
  return value === undefined ? [] : [value];
};
const secretsOf = ({ secretEnv }: AllowedCommand): string[] => secretEnv.flatMap(valueOf);

function endAll({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // all of it is gone
  }
}

const exitOf = (child: Child): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ failed: `not-started: ${error.code ?? 'unknown'}` }),
    );
    child.once('exit', (code, by) => resolve({ code, by }));
  });

/** Both ways of output in the order in which they came; what is too much is read and dropped, so that nothing blocks. */
function printedBy({ stdout, stderr }: Child, most: number): () => Promise<string> {
  let text = '';
  const ended = [stdout, stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        const decoder = new StringDecoder('utf8');
        stream.on('data', (chunk: Buffer) => {
          if (text.length < most) text += decoder.write(chunk);
        });
        stream.once('close', resolve).on('error', () => resolve());
      }),
  );
  return async () => {
    let waiting: NodeJS.Timeout | undefined;
    await Promise.race([
      Promise.all(ended),
      new Promise((resolve) => {
        waiting = setTimeout(resolve, OUTPUT_AFTER_MS);
      }),
    ]);
    clearTimeout(waiting);
    for (const stream of [stdout, stderr]) stream.destroy();
    return text;
  };
}
