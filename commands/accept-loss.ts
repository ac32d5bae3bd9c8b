/**
 * `npm run accept-loss -- NUMBER --yes`: for a case that is parked because its store has less of it than its workflow knows
 * (`store-behind`, after a restore). Ends the run, records both heads on the case and in the audit trail, and has the case go on
 * from what is stored. Without `--yes` it only says what would be lost. One JSON object on stdout. Exit 0: done, or only asked;
 * 1: it is not parked for this, or its record does not verify; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import { acceptLoss } from '../client/cases/accept-loss.ts';
import { headOf } from '../models/cases/commit.ts';
import { type Parked, parkedOf } from '../models/cases/parked.ts';
import { OPERATOR, processOfNumber, toolsOf } from './support/bring-back.ts';
import { answer, parsedOrWrong, runOnEngines, say, WrongUse } from './support/command.ts';

const USAGE = `npm run accept-loss -- NUMBER [--yes]
  For a case that is parked because its store has less of it than its workflow knows (after a restore): it goes on from
  what is stored, on record. Without --yes it only says what would be lost.`;

function asked(): { number: string; isMeant: boolean } {
  const { values, positionals } = parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { yes: { type: 'boolean' } } }),
  );
  const [number, ...more] = positionals;
  if (number === undefined || more.length > 0) throw new WrongUse('name one case');
  processOfNumber(number);
  return { number, isMeant: values.yes === true };
}

void runOnEngines({ usage: USAGE, asked }, async ({ number, isMeant }, engines) => {
  const { db } = engines;
  if (isMeant) {
    const accepted = await acceptLoss({ db, ...toolsOf(engines, 'accept-loss') }, number, {
      by: OPERATOR,
      now: Date.now(),
    });
    answer(JSON.stringify({ number, ...accepted }));
    return 0;
  }
  const parked = await parkedOf(db).findById(number).lean<Parked>();
  const stored = await headOf(db, number);
  answer(JSON.stringify({ number, reason: parked?.reason ?? null, known: parked?.known ?? null, stored, done: false }));
  say('Nothing was done: say --yes to do it');
  return 0;
});
