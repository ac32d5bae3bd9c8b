/** Everything that workflows may ask of the world; the one place where the world comes in. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { CaseClient } from '../client/case-client.ts';
import type { Directory } from '../client/directory.ts';
import type { EngineCases } from '../client/engine-cases.ts';
import type { Reviver } from '../client/revive.ts';
import type { Run } from '../platform/histories.ts';
import { createCouriers } from './couriers.ts';
import { createDeliver, type Senders } from './deliver.ts';
import { createDispatch } from './dispatch.ts';
import { createEffects } from './effects.ts';
import { createHandOver } from './hand-over.ts';
import { createHistoryExport } from './export-histories.ts';
import { createHorizon } from './horizon.ts';
import { createCatchUp } from './catch-up.ts';
import { createLostCases } from './lost-cases.ts';
import { createOverdue } from './overdue.ts';
import { createSweep } from './sweep.ts';
import { createTurn, type TurnRegisters } from './turn.ts';

export type ActivityLogger = { info(fields: object, text: string): void; error(fields: object, text: string): void };
export type ActivityDeps = {
  db: Connection;
  temporal: Client;
  caseClient: CaseClient;
  registers: TurnRegisters;
  /** Cases kept folded in memory; absent: as shipped. */
  foldedCases?: number;
  directory: Pick<Directory, 'peopleFor' | 'person' | 'webhooks'>;
  /** Absent in the worker of rehearsals itself. */
  rehearsals?: { sweep(ageMs: number): Promise<number>; markLost(): Promise<number> };
  /** Brings cases back that have lost their workflow. */
  reviver: Pick<Reviver, 'revive' | 'isOurEngine'>;
  engine: EngineCases;
  /** Ways to people beside the inbox. */
  senders: Senders;
  /** Histories of the engine, see platform/histories.ts. */
  runs: { fetchRun(workflowId: string, runId?: string): Promise<Run>; pack(json: string): Promise<Buffer> };
  logger?: ActivityLogger;
};

/**
 * The activities of one worker. Their names are global to it: two files that offer the same one are a mistake that
 * would otherwise show as the wrong one being called.
 * @throws Error naming the activity that is offered twice
 */
export function createActivities(deps: ActivityDeps) {
  const turns = createTurn(deps);
  const { callFor, callOverdue } = createCouriers(deps);
  const dispatch = createDispatch({ ...deps, callFor });
  const effects = createEffects({ ...deps, dispatch });
  const horizon = createHorizon({ ...deps, dispatch });
  const histories = createHistoryExport(deps);
  const catchUps = createCatchUp(deps);
  const deliveries = createDeliver(deps);
  const sweeps = createSweep(deps);
  const handOvers = createHandOver(deps);
  const calls = { callOverdue };
  const overdue = createOverdue(deps);
  const lost = createLostCases(deps);
  refuseTwice([turns, effects, horizon, histories, catchUps, overdue, lost, deliveries, calls, sweeps, handOvers]);
  return {
    ...turns,
    ...effects,
    ...horizon,
    ...histories,
    ...catchUps,
    ...overdue,
    ...lost,
    ...deliveries,
    ...calls,
    ...sweeps,
    ...handOvers,
  };
}

export type Activities = ReturnType<typeof createActivities>;

function refuseTwice(parts: readonly object[]): void {
  const names = parts.flatMap((part) => Object.keys(part));
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`two files offer the activity ${twice}`);
}
