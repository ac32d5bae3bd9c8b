/** Every refused command is on record, and a refusal by the state of a case shows that state. */
import type { Request } from 'express';
import { CLIENT_KEY } from '../domain/kernel/ids.ts';
import type { AuditTrail } from '../models/audit.ts';
import type { Metrics } from '../platform/metrics.ts';
import { present } from './present.ts';
import { codeOf, statusOf } from './problem.ts';
import { processOfNumber, type Reads } from './reads.ts';
import type { Identity, Route } from './route.ts';
import { caseNumber } from './schemas.ts';

/** Refusals by rule; what failed or was malformed before any rule looked at it decided nothing. */
const RECORDED = new Set([403, 404, 409, 412, 422, 428]);

type Refusal = {
  identity: Identity;
  command: string;
  number: unknown;
  key: string | undefined;
  traceId: string;
  error: unknown;
};

export function createRefusals({ audit, metrics, reads }: { audit: AuditTrail; metrics: Metrics; reads: Reads }) {
  async function record({ identity, command, number, key, traceId, error }: Refusal): Promise<void> {
    const code = codeOf(error);
    if (!RECORDED.has(statusOf(code))) return;
    const caseId = caseNumber.safeParse(number).data;
    await audit.record({
      type: 'refused',
      by: identity.actor.id,
      at: Date.now(),
      ...(caseId ? { caseId } : {}),
      data: { command, code, traceId, ...(key !== undefined && CLIENT_KEY.test(key) ? { key } : {}) },
    });
  }

  /** The case as it stands now, beside a 409: nobody has to ask again to see why. */
  async function standing(
    identity: Identity,
    number: unknown,
  ): Promise<{ view: unknown; allowed: readonly string[] } | null> {
    const caseId = caseNumber.safeParse(number).data;
    const process = caseId === undefined ? undefined : processOfNumber(caseId);
    if (!process || caseId === undefined) return null;
    const stored = await reads.scoped(identity, [process]).one(caseId);
    if (!stored) return null;
    const answer = await reads.answer(identity, stored);
    return { view: present(answer), allowed: answer.allowed };
  }

  return {
    standing,
    ofRoute: async ({
      route,
      identity,
      request,
      traceId,
      error,
    }: {
      route: Route;
      identity: Identity;
      request: Request;
      traceId: string;
      error: unknown;
    }): Promise<void> => {
      const { number } = request.params;
      const { operationId: command } = route;
      await record({ identity, command, number, key: request.get('idempotency-key'), traceId, error });
      if (statusOf(codeOf(error)) === 409 && request.res)
        Object.assign(request.res.locals, await standing(identity, number));
    },
    ofBulk: async (
      { identity, key, traceId }: { identity: Identity; key: string; traceId: string },
      { number, command, error }: { number: string; command: string; error: unknown },
    ): Promise<void> => {
      metrics.refused(codeOf(error));
      await record({ identity, command, number, key: `${key}.${number}`, traceId, error });
    },
  };
}
