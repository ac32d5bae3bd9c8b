/** What the workflow of an action asks for: who carries it out, the post to a tool, the report to the case. */
import { Context } from '@temporalio/activity';
import { meaningOfCall } from '../../domain/actions/answer.ts';
import { actionIdOf, runnerQueueOf } from '../../domain/kernel/ids.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type Action, actionNamed } from '../../models/registers/actions/action.ts';
import { actionSecretNamed } from '../../models/registers/actions/action-secret.ts';
import { whyNotBegun } from '../../models/registers/actions/standing.ts';
import { secretsOf } from '../../models/notices/webhook.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ActionOrder, Found, Posted, Posting, Report, Reported } from './orders.ts';
import { createReporting } from './reporting.ts';

const HEARTBEAT_MS = 4_000;

export function createActions({
  db,
  calling,
  ...deps
}: Pick<ActivityDeps, 'db' | 'calling' | 'caseClient' | 'logger'>) {
  const report = createReporting(deps);

  /** Past every cache. */
  async function findAction({ action: id, caseId }: ActionOrder): Promise<Found> {
    const action = await actionNamed(db, id);
    if (!action) return nobody('unknown-action');
    const closed = await whyNotBegun(db, action);
    if (closed !== undefined) return nobody(closed);
    if (!(await isFor(action, caseId))) return nobody('action-elsewhere');
    if (action.runner)
      return { by: 'runner', taskQueue: runnerQueueOf(action.runner.runner), command: action.runner.command };
    return calling ? { by: 'webhook' } : nobody('no-way-there');
  }

  /** Kept by an organisation of the case or above it. */
  async function isFor({ organisation }: Action, caseId: string): Promise<boolean> {
    const stored = await casesIn(db).findOne({ _id: caseId }, { projection: { orgLine: 1 } });
    return stored?.orgLine.includes(organisation) === true;
  }

  /** Once: it is not known what a second post would do. Ends early when it is cancelled, and says what is known then. */
  async function postAction({ order, limitMs }: Posting): Promise<Posted> {
    const { heartbeat, cancellationSignal } = Context.current();
    const action = await actionNamed(db, order.action);
    const secret = action?.webhook && (await actionSecretNamed(db, action.webhook.secret));
    if (!calling || !action?.webhook || !secret) return { outcome: 'failed', detail: 'secret-missing' };
    const { url, timeoutMs = limitMs } = action.webhook;
    const secrets = secretsOf(secret, Date.now());
    const { caseId, part, attempt, what, action: name, input = {} } = order;
    const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
    try {
      const called = await calling({
        post: {
          url,
          secrets,
          key: actionIdOf(order),
          body: canonical({ case: caseId, part, attempt, what, action: name, input }),
          attempt,
        },
        timeoutMs: Math.min(limitMs, timeoutMs),
        signal: cancellationSignal,
      });
      return meaningOfCall(called, [...secrets, url]);
    } finally {
      clearInterval(beat);
    }
  }

  const reportAction = async (said: Report): Promise<Reported> => await report(said);

  return { findAction, postAction, reportAction };
}

const nobody = (code: string): Found => ({ by: 'nobody', code });
