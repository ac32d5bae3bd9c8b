/** What the commands `revive`, `park` and `accept-loss` have in common: the reviver, the audit trail, and whom it names. */
import { randomUUID } from 'node:crypto';
import { processOfCase } from '../../domain/processes.ts';
import { createEngineCases } from '../../client/cases/engine-cases.ts';
import { createReviver } from '../../client/cases/revive.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { CommandError, type Engines } from './command.ts';

/** As audit records and events name whoever works at the command line. */
export const OPERATOR = 'operator';

export function toolsOf({ db, temporal, env }: Engines, command: string) {
  const { taskQueue } = env;
  return {
    reviver: createReviver({ temporal, db, taskQueue }),
    engine: createEngineCases(temporal, taskQueue),
    audit: openAuditTrail(db, `${command}-${randomUUID()}`),
  };
}

/** Process of a case by its number. Throws CommandError for what is no number. */
export function processOfNumber(number: string): string {
  const process = processOfCase(number);
  if (process === null) throw new CommandError(`${number} is no number of a case`);
  return process;
}
