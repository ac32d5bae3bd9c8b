/** What a rehearsal runs on: the registers as published, their drafts, or one version of a policy. */
import type { Connection } from 'mongoose';
import type { Client } from '@temporalio/client';
import type { Rehearsal } from '../../models/rehearsal.ts';
import { type CaseClient, createCaseClient } from '../cases/case-client.ts';
import { draftedPriority, onPolicy } from '../registers/chosen.ts';
import type { Directory } from '../registers/directory.ts';
import { keepDrafted, published, withDrafts } from '../registers/in-force.ts';
import { pinsFor } from '../registers/pins.ts';

export type RunsOn = Pick<Rehearsal, 'process' | 'drafts' | 'policyVersion'>;
type Deps = { temporal: Client; store: Connection; registers: Connection; directory: Directory; taskQueue: string };

/**
 * A case client on the store of rehearsals for each wish. A policy version holds for the cases of its own process; drafts
 * are kept as they are at the intake, so that the case can be read when they have changed.
 */
export function createRehearsalClients({ temporal, store, registers, directory, taskQueue }: Deps) {
  const made = new Map<string, CaseClient>();

  function clientFor(wish: RunsOn): CaseClient {
    const name = JSON.stringify([wish.drafts, wish.policyVersion, wish.process]);
    const client = made.get(name) ?? newClient(wish);
    made.set(name, client);
    return client;
  }

  function newClient({ process: wished, drafts, policyVersion }: RunsOn): CaseClient {
    return createCaseClient({
      temporal,
      db: store,
      registers,
      taskQueue,
      directory: drafts ? weighedByDraft(registers, directory) : directory,
      choosePins: async (process, place, { at }) => {
        const base = drafts ? await withDrafts(registers, directory) : published(directory);
        await keepDrafted(store, base);
        const inForce = process === wished ? await onPolicy(registers, base, { process, policyVersion }) : base;
        return await pinsFor({ db: registers, directory }, process, place, { inForce, at });
      },
    });
  }
  return clientFor;
}

/** With the priorities of the matrix that is being drafted, where one is. */
const weighedByDraft = (registers: Connection, directory: Directory): Directory => ({
  ...directory,
  priorityOf: async (impact, urgency) =>
    (await draftedPriority(registers, { impact, urgency })) ?? (await directory.priorityOf(impact, urgency)),
});
