/** The command table of every process, by key. Loads zod: for the API, the client and the commands of the worker. */
import type { CommandTable } from './kernel/process.ts';
import type { ProcessKey } from './processes.ts';

export const contracts: Readonly<Partial<Record<ProcessKey, CommandTable>>> = {};
