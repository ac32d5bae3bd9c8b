/**
 * `npm run rehearse -- --process incident --data FILE [--at INSTANT] [--drafts] [--forward 4h]… [--to-end] [--json] [--keep]`:
 * runs one case ahead on the running product, in virtual time, and prints who would be told what, when and why. FILE is
 * the intake as JSON; `-` is standard input. Exit 0: it ran; 1: it could not; 2: wrong use.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createDirectory } from '../../client/directory.ts';
import { createRehearsals, type Rehearsals, type Told } from '../../client/rehearsals.ts';
import { contracts } from '../../domain/contracts.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { noticeWords } from '../../domain/notice-words.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { readEnv } from '../../platform/env.ts';
import { connectClient } from '../../platform/temporal.ts';
import { wallClock } from '../../platform/zones.ts';
import { answer, CommandError, parsedOrWrong, runCommand, say, WrongUse } from '../command.ts';

const USAGE =
  'npm run rehearse -- --process KEY --data FILE [--at INSTANT] [--drafts] [--forward 30m|4h|2d]… [--to-end] [--json] [--keep]';
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** So many deadlines are followed by `--to-end`. */
const MOST_DEADLINES = 200;

void runCommand(USAGE, async (db) => {
  const options = optionsFrom();
  const env = readEnv();
  const temporal = connectClient({ ...env, temporalNamespace: env.rehearsalNamespace });
  const directory = createDirectory(db);
  const { taskQueue } = env;
  const rehearsals = createRehearsals({ temporal, store: rehearsalStore(db), registers: db, directory, taskQueue });
  try {
    const number = await begun(rehearsals, options);
    await moved(rehearsals, number, options);
    const [group, told] = [await rehearsals.groupOf(number), await rehearsals.told(number)];
    answer(
      options.json
        ? JSON.stringify({ number, cases: group.map(viewOf), told })
        : sheetOf(number, group, told, env.zone),
    );
    if (!options.keep) await rehearsals.remove(number);
    return 0;
  } catch (error) {
    if (error instanceof DomainError) throw new CommandError(wordsOf(error));
    throw error;
  } finally {
    await directory.close();
    await temporal.connection.close();
  }
});

type Options = {
  process: ProcessKey;
  file: string;
  at?: number;
  drafts: boolean;
  forwards: number[];
  toEnd: boolean;
  json: boolean;
  keep: boolean;
};

function optionsFrom(): Options {
  const { values } = parsedOrWrong(() =>
    parseArgs({
      options: {
        process: { type: 'string' },
        data: { type: 'string' },
        at: { type: 'string' },
        drafts: { type: 'boolean' },
        forward: { type: 'string', multiple: true },
        'to-end': { type: 'boolean' },
        json: { type: 'boolean' },
        keep: { type: 'boolean' },
      },
    }),
  );
  const { process, data, at, drafts = false, forward = [], json = false, keep = false } = values;
  if (process === undefined || !isProcessKey(process)) throw new WrongUse('--process names a process');
  if (data === undefined) throw new WrongUse('--data names a file');
  const instant = at === undefined ? undefined : Date.parse(at);
  if (Number.isNaN(instant)) throw new WrongUse('--at is an instant with an offset: 2026-12-07T09:00:00+08:00');
  return {
    process,
    file: data,
    ...(instant === undefined ? {} : { at: instant }),
    drafts,
    forwards: forward.map(lengthOf),
    toEnd: values['to-end'] ?? false,
    json,
    keep,
  };
}

function lengthOf(word: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(word) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw new WrongUse(`--forward ${word}: 30m, 4h or 2d`);
  return Number(count) * UNITS[unit];
}

async function begun(rehearsals: Rehearsals, { process, file, at, drafts }: Options): Promise<string> {
  const raw = file === '-' ? await text(globalThis.process.stdin) : await readFile(file, 'utf8').catch(() => null);
  if (raw === null) throw new CommandError(`${file} cannot be read`);
  const intake = contracts[process]['create']?.input.safeParse(JSON.parse(raw));
  if (!intake?.success || typeof intake.data !== 'object' || intake.data === null)
    throw new CommandError(
      `The intake is wrong: ${intake?.error?.issues.map((one) => `${one.path.join('/')} ${one.message}`).join('; ')}`,
    );
  const title = 'title' in intake.data ? String(intake.data.title) : process;
  return await rehearsals.start({ title, process, data: intake.data, at, drafts, startedBy: 'command-line' });
}

async function moved(rehearsals: Rehearsals, number: string, { forwards, toEnd }: Options): Promise<void> {
  for (const ms of forwards) {
    let { goal, reached } = await rehearsals.forward(number, { ms });
    while (!reached) ({ goal, reached } = await rehearsals.forward(number, { until: goal }));
  }
  if (toEnd) await followed(rehearsals, number);
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

const viewOf = ({ kase: _kase, ...view }: StoredCase) => view;

/** One line for each who would be told, and below how each promise stands. */
function sheetOf(number: string, group: readonly StoredCase[], told: readonly Told[], zone: string): string {
  const clock = (at: number) => wallClock(at, zone);
  const lines = told.map(({ at, to, stoodIn, template, data, deliveries }) => {
    const words = noticeWords({ template, data }, clock)?.zh ?? template;
    const ways = [
      'inbox',
      ...deliveries.map((one) => `${one.channel}${one.page ? ' (page)' : ''} ${clock(one.at).slice(11)}`),
    ];
    return `${clock(at)}  ${to.padEnd(14)} ${words}  [${ways.join(', ')}]${stoodIn === undefined ? '' : `  (${stoodIn})`}`;
  });
  const promises = group.flatMap(({ _id, status, readings }) => [
    `${_id} ${status}`,
    ...Object.entries(readings).map(
      ([name, { state, dueAt, provisional }]) =>
        `  ${name.padEnd(14)} ${state.padEnd(10)} ${dueAt === null ? '' : clock(dueAt)}${provisional ? ' provisional' : ''}`,
    ),
  ]);
  return [`演练 rehearsal ${number}`, ...lines, '', ...promises].join('\n');
}

const wordsOf = ({ code, message, fields }: DomainError): string =>
  [`${code}: ${message}`, ...fields.map(({ pointer, code: field }) => `  ${pointer} ${field}`)].join('\n');
