/** Names that no command may have: each is a word of the API about every case, or of the kernel itself. */
import type { CommandTable } from './process.ts';

/**
 * `cases`: what lies below a case, or asks about it (`POST /api/<plural>/:number/<command>` stands beside them); a test holds it
 * equal to the routes. `process`: what a process answers beside its commands, and so permissions that an API key may name.
 * `kept`: the same, of what is to come. `kernel`: what a turn itself calls so.
 */
export const RESERVED = {
  cases: ['documents', 'engine', 'export', 'files', 'history', 'parts', 'presence', 'timeline', 'verify'],
  process: ['count', 'export', 'get', 'list', 'listed', 'manifest', 'package', 'read', 'recount', 'sync'],
  kept: ['children', 'commits', 'duplicates', 'events', 'live', 'notices', 'record', 'sla'],
  kernel: ['addresseeMissing', 'caseStarted', 'effectFailed', 'effectSkipped', 'lossAccepted', 'tick'],
} as const;
const reserved: readonly string[] = Object.values(RESERVED).flat();

/** As routes, bulk commands and the permissions of API keys take it. */
const COMMAND = /^[a-z][a-zA-Z]{0,39}$/;

/** Commands of a process that may not be called so: malformed, reserved, or `create` for anything but an intake. */
export const misnamed = (commands: CommandTable): string[] =>
  Object.entries(commands).flatMap(([name, { intake }]) =>
    COMMAND.test(name) && !reserved.includes(name) && (name !== 'create' || intake) ? [] : [name],
  );
