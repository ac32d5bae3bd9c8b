/**
 * `npm run replay -- FILE --mapping NAME|PATH …`: another tool's log judged by our lifecycle (`--dry`), or sent through
 * the running product (docs/replay.md). Progress and reasons on stderr, one JSON object on stdout. Exit 0: done, refused
 * rows included; 1: the file or the mapping cannot be read, or the live run differs from the dry one; 2: wrong use.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { processOf } from '../domain/catalogue.ts';
import { closureOf } from '../domain/kernel/lifecycle.ts';
import { answer, CommandError, parsedOrWrong, run, say, WrongUse } from './support/command.ts';
import { checkOutput } from './support/outputs.ts';
import { DoorError } from './replay/door.ts';
import { type Judged, judgeCase, type Rule, WORKING } from './replay/judge.ts';
import type { Difference, Pace } from './replay/live.ts';
import { fileOf, readMapping } from './replay/mapping.ts';
import { LogError } from './replay/open-log.ts';
import { dataFolder, playThrough } from './replay/play-through.ts';
import { type Log, readLog } from './replay/read-log.ts';
import { refusedCases, reportOf } from './replay/report.ts';
import { keysFileIn } from './replay/setup.ts';

const USAGE = `npm run replay -- FILE --mapping NAME|PATH [--dry] [--rule conformance|replay] [--limit N] [--refused PATH]
                       [--url URL] [--clients N] [--speed N|max] [--setup]
  --mapping  a shipped one by its name, or a file: what the columns of FILE mean (docs/replay.md)
  --dry      judges FILE alone and sends nothing; without it the running product gets it
  --refused  writes the refused rows, a JSON object a line, into PATH
  --setup    makes the teams, people and keys that the log needs`;

type Wish = Pace & {
  file: string;
  mapping: string;
  dry: boolean;
  rule: Rule;
  limit: number | undefined;
  refused: string | undefined;
  url: string | undefined;
  setup: boolean;
};

function wishOf(args: readonly string[]): Wish {
  const { values, positionals } = parsed(args);
  const [file, ...more] = positionals;
  const {
    mapping,
    rule = 'replay',
    limit,
    dry = false,
    refused,
    url,
    clients = '8',
    speed = 'max',
    setup = false,
  } = values;
  if (file === undefined || more.length > 0) throw new WrongUse('one FILE is needed');
  if (mapping === undefined) throw new WrongUse('--mapping is needed');
  if (rule !== 'conformance' && rule !== 'replay') throw new WrongUse('--rule is conformance or replay');
  if (rule === 'conformance' && !dry) throw new WrongUse('--rule conformance judges the log alone: add --dry');
  if (dry && (setup || url !== undefined)) throw new WrongUse('--dry sends nothing: leave --setup and --url out');
  if (url !== undefined && !URL.canParse(url)) throw new WrongUse('--url is an address such as http://127.0.0.1:3000');
  return {
    file,
    mapping,
    dry,
    rule,
    limit: limit === undefined ? undefined : countOf('--limit', limit),
    refused,
    url,
    clients: countOf('--clients', clients),
    speed: speed === 'max' ? null : countOf('--speed', speed),
    setup,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const judging = { mapping: text, dry: flag, rule: text, limit: text, refused: text } as const;
  const sending = { url: text, clients: text, speed: text, setup: flag } as const;
  return parsedOrWrong(() =>
    parseArgs({ args: [...args], allowPositionals: true, options: { ...judging, ...sending } }),
  );
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) throw new WrongUse(`${option} is a whole number from 1 on`);
  return count;
}

/** Before anything is read or sent: an hour later it would be too late to learn that there is no place for the answer. */
function checkOutputs({ file, mapping, refused, setup }: Wish): void {
  const inputs = { 'the log': file, 'the mapping': fileOf(mapping) };
  if (refused !== undefined) checkOutput(refused, '--refused', inputs);
  if (setup) checkOutput(keysFileIn(dataFolder()), '--setup', inputs);
}

async function main(args: readonly string[]): Promise<number> {
  const wish = wishOf(args);
  checkOutputs(wish);
  const incident = processOf('incident');
  const mapping = readMapping(wish.mapping, incident);
  say(`reading ${wish.file}`);
  const log = await readLog(wish.file, { mapping, limit: wish.limit, onProgress: (rows) => say(`${rows} rows read`) });
  say(`${log.cases.length} cases, ${log.rows} rows${readAs(log)}`);
  for (const why of log.skipped) say(`skipped: ${why}`);
  const closure = closureOf(incident, WORKING);
  const dry = log.cases.map((one) => judgeCase(one, wish.rule, closure));
  const source = { rule: wish.rule, mapping: wish.mapping, file: wish.file, ...readingOf(log) };
  if (wish.dry) {
    finish(wish, dry, reportOf(source, dry));
    return 0;
  }
  const { judged, differences, ...figures } = await playThrough(log.cases, { ...wish, dry, closure });
  finish(wish, judged, { ...reportOf(source, judged), ...figures, differences });
  for (const difference of differences) say(differenceIn(difference));
  return differences.length === 0 ? 0 : 1;
}

const readingOf = ({ sha256, encoding, ignoredRows, skippedRows, skipped }: Log) => ({
  sha256,
  encoding: encoding?.name ?? null,
  ignoredRows,
  skippedRows,
  skipped,
});

/** In which encoding and why, and what was left out. */
function readAs({ encoding, ignoredRows, skippedRows }: Log): string {
  const why = { mark: 'its mark', mapping: 'the mapping', declaration: 'its declaration', content: 'all of its bytes' };
  return [
    encoding ? `, read as ${encoding.name} by ${why[encoding.by]}` : ', read as a workbook',
    ignoredRows > 0 ? `, ${ignoredRows} more ignored` : '',
    skippedRows > 0 ? `, ${skippedRows} more skipped` : '',
  ].join('');
}

function finish({ refused }: Wish, judged: readonly Judged[], report: object): void {
  if (refused !== undefined) {
    const lines = refusedCases(judged).map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(refused, lines.join(''));
  }
  answer(JSON.stringify(report));
}

const differenceIn = ({ case: caseId, number, what, expected, found }: Difference): string =>
  `difference: ${caseId}${number === null ? '' : ` (${number})`}: ${what}: expected ${expected}, found ${found}`;

void run(USAGE, async () => {
  try {
    return await main(process.argv.slice(2));
  } catch (error) {
    throw error instanceof LogError || error instanceof DoorError ? new CommandError(error.message) : error;
  }
});
