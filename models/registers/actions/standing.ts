/** Whether an attempt of an action would be begun now, by what stands in the registers of actions, runners and secrets. */
import type { Connection } from 'mongoose';
import type { ActionFact } from '../../../domain/kernel/facts.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { type Action, actionNamed } from './action.ts';
import { actionSecretNamed } from './action-secret.ts';
import { runnerNamed } from './runner.ts';

/** Code of why it would not; undefined: it would. Past every cache. */
export async function whyNotBegun(
  db: Connection,
  { open, kind, organisation, webhook, runner }: Action,
): Promise<string | undefined> {
  if (!open) return 'action-closed';
  if (kind === 'webhook') {
    if (!webhook) return 'no-way-there';
    return (await actionSecretNamed(db, webhook.secret)) ? undefined : 'secret-missing';
  }
  if (!runner) return 'no-way-there';
  const found = await runnerNamed(db, runner.runner);
  if (!found) return 'unknown-runner';
  if (!found.open) return 'runner-closed';
  return isWithin(organisation, found.organisation) ? undefined : 'runner-elsewhere';
}

/** Of those named what they are to cases that use them at `places`; null: there is none, or none for all of these. Past every cache. */
export async function actionFacts(
  db: Connection,
  names: readonly string[],
  places: readonly OrgPath[],
): Promise<Record<string, ActionFact | null>> {
  const facts = names.map(async (name) => {
    const action = await actionNamed(db, name);
    if (!action || !places.every((place) => isWithin(place, action.organisation))) return [name, null] as const;
    const closed = await whyNotBegun(db, action);
    return [name, closed === undefined ? {} : { closed }] as const;
  });
  return Object.fromEntries(await Promise.all(facts));
}
