/** The register of returned parts, kept by those who keep spares: what a work order took out, and what became of it. */
import { z } from 'zod';
import { RETURN_STATES, type ReturnedPart, returnedFaults, WARRANTIES } from '../../../domain/items/returned.ts';
import { caseNumber, instant, key, line, orgPath, text } from '../../../domain/kernel/contract.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { type Body, isPath, type PlainRegister } from '../plain/plain-row.ts';

export const returnedReaders = [...STAFF, 'spare-keeper', 'maintenance-lead', 'project-manager', 'auditor'] as const;

export const returnedRegister: PlainRegister = {
  name: 'returned-parts',
  title: 'Returned part',
  editors: ['spare-keeper', 'maintenance-lead', 'process-owner'],
  id: key(),
  fields: z.strictObject({
    orgPath: orgPath().describe('Where it was installed'),
    workOrder: caseNumber().optional().describe('That took it out; this and what it says of it is never altered'),
    item: key().optional(),
    spare: line(200).describe('What it is'),
    oldSerial: line(100).describe('Of the part that was taken out'),
    newSerial: line(100).describe('Of what stands in its place'),
    site: line(300).optional(),
    symptom: text(2_000),
    faultAt: instant().optional(),
    removedAt: instant(),
    removedBy: key().optional(),
    state: z
      .enum(RETURN_STATES)
      .default('removed')
      .describe('exchanged: the vendor sent another; scrapped, lost: it does not come back'),
    warranty: z.enum(WARRANTIES).optional().describe('Absent: nobody knows yet'),
    rootCause: text(2_000).optional(),
    vendor: line(200).optional(),
    vendorRef: line(100).optional().describe("The vendor's own number"),
    sentAt: instant().optional(),
    dueBackAt: instant().optional().describe('By when the vendor promised it'),
    returnedAt: instant().optional(),
    outcome: text(2_000).optional(),
  }),
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  // What the product found at the item stays.
  derived: ({ former }) => ({ itemSerial: former?.['itemSerial'] }),
  problems: async ({ directory }, { body, former }) => {
    const path = body['orgPath'];
    const place = isPath(path) ? await directory.organisation(path) : null;
    const isKept = former !== null && former['orgPath'] === path;
    return returnedFaults(
      { body: partial(body), former: former && partial(former) },
      { isPlace: place !== null && (place.open || isKept) },
    );
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<ReturnedPart> => body;
