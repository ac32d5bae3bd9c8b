/** What a template says beforehand: the form of its intake, in which nothing is required, and one's own keys of fields stay as they are. */
import type { ReactNode } from 'react';
import { useForms } from '../../case/processes.ts';
import { Group } from '../../form/field.tsx';
import { type Fields, isFields, type Schema } from '../../form/schema.ts';
import type { FieldProps } from '../../form/props.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { fieldWords } from './words.ts';

/** Without fields that must be given: what is missing is said by whoever opens the case. */
export function optional(schema: Schema): Schema {
  const { required: _required, ...rest } = schema;
  return rest;
}

type Props = FieldProps & { intake: string; Json: (props: FieldProps) => ReactNode };
/** Of an intake that this person may not read it is JSON, as it was. */
export function IntakeData({ intake, Json, ...props }: Props): ReactNode {
  const say = useFieldWords();
  const t = useWords(fieldWords);
  const { about, value, pointer, onChange } = props;
  const { data: forms, isPending } = useForms(about.process === '' ? undefined : about.process);
  const form = forms?.get(intake);
  if (about.process === '') return <p className="quiet">{t.processFirst}</p>;
  if (isPending) return null;
  if (!form || form.input.type !== 'object') return <Json {...props} />;
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>{say('data')}</legend>
      <Group
        about={{ ...about, picks: form.picks, defs: form.input.$defs, faults: within(about.faults, pointer) }}
        schema={optional(form.input)}
        pointer=""
        pattern=""
        name=""
        isRequired
        value={value}
        onChange={(next) => onChange(given(next))}
      />
    </fieldset>
  );
}

/** Faults of the fields, as the form itself names them. */
const within = (faults: FieldProps['about']['faults'], pointer: string): FieldProps['about']['faults'] =>
  faults.flatMap((one) =>
    one.pointer.startsWith(`${pointer}/`) ? [{ ...one, pointer: one.pointer.slice(pointer.length) }] : [],
  );

/** What was emptied again is not said. */
function given(value: unknown): Fields {
  if (!isFields(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined && one !== '' && one !== null));
}
