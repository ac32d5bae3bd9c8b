/** What the stories of the sample organisation are made of. */
import type { Millis } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';

/**
 * What is known when an act is given: the instant at which the sample was begun, the hash of what approvers are asked or a commander
 * is proposed, of the record that is to be signed, and the numbers of the stories before, by process and status: `change scheduled`, or by what a story calls itself.
 */
export type Known = {
  begun: Millis;
  planHash: string;
  recordHash: string;
  /** Of the package of an archive. */
  manifestHash?: string;
  /** Of the statement of an appraisal. */
  statementHash?: string;
  numbers: Readonly<Record<string, string | undefined>>;
};
export type Act = {
  by: string;
  command: string;
  data: object | ((known: Known) => object);
  part?: string;
  /** Given to the change that the case has asked for by itself, once it is there; absent: to the case. */
  on?: 'change';
  /** Type of an event of the case, or of that change, behind which it is given: what nobody but the product makes happen. */
  once?: string;
};
/** The first act opens the case. `called`: what later stories know its number by. */
export type Story = { process: ProcessKey; status: string; acts: readonly Act[]; called?: string };
