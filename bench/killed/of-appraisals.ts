/** What must hold of appraisals, whatever was killed while they were frozen, judged and signed. */
import type { Connection } from 'mongoose';
import { appraisalAsKept } from '../../client/appraisals/keeper.ts';
import { reckonedAnew } from '../../client/appraisals/recounting.ts';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { statementHashOf, totalsOf } from '../../domain/appraisal/totals.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { CaseEvent } from '../../domain/kernel/process.ts';
import { appraisalListOf, listChunkOf } from '../../models/appraisals/list.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { documentOf } from '../../models/documents/document.ts';
import type { Check } from './check.ts';

type Kept = { number: string; appraisal: Appraisal };

/** Of live ones: nothing was counted for a drill. */
export async function ofAppraisals(db: Connection): Promise<Check[]> {
  const rows = await casesIn(db)
    .find({ process: 'appraisal', mode: 'live' }, { projection: { _id: 1 } })
    .toArray();
  const all: Kept[] = [];
  for (const { _id: number } of rows) {
    const appraisal = await appraisalAsKept(db, number);
    if (appraisal && appraisal.drill !== true) all.push({ number, appraisal });
  }
  return [await listsWhole(db, all), await statedOnce(db, all)];
}

/** What was frozen follows from the list whose hash is on record, and nothing is left of tries that were cut off. */
async function listsWhole(db: Connection, all: readonly Kept[]): Promise<Check> {
  const frozen = all.filter(({ appraisal }) => appraisal.list !== undefined);
  const broken: string[] = [];
  for (const { number, appraisal } of frozen) {
    const { list, same } = await reckonedAnew({ db, registers: db }, { number, appraisal });
    if (!list.holds || list.rows !== appraisal.list?.rows) broken.push(`the list of ${number} is not what was frozen`);
    if (!same) broken.push(`the figures of ${number} do not follow from its list`);
  }
  const lists = await appraisalListOf(db).find().lean();
  const counted = new Set(lists.map(({ _id, made }) => `${_id}/${made?.by}`));
  const collecting = new Set(
    all.filter(({ appraisal: { status } }) => status === 'collecting').map(({ number }) => number),
  );
  for (const { _id, list, by } of await listChunkOf(db).find({}, { list: 1, by: 1 }).lean())
    if (!counted.has(`${list}/${by}`) && !collecting.has(list)) broken.push(`the piece ${_id} is of no list`);
  return { what: 'each frozen figure follows from its list, which is there once', seen: frozen.length, broken };
}

/** Each side has signed once what the figures come to, which was issued once, as one document; of a period there is one. */
async function statedOnce(db: Connection, all: readonly Kept[]): Promise<Check> {
  const archived = all.filter(({ appraisal: { status } }) => status === 'archived');
  const broken: string[] = [];
  for (const { number, appraisal } of archived) {
    const events = (await commitsAfter(db, number)).flatMap(unwound);
    broken.push(...signingOf(appraisal, events).map((what) => `${number}: ${what}`));
    const version = named(events, 'archived')[0]?.seq;
    const made =
      version === undefined
        ? 0
        : await documentOf(db).countDocuments({ caseId: number, kind: 'appraisal-statement', version });
    if (made === 0) broken.push(`${number}: nobody got its statement`);
  }
  const periods = all.flatMap(({ number, appraisal: { status, scheme, period } }) =>
    status === 'voided' ? [] : [{ number, period: `${period} of ${scheme}` }],
  );
  for (const [n, { number, period }] of periods.entries())
    if (periods.findIndex((one) => one.period === period) < n) broken.push(`${number}: ${period} is judged twice`);
  return { what: 'each statement was issued once, over what its figures come to', seen: archived.length, broken };
}

const named = (events: readonly CaseEvent[], name: string): CaseEvent[] =>
  events.filter(({ type }) => type === `appraisal.${name}`);

function signingOf(appraisal: Appraisal, events: readonly CaseEvent[]): string[] {
  const totals = totalsOf(appraisal);
  const hash = statementHashOf(appraisal, totals);
  const signed = named(events, 'signed').map(({ data }) => data as { side?: string; statementHash?: string });
  const issued = named(events, 'statementIssued').map(({ data }) => data as Partial<typeof totals>);
  const sides = signed.map(({ side = '' }) => side).toSorted((a, b) => a.localeCompare(b));
  const isSame = issued.every(
    ({ score, penalty, lines }) => canonical({ score, penalty, lines }) === canonical(totals),
  );
  return [
    ...(sides.join() === 'judge,subject' ? [] : [`signed by ${sides.join(', ')}`]),
    ...(signed.every((one) => one.statementHash === hash) ? [] : ['what was signed is not what its figures come to']),
    ...(issued.length === 1 && isSame ? [] : [`${issued.length} statements, or another than its figures come to`]),
  ];
}
