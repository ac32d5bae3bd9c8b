/** One field of a form, by its schema. Draws itself again for what is within it. */
import { Checkbox, DatePicker, Input, InputNumber, Radio, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useId } from 'react';
import { useFieldWords, useValueWords } from '../words/fields.ts';
import { useFaultWords } from '../words/faults.ts';
import { useWords } from '../words/words.ts';
import { FileField } from './file-field.tsx';
import { ListField } from './list-field.tsx';
import { PickField } from './pick-field.tsx';
import { isPickable } from './picks.ts';
import { type Fields, isFields, resolved, type Schema, tellsApart, type Value } from './schema.ts';
import type { ControlProps, FieldProps } from './props.ts';
import { formWords } from './words.ts';

export function Field(props: FieldProps): ReactNode {
  const schema = resolved(props.schema, props.about.defs);
  if (isGroup(schema)) return <Group {...props} schema={schema} />;
  return <Labelled {...props} schema={schema} />;
}

const isGroup = (schema: Schema): boolean =>
  schema.properties !== undefined || (schema.oneOf ?? schema.anyOf)?.some(({ properties }) => properties) === true;

/** Fields of an object one below the other; alternatives by a choice first. */
export function Group({
  about,
  schema,
  pointer,
  pattern,
  name,
  value,
  onChange,
  isRequired,
  autoFocus,
}: FieldProps): ReactNode {
  const say = useFieldWords();
  const sayValue = useValueWords();
  const fields: Fields = isFields(value) ? value : {};
  const options = (schema.oneOf ?? schema.anyOf ?? []).map((one) => resolved(one, about.defs));
  const apart = tellsApart(options);
  const chosen = apart ? options[apart.words.indexOf(String(fields[apart.field]))] : schema;
  const entries = Object.entries(chosen?.properties ?? {}).filter(([field]) => field !== apart?.field);
  const set = (field: string, inner: Value): void => onChange({ ...fields, [field]: inner });
  const body = (
    <>
      {apart && (
        <Radio.Group
          aria-label={say(apart.field)}
          value={fields[apart.field]}
          onChange={({ target }) => onChange({ [apart.field]: target.value })}
          options={apart.words.map((word) => ({ value: word, label: sayValue(about.process, apart.field, word) }))}
          style={{ marginBottom: 12 }}
        />
      )}
      {entries.map(([field, inner], at) => (
        <Field
          key={field}
          about={about}
          schema={inner}
          pointer={`${pointer}/${field}`}
          pattern={`${pattern}/${field}`}
          name={field}
          isRequired={chosen?.required?.includes(field) === true}
          value={fields[field]}
          onChange={(next) => set(field, next)}
          autoFocus={autoFocus === true && at === 0}
        />
      ))}
    </>
  );
  if (name === '') return body;
  return (
    <fieldset className="group">
      <legend>
        {say(name)}
        {isRequired && <Mark />}
      </legend>
      {body}
    </fieldset>
  );
}

function Mark(): ReactNode {
  const t = useWords(formWords);
  return (
    <span className="required" title={t.required}>
      {' *'}
    </span>
  );
}

function Labelled(props: FieldProps): ReactNode {
  const { about, schema, pointer, name, isRequired } = props;
  const id = useId();
  const say = useFieldWords();
  const sayFault = useFaultWords();
  const own = about.faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  const isBox = schema.type === 'boolean';
  return (
    <div className="field" data-pointer={pointer}>
      {!isBox && (
        <label htmlFor={id}>
          {about.called?.[props.pattern] ?? say(name)}
          {isRequired && <Mark />}
        </label>
      )}
      <Control {...props} id={id} isFaulty={own.length > 0} />
      {own.length > 0 && (
        <div className="fault" id={`${id}-fault`} role="alert">
          {own.map(sayFault).join(' · ')}
        </div>
      )}
    </div>
  );
}

function Control(props: ControlProps): ReactNode {
  const { about, schema, pattern, name, value, onChange, id, isFaulty, isRequired, autoFocus = false } = props;
  const say = useFieldWords();
  const sayValue = useValueWords();
  const t = useWords(formWords);
  const pick = about.picks[pattern] ?? about.picks[`${pattern}/*`];
  const common = {
    id,
    autoFocus,
    'aria-required': isRequired,
    'aria-invalid': isFaulty,
    ...(isFaulty ? { 'aria-describedby': `${id}-fault`, status: 'error' as const } : {}),
  };
  if (pick === 'file') return <FileField {...props} />;
  if (pick !== undefined && isPickable(pick)) return <PickField {...props} pick={pick} />;
  if (schema.type === 'array') return <ListField {...props} Entry={Field} />;
  if (schema.enum) {
    const options = schema.enum.map((word) => ({ value: word, label: sayValue(about.process, name, String(word)) }));
    if (options.length <= 4)
      return (
        <Radio.Group
          id={id}
          aria-label={say(name)}
          options={options}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    return (
      <Select
        {...common}
        allowClear={!isRequired}
        options={options}
        value={value}
        onChange={onChange}
        showSearch={{ optionFilterProp: 'label' }}
      />
    );
  }
  switch (schema.type) {
    case 'boolean':
      return (
        <Checkbox
          id={id}
          checked={value === undefined ? schema.default === true : value === true}
          onChange={({ target }) => onChange(target.checked)}
        >
          {say(name)}
        </Checkbox>
      );
    case 'integer':
    case 'number':
      return (
        <InputNumber
          {...common}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => onChange(next ?? undefined)}
          {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
          {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
          {...(schema.type === 'integer' ? { precision: 0 } : {})}
        />
      );
    default:
      break;
  }
  if (schema.format === 'date-time')
    return (
      <DatePicker
        {...common}
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        value={typeof value === 'string' ? dayjs(value) : null}
        onChange={(at) => onChange(at ? at.toISOString() : undefined)}
      />
    );
  if (pick === 'day')
    return (
      <DatePicker
        {...common}
        value={typeof value === 'string' ? dayjs(value) : null}
        onChange={(at) => onChange(at ? at.format('YYYY-MM-DD') : undefined)}
      />
    );
  const typed = typeof value === 'string' ? value : '';
  const limit = schema.maxLength === undefined ? {} : { maxLength: schema.maxLength };
  if (pick === 'text' || (schema.maxLength ?? 0) > 300)
    return (
      <Input.TextArea
        {...common}
        {...limit}
        value={typed}
        rows={3}
        onChange={({ target }) => onChange(target.value)}
        placeholder={name === 'text' ? t.typeHere : ''}
      />
    );
  return <Input {...common} {...limit} value={typed} onChange={({ target }) => onChange(target.value)} />;
}
