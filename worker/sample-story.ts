/** What the stories of the sample organisation are made of. */
import type { Millis } from '../domain/kernel/process.ts';
import type { ProcessKey } from '../domain/processes.ts';

/**
 * What is known when an act is given: the instant at which the sample was begun, the hash of what approvers are asked or a commander
 * is proposed, and the numbers of the stories before, by process and status: `change scheduled`.
 */
export type Known = { begun: Millis; planHash: string; numbers: Readonly<Record<string, string | undefined>> };
export type Act = { by: string; command: string; data: object | ((known: Known) => object); part?: string };
/** The first act opens the case. */
export type Story = { process: ProcessKey; status: string; acts: readonly Act[] };
