/** What a command writes is held against what it reads, and against the folder it goes to, before the work begins. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { CommandError, WrongUse } from './command.ts';

/**
 * That `output` can be written and is none of `inputs` (their names → files), by whatever path, link or hard link it is
 * reached. Touches nothing.
 * @throws WrongUse for an input, CommandError where nothing can be written.
 */
export function checkOutput(output: string, option: string, inputs: Readonly<Record<string, string>>): void {
  for (const [name, input] of Object.entries(inputs))
    if (isSame(output, input)) throw new WrongUse(`${option} would write over ${name}: ${input}`);
  const found = statOf(output);
  if (found?.isDirectory()) throw new CommandError(`${option}: ${output} is a folder`);
  if (!(found ? isWritable(output) : takesNew(path.dirname(realOf(output)))))
    throw new CommandError(`${option}: ${output} cannot be written`);
}

const takesNew = (folder: string): boolean => statOf(folder)?.isDirectory() === true && isWritable(folder);

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** True when `output`, a file or a folder, lies in `folder` or is it. Both by their real paths, there or not. */
export function liesIn(output: string, folder: string): boolean {
  const steps = path.relative(realOf(folder), realOf(output));
  return steps === '' || !(steps === '..' || steps.startsWith(`..${path.sep}`) || path.isAbsolute(steps));
}

function isSame(one: string, other: string): boolean {
  if (realOf(one) === realOf(other)) return true;
  const [a, b] = [statOf(one), statOf(other)];
  const isFile = a?.isFile() === true; // all terminals and pipes of a kind may be one to the system
  return isFile && b !== undefined && a?.ino === b.ino && a.dev === b.dev;
}

/** Undefined for what is not there, or cannot be. */
function statOf(file: string) {
  try {
    return statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Of what is not there yet: the real path of the nearest folder that is, and the rest of the name. */
function realOf(file: string): string {
  const whole = path.resolve(file);
  try {
    return realpathSync(whole);
  } catch {
    const above = path.dirname(whole);
    return above === whole ? whole : path.join(realOf(above), path.basename(whole));
  }
}
