/**
 * `npm run rehearse -- --process incident --data FILE [--at INSTANT] [--by PERSON] [--drafts | --policy incident@2 |
 * --compare ONE,OTHER] [--forward 4h]… [--to-end] [--fail STEP]… [--lang en] [--json] [--keep]`: runs one case ahead on the
 * running product, in virtual time, and prints what happens and who would be told what, when and why. FILE is the intake as
 * JSON, `-` standard input; `+2h` in it is an instant so long after the begin, and `answers` beside what the intake asks
 * for is what people say, by command. People are answered for in a failover, a cutover or a release until it is over,
 * unless it is told how far to go: each step is confirmed after half its budget, or fails where `--fail` names it
 * (docs/drills.md). What is compared is
 * `published`, `drafts` or a version of a policy; both runs and their differences are printed. Exit 0: it ran; 1: it could
 * not; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { answered } from '../client/rehearsals/answering.ts';
import { createDirectory, type Directory } from '../client/registers/directory.ts';
import { storedRunWords } from '../client/registers/run-words.ts';
import { EngineError } from '../client/cases/engine-error.ts';
import type { Rehearsals } from '../client/rehearsals/rehearsals.ts';
import type { Told } from '../client/rehearsals/rehearsal-told.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { Actor, Millis, StoredCase } from '../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../domain/processes.ts';
import { RUN_PROCESSES } from '../domain/processes.ts';
import { isRunProcess } from '../domain/runbooks/runbook.ts';
import { readEnv } from '../platform/env.ts';
import { wallClock, zoneNamed } from '../platform/zones.ts';
import { answer, CommandError, parsedOrWrong, runCommand, say, WrongUse } from './support/command.ts';
import { lengthOf, type SaidInFile, saidIn } from './support/rehearsal-intake.ts';
import { differencesOf, type Run, runOutside, type Sheet, sheetOf } from './support/rehearsal-sheet.ts';
import { openRehearsals } from '../worker/rehearsal-worker.ts';

const USAGE =
  'npm run rehearse -- --process KEY --data FILE [--at INSTANT] [--by PERSON] [--drafts | --policy ID@N | --compare ONE,OTHER] ' +
  '[--forward 30m|4h|2d]… [--to-end] [--fail STEP]… [--lang zh|en] [--json] [--keep]';
/** So many deadlines are followed by `--to-end`. */
const MOST_DEADLINES = 200;
const PAGE = 500;

void runCommand({ usage: USAGE, asked: optionsFrom }, async (options, { db }) => {
  const env = readEnv();
  const zone = zoneNamed(Date.now(), env.zone);
  const sheet: Sheet = { language: options.language, clock: (at) => wallClock(at, env.zone), zone };
  const directory = createDirectory(db);
  const { rehearsals, temporal, store } = openRehearsals({ db, directory, env });
  try {
    const said = await saidIn(options);
    const actor = await personBy(directory, options.by);
    const runs: Run[] = [];
    for (const on of options.sides)
      runs.push(await runOf({ rehearsals, store, registers: db, directory }, { ...options, ...said, on, actor }));
    answer(
      options.json
        ? JSON.stringify(runs.length > 1 ? runs.map(runOutside) : runs.map(runOutside)[0])
        : pageOf(runs, sheet),
    );
    return 0;
  } catch (error) {
    if (error instanceof DomainError) throw new CommandError(wordsOf(error));
    if (error instanceof EngineError) throw new CommandError(`The product does not answer: ${error.message}`);
    throw error;
  } finally {
    await directory.close();
    await temporal.connection.close();
  }
});

type Options = {
  process: ProcessKey;
  file: string;
  at: Millis | undefined;
  by: string | undefined;
  /** What it runs on; two are compared. */
  sides: readonly string[];
  forwards: number[];
  toEnd: boolean;
  /** People are answered for, and these steps fail; null: nobody is. */
  fails: ReadonlySet<string> | null;
  language: 'zh' | 'en';
  json: boolean;
  keep: boolean;
};

function optionsFrom(): Options {
  const flag = { type: 'boolean' } as const;
  const word = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({
      options: {
        process: word,
        data: word,
        at: word,
        by: word,
        drafts: flag,
        policy: word,
        compare: word,
        forward: { ...word, multiple: true },
        'to-end': flag,
        fail: { ...word, multiple: true },
        lang: word,
        json: flag,
        keep: flag,
      },
    }),
  );
  const { process, data, at, by, forward = [], fail = [], lang = 'zh', json = false, keep = false } = values;
  if (process === undefined || !isProcessKey(process)) throw new WrongUse('--process names a process');
  if (data === undefined) throw new WrongUse('--data names a file');
  if (lang !== 'zh' && lang !== 'en') throw new WrongUse('--lang is zh or en');
  const isAnswered = isRunProcess(process) && forward.length === 0 && values['to-end'] !== true;
  if (fail.length > 0 && !isAnswered) throw new WrongUse(`--fail is for ${RUN_PROCESSES.join(', ')}, up to its end`);
  const common = { process, file: data, by, language: lang, json, keep } as const;
  return {
    ...common,
    at: at === undefined ? undefined : instantOf(at),
    sides: sidesOf(values),
    forwards: forward.map(lengthOf),
    toEnd: values['to-end'] ?? false,
    fails: isAnswered ? new Set(fail) : null,
  };
}

function instantOf(word: string): Millis {
  const at = /(?:Z|[+-]\d{2}:\d{2})$/.test(word) ? Date.parse(word) : Number.NaN;
  if (Number.isNaN(at)) throw new WrongUse('--at is an instant with an offset: 2026-12-07T09:00:00+08:00');
  return at;
}

function sidesOf(values: { drafts?: boolean; policy?: string; compare?: string }): readonly string[] {
  const { drafts, policy, compare } = values;
  const asked = [drafts ? 'drafts' : undefined, policy, compare].filter((one) => one !== undefined);
  if (asked.length > 1) throw new WrongUse('--drafts, --policy and --compare exclude each other');
  const sides = compare === undefined ? [asked[0] ?? 'published'] : compare.split(',');
  const known = sides.every((side) => side === 'published' || side === 'drafts' || /^[\w.-]+@\d+$/.test(side));
  if (!known || (compare !== undefined && sides.length !== 2))
    throw new WrongUse('--policy is ID@N; --compare names two of published, drafts, ID@N by comma');
  return sides;
}

async function personBy(directory: Directory, id: string | undefined): Promise<Actor | undefined> {
  const actor = id === undefined ? undefined : await directory.actorOf(id);
  if (actor === null) throw new CommandError(`There is no active person ${id}`);
  return actor;
}

type Wish = Options & SaidInFile & { on: string; actor: Actor | undefined };

type Deps = { rehearsals: Rehearsals; store: Connection; registers: Connection; directory: Directory };
async function runOf(deps: Deps, wish: Wish): Promise<Run> {
  const { rehearsals } = deps;
  const { process, data, at, actor, on, keep } = wish;
  const title = 'title' in data ? String(data.title) : process;
  const chosen = on === 'published' || on === 'drafts' ? { drafts: on === 'drafts' } : { policyVersion: on };
  const number = await rehearsals.start({ title, process, data, at, actor, ...chosen, startedBy: 'command-line' });
  try {
    await moved(deps, number, wish);
    const group = await rehearsals.groupOf(number);
    const ids = group.map(({ _id }) => _id);
    const [virtualAt, events, told] = await Promise.all([
      rehearsals.nowOf(group),
      rehearsals.eventsOf(ids),
      allTold(rehearsals, ids),
    ]);
    return { number, on, virtualAt, cases: group.map(viewOf), events, told, words: await wordsIn(deps, group) };
  } finally {
    if (!keep) await rehearsals.remove(number);
  }
}

/** Of those that run by a plan, what its parts are called. */
async function wordsIn({ store, registers }: Deps, group: readonly StoredCase[]): Promise<NonNullable<Run['words']>> {
  const runs = group.filter(({ process }) => isRunProcess(process));
  const words = runs.map(async ({ _id }) => [_id, await storedRunWords({ db: store, registers }, _id)] as const);
  return new Map(await Promise.all(words));
}

async function moved(deps: Deps, number: string, { forwards, toEnd, fails, given }: Wish): Promise<void> {
  const { rehearsals } = deps;
  for (const ms of forwards) {
    let { goal, reached } = await rehearsals.forward(number, { ms });
    while (!reached) ({ goal, reached } = await rehearsals.forward(number, { until: goal }));
  }
  if (toEnd) await followed(rehearsals, number);
  if (!fails) return;
  const begun = performance.now();
  const { end, answers, refusal } = await answered(deps, number, { fails, given });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const { command, part, by, code } = refusal ?? {};
  const why = refusal ? ` (${[command, part, by].filter((one) => one !== undefined).join(' ')}: ${code})` : '';
  say(`${number}: ${answers} answers in ${seconds} s${end === 'over' ? '' : `, then stopped: ${end}${why}`}`);
}

/** From deadline to deadline, until nothing falls due any more. */
async function followed(rehearsals: Rehearsals, number: string): Promise<void> {
  for (let stops = 0; stops < MOST_DEADLINES; stops += 1) {
    try {
      await rehearsals.forward(number, { to: 'next-deadline' });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'nothing-due') return;
      throw error;
    }
  }
  say(`stopped after ${MOST_DEADLINES} deadlines`);
}

async function allTold(rehearsals: Rehearsals, cases: readonly string[]): Promise<Told[]> {
  const told: Told[] = [];
  for (let after: { at: Millis; id: string } | undefined; ; ) {
    const page = await rehearsals.told({ cases, after, limit: PAGE });
    told.push(...page);
    after = page.at(-1);
    if (page.length < PAGE) return told;
  }
}

const viewOf = ({ kase: _kase, ...view }: StoredCase) => view;

function pageOf(runs: readonly Run[], sheet: Sheet): string {
  const sheets = runs.map((run) => sheetOf(run, sheet));
  const [one, other] = runs;
  return [...sheets, ...(one && other ? [differencesOf([one, other], sheet)] : [])].join('\n\n');
}

const wordsOf = ({ code, message, fields }: DomainError): string =>
  [`${code}: ${message}`, ...fields.map(({ pointer, code: field }) => `  ${pointer} ${field}`)].join('\n');
