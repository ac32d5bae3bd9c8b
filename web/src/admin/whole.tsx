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
  /** Drawn by somebody else. */
  without?: readonly string[];
};

export function Whole({ schema, picks, value, faults, onChange, without = [] }: Props): ReactNode {
  const process = typeof value['process'] === 'string' ? value['process'] : '';
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([name]) => !without.includes(name))
        .map(([name, inner]) => (
          <RegisterField
            key={name}
            about={{ process, picks, defs: schema.$defs, faults }}
            schema={inner}
            pointer={`/${name}`}
            pattern={`/${name}`}
            name={name}
            isRequired={schema.required?.includes(name) === true}
            value={value[name]}
            onChange={(next) => onChange({ ...value, [name]: next })}
          />
        ))}
    </>
  );
}

export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});
