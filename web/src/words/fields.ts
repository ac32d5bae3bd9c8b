/** What the fields of commands, and their values, are called. */
import { useProcesses } from '../case/processes.ts';
import type { CommandField } from '../generated/api.ts';
import { type Two, useLocale } from './words.ts';

const fields: Partial<Readonly<Record<CommandField, Two>>> = {
  title: { zh: '标题', en: 'Title' },
  description: { zh: '描述', en: 'Description' },
  unit: { zh: '单位', en: 'Unit' },
  application: { zh: '应用系统', en: 'Application' },
};
/** Values of lists that no process names. */
const values: Readonly<Record<string, Two>> = {
  public: { zh: '公开', en: 'Public' },
  internal: { zh: '内部', en: 'Internal' },
};

export function useFieldWords(): (name: string) => string {
  const locale = useLocale();
  return (name) => (Object.hasOwn(fields, name) ? fields[name as CommandField]?.[locale] : undefined) ?? name;
}

/** Of a process: its own words for a value of a field, else the common ones. */
export function useValueWords(): (process: string, field: string, value: string) => string {
  const locale = useLocale();
  const processes = useProcesses();
  return (process, field, value) => {
    const choices = processes.get(process)?.choices ?? {};
    const own = Object.entries(choices).find(([path]) => path === field || path.endsWith(`.${field}`))?.[1][value];
    return own?.[locale] ?? values[`${field}.${value}`]?.[locale] ?? values[value]?.[locale] ?? value;
  };
}
