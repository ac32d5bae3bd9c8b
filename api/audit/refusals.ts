/** Refused commands, and what administrators had no right to, are on record; a refusal by the state of a case shows that state. */
import type { Request } from 'express';
import { EngineError } from '../../client/cases/engine-error.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { CASE_NUMBER, CLIENT_KEY } from '../../domain/kernel/ids.ts';
import { PART_ID } from '../../domain/kernel/part.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { present } from '../http/present.ts';
import { codeOf, statusOf } from '../http/problem.ts';
import { processOfNumber, type Reads } from '../cases/reads.ts';
import { refusalWithinReach } from '../cases/references.ts';
import { asker, type Identity, type Route } from '../http/route.ts';

/** Refusals by rule; what failed or was malformed before any rule looked at it decided nothing. */
const RECORDED = new Set([403, 404, 409, 412, 422, 428]);

/** Of a session that is open: whoever guesses here is not its owner. */
const GUESSES = new Set(['password-wrong', 'second-factor-wrong', 'second-factor-required', 'too-many-attempts']);

/** The case goes no further until a fault is mended. */
const PARKED = new Set(['case-parked', 'pin-missing', 'pin-differs']);

/** Ids of entries; whatever else somebody wrote there is not kept for ever. */
const ENTRY_ID = /^[A-Za-z0-9/._@-]{1,100}$/;

/** Fields' codes that say what a 403 would. */
const RIGHTS = new Set(['own-grants', 'separation-of-duties', 'last-security-administrator', 'foreign-team']);
/** A change of a register that nobody had the right to make; one that was mistyped, or came too late, is no matter. */
const oversteps = (error: unknown): boolean =>
  statusOf(codeOf(error)) === 403 ||
  GUESSES.has(codeOf(error)) ||
  (error instanceof DomainError && error.fields.some(({ code }) => RIGHTS.has(code)));

/** Of a path, which may hold anything. */
const caseIdIn = (word: unknown): string | undefined =>
  typeof word === 'string' && CASE_NUMBER.test(word) ? word : undefined;

/** Of a body that may be anything. */
const partNamed = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'part' in body ? body.part : undefined;

type Refused = { number: string; error: unknown };
type Refusal = {
  identity: Identity;
  command: string;
  number: unknown;
  /** Of a register's entry. */
  id?: unknown;
  /** Of the case, as it was named. */
  part?: unknown;
  /** Whom he wanted to play. */
  played?: string | undefined;
  key: string | undefined;
  traceId: string;
  error: unknown;
};

type Deps = {
  audit: AuditTrail;
  metrics: Metrics;
  reads: Reads;
  /** Somebody met this case parked, at this version of it. */
  onParked: (caseId: string, version: number | undefined) => Promise<void>;
};

export function createRefusals({ audit, metrics, reads, onParked }: Deps) {
  /** Somebody met the case parked: noted, whether or not it goes on record. */
  async function notePark(error: unknown, caseId: string | undefined): Promise<void> {
    if (!PARKED.has(codeOf(error)) || caseId === undefined) return;
    await onParked(caseId, error instanceof EngineError ? error.version : undefined);
  }

  async function record({ identity, command, number, id, part, played, key, traceId, error }: Refusal): Promise<void> {
    const code = codeOf(error);
    const caseId = caseIdIn(number);
    await notePark(error, caseId);
    if (!RECORDED.has(statusOf(code)) && !GUESSES.has(code)) return;
    await audit.record({
      type: 'refused',
      by: asker(identity).id,
      at: Date.now(),
      ...(caseId ? { caseId } : {}),
      data: {
        command,
        ...(identity.player ? { as: identity.actor.id } : {}),
        ...(played !== undefined && ENTRY_ID.test(played) ? { as: played } : {}),
        code,
        traceId,
        ...(typeof id === 'string' && ENTRY_ID.test(id) ? { id } : {}),
        ...(typeof part === 'string' && PART_ID.test(part) ? { part } : {}),
        ...(key !== undefined && CLIENT_KEY.test(key) ? { key } : {}),
      },
    });
  }

  /** The case as it stands now, beside a 409: nobody has to ask again to see why. */
  async function standing(
    identity: Identity,
    number: unknown,
  ): Promise<{ view: unknown; allowed: readonly string[] } | null> {
    const caseId = caseIdIn(number);
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
      part: played,
    }: {
      route: Route;
      identity: Identity;
      request: Request;
      traceId: string;
      error: unknown;
      part?: string;
    }): Promise<unknown> => {
      if (!route.keyed && played === undefined && !oversteps(error)) return error;
      const { number, id } = request.params;
      const { operationId: command } = route;
      const part = partNamed(request.body);
      await record({
        identity,
        command,
        number,
        id,
        part,
        played,
        key: request.get('idempotency-key'),
        traceId,
        error,
      });
      if (statusOf(codeOf(error)) === 409 && request.res)
        Object.assign(request.res.locals, await standing(identity, number));
      return await refusalWithinReach(reads, identity, error);
    },
    /** What one case of a bulk may be answered; on record it goes with the others. */
    ofBulk: async (
      { identity }: { identity: Identity },
      { number, error }: { number: string; error: unknown },
    ): Promise<unknown> => {
      metrics.refused(codeOf(error));
      await notePark(error, caseIdIn(number));
      return await refusalWithinReach(reads, identity, error);
    },
    /** The refusals of one bulk in one record: two hundred would keep everybody's sign-in waiting. */
    bulkRecord: async (
      { identity, key, traceId }: { identity: Identity; key: string; traceId: string },
      { command, part, refused }: { command: string; part?: string | undefined; refused: readonly Refused[] },
    ): Promise<void> => {
      const told = refused
        .map(({ number, error }) => ({ number, code: codeOf(error) }))
        .filter(({ code }) => RECORDED.has(statusOf(code)));
      if (told.length === 0) return;
      const codes = [...new Set(told.map(({ code }) => code))].toSorted();
      const byCode = codes.map((code) => [code, told.filter((one) => one.code === code).map(({ number }) => number)]);
      const cases = told.map(({ number }) => number);
      const about = part === undefined ? {} : { part };
      const data = { command, ...about, codes: Object.fromEntries(byCode), cases, traceId, key };
      await audit.record({ type: 'refused', by: asker(identity).id, at: Date.now(), data });
    },
    /** What was refused of a batch to one case, in one record: by code how often which command met it. */
    batchRecord: async (
      { identity, key, traceId }: { identity: Identity; key: string; traceId: string },
      { number, refused }: { number: string; refused: readonly { command: string; code: string }[] },
    ): Promise<void> => {
      const told = refused.filter(({ code }) => RECORDED.has(statusOf(code)));
      if (told.length === 0) return;
      const commands: Record<string, Record<string, number>> = {};
      for (const { command, code } of told) {
        const of = (commands[code] ??= {});
        of[command] = (of[command] ?? 0) + 1;
      }
      const codes = Object.fromEntries(Object.keys(commands).map((code) => [code, [number]]));
      const data = { command: 'sync', codes, commands, cases: [number], traceId, key };
      await audit.record({ type: 'refused', by: asker(identity).id, at: Date.now(), data });
    },
  };
}
