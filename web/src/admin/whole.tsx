/** An entry's fields by its schema. */
import type { ReactNode } from 'react';
import type { FieldFault } from '../api/problem.ts';
import { type Fields, isFields, type Schema } from '../form/schema.ts';
import { RegisterField } from './fields/register-field.tsx';

type Props = {
  schema: Schema;
  picks: Readonly<Record<string, string>>;
  value: Fields;
  faults: readonly FieldFault[];
  onChange: (value: Fields) => void;
  called?: Readonly<Record<string, string>>;
  /** The place of the field in which the caret begins. */
  beginsAt?: number | undefined;
  /** Drawn by somebody else. */
  without?: readonly string[];
};

export function Whole({ schema, picks, value, faults, onChange, called, beginsAt, without = [] }: Props): ReactNode {
  const process = typeof value['process'] === 'string' ? value['process'] : '';
  const { intake } = value;
  const isTemplate = schema.properties?.['intake'] !== undefined && schema.properties['data'] !== undefined;
  const of = isTemplate ? { intake: typeof intake === 'string' && intake !== '' ? intake : 'create' } : {};
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([name]) => !without.includes(name))
        .map(([name, inner], at) => (
          <RegisterField
            key={name}
            about={{ process, picks, defs: schema.$defs, faults, ...(called ? { called } : {}), ...of }}
            schema={inner}
            pointer={`/${name}`}
            pattern={`/${name}`}
            name={name}
            isRequired={schema.required?.includes(name) === true && !mayBeEmpty(inner)}
            value={value[name]}
            onChange={(next) => onChange({ ...value, [name]: next })}
            autoFocus={at === beginsAt}
          />
        ))}
    </>
  );
}

export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** A list that has to be there, though nothing in it. */
const mayBeEmpty = ({ type, minItems = 0 }: Schema): boolean => type === 'array' && minItems === 0;
