/** What may be given to several cases at once. */
import { useQueries } from '@tanstack/react-query';
import { formsQuery } from '../case/processes.ts';
import { aheadQuery } from '../case/reading.ts';
import type { Form } from '../form/schema.ts';

/** `of`: so many of those that were asked take it now. */
export type Offered = { form: Form; of: number };
/** What is given to many most, in the order of the day; the rest by how many take it. */
const FIRST = [
  'claim',
  'take',
  'dispatch',
  'assign',
  'hold',
  'resume',
  'urge',
  'supervise',
  'transfer',
  'comment',
  'tag',
];
/** A command for all is judged by what these say; more are not asked before it is given. */
export const MOST_ASKED = 40;

const fieldsOf = ({ input }: Pick<Form, 'input'>): string =>
  Object.keys(input.properties ?? {})
    .toSorted()
    .join();

/** Those that all of them have, with the same fields. */
export function commonForms(all: readonly (ReadonlyMap<string, Form> | undefined)[]): ReadonlyMap<string, Form> {
  const [first, ...others] = all;
  const shared = [...(first ?? [])].filter(([command, form]) =>
    others.every((forms) => {
      const same = forms?.get(command);
      return same !== undefined && fieldsOf(same) === fieldsOf(form);
    }),
  );
  return new Map(shared);
}

const rank = (command: string): number => (FIRST.includes(command) ? FIRST.indexOf(command) : FIRST.length);

/** What at least one of these cases takes now; a command about a part, or one that needs what was seen, is one case's own. */
export function offeredAmong(
  forms: ReadonlyMap<string, Form>,
  answers: readonly { allowed: readonly string[] }[],
): readonly Offered[] {
  return [...forms.values()]
    .filter(({ part, intake, needsVersion }) => part !== 'always' && !intake && !needsVersion)
    .map((form) => ({ form, of: answers.filter(({ allowed }) => allowed.includes(form.command)).length }))
    .filter(({ of }) => of > 0)
    .toSorted((a, b) => b.of - a.of || rank(a.form.command) - rank(b.form.command));
}

/** What all these processes take, with the same fields. */
export const useCommonForms = (kinds: readonly string[]): ReadonlyMap<string, Form> =>
  commonForms(useQueries({ queries: kinds.map((kind) => formsQuery(kind)) }).map(({ data }) => data));

/** `isAsking`: not all of them have answered yet. */
export function useOffered(chosen: readonly { number: string; process: string }[]): {
  offered: readonly Offered[];
  asked: number;
  isAsking: boolean;
} {
  const forms = useCommonForms([...new Set(chosen.map(({ process }) => process))]);
  const answers = useQueries({ queries: chosen.slice(0, MOST_ASKED).map(({ number }) => aheadQuery(number)) });
  const there = answers.flatMap(({ data }) => (data ? [data] : []));
  return {
    offered: offeredAmong(forms, there),
    asked: there.length,
    isAsking: answers.some(({ isPending }) => isPending),
  };
}
