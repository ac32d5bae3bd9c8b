/** The log through the running product: every case in order, cases side by side, and what came of it. */
import type { Millis } from '../../domain/kernel/process.ts';
import { nearest } from '../../domain/kernel/ranks.ts';
import type { Answer, Door, Shown } from './door.ts';
import type { Judged, Step } from './judge.ts';
import { SUPERVISOR } from './names.ts';
import type { Planned } from './plan.ts';
import { countBy, isReopening } from './report.ts';

export type CommandFigures = Record<
  string,
  {
    sent: number;
    accepted: number;
    refused: Record<string, number>;
    p50: number | null;
    p90: number | null;
    p99: number | null;
  }
>;
export type LiveCase = { dry: Judged; planned: readonly Planned[] };
/** `found` is what the product did; both in words. */
export type Difference = { case: string; number: string | null; what: string; expected: string; found: string };
export type LiveResult = {
  judged: Judged[];
  differences: Difference[];
  commands: CommandFigures;
  perSecond: number;
  retries: number;
  seconds: number;
};
export type Pace = {
  clients: number /** How many times as fast as the log; null: as fast as answered. */;
  speed: number | null;
};
type Options = Pace & { door: Pick<Door, 'send' | 'read'>; onProgress?: (sent: number, of: number) => void };
type Sent = { planned: Planned; answer: Answer };
type Run = { one: LiveCase; number: string | null; sent: Sent[] };

/** Sends all commands and reads every case back. Throws what the door throws. */
export async function runLive(cases: readonly LiveCase[], options: Options): Promise<LiveResult> {
  const { door, clients, speed, onProgress } = options;
  const began = performance.now();
  const total = cases.reduce((sum, { planned }) => sum + planned.length, 0);
  let sent = 0;
  const send = async (planned: Planned, number: string | null): Promise<Answer> => {
    const answer = await door.send(planned, number);
    sent += 1;
    onProgress?.(sent, total);
    return answer;
  };
  const runs =
    speed === null
      ? await inTurns(cases, clients, (one) => runCase(one, { send }))
      : await runByTime(cases, { send, clients, speed });
  const seconds = (performance.now() - began) / 1_000;
  const shown = await inTurns(runs, clients, ({ number }) => (number === null ? null : door.read(SUPERVISOR, number)));
  const answers = runs.flatMap((run) => run.sent);
  return {
    judged: runs.map((run, i) => judgedLive(run, shown[i]?.shown ?? null)),
    differences: runs.flatMap((run, i) => differencesOf(run, shown[i]?.shown ?? null)),
    commands: figuresOf(answers),
    perSecond: round(answers.length / seconds),
    retries: answers.reduce((sum, { answer }) => sum + answer.retries, 0),
    seconds: round(seconds),
  };
}

type Sending = {
  send: (planned: Planned, number: string | null) => Promise<Answer>;
  /** Waits until a command may go. */
  gate?: (at: Millis) => Promise<() => void>;
};

/** The commands of a case, one after the other, until one is answered otherwise than the log and the dry run say. */
async function runCase(one: LiveCase, { send, gate }: Sending): Promise<Run> {
  const run: Run = { one, number: null, sent: [] };
  for (const planned of one.planned) {
    const leave = await gate?.(planned.at);
    const answer = await send(planned, run.number).finally(leave);
    run.number ??= answer.shown?.number ?? null;
    run.sent.push({ planned, answer });
    if (isUnexpected(planned, answer)) break;
  }
  return run;
}

const isUnexpected = ({ refused }: Planned, { code }: Answer): boolean =>
  refused ? code !== 'wrong-status' && code !== 'case-ended' : code !== null;

async function runByTime(
  cases: readonly LiveCase[],
  { send, clients, speed }: Sending & { clients: number; speed: number },
): Promise<Run[]> {
  const first = Math.min(...cases.map(({ planned }) => planned[0]?.at ?? Number.POSITIVE_INFINITY));
  const began = Date.now();
  const places = new Places(clients);
  const gate = async (at: Millis): Promise<() => void> => {
    await until(began + (at - first) / speed);
    await places.take();
    return () => places.leave();
  };
  return await Promise.all(cases.map((one) => runCase(one, { send, gate })));
}

/** So many at a time, first come, first served. */
class Places {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  async take(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}

/** Longest wait of a timer, so that a slow replay of a year does not overflow it. */
const LONGEST_MS = 2 ** 31 - 1;
async function until(at: Millis): Promise<void> {
  for (let left = at - Date.now(); left > 0; left = at - Date.now())
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, LONGEST_MS)));
}

/** `work` for each, `clients` at a time, results in the order of `items`. */
async function inTurns<T, R>(items: readonly T[], clients: number, work: (item: T) => Promise<R> | R): Promise<R[]> {
  const results: [number, R][] = [];
  const left = items.entries();
  const client = async (): Promise<void> => {
    for (const [i, item] of left) results.push([i, await work(item)]);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return results.toSorted(([a], [b]) => a - b).map(([, result]) => result);
}

/** The dry judgement with what the product really did in its place. */
function judgedLive({ one, sent }: Run, shown: Shown | null): Judged {
  const planned = new Set(one.planned.map(({ row, nth }) => stepKey(row, nth)));
  const byStep = groupBy(sent, (each) => stepKey(each.planned.row, each.planned.nth));
  const steps = one.dry.steps.map((step): Step => {
    const { row, nth, refused } = step;
    // A status that the product had come to before needs no command.
    if (refused === 'unmapped-status' || !planned.has(stepKey(row.place, nth))) return step;
    return { ...step, refused: refusalOf(byStep.get(stepKey(row.place, nth))) };
  });
  return { ...one.dry, steps, finalStatus: shown?.status ?? null };
}

const stepKey = (row: number, nth: number): string => `${row}/${nth}`;

/** What the step's command was refused with; null when all were accepted. */
function refusalOf(sent: readonly Sent[] | undefined): string | null {
  const said = sent?.find(({ planned }) => planned.refused) ?? sent?.at(-1);
  return said ? said.answer.code : 'not-sent';
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function differencesOf({ one: { dry }, number, sent }: Run, shown: Shown | null): Difference[] {
  const about = { case: dry.caseId, number };
  const last = sent.at(-1);
  const odd =
    last && isUnexpected(last.planned, last.answer)
      ? [
          {
            ...about,
            what: `${last.planned.command} by ${last.planned.by} for row ${last.planned.row} (${last.planned.key})`,
            expected: last.planned.refused ? 'refused' : 'accepted',
            found: last.answer.code ?? 'accepted',
          },
        ]
      : [];
  const reopened = dry.steps.filter(isReopening).length;
  const pairs = [
    { what: 'status', expected: dry.finalStatus ?? '', found: shown?.status ?? 'no such case' },
    { what: 'reopened', expected: String(reopened), found: String(shown?.counts.reopened ?? 0) },
  ];
  return [...odd, ...pairs.filter(({ expected, found }) => expected !== found).map((pair) => ({ ...about, ...pair }))];
}

function figuresOf(answers: readonly Sent[]): CommandFigures {
  const groups = groupBy(answers, ({ planned }) => `incident.${planned.command}`);
  const rows = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    rows.map(([command, sent]) => {
      const times = sent.map(({ answer }) => round(answer.ms)).toSorted((a, b) => a - b);
      const refused = countBy(sent.flatMap(({ answer }) => answer.code ?? []));
      const accepted = sent.filter(({ answer }) => answer.code === null).length;
      const at = (percent: number): number | null => nearest(times, percent);
      return [command, { sent: sent.length, accepted, refused, p50: at(50), p90: at(90), p99: at(99) }];
    }),
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
