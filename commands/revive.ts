/**
 * `npm run revive -- NUMBER… | --all [--yes]`: brings cases back that have lost their workflow. A NUMBER that is held
 * (`npm run park`, or revived too often) is let go first. `--all`: every open case that has none; where the engine is another
 * one than the store was used with, it takes its place, on record: without `--yes` it only says what it would do. One JSON
 * object on stdout. Exit 0: each has a workflow now, or that was only asked; 1: one has not; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import { countOpen, isOtherEngine, openCases, takeEngine } from '../client/record/other-engine.ts';
import type { Revived } from '../client/cases/revive.ts';
import { isHeld, release } from '../models/cases/parked.ts';
import { OPERATOR, processOfNumber, toolsOf } from './support/bring-back.ts';
import { answer, type Engines, parsedOrWrong, runOnEngines, say, WrongUse } from './support/command.ts';

const USAGE = `npm run revive -- NUMBER… | --all [--yes]
  Brings cases back that have lost their workflow; a NUMBER that is held (npm run park) is let go first.
  --all  every open case that has none; without --yes it only says what it would do`;
const SIDE_BY_SIDE = 8;
const WELL: readonly Revived[] = ['revived', 'running'];

type Counts = Partial<Record<Revived | 'failed', number>>;

function asked() {
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parsedOrWrong(() =>
    parseArgs({ allowPositionals: true, options: { all: flag, yes: flag } }),
  );
  if ((values.all === true) === positionals.length > 0) throw new WrongUse('name cases, or say --all');
  for (const number of positionals) processOfNumber(number);
  return { values, positionals };
}

void runOnEngines({ usage: USAGE, asked }, async ({ values, positionals }, engines) => {
  if (!values.all) return await reviveThese(engines, positionals);
  if (values.yes) return await reviveAll(engines);
  const otherEngine = await isOtherEngine(engines.temporal, engines.db);
  answer(JSON.stringify({ open: await countOpen(engines.db), otherEngine, done: false }));
  say('Nothing was done: say --yes to do it');
  return 0;
});

async function reviveThese(engines: Engines, numbers: readonly string[]): Promise<number> {
  const { reviver } = toolsOf(engines, 'revive');
  const counts: Counts = {};
  for (const number of numbers) {
    if ((await reviver.isOurEngine()) && (await isHeld(engines.db, number))) await release(engines.db, number);
    await one(number, counts, () => reviver.revive(number, { why: 'an operator', by: OPERATOR, byHand: true }));
  }
  return told(counts, {});
}

/** Held ones stay held: they are let go by their number. */
async function reviveAll(engines: Engines): Promise<number> {
  const { temporal, db } = engines;
  const { reviver, audit } = toolsOf(engines, 'revive');
  const otherEngine = await isOtherEngine(temporal, db);
  if (otherEngine) await takeEngine({ temporal, db, audit }, { by: OPERATOR, now: Date.now() });
  const counts: Counts = {};
  const cases = openCases(db);
  const why = otherEngine ? 'an operator: the engine is another one' : 'an operator: all that are open';
  const next = async (): Promise<void> => {
    for (let { value, done } = await cases.next(); !done; { value, done } = await cases.next()) {
      const number = String(value);
      await one(number, counts, () => reviver.revive(number, { why, by: OPERATOR, byHand: true }));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, next));
  return told(counts, { engineMoved: otherEngine });
}

/** One that fails stops no other. */
async function one(number: string, counts: Counts, revive: () => Promise<Revived>): Promise<void> {
  const outcome = await revive().catch((error: unknown) => {
    say(`${number}: ${String(error)}`);
    return 'failed' as const;
  });
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  if (outcome !== 'failed' && !WELL.includes(outcome)) say(`${number}: ${outcome}`);
}

function told(counts: Counts, more: object): number {
  answer(JSON.stringify({ ...more, ...counts }));
  return Object.keys(counts).every((outcome) => WELL.some((well) => well === outcome)) ? 0 : 1;
}
