/** A change is on record before it is made. */
import type { AuditEntry, AuditTrail } from '../../models/access/audit.ts';

/**
 * Records `entry`, then writes. What came to nothing after all is on record behind it as `editLost`, which names what was
 * lost. False: another was faster. Throws what the record or the write throws; without a record nothing is written.
 */
export async function recorded(audit: AuditTrail, entry: AuditEntry, write: () => Promise<boolean>): Promise<boolean> {
  const lost = () => audit.record({ ...entry, type: 'editLost', data: { ...entry.data, lost: entry.type } });
  await audit.record(entry);
  try {
    if (await write()) return true;
  } catch (error) {
    await lost();
    throw error;
  }
  await lost();
  return false;
}
