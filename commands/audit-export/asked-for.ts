/** What the command line of `audit:export` asks for. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CASE_NUMBER } from '../../domain/kernel/ids.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { instantsOfDays, isDate } from '../../platform/zones.ts';
import { parsedOrWrong, WrongUse } from '../support/command.ts';
import type { Filter } from './selection.ts';

const text = { type: 'string' } as const;
const options = { to: text, from: text, until: text, process: { type: 'string', multiple: true } } as const;

/** Days are those of `zone`, the last one included. Throws WrongUse. */
export function askedFor(args: readonly string[], zone: string): { to: string; filter: Filter } {
  const { values, positionals: cases } = parsedOrWrong(() =>
    parseArgs({ args: [...args], allowPositionals: true, options }),
  );
  const { to, from, until, process: keys = [] } = values;
  if (!to) throw new WrongUse('name a new folder: --to FOLDER');
  for (const day of [from, until]) if (day !== undefined && !isDate(day)) throw new WrongUse(`${day} is no date`);
  if (from !== undefined && until !== undefined && until < from) throw new WrongUse('--until is before --from');
  const wrong = cases.find((number) => !CASE_NUMBER.test(number));
  if (wrong !== undefined) throw new WrongUse(`${wrong} is no number of a case`);
  const filter = {
    ...(from === undefined ? {} : { from: instantsOfDays(zone, from, from).from }),
    ...(until === undefined ? {} : { until: instantsOfDays(zone, until, until).until }),
    ...(keys.length > 0 ? { processes: keys.map(processFrom) } : {}),
    ...(cases.length > 0 ? { cases } : {}),
  };
  return { to: path.resolve(to), filter };
}

function processFrom(key: string): ProcessKey {
  if (isProcessKey(key)) return key;
  throw new WrongUse(`there is no process ${key}: ${Object.keys(processes).join(', ')}`);
}
