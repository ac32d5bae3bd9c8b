/** Changes with a window, and freezes, stored as their turns would leave what the conflict check reads of them. */
import type { Connection } from 'mongoose';
import { endOf, type HeldSpan } from '../../domain/changes/spans.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Millis, Mode, OrgPath } from '../../domain/kernel/process.ts';
import { type Freeze, freezeOf } from '../../models/registers/freeze.ts';

/** A published version, `year-end@2`, that holds at these times; `more`: whatever else of it. */
export async function storeFreeze(db: Connection, ref: string, held: readonly HeldSpan[], more: Partial<Freeze> = {}) {
  const [freeze = '', version] = ref.split('@');
  await freezeOf(db).create({
    _id: ref,
    freeze,
    version: Number(version),
    name: '年终决算封网',
    reason: '决算',
    kind: 'freeze',
    organisations: [],
    services: [],
    items: [],
    spans: held,
    held,
    endsAt: endOf(held),
    publishedAt: 1,
    publishedBy: 'owner',
    ...more,
  });
}

type Told = {
  status?: string;
  items?: readonly string[];
  window: { from: Millis; until: Millis };
  orgPath?: OrgPath;
  application?: string;
  implementer?: string;
  mode?: Mode;
  /** Versions of freezes that stand against it. */
  freezes?: readonly string[];
  startedAt?: Millis;
  finishedAt?: Millis;
};

export async function storePlanned(db: Connection, number: string, told: Told): Promise<string> {
  const { status = 'scheduled', items = [], window, orgPath = '/dx', application = 'payment', mode = 'live' } = told;
  const own = (['implementer', 'freezes', 'startedAt', 'finishedAt'] as const).flatMap((name) =>
    told[name] === undefined ? [] : [[name, told[name]] as const],
  );
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
    ...Object.fromEntries(own),
  };
  await db.collection<{ _id: string }>('cases').replaceOne({ _id: number }, change, { upsert: true });
  return number;
}
