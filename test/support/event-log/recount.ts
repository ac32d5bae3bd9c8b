/**
 * A log of incidents counted once more, from the lines of its CSV and in plain loops, by nobody's code but this: what the replay and
 * the figures say is held against it. The invented log (bench/generate-log.ts) quotes no cell.
 */
export type Counted = {
  number: string;
  rows: number;
  accepted: [from: string, to: string][];
  refused: [from: string, to: string][];
  status: string;
  start: number;
  firstResolvedAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  reopened: number;
  /** Seconds by reason. */
  held: Record<string, number>;
  reasonChanges: number;
  /** Neither held nor resolved, up to the last resolve, ms. */
  net: number | null;
  /** Stretches in which the promise of a solution ran: neither resolved nor held for the user or for evidence. */
  running: [from: number, to: number][];
  paused: [from: number, to: number][];
  priority: 'P1' | 'P2' | 'P3' | 'P4';
  groups: string[];
};

const STATUS: Record<string, string> = {
  New: 'new',
  Active: 'in-progress',
  'Awaiting User Info': 'on-hold user',
  'Awaiting Problem': 'on-hold problem',
  'Awaiting Vendor': 'on-hold vendor',
  'Awaiting Evidence': 'on-hold evidence',
  Resolved: 'resolved',
  Closed: 'closed',
};
/** Written down by hand, as the lifecycle is told in docs/processes/incident.md. */
const MAY: Record<string, string[]> = {
  new: ['in-progress', 'on-hold', 'resolved'],
  'in-progress': ['on-hold', 'resolved'],
  'on-hold': ['in-progress', 'resolved'],
  resolved: ['in-progress', 'on-hold', 'closed'],
  closed: [],
};

export function recount(csv: readonly string[]): Counted[] {
  const [head = '', ...lines] = csv;
  const names = head.split(',');
  const cell = (cells: string[], name: string): string => cells[names.indexOf(name)] ?? '';
  const byCase = new Map<string, { cells: string[]; at: number; mod: number; place: number }[]>();
  lines.forEach((line, place) => {
    const cells = line.split(',');
    const number = cell(cells, 'number');
    if (!byCase.has(number)) byCase.set(number, []);
    byCase.get(number)?.push({
      cells,
      at: Date.parse(cell(cells, 'sys_updated_at')),
      mod: Number(cell(cells, 'sys_mod_count')),
      place,
    });
  });
  const found: Counted[] = [];
  for (const [number, rows] of byCase) {
    rows.sort((a, b) => a.at - b.at || a.mod - b.mod || a.place - b.place);
    const first = rows[0]?.cells ?? [];
    const start = Math.min(Date.parse(cell(first, 'opened_at')), rows[0]?.at ?? 0);
    const one: Counted = {
      number,
      rows: rows.length,
      accepted: [],
      refused: [],
      status: 'new',
      start,
      firstResolvedAt: null,
      resolvedAt: null,
      closedAt: null,
      reopened: 0,
      held: {},
      reasonChanges: 0,
      net: null,
      running: [],
      paused: [],
      priority:
        (['P1', 'P2', 'P3', 'P4', 'P4'] as const)[
          Number(cell(first, 'impact')[0]) + Number(cell(first, 'urgency')[0]) - 2
        ] ?? 'P4',
      groups: [],
    };
    let reason = '';
    let since = start;
    let rested = 0;
    const last = rows.at(-1)?.at ?? start;
    /** What lies between the last change and `at`. */
    const spend = (at: number): void => {
      const spent = at - since;
      if (one.status === 'on-hold') one.held[reason] = (one.held[reason] ?? 0) + spent / 1_000;
      if (one.status === 'on-hold' || one.status === 'resolved') rested += spent;
      const stands = one.status === 'on-hold' && (reason === 'user' || reason === 'evidence');
      if (stands) one.paused.push([since, at]);
      else if (one.status !== 'resolved' && one.status !== 'closed') one.running.push([since, at]);
      since = at;
    };
    for (const { cells, at } of rows) {
      const group = cell(cells, 'assignment_group');
      if (group !== '?' && one.groups.at(-1) !== group) one.groups.push(group);
      const [to = '', why = ''] = (STATUS[cell(cells, 'incident_state')] ?? '').split(' ');
      if (to === one.status) {
        if (to === 'on-hold' && why !== reason) {
          spend(at);
          reason = why;
          one.held[reason] ??= 0;
          one.reasonChanges += 1;
        }
        continue;
      }
      if (!MAY[one.status]?.includes(to)) {
        one.refused.push([one.status, to]);
        continue;
      }
      one.accepted.push([one.status, to]);
      spend(at);
      if (one.status === 'resolved' && to !== 'closed') one.reopened += 1;
      one.status = to;
      reason = why;
      if (to === 'on-hold') one.held[reason] ??= 0;
      if (to === 'resolved') {
        one.firstResolvedAt ??= at;
        one.resolvedAt = at;
        one.net = at - start - rested;
      }
      if (to === 'closed') one.closedAt = at;
    }
    spend(last);
    found.push(one);
  }
  return found.toSorted((a, b) => (a.number < b.number ? -1 : 1));
}

/** Of the office hours of the sample, 9 to 12 and 13 to 18 by the clock of China from Monday to Friday, in ms. */
export function inOffice(spans: readonly (readonly [number, number])[]): number {
  const [hour, day, east] = [3_600_000, 86_400_000, 8 * 3_600_000];
  let sum = 0;
  for (const [from, to] of spans)
    for (let midnight = Math.floor((from + east) / day) * day - east; midnight < to; midnight += day) {
      const weekday = new Date(midnight + east).getUTCDay();
      if (weekday === 0 || weekday === 6) continue;
      for (const [open, close] of [
        [9, 12],
        [13, 18],
      ] as const)
        sum += Math.max(0, Math.min(to, midnight + close * hour) - Math.max(from, midnight + open * hour));
    }
  return sum;
}
export const length = (spans: readonly (readonly [number, number])[]): number => {
  let sum = 0;
  for (const [from, to] of spans) sum += to - from;
  return sum;
};
