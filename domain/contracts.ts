/** The command table and own fields of every process, by key. Loads zod: for the API, the client and the worker's commands. */
import type { z } from 'zod';
import { callCommands, callFields } from './call/contract.ts';
import { incidentCommands, incidentFields } from './incident/contract.ts';
import type { CommandTable } from './kernel/process.ts';
import type { ProcessKey } from './processes.ts';

export const contracts: Readonly<Record<ProcessKey, CommandTable>> = {
  call: callCommands,
  incident: incidentCommands,
};
/** What a process shows beside the fields that every CaseView has. */
export const ownFields: Readonly<Record<ProcessKey, z.ZodObject>> = { call: callFields, incident: incidentFields };
