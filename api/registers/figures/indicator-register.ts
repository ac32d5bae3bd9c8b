/** The versioned register of indicators. */
import { z } from 'zod';
import {
  BETTER,
  indicatorFaults,
  type IndicatorSource,
  rivalFaults,
  SCOPES,
  TARGETS,
  UNITS,
} from '../../../domain/figures/indicator.ts';
import { inWords } from '../../../domain/figures/language/in-words.ts';
import { checkFormula } from '../../../domain/figures/language/checker.ts';
import type { Formula } from '../../../domain/figures/language/shapes.ts';
import { MOST_LENGTH } from '../../../domain/figures/language/reading/tokens.ts';
import { line, orgPath, text } from '../../../domain/kernel/contract.ts';
import type { Role } from '../../../domain/kernel/process.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { indicatorsIn } from '../../../models/registers/figures/indicator.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { unknownPlaces } from '../versioned/register-checks.ts';
import { refOf, type VersionedRegister } from '../versioned/register-shapes.ts';

export const indicatorWriters: readonly Role[] = ['process-owner', 'quality-lead'];

/** Every fault of it comes with its place: its length too is judged with all else. */
export const formulaText = z
  .string()
  .min(1)
  .max(10 * MOST_LENGTH)
  .describe(`What is counted, at most ${MOST_LENGTH} letters: docs/figures.md`);
const inTwo = (max: number) => z.strictObject({ zh: line(max), en: line(max) });

const indicatorSource = z.strictObject({
  name: inTwo(100),
  description: z.strictObject({ zh: text(2_000), en: text(2_000) }),
  organisations: z.array(orgPath()).max(200).default([]).describe('For these and all below; empty: for all'),
  formula: formulaText,
  unit: z.enum(UNITS).describe('`minutes` of time, `share` of 1'),
  better: z.enum(BETTER).optional().describe('Absent: neither is'),
  target: z
    .strictObject({ is: z.enum(TARGETS), value: z.number().min(-1e12).max(1e12) })
    .optional()
    .describe('In the unit: of a share 0.95, not 95'),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).describe('For whom it can be asked'),
  withdrawn: z.literal(true).optional().describe('This version ends it: nothing new refers to it any more'),
  reason: text(2_000).optional().describe('Of the withdrawal'),
});

export const indicators: VersionedRegister<'indicators'> = {
  name: 'indicators',
  field: 'indicator',
  title: 'Indicator',
  schema: indicatorSource,
  writers: indicatorWriters,
  sourceOf: ({ name, description, organisations, formula, unit, better, target, scopes, withdrawn, reason }) => ({
    name,
    description,
    organisations,
    formula,
    unit,
    ...(better && { better }),
    ...(target && { target }),
    scopes,
    ...(withdrawn && { withdrawn }),
    ...(reason !== undefined && { reason }),
  }),
  problems: async (deps, { id, source, former }) => {
    const known = await indicatorsIn(deps.registers);
    const edit = { id, source, indicators: known.indicators };
    return [
      ...indicatorFaults({ ...edit, former }),
      ...(source.withdrawn ? rivalFaults(edit, known.newest) : []),
      ...(await unknownPlaces(deps, source.organisations)),
    ];
  },
  rivals: async ({ registers }, { id, source }, session) => {
    const { indicators: known, newest } = await indicatorsIn(registers, session);
    return rivalFaults({ id, source, indicators: known }, newest);
  },
  places: ({ organisations }) => organisations,
  documentOf: async ({ registers }, id, source, stamp) => ({
    _id: refOf(id, stamp),
    indicator: id,
    ...source,
    parsed: await parsedOf(registers, id, source, stamp.version),
    ...stamp,
  }),
};

/** One that is withdrawn keeps the formula of the version before: what its references have become is nothing to it. */
async function parsedOf(
  db: Parameters<typeof indicatorsIn>[0],
  id: string,
  { formula, withdrawn }: IndicatorSource,
  version: number,
) {
  const { indicators: known } = await indicatorsIn(db);
  const before = withdrawn ? known(id, version - 1) : null;
  if (before) return before.formula;
  const checked = checkFormula(formula, { indicators: known, self: id });
  if (!checked.formula) throw new Error(`the formula of ${id} was let pass and is wrong`);
  return checked.formula;
}

/** With what its formula says to whoever reads none; what it is stored as stays within. */
export function presentIndicator(found: { _id: string; version?: number; parsed?: Formula }): object {
  const { parsed, ...rest } = found;
  const says = parsed ? { words: inWords(parsed, (ref) => ({ zh: ref, en: ref })) } : {};
  return { ...entryOutside(rest), ...says, version: versionOf(found) };
}
