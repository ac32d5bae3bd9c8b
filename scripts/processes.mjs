/** Processes, ports and small waits: what the supervisor and the engines share. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When `pid` was started, in a form that only compares: a pid alone may belong to another process by now.
 * Undefined when there is no such process, or it has ended and nobody has taken notice of it.
 */
export function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return process.platform === 'linux' ? undefined : startByPs(pid);
  }
}

function startByPs(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

export const noteOf = (pid) => ({ pid, start: startOf(pid) });

/** True when the very process of the note still runs. */
export const isAlive = (note) => note?.start !== undefined && startOf(note.pid) === note.start;

/** Asks the process to end, waits, and ends it by force when it does not. True when it ended by itself. */
export async function endProcess(note, graceMs) {
  signal(note, 'SIGTERM');
  if (await until(() => !isAlive(note), graceMs)) return true;
  signal(note, 'SIGKILL');
  await until(() => !isAlive(note), 5000);
  return false;
}

export function signal(note, name) {
  try {
    if (isAlive(note)) process.kill(note.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Asks until `check` is true or the time is over; tells which. */
export async function until(check, timeoutMs, everyMs = 50) {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
}

/** The port, undefined when it is taken or not for us. Rejects when nothing can listen on that host. */
function isFree(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ code, message }) => {
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(undefined);
      else reject(new Error(`HOST ${host} is no address of this machine: ${message}`));
    });
    server.listen({ host, port, exclusive: true }, () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}

/** `first` or the next free port above it; with 0 any free one. */
export async function freePort(first, host = '127.0.0.1') {
  for (let port = first; port < first + 200 && port <= 65_535; port += 1) {
    const found = await isFree(host, port);
    if (found !== undefined) return found;
  }
  throw new Error(`No free port between ${first} and ${first + 199}`);
}
