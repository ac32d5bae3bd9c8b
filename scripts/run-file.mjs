/**
 * `data/run.json`: who runs on this data folder, where, and as which processes. The supervisor keeps it; the other
 * commands find the product by it; after `kill -9` the next start ends by it what was left.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { endProcess, isAlive, noteOf } from './processes.mjs';

const fileIn = (dataFolder) => path.join(dataFolder, 'run.json');

function read(dataFolder) {
  try {
    return JSON.parse(readFileSync(fileIn(dataFolder), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Those that need the others end first. */
export const stopOrder = [['api'], ['worker'], ['temporal', 'mongod']];

/**
 * Takes the data folder for this process.
 * @returns `{ other }`, the notes of the product that already runs there, or `{ run }`, ours.
 */
export async function claim(dataFolder, say) {
  const found = read(dataFolder);
  if (found && isAlive(found.supervisor)) return { other: found };
  if (found) await endLeftovers(found.children, say);
  rmSync(fileIn(dataFolder), { force: true });
  try {
    closeSync(openSync(fileIn(dataFolder), 'wx', 0o600)); // of two starts at the same moment one fails here
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return { other: read(dataFolder) ?? {} };
  }
  return { run: runFile(dataFolder) };
}

async function endLeftovers(children, say) {
  const left = Object.entries(children).filter(([, note]) => isAlive(note));
  if (left.length === 0) return;
  say(`Ending what an earlier start left behind: ${left.map(([name]) => name).join(', ')}`);
  for (const names of stopOrder)
    await Promise.all(left.filter(([name]) => names.includes(name)).map(([, note]) => endProcess(note, 5000)));
}

function runFile(dataFolder) {
  const notes = { supervisor: noteOf(process.pid), startedAt: new Date().toISOString(), children: {} };
  const write = () => {
    const file = fileIn(dataFolder);
    writeFileSync(`${file}.new`, `${JSON.stringify(notes, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    /** Adds facts: address, env. */
    tell: (facts) => {
      Object.assign(notes, facts);
      write();
    },
    child: (name, note) => {
      notes.children[name] = note;
      write();
    },
    remove: () => rmSync(fileIn(dataFolder), { force: true }),
  };
}
