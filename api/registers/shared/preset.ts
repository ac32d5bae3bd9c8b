/** What is said beforehand of a command or an intake: held against its contract, but for what is still to be said. */
import { z } from 'zod';
import { contracts } from '../../../domain/contracts.ts';
import type { CommandSpec, FieldError } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../../domain/processes.ts';
import { read } from '../../http/fields.ts';
import { processKeys } from '../../http/schemas.ts';

/** Data as they are sent with the command itself. */
export const presetData = z.record(z.string().max(100), z.unknown());
const MOST_BYTES = 8_192;

/** Each names one file, or one case: said beforehand they would be refused the second time. */
const ONCE = ['files', 'externalRef'];
/** Rules over all fields at once, which say nothing before all are there. */
const OF_ALL = ['either-or', 'too-few'];

/** The command of that name that people give in a process; `intake`: those that open a case, or act on one. */
export function specOf(process: string, command: string, { intake }: { intake: boolean }): CommandSpec | undefined {
  if (!isProcessKey(process) || !Object.hasOwn(contracts[process], command)) return undefined;
  const spec = contracts[process][command];
  return spec && !spec.internal && (spec.intake === true) === intake ? spec : undefined;
}

/** Processes in which people give the command. */
export const processesWith = (command: string): ProcessKey[] =>
  processKeys.filter((process) => specOf(process, command, { intake: false }));

/** What is still to be said. */
const isOpen = ({ pointer, code }: FieldError): boolean =>
  code === 'required' || (pointer === '' && OF_ALL.includes(code));

/** Every field of `data` that the command would refuse, whatever else is said; `at`: pointer of the data. */
export function presetFaults({ input }: CommandSpec, data: object, at: string): FieldError[] {
  const placed = (fault: FieldError): FieldError => ({ ...fault, pointer: `${at}${fault.pointer}` });
  const once = ONCE.filter((field) => Object.hasOwn(data, field)).map((field) => `/${field}`);
  return [
    ...once.map((pointer) => placed({ pointer, code: 'not-beforehand' })),
    ...read(input, data)
      .errors.filter((fault) => !isOpen(fault) && !once.some((pointer) => fault.pointer.startsWith(pointer)))
      .map(placed),
    ...(JSON.stringify(data).length > MOST_BYTES
      ? [{ pointer: at, code: 'too-large', params: { maximum: MOST_BYTES } }]
      : []),
  ];
}

/** Text as people write it, which no key, number or choice is. */
const WRITTEN = 'Two words.\nAnd a line.';
/** True for a field of the command in which people write what they want. */
export const takesText = ({ input }: CommandSpec, field: string): boolean =>
  read(input, { [field]: WRITTEN }).errors.every(({ pointer }) => pointer.split('/')[1] !== field);
