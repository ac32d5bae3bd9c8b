/** Values that a form of a case does not have: hours of a day, lengths, words of several kinds, and what is written as JSON. */
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { ControlProps } from '../../form/props.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { framesIn, framesSaid } from './hours.ts';
import { fieldWords } from './words.ts';

export function HoursField({ id, isFaulty, value, onChange }: ControlProps): ReactNode {
  const t = useWords(fieldWords);
  const [typed, setTyped] = useState(() => framesSaid(value));
  const [isBad, setBad] = useState(false);
  return (
    <>
      <Input
        id={id}
        aria-invalid={isFaulty || isBad}
        placeholder={t.hoursHint}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          const frames = framesIn(target.value);
          setBad(frames === undefined);
          if (frames) onChange(frames);
        }}
      />
      {isBad && <div className="fault">{t.badHours}</div>}
    </>
  );
}

const UNITS = { minutes: 60_000, hours: 3_600_000, seconds: 1_000 } as const;
type Unit = keyof typeof UNITS;
const unitOf = (ms: unknown): Unit =>
  typeof ms !== 'number' || ms % UNITS.minutes !== 0
    ? typeof ms === 'number'
      ? 'seconds'
      : 'minutes'
    : ms % UNITS.hours === 0 && ms !== 0
      ? 'hours'
      : 'minutes';

export function LengthField({ id, isFaulty, name, value, onChange }: ControlProps): ReactNode {
  const t = useWords(fieldWords);
  const field = useFieldWords();
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  return (
    <div className="row">
      <InputNumber
        id={id}
        aria-invalid={isFaulty}
        value={typeof value === 'number' ? value / UNITS[unit] : null}
        onChange={(next) => onChange(next === null ? undefined : Math.round(next * UNITS[unit]))}
      />
      <Select
        aria-label={`${field(name)} ${t.unit}`}
        className="length-unit"
        value={unit}
        onChange={(next) => setUnit(next)}
        options={(['minutes', 'hours', 'seconds'] as const).map((one) => ({ value: one, label: t.units[one] }))}
      />
    </div>
  );
}

const KNOWN: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
export const wordIn = (text: string): unknown => (Object.hasOwn(KNOWN, text) ? KNOWN[text] : text);

export function WordsField({ id, value, onChange }: ControlProps): ReactNode {
  return (
    <Select
      id={id}
      mode="tags"
      value={(Array.isArray(value) ? value : []).map(String)}
      onChange={(next: string[]) => onChange(next.map(wordIn))}
      open={false}
      suffixIcon={null}
      tokenSeparators={['\n', ',']}
    />
  );
}

export function WordField({ id, isFaulty, value, onChange }: ControlProps): ReactNode {
  return (
    <Input
      id={id}
      aria-invalid={isFaulty}
      value={typeof value === 'string' ? value : JSON.stringify(value ?? '').replaceAll('"', '')}
      onChange={({ target }) => onChange(target.value === '' ? undefined : numberOr(wordIn(target.value)))}
    />
  );
}
const numberOr = (word: unknown): unknown =>
  typeof word === 'string' && /^-?\d{1,12}(\.\d+)?$/.test(word) ? Number(word) : word;

export function YesField({ id, name, value, onChange }: ControlProps): ReactNode {
  const say = useFieldWords();
  return (
    <Checkbox id={id} checked={value === true} onChange={({ target }) => onChange(target.checked ? true : undefined)}>
      {say(name)}
    </Checkbox>
  );
}

export function JsonField({ id, isFaulty, value, onChange }: ControlProps): ReactNode {
  const t = useWords(fieldWords);
  const [typed, setTyped] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [isBad, setBad] = useState(false);
  const take = (text: string): void => {
    setTyped(text);
    try {
      onChange(text.trim() === '' ? undefined : JSON.parse(text));
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return (
    <>
      <Input.TextArea
        id={id}
        className="json"
        autoSize={{ minRows: 2, maxRows: 20 }}
        aria-invalid={isBad || isFaulty}
        value={typed}
        onChange={({ target }) => take(target.value)}
      />
      {isBad && <div className="fault">{t.badJson}</div>}
    </>
  );
}
