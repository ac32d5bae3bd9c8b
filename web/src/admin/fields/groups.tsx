/** Objects of a form: fields of one, the same in two languages, one of several, and the hours of a week. */
import { Button, Input, Radio } from 'antd';
import { type ComponentType, type ReactNode, useId } from 'react';
import type { FieldProps } from '../../form/props.ts';
import { type Fields, isFields, tellsApart } from '../../form/schema.ts';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords, useValueWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { HoursField } from './scalars.tsx';
import { alternativesOf, ownFields } from './shape.ts';
import { fieldWords } from './words.ts';

export type WithInner = FieldProps & { Inner: ComponentType<FieldProps> };
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** An optional one is opened by whoever wants it. */
export function GroupField(props: WithInner): ReactNode {
  const { about, schema, pointer, pattern, name, value, onChange, isRequired, Inner } = props;
  const t = useWords(fieldWords);
  const say = useFieldWords();
  if (!isRequired && value === undefined && name !== '')
    return (
      <div className="field">
        <Button size="small" onClick={() => onChange({})}>
          {t.addOptional(say(name))}
        </Button>
      </div>
    );
  const fields = fieldsOf(value);
  const inner = Object.entries(schema.properties ?? {}).filter(
    ([, one]) => one.const === undefined || one.const === true,
  );
  const body = inner.map(([field, one]) => (
    <Inner
      key={field}
      about={about}
      schema={one}
      pointer={`${pointer}/${field}`}
      pattern={`${pattern}/${field}`}
      name={field}
      isRequired={schema.required?.includes(field) === true}
      value={fields[field]}
      onChange={(next) => onChange({ ...fields, [field]: next })}
    />
  ));
  if (name === '') return <>{body}</>;
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>
        {say(name)}
        {!isRequired && (
          <Button type="link" size="small" onClick={() => onChange(undefined)}>
            {t.remove}
          </Button>
        )}
      </legend>
      {body}
    </fieldset>
  );
}

/** Both languages beside each other. */
export function TwoField({ about, schema, pointer, name, value, onChange, isRequired }: FieldProps): ReactNode {
  const id = useId();
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const fault = useFaultWords();
  const both = fieldsOf(value);
  const own = about.faults.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
  const isLong = (schema.properties?.['zh']?.maxLength ?? 0) > 300;
  const Control = isLong ? Input.TextArea : Input;
  return (
    <div className="field" data-pointer={pointer} role="group" aria-labelledby={id}>
      <span id={id} className="two-label">
        {say(name)}
        {isRequired && <span className="required">{' *'}</span>}
      </span>
      <div className="two">
        {(['zh', 'en'] as const).map((language) => (
          <Control
            key={language}
            lang={language === 'zh' ? 'zh-CN' : 'en'}
            aria-label={`${say(name)} ${t[language]}`}
            placeholder={t[language]}
            aria-invalid={own.length > 0}
            {...(isLong ? { autoSize: { minRows: 2, maxRows: 12 } } : {})}
            value={typeof both[language] === 'string' ? both[language] : ''}
            onChange={({ target }: { target: { value: string } }) => onChange({ ...both, [language]: target.value })}
          />
        ))}
      </div>
      {own.length > 0 && (
        <div className="fault" role="alert">
          {own.map(fault).join(' · ')}
        </div>
      )}
    </div>
  );
}

/** One of several shapes: told apart by a constant, or by the field that it has alone. */
export function Either({ Inner, ...props }: WithInner): ReactNode {
  const { about, schema, name, value, onChange, pointer, isRequired } = props;
  const say = useFieldWords();
  const sayValue = useValueWords();
  const t = useWords(fieldWords);
  const options = alternativesOf(schema, about.defs);
  const apart = tellsApart(options.filter(({ properties }) => properties));
  const own = ownFields(options);
  const fields = fieldsOf(value);
  const keys = options.map((one, at) =>
    one.const === undefined ? (apart?.words[at] ?? own[at] ?? '') : JSON.stringify(one.const).replaceAll('"', ''),
  );
  const at = options.findIndex((one, place) =>
    one.const === undefined
      ? apart
        ? fields[apart.field] === apart.words[place]
        : Object.hasOwn(fields, own[place] ?? '')
      : value === one.const,
  );
  const chosen = options[at];
  const choose = (place: number): void => {
    const next = options[place];
    if (next?.const !== undefined) return onChange(next.const);
    const first = own[place] ?? '';
    onChange(apart ? { [apart.field]: apart.words[place] } : { [first]: emptyOf(next?.properties?.[first]?.type) });
  };
  const label = (key: string): string => (apart ? sayValue(about.process, apart.field, key) : say(key));
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>
        {name === '' ? '' : say(name)}
        {!isRequired && value !== undefined && (
          <Button type="link" size="small" onClick={() => onChange(undefined)}>
            {t.remove}
          </Button>
        )}
      </legend>
      <Radio.Group
        className="either"
        aria-label={name === '' ? t.entry(1) : say(name)}
        value={at < 0 ? undefined : at}
        onChange={({ target }) => choose(Number(target.value))}
        options={keys.map((key, place) => ({ value: place, label: label(key) }))}
      />
      {chosen?.properties && (
        <GroupField
          {...props}
          schema={chosen}
          name=""
          isRequired
          Inner={Inner}
          value={fields}
          onChange={(next) => onChange(apart ? { [apart.field]: apart.words[at], ...fieldsOf(next) } : next)}
        />
      )}
    </fieldset>
  );
}
/** So that the choice is seen before anything is filled in. */
const emptyOf = (type: unknown): unknown =>
  type === 'array' ? [] : type === 'object' ? {} : type === 'string' ? '' : undefined;

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
export function WeekField(props: FieldProps): ReactNode {
  const { pointer, name, value, onChange, about } = props;
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const id = useId();
  const week = DAYS.map((_, at) => (Array.isArray(value) ? (value[at] as unknown) : undefined) ?? []);
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>{say(name)}</legend>
      {DAYS.map((day, at) => (
        <div key={day} className="week-day">
          <label htmlFor={`${id}${day}`}>{t.weekdays[day]}</label>
          <HoursField
            {...props}
            id={`${id}${day}`}
            isFaulty={about.faults.some((one) => one.pointer.startsWith(`${pointer}/${at}`))}
            value={week[at]}
            onChange={(next) => onChange(week.map((one, place) => (place === at ? next : one)))}
          />
        </div>
      ))}
    </fieldset>
  );
}
