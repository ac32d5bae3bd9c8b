/** What fields, and their values, are called. A field of a command without words does not compile. */
import { useProcesses } from '../case/processes.ts';
import type { CommandField } from '../generated/api.ts';
import { commandFields } from './names/fields.ts';
import { registerFields } from './names/registers.ts';
import { roles } from './names/roles.ts';
import { values } from './names/values.ts';
import { otherFields } from './names/views.ts';
import { type Two, useLocale } from './words.ts';

const fields: Readonly<Record<CommandField, Two> & Record<string, Two>> = {
  ...registerFields,
  ...otherFields,
  ...commandFields,
};
const named: Readonly<Record<string, Two>> = { ...roles, ...values };
const ofName = (table: Readonly<Record<string, Two>>, name: string): Two | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export function useFieldWords(): (name: string) => string {
  const locale = useLocale();
  return (name) => ofName(fields, name)?.[locale] ?? name;
}

export function useRoleWords(): (role: string) => string {
  const locale = useLocale();
  return (role) => ofName(roles, role)?.[locale] ?? role;
}

/** Of a process: its own words for a value of a field, else the common ones. */
export function useValueWords(): (process: string, field: string, value: string) => string {
  const locale = useLocale();
  const processes = useProcesses();
  return (process, field, value) => {
    const choices = processes.get(process)?.choices ?? {};
    const own = Object.entries(choices).find(([path]) => path === field || path.endsWith(`.${field}`))?.[1][value];
    return (own ?? ofName(named, `${field}.${value}`) ?? ofName(named, value))?.[locale] ?? value;
  };
}
