/** Who reads the audit trail, what may be asked of it, and how a record of it looks outside. */
import { z } from 'zod';
import { type AuditType, auditTitle, auditTypesOf } from '../../domain/audit-types.ts';
import { caseNumber, formed, instant } from '../../domain/kernel/contract.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import { entryOutside } from '../../domain/kernel/record/outside.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { AuditRecord } from '../../models/access/audit.ts';
import type { TrailFilter } from '../../models/access/audit-trail.ts';
import { several } from '../http/query.ts';
import { notPermitted } from '../http/problem.ts';

/**
 * The audit administrator, whose duty it is to review what administrators do, and the auditor, who reads what happened: sign-ins
 * and refusals are reviewed by the one where administrators are concerned, by the other where cases are.
 */
export const readers = ['audit-administrator', 'auditor'] as const;

/** No record says whose organisation it is of, so the trail is the top's. */
export function refuseBelow({ grants }: Actor): void {
  const atTop = grants.filter(({ orgPath }) => orgLineOf(orgPath).length === 1).map(({ role }) => role);
  if (!readers.some((role) => atTop.includes(role)))
    throw notPermitted('The audit trail is read at the top: its records are of no organisation');
}

const type = z.string().refine((word): word is AuditType => auditTypesOf().some((one) => one === word), {
  error: 'not-allowed-value',
});
const ofAll = {
  type: several(type).optional().describe('`signedIn`, `refused` …, by comma'),
  by: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Person, `system`, `operator`, or the name under which somebody tried to sign in'),
  address: formed(/^[0-9A-Za-z.:%-]{2,64}$/, 'address')
    .optional()
    .describe('Where the request came from'),
  from: instant().optional().describe('Recorded then or later'),
  until: instant().optional().describe('Not included'),
};
export const administratorsFilter = z.strictObject(ofAll);
export const trailFilter = z.strictObject({ ...ofAll, number: caseNumber().optional().describe('About this case') });
type Given = z.output<typeof trailFilter>;

export const storedFilter = ({ number, ...rest }: Given): TrailFilter => ({ ...rest, caseId: number });

const stored = z.looseObject({
  id: z.string().describe('`_id` in the text that `hash` is over (docs/record.md)'),
  title: z.object({ zh: z.string(), en: z.string() }).describe('What the type is called; no part of the record'),
  type: z.string(),
  by: z.string(),
  at: z.int().meta({ format: 'epoch-ms', description: 'As it was hashed' }),
  address: z.string().optional(),
  administrator: z.string().optional().describe('The role of the administrator who asked'),
  number: z.string().optional().describe('`caseId` in the text that `hash` is over'),
  data: z.looseObject({}),
  node: z.string().describe('Its chain'),
  seq: z.int(),
  prevHash: z.string(),
  hash: z.string(),
  mac: z.string().optional(),
  keyId: z.string().optional(),
});
export const recordSchema = stored.meta({ id: 'AuditRecord' });

/** As stored, under the names of outside, with its words. */
export function recordOutside({ caseId: number, ...record }: AuditRecord): object {
  return { ...entryOutside(record), ...(number === undefined ? {} : { number }), title: auditTitle(record.type) };
}
