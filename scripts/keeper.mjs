/** Keeps one program running: started again when it ends by itself, later each time it ends soon. */
import { endProcess, noteOf, signal } from './processes.mjs';

const steadyMs = 30_000;
const longestWaitMs = 10_000;

/**
 * @param launch starts the program, answers its ChildProcess
 * @param noted is told of each new process
 */
export function keep(name, launch, { noted, say }) {
  let note;
  let timer;
  let stopping = false;
  const kept = { name, quickEnds: 0, stop, kill };

  function start() {
    const launchedAt = Date.now();
    const child = launch();
    note = noteOf(child.pid);
    noted(name, note);
    let over = false;
    const onEnd = (how) => {
      if (over || stopping) return;
      over = true;
      kept.quickEnds = Date.now() - launchedAt < steadyMs ? kept.quickEnds + 1 : 1;
      const waitMs = Math.min(longestWaitMs, 100 * 2 ** (kept.quickEnds - 1));
      say(`${name} ended by itself (${how}); started again in ${waitMs / 1000} s`);
      timer = setTimeout(start, waitMs);
    };
    child.once('error', (error) => onEnd(error.code));
    child.once('exit', (code, signalName) => onEnd(signalName ?? code));
  }

  async function stop(graceMs) {
    stopping = true;
    clearTimeout(timer);
    if (!(await endProcess(note, graceMs)))
      say(`${name} did not end within ${graceMs / 1000} s and was ended by force`);
  }

  function kill() {
    stopping = true;
    clearTimeout(timer);
    signal(note, 'SIGKILL');
  }

  start();
  return kept;
}
