/** An entry's fields by its schema: drawn where a form can, as text where not. */
import { Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import type { FieldFault } from '../api/problem.ts';
import { Field } from '../form/field.tsx';
import { type Fields, isFields, type Schema } from '../form/schema.ts';
import { useFaultWords } from '../words/faults.ts';
import { useFieldWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import { isDrawable, picks } from './registers.ts';
import { adminWords } from './words.ts';

type Props = {
  schema: Schema;
  defs: Schema['$defs'];
  value: Fields;
  faults: readonly FieldFault[];
  onChange: (value: Fields) => void;
};

export function Whole({ schema, defs, value, faults, onChange }: Props): ReactNode {
  const names = Object.entries(schema.properties ?? {});
  const set = (name: string, inner: unknown): void => onChange({ ...value, [name]: inner });
  return (
    <>
      {names.map(([name, inner]) =>
        isDrawable(inner, defs) ? (
          <Field
            key={name}
            about={{ process: '', picks, defs, faults }}
            schema={inner}
            pointer={`/${name}`}
            pattern={`/${name}`}
            name={name}
            isRequired={schema.required?.includes(name) === true}
            value={value[name]}
            onChange={(next) => set(name, next)}
          />
        ) : (
          <Text
            key={name}
            name={name}
            value={value[name]}
            faults={faults.filter(({ pointer }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`))}
            onChange={(next) => set(name, next)}
          />
        ),
      )}
    </>
  );
}

function Text(props: {
  name: string;
  value: unknown;
  faults: readonly FieldFault[];
  onChange: (value: unknown) => void;
}): ReactNode {
  const t = useWords(adminWords);
  const id = useId();
  const field = useFieldWords();
  const fault = useFaultWords();
  const [typed, setTyped] = useState(() => (props.value === undefined ? '' : written(props.value)));
  const [isBad, setBad] = useState(false);
  const take = (text: string): void => {
    setTyped(text);
    try {
      const parsed: unknown = text.trim() === '' ? undefined : JSON.parse(text);
      setBad(false);
      props.onChange(parsed);
    } catch {
      setBad(true);
    }
  };
  return (
    <div className="field" data-pointer={`/${props.name}`}>
      <label htmlFor={id}>
        {field(props.name)} <span className="quiet">{t.asText}</span>
      </label>
      <Input.TextArea
        id={id}
        className="json"
        autoSize={{ minRows: 3, maxRows: 24 }}
        aria-invalid={isBad || props.faults.length > 0}
        value={typed}
        onChange={({ target }) => take(target.value)}
      />
      {isBad && <div className="fault">{t.badText}</div>}
      {props.faults.map((one) => (
        <div key={`${one.pointer} ${one.code}`} className="fault">{`${one.pointer} ${fault(one)}`}</div>
      ))}
    </div>
  );
}

export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** Pairs of numbers, as hours of a day, on one line. */
const written = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(/\[[\d\s,.-]*\]/g, (list) => list.replaceAll(/\s+/g, ' '));
