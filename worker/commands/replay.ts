/**
 * `npm run replay -- FILE --mapping NAME|PATH …`: another tool's log judged by our lifecycle (`--dry`), or sent through
 * the running product. Progress and reasons on stderr, one JSON object on stdout. Exit 0: done, refused rows included;
 * 1: the file or the mapping cannot be read, or a live run differs from the dry one; 2: wrong use.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { processOf } from '../../domain/catalogue.ts';
import { closureOf } from '../../domain/kernel/lifecycle.ts';
import { type Judged, judgeCase, type Rule, WORKING } from '../replay/judge.ts';
import { readMapping } from '../replay/mapping.ts';
import { LogError } from '../replay/open-log.ts';
import { readLog } from '../replay/read-log.ts';
import { refusedCases, reportOf } from '../replay/report.ts';

const USAGE =
  'npm run replay -- FILE --mapping NAME|PATH [--dry] [--rule conformance|replay] [--limit N] [--refused PATH] [--url URL] [--clients N] [--speed N|max] [--setup]';

class WrongUse extends Error {}

type Wish = {
  file: string;
  mapping: string;
  dry: boolean;
  rule: Rule;
  limit: number | undefined;
  refused: string | undefined;
};

function wishOf(args: readonly string[]): Wish {
  const { values, positionals } = parsed(args);
  const [file, ...more] = positionals;
  const { mapping, rule = 'replay', limit, dry = false, refused } = values;
  if (file === undefined || more.length > 0) throw new WrongUse('one FILE is needed');
  if (mapping === undefined) throw new WrongUse('--mapping is needed');
  if (rule !== 'conformance' && rule !== 'replay') throw new WrongUse('--rule is conformance or replay');
  return { file, mapping, dry, rule, limit: limit === undefined ? undefined : countOf('--limit', limit), refused };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { mapping: text, dry: flag, rule: text, limit: text, refused: text } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new WrongUse(`${option} is a whole number from 1 on`);
  return count;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const wish = wishOf(args);
  const incident = processOf('incident');
  const mapping = readMapping(wish.mapping, incident);
  say(`reading ${wish.file}`);
  const log = await readLog(wish.file, { mapping, limit: wish.limit, onProgress: (rows) => say(`${rows} rows read`) });
  say(`${log.cases.length} cases, ${log.rows} rows`);
  const closure = closureOf(incident, WORKING);
  const judged = log.cases.map((one) => judgeCase(one, wish.rule, closure));
  const report = reportOf({ rule: wish.rule, mapping: wish.mapping, file: wish.file, sha256: log.sha256 }, judged);
  if (wish.refused !== undefined) writeRefused(wish.refused, judged);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return 0;
}

function writeRefused(file: string, judged: readonly Judged[]): void {
  writeFileSync(
    file,
    refusedCases(judged)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof WrongUse) say(`${error.message}\n${USAGE}`);
    else say(error instanceof LogError ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = error instanceof WrongUse ? 2 : 1;
  },
);
