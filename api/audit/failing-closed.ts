import { DomainError } from '../../domain/kernel/errors.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { ApiDeps } from '../deps.ts';
import { askedNow } from '../http/asked.ts';

/**
 * What cannot be recorded does not happen: a sign-in, an auditor's look, a refusal's answer. Reads and commands go on. Each
 * record says where the request came from.
 */
export function failingClosed({ audit, logger }: ApiDeps): AuditTrail {
  return {
    ...audit,
    record: async (entry) => {
      try {
        await audit.record({ ...askedNow(), ...entry });
      } catch (error) {
        logger.error({ err: error, type: entry.type }, 'the audit record cannot be written');
        throw new DomainError('record-away', 'The audit record cannot be written');
      }
    },
  };
}
