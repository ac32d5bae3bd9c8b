/**
 * Ports of one child. A port that is free when it is looked for may be another's a moment later, who then answers on it:
 * so nobody asks the port before our own child is seen to hold it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { freePort } from './processes.mjs';

/**
 * @param wanted names of ports → the first number that would do; 0: any
 * @param lost is told of each port that another program took first, with the one in its place
 * @returns `take()`: the ports to launch on, other ones as long as the child has never held them all; `isHeldBy(pid)`:
 * whether the child with that process group does, and then for good; `now()`: the ports of the last launch.
 */
export function ownPorts(wanted, { host, lost = () => undefined } = {}) {
  let ports;
  let isHeld = false;

  async function take() {
    if (isHeld) return ports;
    const taken = {};
    for (const [name, first] of Object.entries(wanted)) taken[name] = await nextFree(ports?.[name] ?? first, taken);
    for (const [name, port] of Object.entries(ports ?? {})) if (port !== taken[name]) lost(port, taken[name]);
    ports = taken;
    return ports;
  }

  /** Never one that this child has under another name. */
  async function nextFree(first, taken) {
    let port = await freePort(first, host);
    while (Object.values(taken).includes(port)) port = await freePort(first === 0 ? 0 : port + 1, host);
    return port;
  }

  return {
    take,
    now: () => ports,
    isHeldBy(pid) {
      isHeld ||= ports !== undefined && Object.values(ports).every((port) => listens(pid, port));
      return isHeld;
    },
  };
}

/** True when `pid`, or another process of the group that it leads, listens on the port. */
export function listens(pid, port) {
  if (process.platform !== 'linux') return listensByLsof(pid, port);
  const sockets = socketsOn(port);
  return sockets.size > 0 && [pid, ...restOfGroup(pid)].some((one) => holdsOne(one, sockets));
}

/** As the kernel numbers them: fields 1, 3 and 9 are the local address, the state (0A: listens) and the socket. */
function socketsOn(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = ['tcp', 'tcp6'].flatMap((table) => lines(`/proc/net/${table}`)).map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter((row) => row[1]?.endsWith(suffix) && row[3] === '0A').map((row) => `socket:[${row[9]}]`));
}

const lines = (file) => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
};

function holdsOne(pid, sockets) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // it has ended
  }
}

function linkOf(file) {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/** `npm run dev` has a watcher between us and the program. */
function restOfGroup(pid) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === pid) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === pid;
    } catch {
      return false;
    }
  });
}

function listensByLsof(pid, port) {
  try {
    const flags = ['-nP', '-a', '-g', String(pid), `-iTCP:${port}`, '-sTCP:LISTEN', '-t'];
    return execFileSync('lsof', flags, { encoding: 'utf8', stdio: 'pipe' }).trim() !== '';
  } catch (error) {
    return error.code === 'ENOENT'; // without lsof nobody can tell: the port is believed
  }
}
