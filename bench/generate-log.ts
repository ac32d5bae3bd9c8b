/**
 * An invented incident log with the columns and the shape of a real ServiceNow log, its traps included, for load and for
 * machines that have no log: `node dist/bench/generate-log.js --cases 1200 [--seed 7] > log.csv`. 20,500 cases make
 * about 140,000 rows. The same seed gives the same bytes.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { guardOutput, isHelpGiven } from '../commands/support/output.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_DAY = Date.UTC(2016, 1, 29);
/** Reports a day by hour, four days together; thinly spread at night. */
const BY_HOUR = [6, 5, 4, 4, 6, 7, 22, 98, 160, 155, 157, 101, 82, 100, 97, 78, 44, 20, 15, 11, 9, 8, 6, 5];
const COLUMNS =
  'number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at';
const HOLDS = ['Awaiting User Info', 'Awaiting Problem', 'Awaiting Vendor', 'Awaiting Evidence'] as const;
const LEVELS = ['1 - High', '2 - Medium', '3 - Low'] as const;

type Row = { at: number; state: string; group: string; person: string; mod: number };
type Chance = ReturnType<typeof chanceOf>;
type Line = { at: number; number: string; mod: number; text: string };

/** The lines of the log, header first, in the order in which a live system would have seen them. */
export function generateLog({ cases, seed = 7 }: { cases: number; seed?: number }): string[] {
  const chance = chanceOf(seed);
  let openedAt = FIRST_DAY + HOUR;
  const lines = Array.from({ length: cases }, (_, i): Line[] => {
    openedAt = nextReport(openedAt, chance);
    return linesOf(`INC${String(45 + i * 2).padStart(7, '0')}`, openedAt, chance);
  }).flat();
  lines.sort((a, b) => a.at - b.at || (a.number < b.number ? -1 : a.number > b.number ? 1 : a.mod - b.mod));
  return [COLUMNS, ...lines.map(({ text }) => text)];
}

/** A small generator of numbers that repeats for a seed (mulberry32). */
function chanceOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    is: (share: number): boolean => next() < share,
    /** A few values take most: 0 is the most frequent. */
    skewed: (n: number): number => Math.floor(n * next() ** 3),
    /** Whole minutes, exponential. */
    wait: (meanMs: number): number => Math.round((-Math.log(1 - next()) * meanMs) / MINUTE) * MINUTE,
  };
}

function nextReport(after: number, chance: Chance): number {
  const hour = new Date(after).getUTCHours();
  const perHour = (BY_HOUR[hour] ?? 1) / 4;
  return after + Math.min(chance.wait(HOUR / perHour), HOUR);
}

function linesOf(number: string, openedAt: number, chance: Chance): Line[] {
  const rows = lifeOf(openedAt, chance);
  const caller = `Caller ${1 + chance.skewed(800)}`;
  const impact = chance.is(0.94) ? 1 : chance.below(3);
  const urgency = chance.is(0.94) ? 1 : chance.below(3);
  const priority = ['1 - Critical', '2 - High', '3 - Moderate', '4 - Low', '4 - Low'][impact + urgency] ?? '4 - Low';
  const resolvedAt = iso(rows.findLast(({ state }) => state === 'Resolved')?.at ?? openedAt);
  const closedAt = iso(rows.at(-1)?.at ?? openedAt);
  let changes = 0;
  return rows.map(({ at, state, group, person, mod }, i): Line => {
    if (i > 0 && rows[i - 1]?.group !== group) changes += 1;
    const open = state !== 'Closed';
    const before = [number, state, open, changes, 0, mod, open || chance.is(0.5), caller, 'Opened by 8', iso(openedAt)];
    const who = ['Created by 6', iso(openedAt + 7 * MINUTE), open ? 'Updated by 21' : 'Updated by 908', iso(at)];
    const what = ['Phone', 'Location 143', 'Category 55', 'Subcategory 170', 'Symptom 72', '?'];
    const now = [LEVELS[impact], LEVELS[urgency], priority, group, person, true, false, 'Do Not Notify'];
    const future = ['?', '?', '?', '?', 'code 5', 'Resolved by 149', resolvedAt, closedAt];
    return { at, number, mod, text: [...before, ...who, ...what, ...now, ...future].join(',') };
  });
}

/** One case from its report to its end. */
function lifeOf(openedAt: number, chance: Chance): Row[] {
  const rows: Row[] = [];
  let at = chance.is(0.004) ? openedAt - 30 * MINUTE : openedAt + chance.wait(5 * MINUTE); // a clock that ran wrong
  let mod = 0;
  let group = `Group ${chance.is(0.22) ? 70 : 1 + chance.skewed(60)}`;
  let person = chance.is(0.3) ? `Resolver ${1 + chance.skewed(130)}` : '?';
  const write = (state: string): void => {
    rows.push({ at, state, group: chance.is(0.02) ? '?' : group, person, mod });
    mod += chance.is(0.1) ? 2 : 1; // an update that was not published
    at += chance.is(0.31) ? 0 : chance.wait(chance.is(0.6) ? 30 * MINUTE : 2 * DAY);
  };
  const again = (state: string): void => {
    while (chance.is(0.55)) write(state); // nothing that this log shows has changed
  };
  const handOver = (state: string): void => {
    for (let n = chance.is(0.45) ? 1 + chance.skewed(4) : 0; n > 0; n -= 1) {
      group = `Group ${1 + chance.skewed(60)}`;
      if (chance.is(0.5)) person = '?'; // else the name of before stays
      write(state);
      person = chance.is(0.8) ? `Resolver ${1 + chance.skewed(130)}` : '?';
    }
  };
  const work = (): void => {
    if (person === '?' && chance.is(0.7)) person = `Resolver ${1 + chance.skewed(130)}`;
    if (chance.is(0.62)) write('Active');
    again('Active');
    handOver('Active');
    if (!chance.is(0.45)) return;
    const hold = chance.is(0.88) ? HOLDS[0] : (HOLDS[1 + chance.skewed(3)] ?? HOLDS[1]);
    write(hold);
    at += chance.wait(8 * DAY);
    again(hold);
    if (chance.is(0.05)) write(HOLDS[1]); // still waiting, but for something else
    if (chance.is(0.3)) write('Active');
  };
  if (chance.is(0.73)) {
    write('New');
    again('New');
    handOver('New');
  }
  if (chance.is(0.72)) work();
  write('Resolved');
  if (chance.is(0.012)) {
    work();
    write('Resolved');
  }
  if (chance.is(0.001)) write('New'); // trap: new again after resolved
  at += 5 * DAY;
  write('Closed');
  if (chance.is(0.001)) {
    at += 32 * DAY;
    write('Active'); // trap: worked on after the end
  }
  return rows;
}

const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const USAGE = 'node dist/bench/generate-log.js [--cases N] [--seed N] > FILE';

async function main(): Promise<void> {
  guardOutput();
  if (isHelpGiven(USAGE)) return;
  const { values } = parseArgs({ options: { cases: { type: 'string', default: '1200' }, seed: { type: 'string' } } });
  for (const line of generateLog({ cases: Number(values.cases), seed: Number(values.seed ?? 7) }))
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

if (require.main === module) main().catch(() => undefined); // it has been said why nobody takes the rest
