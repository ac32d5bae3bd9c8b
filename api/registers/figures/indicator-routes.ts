/** What helps whoever writes an indicator: the names that formulas may use, and what a formula says, or what is wrong with it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { UNITS } from '../../../domain/figures/indicator.ts';
import { checkFormula } from '../../../domain/figures/language/checker.ts';
import { inWords } from '../../../domain/figures/language/in-words.ts';
import { nameOf } from '../../../domain/figures/language/names-of-cases.ts';
import { print } from '../../../domain/figures/language/printer.ts';
import { refsIn } from '../../../domain/figures/language/references.ts';
import { fits } from '../../../domain/figures/language/units.ts';
import { type CaseKind, caseKindKeys } from '../../../domain/figures/kinds.ts';
import { namesOf } from '../../../domain/figures/names.ts';
import { titleOf, valueTitle } from '../../../domain/figures/titles.ts';
import { key } from '../../../domain/kernel/contract.ts';
import { indicatorsIn } from '../../../models/registers/figures/indicator.ts';
import { invalid } from '../../http/problem.ts';
import { several } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { fieldErrorSchema } from '../../http/schemas.ts';
import { formulaText, indicatorWriters } from './indicator-register.ts';

const title = z.object({ zh: z.string(), en: z.string() });
const nameSchema = z.object({
  name: z.string().describe('As it stands in a formula'),
  title,
  is: z.enum(['text', 'texts', 'number', 'minutes', 'instant', 'yes-no']),
  words: z
    .array(z.object({ word: z.string(), title: title.optional() }))
    .optional()
    .describe('The only ones that it may be'),
});
export const saidSchema = z.object({
  formula: z.string().describe('The same in its usual form, references pinned'),
  words: title.describe('What it says, for who reads no formula'),
  units: z.array(z.enum(UNITS)).describe('Units that an indicator with it may have'),
  refs: z.array(z.string()).describe('Indicators that it refers to, by `key@version`'),
});
export const formulaBody = {
  id: key().optional().describe('Of the indicator that it is for, which it may not lead round to'),
  formula: formulaText,
};

export const indicatorEditingRoutes = ({ db }: { db: Connection }): Route[] => [
  route({
    method: 'get',
    path: '/api/indicators/names',
    operationId: 'indicators.names',
    tag: 'indicators',
    summary: 'What formulas may say of a case of these processes: what each of them has, with its type and its words',
    access: { rule: 'role', roles: indicatorWriters },
    query: z.strictObject({
      process: several(z.enum(caseKindKeys)).describe('One, or several by commas; `drill`: drills that have ended'),
    }),
    responses: { 200: { description: 'In order of their names', schema: z.object({ items: z.array(nameSchema) }) } },
    handle: async ({ query: { process } }) => ({ body: { items: namesFor(process) } }),
  }),
  route({
    method: 'post',
    path: '/api/indicators/validate',
    operationId: 'indicators.validate',
    tag: 'indicators',
    summary:
      'Check a formula: all that is wrong with it, each with its place in the text, or what it says in plain words',
    access: { rule: 'role', roles: indicatorWriters },
    looks: true,
    body: z.strictObject(formulaBody),
    responses: {
      200: {
        description: 'Nothing was written',
        schema: z.object({
          faults: z
            .array(fieldErrorSchema)
            .describe('`at` and `length` in `params`: of the text, in UTF-16 units; empty: it may be published'),
          says: saidSchema.nullable().describe('Null while anything is wrong'),
        }),
      },
    },
    handle: async ({ body: { id, formula } }) => {
      const { faults, says } = await said(db, { id, formula });
      return { body: { faults, says: says?.shown ?? null } };
    },
  }),
];

/** What a formula says, with the formula itself; or all that is wrong with it. */
export async function said(db: Connection, { id, formula: text }: { id?: string | undefined; formula: string }) {
  const { indicators, names } = await indicatorsIn(db);
  const { formula, unit, faults } = checkFormula(text, { indicators, ...(id === undefined ? {} : { self: id }) });
  if (!formula) return { faults, says: null };
  const words = inWords(formula, (ref) => names.get(ref) ?? { zh: ref, en: ref });
  const units = UNITS.filter((one) => fits(unit, one));
  const shown = { formula: print(formula), words, units, refs: refsIn(formula) };
  return { faults, says: { formula, shown } };
}

function namesFor(processes: readonly CaseKind[]): object[] {
  const [first] = processes;
  if (!first) throw invalid([{ pointer: '/process', code: 'required' }]);
  return Object.keys(namesOf(first))
    .toSorted()
    .flatMap((name) => {
      const found = nameOf(processes, name);
      if (found.is !== 'found') return [];
      const { is, words } = found.name;
      const titled = (word: string) => {
        const own = processes.map((process) => valueTitle(process, name, word)).find((one) => one !== null);
        return { word, ...(own ? { title: own } : {}) };
      };
      return [{ name, title: titleOf(first, name), is, ...(words ? { words: words.map(titled) } : {}) }];
    });
}
