/** What a screen on a wall shows of an organisation: sums alone, no name and no text of anybody. */
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import type { Actor, OrgPath } from '../../domain/kernel/process.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import type { Reads } from '../cases/reads.ts';
import type { Identity } from '../http/route.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';

const DAY = 86_400_000;
const SOON_MS = 3_600_000;
const MOST_BELOW = 40;
const MOST_MAJORS = 10;
/** Many screens ask for the same. */
const KEPT_MS = 5_000;

export const wallSchema = z.object({
  organisation: orgPathOut,
  name: z.string(),
  priorities: z.array(z.object({ priority: z.string(), open: z.int(), over: z.int() })).describe('Of incidents'),
  open: z.int(),
  over: z.int(),
  soon: z.int().describe('Due within the hour'),
  lastDay: z.object({ opened: z.int(), closed: z.int() }),
  majors: z
    .array(z.object({ application: z.string().optional(), priority: z.string().optional(), openedAt: instantOut }))
    .describe('Open major incidents, the oldest first'),
  below: z
    .array(z.object({ organisation: orgPathOut, name: z.string(), open: z.int(), over: z.int(), majors: z.int() }))
    .describe('Organisations next below, those with the most over first'),
  at: instantOut.describe('As of when'),
});
export type Wall = Omit<z.input<typeof wallSchema>, 'majors' | 'at'> & {
  majors: { application?: string; priority?: string; openedAt: number }[];
  at: number;
};

/** Of which it shows sums. */
export const OF = ['call', 'incident'] as const;
const live: CaseFilter = { mode: { is: 'live' } };
const open: CaseFilter = { ...live, closedAt: { present: false } };
/** Calls for which an incident works are counted with that. */
const worked: CaseFilter[] = [
  { ...open, process: { is: 'incident' } },
  { ...open, process: { is: 'call' }, status: { not: 'escalated' } },
];
const each = (filters: readonly CaseFilter[], more: CaseFilter): CaseFilter[] =>
  filters.map((one) => ({ ...one, ...more }));

/** Nobody: he reads what lies at one organisation and below, and only sums of that leave. */
function readerOf(orgPath: OrgPath): Identity {
  const actor: Actor = {
    id: 'wall',
    kind: 'person',
    unit: orgPath,
    teams: [],
    grants: [{ role: 'supervisor', orgPath }],
  };
  return { by: 'session', id: 'wall', actor };
}

type Deps = { reads: Reads; directory: Directory };
export function createWall({ reads, directory }: Deps): (orgPath: OrgPath) => Promise<Wall> {
  const kept = new Map<OrgPath, { at: number; wall: Promise<Wall> }>();
  return async (orgPath) => {
    const known = kept.get(orgPath);
    if (known && Date.now() - known.at < KEPT_MS) return await known.wall;
    const wall = figuresOf({ reads, directory }, orgPath);
    if (kept.size > 200) kept.clear();
    kept.set(orgPath, { at: Date.now(), wall });
    wall.catch(() => kept.delete(orgPath));
    return await wall;
  };
}

async function figuresOf({ reads, directory }: Deps, organisation: OrgPath): Promise<Wall> {
  const at = Date.now();
  const cases = reads.scoped(readerOf(organisation), OF);
  const here: CaseFilter = { orgLine: { is: organisation } };
  const count = async (filters: readonly CaseFilter[], more: CaseFilter) =>
    (await cases.count(each(filters, { ...here, ...more }))).count;
  const past: CaseFilter = { dueAt: { range: { lte: at } } };
  const major: CaseFilter = { ...open, ...here, process: { is: 'incident' }, major: { is: true } };
  const [groups, late, all, over, soon, opened, closed, majors, below] = await Promise.all([
    cases.countBy({ ...open, ...here, process: { is: 'incident' } }, 'priority'),
    cases.countBy({ ...open, ...here, ...past, process: { is: 'incident' } }, 'priority'),
    count(worked, {}),
    count(worked, past),
    count(worked, { dueAt: { range: { gt: at, lte: at + SOON_MS } } }),
    count([live], { openedAt: { range: { gte: at - DAY } } }),
    count([live], { closedAt: { range: { gte: at - DAY } } }),
    cases.find(major, { order: { field: 'openedAt' }, limit: MOST_MAJORS }),
    belowOf({ reads, directory }, organisation, past),
  ]);
  return {
    organisation,
    name: (await directory.organisation(organisation))?.name ?? organisation,
    priorities: groups
      .flatMap(({ value, count: found }) =>
        typeof value === 'string'
          ? [{ priority: value, open: found, over: late.find((one) => one.value === value)?.count ?? 0 }]
          : [],
      )
      .toSorted((a, b) => (a.priority < b.priority ? -1 : 1)),
    open: all,
    over,
    soon,
    lastDay: { opened, closed },
    majors: majors.map(({ application, priority, openedAt }) => ({
      ...(application === undefined ? {} : { application }),
      ...(priority === undefined ? {} : { priority }),
      openedAt,
    })),
    below,
    at,
  };
}

/** Of the organisations next below, by one count of each line. */
async function belowOf({ reads, directory }: Deps, organisation: OrgPath, past: CaseFilter): Promise<Wall['below']> {
  const cases = reads.scoped(readerOf(organisation), OF);
  const here: CaseFilter = { orgLine: { is: organisation } };
  const counted = async (filters: readonly CaseFilter[]) => {
    const sums = new Map<OrgPath, number>();
    for (const filter of filters)
      for (const { value, count } of await cases.countBy({ ...filter, ...here }, 'orgPath')) {
        const child = typeof value === 'string' ? nextBelow(organisation, value) : null;
        if (child) sums.set(child, (sums.get(child) ?? 0) + count);
      }
    return sums;
  };
  const [all, over, majors] = await Promise.all([
    counted(worked),
    counted(each(worked, past)),
    counted([{ ...open, process: { is: 'incident' }, major: { is: true } }]),
  ]);
  const rows = [...all].map(async ([child, found]) => ({
    organisation: child,
    name: (await directory.organisation(child))?.name ?? child,
    open: found,
    over: over.get(child) ?? 0,
    majors: majors.get(child) ?? 0,
  }));
  return (await Promise.all(rows))
    .toSorted((a, b) => b.over - a.over || b.open - a.open || (a.organisation < b.organisation ? -1 : 1))
    .slice(0, MOST_BELOW);
}

/** `/dx/donghu` of `/dx/donghu/linxi` below `/dx`; null for what lies at it or elsewhere. */
function nextBelow(top: OrgPath, path: string): OrgPath | null {
  if (!path.startsWith(`${top}/`)) return null;
  const [next = ''] = path.slice(top.length + 1).split('/');
  return `${top}/${next}`;
}
