/** Which organisations keep an archive, and to which of them a case belongs. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { topOrganisation } from '../../models/registers/organisation.ts';
import { personOf } from '../../models/registers/person.ts';

/** The top, and wherever somebody is records keeper. Past every cache. */
export async function archiveOrganisations(db: Connection): Promise<OrgPath[]> {
  const held = await personOf(db).aggregate<{ _id: OrgPath }>([
    { $match: { active: true, 'grants.role': 'records-keeper' } },
    { $unwind: '$grants' },
    { $match: { 'grants.role': 'records-keeper' } },
    { $group: { _id: '$grants.orgPath' } },
  ]);
  return [...new Set([await topOrganisation(db), ...held.map(({ _id }) => _id)])].toSorted();
}

/** True where the nearest organisation upward that keeps an archive is `unit`. Throws nothing. */
export const belongsTo = (orgPath: OrgPath, unit: OrgPath, keeping: readonly OrgPath[]): boolean =>
  orgLineOf(orgPath).find((one) => one === unit || keeping.includes(one)) === unit;
