/**
 * `npm run park -- NUMBER --why TEXT`: holds a case on purpose. Its workflow is ended, nothing brings it back, commands are
 * answered `case-parked`, until `npm run revive -- NUMBER` lets it go. On record. One JSON object on stdout. Exit 2: wrong use.
 */
import { parseArgs } from 'node:util';
import { headOf } from '../models/cases/commit.ts';
import { hold } from '../models/cases/parked.ts';
import { OPERATOR, processOfNumber, toolsOf } from './support/bring-back.ts';
import { answer, CommandError, parsedOrWrong, runOnEngines, WrongUse } from './support/command.ts';

const USAGE = `npm run park -- NUMBER --why TEXT
  Holds a case on purpose: its workflow ends, nothing brings it back, until npm run revive -- NUMBER lets it go.`;

function asked(): { number: string; why: string; process: string } {
  const { values, positionals } = parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { why: { type: 'string' } } }),
  );
  const [number, ...more] = positionals;
  const { why } = values;
  if (number === undefined || more.length > 0) throw new WrongUse('name one case');
  if (why === undefined || why.trim() === '') throw new WrongUse('say why');
  return { number, why, process: processOfNumber(number) };
}

void runOnEngines({ usage: USAGE, asked }, async ({ number, why, process }, engines) => {
  if (!(await headOf(engines.db, number))) throw new CommandError(`There is no case ${number}`);
  const { engine, audit } = toolsOf(engines, 'park');
  const now = Date.now();
  await audit.record({ type: 'parked', by: OPERATOR, at: now, caseId: number, data: { why } });
  await hold(engines.db, { caseId: number, process, by: OPERATOR, now, detail: why });
  const ended = await engine.terminate(process, number, `parked: ${why}`);
  answer(JSON.stringify({ number, ended }));
  return 0;
});
