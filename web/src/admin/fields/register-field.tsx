/** One field of an entry by its schema, at any depth; what no form can draw is written as JSON. */
import { type ReactNode, useId } from 'react';
import { Field } from '../../form/field.tsx';
import type { ControlProps, FieldProps } from '../../form/props.ts';
import { resolved } from '../../form/schema.ts';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { Either, GroupField, TwoField, WeekField } from './groups.tsx';
import { IntakeData } from './intake-data.tsx';
import { EntriesField, RecordField } from './lists.tsx';
import { MatrixField } from './matrix.tsx';
import { HoursField, JsonField, LengthField, WordField, WordsField, YesField } from './scalars.tsx';
import * as shape from './shape.ts';
import { fieldWords } from './words.ts';

export function RegisterField(props: FieldProps): ReactNode {
  const { defs, picks } = props.about;
  const schema = resolved(props.schema, defs);
  const given = { ...props, schema };
  if (props.about.intake !== undefined && props.pattern === '/data')
    return <IntakeData {...given} intake={props.about.intake} Json={Json} />;
  if (shape.isWeek(schema)) return <WeekField {...given} />;
  if (shape.isFrames(schema)) return <Labelled {...given} control={HoursField} />;
  if (shape.isLength(props.name, schema)) return <Labelled {...given} control={LengthField} />;
  if (shape.isYes(schema)) return <Labelled {...given} control={YesField} isBox />;
  if (shape.isPlain(schema) || picks[props.pattern] !== undefined) return <Field {...given} />;
  if (shape.isWords(schema)) return <Labelled {...given} control={WordsField} />;
  if (shape.isTwo(schema)) return <TwoField {...given} />;
  if (shape.isMatrix(schema)) return <MatrixField {...given} />;
  if (shape.isGroup(schema)) return <GroupField {...given} Inner={RegisterField} />;
  if (shape.isWord(schema)) return <Labelled {...given} control={WordField} />;
  if (schema.oneOf ?? schema.anyOf) return <Either {...given} Inner={RegisterField} />;
  if (shape.isRecord(schema)) return <RecordField {...given} Inner={RegisterField} />;
  if (schema.type === 'array' && schema.items) return <EntriesField {...given} Inner={RegisterField} />;
  return <Json {...given} />;
}
const Json = (props: FieldProps): ReactNode => <Labelled {...props} control={JsonField} isJson />;

type LabelledProps = FieldProps & {
  control: (props: ControlProps) => ReactNode;
  /** It has its label beside it. */
  isBox?: boolean;
  isJson?: boolean;
};
function Labelled({ control: Control, isBox = false, isJson = false, ...props }: LabelledProps): ReactNode {
  const id = useId();
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const fault = useFaultWords();
  const own = props.about.faults.filter(
    ({ pointer }) => pointer === props.pointer || pointer.startsWith(`${props.pointer}/`),
  );
  return (
    <div className="field" data-pointer={props.pointer}>
      {!isBox && props.name !== '' && (
        <label htmlFor={id}>
          {say(props.name)}
          {props.isRequired && <span className="required">{' *'}</span>}
          {isJson && <span className="quiet">{` ${t.asJson}`}</span>}
        </label>
      )}
      <Control {...props} id={id} isFaulty={own.length > 0} />
      {own.length > 0 && (
        <div className="fault" id={`${id}-fault`} role="alert">
          {own.map(fault).join(' · ')}
        </div>
      )}
    </div>
  );
}
