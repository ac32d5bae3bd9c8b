/** What a person must mend before a start, found before anything is fetched or begun. */
import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The settings that the supervisor itself reads; the others are checked by the code that reads them (`setup.mjs`). */
export function portFrom(env = process.env) {
  const text = env.PORT || '3000';
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}

export const dataFolderFrom = (env = process.env) => path.resolve(env.CHANGMING_DATA || 'data');

/** All that is wrong, a line each; undefined when nothing is. Makes the data folder. */
export function checkBeforeStart(env = process.env) {
  const problems = [];
  if (portFrom(env) === undefined) problems.push(`PORT is a whole number from 0 to 65535, not ${env.PORT}`);
  const folder = dataFolderFrom(env);
  const unusable = whyUnusable(folder);
  if (unusable) problems.push(`The data folder ${folder} cannot be used: ${unusable} (CHANGMING_DATA names another)`);
  return problems.length > 0 ? problems.join('\n') : undefined;
}

function whyUnusable(folder) {
  try {
    make(folder);
    readdirSync(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Step by step: Node's own way to make a whole path asks for ever where the system says that there can be none. */
function make(folder) {
  if (existsSync(folder)) return;
  make(path.dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

const words = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it lies on a disk that is read-only',
  ENOSPC: 'no space is left there',
  ENOTDIR: 'it, or a part of its path, is a file',
  ENOENT: 'a part of its path cannot be made',
};

/** What the system said, in words. */
export const wordsOf = ({ code, message }) => words[code] ?? message;
