/** A list of a form: entries one below the other, with what adds and removes one. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import type { ComponentType, ReactNode } from 'react';
import { useValueWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import type { ControlProps, FieldProps } from './props.ts';
import { resolved } from './schema.ts';
import { formWords } from './words.ts';

/** `Entry`: what draws one of them. */
export function ListField({
  about,
  schema,
  pointer,
  pattern,
  name,
  value,
  onChange,
  id,
  Entry,
}: ControlProps & { Entry: ComponentType<FieldProps> }): ReactNode {
  const t = useWords(formWords);
  const sayValue = useValueWords();
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const inner = resolved(schema.items ?? {}, about.defs);
  if (inner.enum)
    return (
      <Select
        id={id}
        mode="multiple"
        value={list}
        onChange={onChange}
        options={inner.enum.map((word) => ({ value: word, label: sayValue(about.process, name, String(word)) }))}
      />
    );
  if (inner.type === 'string' && inner.properties === undefined)
    return (
      <Select
        id={id}
        mode="tags"
        value={list}
        onChange={onChange}
        open={false}
        suffixIcon={null}
        tokenSeparators={['\n']}
      />
    );
  const set = (at: number, next: unknown): void => onChange(list.map((one, place) => (place === at ? next : one)));
  return (
    <div className="entries" id={id}>
      {list.map((one, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- entries of a form have no name but their place
        <div key={at} className="entry">
          <div className="grow">
            <Entry
              about={about}
              schema={inner}
              pointer={`${pointer}/${at}`}
              pattern={`${pattern}/*`}
              name=""
              isRequired
              value={one}
              onChange={(next) => set(at, next)}
            />
          </div>
          <Button
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t.remove}
            onClick={() => onChange(list.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined aria-hidden />}
        disabled={list.length >= (schema.maxItems ?? Infinity)}
        onClick={() => onChange([...list, inner.properties || inner.oneOf || inner.anyOf ? {} : undefined])}
      >
        {t.add}
      </Button>
    </div>
  );
}
