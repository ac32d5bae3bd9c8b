/** What is said to a case without the route of its command: in bulk, or by a device that kept it. */
import type { z } from 'zod';
import { processOf } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { bodyOf, partIn } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import type { CommandSpec } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { parsed } from '../http/fields.ts';
import { notFound } from '../http/problem.ts';
import { asObject } from './process-router.ts';

export type Said = { command: string; part?: string | undefined; data: object };

/**
 * As the route of the command would take it: the part beside the data. `seen`: the version that the sender saw. Throws what that
 * route would refuse it with, and 'not-found' for what has none.
 */
export function saidTo(
  process: ProcessKey,
  { command, part, data }: Said,
  seen?: number,
): { part?: string; data: object } {
  const names = namesPart(processOf(process), command);
  const { input, needsVersion } = commandOf(contracts[process], command);
  if (needsVersion && seen === undefined)
    throw new DomainError('version-required', `${command} needs the version seen of each case`);
  const whole = part === undefined ? data : { ...data, part };
  return partIn(asObject(parsed(schemaOf(input, names), whole)), names);
}

/** Made once: a schema is compiled when it first parses, which costs more than a hundred commands. */
function schemaOf(input: z.ZodType, names: ReturnType<typeof namesPart>): z.ZodType {
  const made = schemas.get(input) ?? bodyOf(input, names);
  schemas.set(input, made);
  return made;
}
const schemas = new WeakMap<z.ZodType, z.ZodType>();

/** What has a route of its own, and nothing else. */
function commandOf(table: Readonly<Record<string, CommandSpec>> | undefined, command: string): CommandSpec {
  const spec = Object.entries(table ?? {}).find(([name]) => name === command)?.[1];
  if (!spec || spec.internal || spec.intake) throw notFound();
  return spec;
}
