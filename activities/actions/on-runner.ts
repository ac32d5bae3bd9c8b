/** What a runner offers: one command at a time for each order, with signs of life. It runs on the runner, beside no database. */
import { Context } from '@temporalio/activity';
import type { ActionEnd } from '../../domain/actions/answer.ts';
import type { ActivityLogger } from '../deps.ts';
import type { RunnerActivities, RunnerOrder } from './orders.ts';

/** A runner that died is noticed by it, and a stop comes back with it. */
export const BEAT_MS = 1_000;

/** `carryOut` never throws for what a command does; it ends early when it is told to. */
type Deps = { carryOut: (order: RunnerOrder, stop: AbortSignal) => Promise<ActionEnd>; logger: ActivityLogger };

/** Neither parameters nor output are logged. */
export const createRunnerActivities = ({ carryOut, logger }: Deps): RunnerActivities => ({
  async runCommand(order) {
    const { heartbeat, cancellationSignal } = Context.current();
    const beat = setInterval(() => heartbeat(), BEAT_MS);
    const { id, command } = order;
    logger.info({ action: id, command }, 'begun');
    try {
      const { outcome, detail, output } = await carryOut(order, cancellationSignal);
      logger.info({ action: id, command, outcome, detail }, 'ended');
      return { outcome, ...(output === undefined ? {} : { output }), ...(detail === undefined ? {} : { detail }) };
    } finally {
      clearInterval(beat);
    }
  },
});
