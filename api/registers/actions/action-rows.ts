/** Actions outside and the runners that carry them out, as rows of the plain registers. */
import { z } from 'zod';
import { key, line, orgPath, text } from '../../../domain/kernel/contract.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import type { Actor, FieldError, OrgPath } from '../../../domain/kernel/process.ts';
import { type Action, WEIGHTS } from '../../../models/registers/actions/action.ts';
import { actionSecretNamed } from '../../../models/registers/actions/action-secret.ts';
import { runnerNamed } from '../../../models/registers/actions/runner.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { urlProblem } from '../../../platform/webhook.ts';
import { type Body, isPath, type PlainDeps, type PlainRegister } from '../plain/plain-row.ts';

const editors = ['system-administrator'] as const;
/** Who reads of both: those who keep them, who answer for plans, and who look at the record. */
export const actionReaders = [...editors, 'process-owner', 'auditor', 'audit-administrator'] as const;

const title = z.strictObject({ zh: line(100), en: line(100) });
const organisation = orgPath().describe('Whose cases may use it, with all below');
const SHORTEST_MS = 1_000;
const LONGEST_MS = 600_000;

const actionRegister: PlainRegister = {
  name: 'actions',
  title: 'Action outside',
  editors,
  id: key(),
  fields: z.strictObject({
    title,
    description: z
      .strictObject({ zh: text(2_000), en: text(2_000) })
      .optional()
      .describe('What it does and when it is not to be done, for who names it in a plan'),
    weight: z
      .enum(WEIGHTS)
      .optional()
      .describe('It only looks; it changes something; or the service is away meanwhile'),
    organisation,
    kind: z.enum(['webhook', 'runner']),
    webhook: z
      .strictObject({
        url: z.string().max(2_000).describe('https, at a public address; shown to system administrators alone'),
        secret: key().describe('Name of the secret that signs (`/api/action-secrets`)'),
        timeoutMs: z
          .int()
          .min(SHORTEST_MS)
          .max(LONGEST_MS)
          .optional()
          .describe('So long the post waits for its answer; absent: as long as the step has time'),
      })
      .optional()
      .describe('Of kind webhook'),
    runner: z
      .strictObject({
        runner: key().describe('Name of the runner'),
        command: key().describe('As its own file names it'),
      })
      .optional()
      .describe('Of kind runner'),
    open: z.boolean().default(true).describe('False: what would begin it fails'),
  }),
  places: placesOf,
  hidden: (actor) => (administers(actor) ? [] : ['webhook']),
  problems: async (deps, { body, former }) => {
    const { kind, webhook, runner, organisation: here } = partial(body);
    return [
      ...(await unknownPlace(deps, body, former)),
      ...fieldFault(kind === 'webhook' && !webhook, '/webhook', 'required'),
      ...fieldFault(kind === 'webhook' && runner !== undefined, '/runner', 'other-kind'),
      ...fieldFault(kind === 'runner' && !runner, '/runner', 'required'),
      ...fieldFault(kind === 'runner' && webhook !== undefined, '/webhook', 'other-kind'),
      ...(webhook ? await webhookFaults(deps, webhook, here) : []),
      ...(runner ? await runnerFaults(deps, runner, here) : []),
    ];
  },
};

async function webhookFaults(
  { db, allow = [] }: PlainDeps,
  { url, secret }: NonNullable<Action['webhook']>,
  here: Here,
) {
  const problem = urlProblem(url, allow);
  const kept = await actionSecretNamed(db, secret);
  return [
    ...(problem === null ? [] : [{ pointer: '/webhook/url', code: problem }]),
    ...fieldFault(!isKeptFor(kept, here), '/webhook/secret', 'unknown'),
  ];
}

async function runnerFaults({ db }: PlainDeps, { runner }: NonNullable<Action['runner']>, here: Here) {
  const kept = await runnerNamed(db, runner);
  return fieldFault(!kept?.open || !isKeptFor(kept, here), '/runner/runner', 'unknown');
}

const runnerRegister: PlainRegister = {
  name: 'runners',
  title: 'Runner, by the name that it is started with',
  editors,
  id: key(),
  fields: z.strictObject({
    title,
    organisation: orgPath().describe('Whose actions may name it, with all below'),
    open: z.boolean().default(true).describe('False: it is given nothing any more'),
  }),
  places: placesOf,
  problems: (deps, { body, former }) => unknownPlace(deps, body, former),
};

export const actionRegisters: readonly PlainRegister[] = [actionRegister, runnerRegister];

/** An action as this reader may see it: an address opens what lies behind it. */
export function presentAction(found: { _id: string }, actor: Actor): object {
  const { webhook, ...entry }: Record<string, unknown> = entryOutside(found) as Record<string, unknown>;
  return webhook !== undefined && administers(actor) ? { ...entry, webhook } : entry;
}

type Here = OrgPath | undefined;
/** Kept by the organisation itself, or by one above it. */
const isKeptFor = (kept: { organisation: OrgPath } | null, here: Here): boolean =>
  kept !== null && (here === undefined || isWithin(here, kept.organisation));

function placesOf({ body, former }: { body: Body; former: Body | null }): readonly string[] {
  return [body['organisation'], former?.['organisation']].filter(isPath);
}

async function unknownPlace({ directory }: PlainDeps, body: Body, former: Body | null): Promise<FieldError[]> {
  const path = body['organisation'];
  if (!isPath(path)) return [];
  const found = await directory.organisation(path);
  const isKept = former?.['organisation'] === path;
  return fieldFault(!found || (!found.open && !isKept), '/organisation', 'unknown');
}

const administers = ({ grants }: Actor): boolean => grants.some(({ role }) => role === 'system-administrator');
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<Action> => body;
