/** Items, planned changes and freezes in numbers, written past the product. */
import type { Connection } from 'mongoose';
import { endOf, type HeldSpan } from '../../domain/changes/spans.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { derivedOf } from '../../models/registers/items/item.ts';
import { offsetsOfYears } from '../../platform/zones.ts';

export const TOP: OrgPath = '/bench-conflicts';
export const SERVICE = 'payment';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Items that all the others of their share name, and how many organisations and freezes there are. */
export const COUNTS = { hubs: 50, organisations: 100, freezes: 200 } as const;
const AT_A_TIME = 1_000;
const STANDING = ['scheduled', 'scheduled', 'scheduled', 'authorizing', 'implementing'] as const;

export const itemOf = (n: number): string => `bench-item-${n}`;
const orgOf = (n: number): OrgPath => `${TOP}/o${n % COUNTS.organisations}`;
/** Every day from ten in the evening to six in the morning. */
const NIGHTS = { calendar: 'cn-5x8', week: Array.from({ length: 7 }, () => [[22 * 60, 30 * 60]]) };

async function inParts(db: Connection, collection: string, count: number, one: (n: number) => object): Promise<void> {
  for (let first = 0; first < count; first += AT_A_TIME) {
    const rows = Array.from({ length: Math.min(AT_A_TIME, count - first) }, (_, k) => one(first + k));
    await db.collection(collection).insertMany(rows);
  }
}

export async function writeItems(db: Connection, items: number): Promise<void> {
  const organisations = [TOP, ...Array.from({ length: COUNTS.organisations }, (_, n) => orgOf(n))];
  await addEntries(
    db,
    'organisations',
    organisations.map((_id) => ({ _id, name: _id, line: orgLineOf(_id), kind: 'support', tiers: [], open: true })),
  );
  await inParts(db, 'items', items, (n) => {
    const body = { name: `item ${n}`, orgPath: orgOf(n), fields: {} };
    const others = [n % COUNTS.hubs, (n * 31 + 7) % items, (n * 17 + 11) % items].filter((one) => one !== n);
    return {
      _id: itemOf(n),
      version: 1,
      ...body,
      kind: 'server',
      application: SERVICE,
      maintainers: [],
      teams: [],
      maintenance: NIGHTS,
      status: 'in-use',
      relations: others.map((one) => ({ type: 'connects', to: itemOf(one) })),
      ...derivedOf(itemOf(n), body),
    };
  });
}

type World = { items: number; from: number };
/** Over three months, three hours each, two items each. */
export async function writeChanges(
  db: Connection,
  { changes, items, from }: World & { changes: number },
): Promise<void> {
  await inParts(db, 'cases', changes, (n) => {
    const begin = from + ((n * 7_919) % 90) * DAY + (n % 8) * HOUR;
    const place = orgOf(n);
    return {
      _id: `CHG-${900_000 + n}`,
      process: 'change',
      mode: 'live',
      version: 1,
      status: STANDING[n % STANDING.length],
      title: `change ${n}`,
      orgPath: place,
      orgLine: orgLineOf(place),
      parties: { unit: place, requester: 'bench' },
      application: SERVICE,
      items: [itemOf((n * 13) % items), itemOf((n * 29 + 3) % items)],
      windowFrom: begin,
      windowUntil: begin + 3 * HOUR,
      implementer: `bench-implementer-${n % 500}`,
      openedAt: from,
      updatedAt: from,
    };
  });
}

/** One in ten comes again each week; each has a version before. */
export async function writeFreezes(db: Connection, { items, from }: World): Promise<void> {
  const offsets = offsetsOfYears('Asia/Shanghai', [2025, 2056]);
  const weekly: HeldSpan = {
    zone: 'Asia/Shanghai',
    every: 'week',
    interval: 1,
    weekdays: [5],
    firstDay: '2026-01-02',
    fromMinute: 1080,
    untilMinute: 4800,
    offsets,
  };
  await inParts(db, 'freezes', COUNTS.freezes * 2, (n) => {
    const which = Math.floor(n / 2);
    const version = (n % 2) + 1;
    const held: HeldSpan[] =
      which % 10 === 0 ? [weekly] : [{ from: from + which * DAY, until: from + (which + 2) * DAY }];
    return {
      _id: `bench-freeze-${which}@${version}`,
      freeze: `bench-freeze-${which}`,
      version,
      name: `freeze ${which}`,
      reason: 'bench',
      kind: 'freeze',
      organisations: [orgOf(which)],
      services: which % 3 === 0 ? [SERVICE] : [],
      items: which % 7 === 0 ? [itemOf(which % items)] : [],
      spans: held,
      held,
      endsAt: endOf(held),
      publishedAt: from - 30 * DAY,
      publishedBy: 'bench',
    };
  });
}
