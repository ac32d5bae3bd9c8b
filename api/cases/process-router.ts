/** Routes of every process, out of its contract: the intake, each command, and the case itself. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CaseClient } from '../../client/cases/case-client.ts';
import { catalogue, processOf } from '../../domain/catalogue.ts';
import { contracts, ownFields } from '../../domain/contracts.ts';
import { bodyOf, partIn } from '../../domain/kernel/contract.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { nameOf, personKey } from '../../domain/kernel/ids.ts';
import type { CaseAnswer, CommandSpec } from '../../domain/kernel/process.ts';
import { type ProcessEntry, type ProcessKey, processes } from '../../domain/processes.ts';
import { invalid } from '../http/problem.ts';
import { partsSchemaOf } from './parts/schemas.ts';
import { processOfNumber, type Reads } from './reads.ts';
import { recentChangesSchema } from './incident/recent-changes.ts';
import { type Identity, type Reply, type Route, route, type RouteSpec } from '../http/route.ts';
import { answerFields, numberParams, processKeys, statusOfCase } from '../http/schemas.ts';
import { type Suggestions, suggestionSchema } from './duplicates.ts';

export type CommandDeps = { caseClient: CaseClient; reads: Reads; suggestions: Suggestions };

/** Version of a case as an entity tag. */
export const etagOf = ({ version }: { version: number }): string => `"${version}"`;

export function processRoutes(deps: CommandDeps): Route[] {
  return processKeys.flatMap((process) =>
    Object.entries(contracts[process] ?? {}).flatMap(([command, spec]) => {
      if (spec.internal) return [];
      return [spec.intake ? intakeRoute(deps, process, command, spec) : commandRoute(deps, process, command, spec)];
    }),
  );
}

const answerShapeOf = (process: ProcessKey) =>
  answerFields.extend({
    ...ownFields[process].partial().shape,
    status: statusOfCase(process),
    ...(catalogue[process].parts ? { parts: partsSchemaOf(process) } : {}),
    ...(process === 'incident'
      ? { recentChanges: recentChangesSchema.optional().describe('Of one with an item, where it is read') }
      : {}),
  });
/** The answer of one process: what every case shows, and its own fields, as far as one may see them. */
export function answerSchemaOf(process: ProcessKey): z.ZodObject {
  const known = answerSchemas.get(process);
  if (known) return known;
  const id = `${nameOf(process).replace(/^[a-z]/, (letter) => letter.toUpperCase())}Answer`;
  const made = answerShapeOf(process).meta({ id });
  answerSchemas.set(process, made);
  return made;
}
const answerSchemas = new Map<ProcessKey, z.ZodObject>();

/** `create` stands at the path of its process, an intake beside it below that, under its own name. */
export const intakePath = (process: ProcessKey, command: string): `/api/${string}` =>
  command === 'create' ? `/api/${processes[process].plural}` : `/api/${processes[process].plural}/${command}`;

function common(process: ProcessKey, command: string, { title }: CommandSpec) {
  const { plural, title: name } = processes[process];
  return {
    method: 'post',
    operationId: `${process}.${command}`,
    tag: plural,
    summary: `${name.en}: ${title.en} ${title.zh}`,
    access: { rule: 'permission', permission: `${process}.${command}` },
    keyed: true,
    unrecorded: true,
  } as const satisfies Partial<RouteSpec>;
}

function intakeRoute(deps: CommandDeps, process: ProcessKey, command: string, spec: CommandSpec): Route {
  const { plural, namesDuplicates }: ProcessEntry = processes[process];
  return route({
    ...common(process, command, spec),
    path: intakePath(process, command),
    body: spec.input,
    responses: {
      201: {
        description: 'Opened; a repeat with the same key gives the same case',
        schema: namesDuplicates
          ? answerShapeOf(process).extend({ likelyDuplicates: z.array(suggestionSchema) })
          : answerSchemaOf(process),
      },
    },
    handle: async (asking) => {
      const { identity, actor, key } = asking;
      const data = asObject(asking.body);
      // Asked for before the save: nothing is waited for after it.
      const likely = namesDuplicates ? deps.suggestions.like(identity, process, data) : undefined;
      const [{ caseId }, similar] = await Promise.all([
        deps.caseClient
          .open(process, data, { actor, key: intakeKey(actor.id, key, data), command })
          .catch(refusedRef(data)),
        likely,
      ]);
      const answer = await answerIfSeen(deps, identity, caseId);
      const headers = { Location: `/api/${plural}/${caseId}` };
      if (!answer) return { status: 201, headers };
      const duplicates = similar?.items.filter(({ number }) => number !== caseId);
      return {
        status: 201,
        headers: { ...headers, ETag: etagOf(answer) },
        body: duplicates ? { ...answer, likelyDuplicates: duplicates } : answer,
      };
    },
  });
}

/**
 * A program that cannot keep a key sends a number of its own: that is the key then, for this sender, whom he names as
 * reporter, and the channel.
 */
function intakeKey(personId: string, key: string, data: object): string {
  const { externalRef, reporter = personId, channel }: Partial<Record<string, unknown>> = { ...data };
  if (externalRef === undefined) return personKey(personId, key);
  const digest = createHash('sha256').update(canonical({ externalRef, reporter, channel }));
  return personKey(personId, `ref.${digest.digest('hex')}`);
}

/** The number was used for something else: which case that is stands beside the field. */
const refusedRef =
  (data: object) =>
  (error: unknown): never => {
    if (!('externalRef' in data) || !(error instanceof DomainError) || error.code !== 'key-reused') throw error;
    throw invalid([{ pointer: '/externalRef', code: 'already-used', params: error.params }]);
  };

function commandRoute(deps: CommandDeps, process: ProcessKey, command: string, spec: CommandSpec): Route {
  const names = namesPart(processOf(process), command);
  return route({
    ...common(process, command, spec),
    path: `/api/${processes[process].plural}/:number/${command}`,
    versioned: spec.needsVersion ? 'required' : 'optional',
    params: numberParams,
    body: bodyOf(spec.input, names),
    responses: {
      200: { description: 'The case after the command', schema: answerSchemaOf(process) },
      204: { description: 'Done, and the case has left the reach of who did it' },
    },
    handle: async (asking) => {
      const { identity, actor, key, seen } = asking;
      const { number } = asking.params;
      const stored = await deps.reads.judged(identity, number, process);
      const { part, data } = partIn(asObject(asking.body), names);
      const by = { actor, key: personKey(actor.id, key), stored, part, ...(seen === undefined ? {} : { seen }) };
      return replyWith(await sent(deps, identity, { number, command, data, by }));
    },
  });
}

type Sent = { number: string; command: string; data: object; by: Parameters<CaseClient['command']>[3] };
/** Sends a command, and gives the case after it. Null: it has left his reach. */
export async function sent(
  { caseClient, reads }: Pick<CommandDeps, 'caseClient' | 'reads'>,
  identity: Identity,
  { number, command, data, by }: Sent,
): Promise<CaseAnswer | null> {
  try {
    await caseClient.command(number, command, data, by);
  } finally {
    reads.sentTo(number);
  }
  return await answerIfSeen({ reads }, identity, number);
}

/** The save came before the answer, so the document has it. Null: the command took the case out of his reach. */
async function answerIfSeen(
  { reads }: Pick<CommandDeps, 'reads'>,
  identity: Identity,
  number: string,
): Promise<CaseAnswer | null> {
  const process = processOfNumber(number);
  const stored = process ? await reads.scoped(identity, [process]).one(number) : null;
  return stored && (await reads.answer(identity, stored));
}

const replyWith = (answer: CaseAnswer | null): Reply =>
  answer ? { body: answer, headers: { ETag: etagOf(answer) } } : { status: 204 };

/** Every command's input is an object: contracts declare nothing else. */
export const asObject = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {});
