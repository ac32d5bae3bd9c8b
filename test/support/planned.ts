/** Changes with a window, stored as their turns would leave what the conflict check reads of them. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, Mode, OrgPath } from '../../domain/kernel/process.ts';

type Told = {
  status?: string;
  items?: readonly string[];
  window: { from: Millis; until: Millis };
  orgPath?: OrgPath;
  application?: string;
  implementer?: string;
  mode?: Mode;
};

export async function storePlanned(db: Connection, number: string, told: Told): Promise<string> {
  const { status = 'scheduled', items = [], window, orgPath = '/dx', application = 'payment', mode = 'live' } = told;
  const { implementer } = told;
  const change = {
    process: 'change',
    mode,
    status,
    version: 1,
    title: number,
    orgPath,
    orgLine: orgLineOf(orgPath),
    parties: { unit: orgPath, requester: 'owner' },
    application,
    items,
    windowFrom: window.from,
    windowUntil: window.until,
    openedAt: window.from,
    updatedAt: window.from,
    ...(implementer === undefined ? {} : { implementer }),
  };
  await db.collection<{ _id: string }>('cases').replaceOne({ _id: number }, change, { upsert: true });
  return number;
}
