/** What is asked of registers and cases, and how its words are read out of the data of a command. */
import type { Connection } from 'mongoose';
import { contracts } from '../../../domain/contracts.ts';
import type { FactNeeds, Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import { isProcessKey } from '../../../domain/processes.ts';
import type { Directory } from '../../registers/directory.ts';

/** `registers`: calendars and policies, where they are kept apart from the cases. */
export type Registers = {
  db: Connection;
  registers?: Connection;
  directory: Directory;
  /** Of the installation: what one command and one case may have of files. */
  fileBytes?: NonNullable<Facts['fileBytes']>;
};
export type Asking = {
  process: string;
  command: string;
  data: object;
  actor: Actor;
  /** The case that it is given to; absent: it opens one. */
  caseId?: string;
  /** The item that the case has already. */
  itemKept?: () => Promise<unknown>;
};

export const needsOf = ({ process, command }: Pick<Asking, 'process' | 'command'>): FactNeeds =>
  (isProcessKey(process) ? contracts[process][command]?.facts : undefined) ?? {};

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

export const isOrgPath = (word: string): word is OrgPath => word.startsWith('/');
