/** Keeps one program running: started again when it ends by itself, later each time it ends soon, or when it hangs. */
import { endProcess, noteOf, signal } from './processes.mjs';

const steadyMs = 30_000;
const longestWaitMs = 10_000;
const askEveryMs = 5000;
/** With the patience of each question that is half a minute to a minute: a start, a herd of deadlines takes less. */
const missesAllowed = 6;

/**
 * @param launch starts the program, answers its ChildProcess or the promise of it
 * @param noted is told of each new process
 */
export function keep(name, launch, { noted, say }) {
  let note;
  let timer;
  let stopping = false;
  const kept = { name, quickEnds: 0, stop, kill, watch, pid: () => note?.pid };

  async function start() {
    const launchedAt = Date.now();
    let over = false;
    const onEnd = (how) => {
      if (over || stopping) return;
      over = true;
      kept.quickEnds = Date.now() - launchedAt < steadyMs ? kept.quickEnds + 1 : 1;
      const waitMs = Math.min(longestWaitMs, 100 * 2 ** (kept.quickEnds - 1));
      say(`${name} ended by itself (${how}); started again in ${waitMs / 1000} s`);
      timer = setTimeout(() => void start(), waitMs);
    };
    if (stopping) return;
    const child = await Promise.resolve()
      .then(launch)
      .catch((error) => onEnd(error.message));
    if (!child) return;
    child.once('error', (error) => onEnd(error.code));
    child.once('exit', (code, signalName) => onEnd(signalName ?? code));
    note = noteOf(child.pid);
    if (stopping)
      signal(note, 'SIGKILL'); // a stop came while a port was looked for
    else noted(name, note);
  }

  async function stop(graceMs) {
    stopping = true;
    clearTimeout(timer);
    if (note && !(await endProcess(note, graceMs)))
      say(`${name} did not end within ${graceMs / 1000} s and was ended by force`);
  }

  function kill() {
    stopping = true;
    clearTimeout(timer);
    if (note) signal(note, 'SIGKILL');
  }

  /**
   * From now on asks now and then whether it is well. One that is not, many times in a row, hangs: it is ended, and so
   * started again. Counts questions, not time: after a sleep of the whole machine nothing was missed.
   */
  function watch(isWell, { everyMs = askEveryMs } = {}) {
    let misses = 0;
    let missed;
    const ask = async () => {
      const asked = note;
      const well = await isWell();
      if (stopping) return;
      misses = well || missed !== asked ? Number(!well) : misses + 1;
      missed = asked;
      if (misses >= missesAllowed && asked === note) {
        say(`${name} runs but does not answer: it is ended`);
        misses = 0;
        signal(note, 'SIGKILL');
      }
      later();
    };
    const later = () => setTimeout(() => void ask(), everyMs).unref();
    later();
  }

  void start();
  return kept;
}
