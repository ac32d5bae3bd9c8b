/** Priority by impact and urgency, as the table that it is. */
import { Select } from 'antd';
import type { ReactNode } from 'react';
import type { FieldProps } from '../../form/props.ts';
import { isFields } from '../../form/schema.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { fieldWords } from './words.ts';

const STEPS = ['1', '2', '3'] as const;
export function MatrixField({ schema, pointer, name, value, onChange }: FieldProps): ReactNode {
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const rows = isFields(value) ? value : {};
  const rowOf = (impact: string): Readonly<Record<string, unknown>> => {
    const row = rows[impact];
    return isFields(row) ? row : {};
  };
  return (
    <table className="matrix" data-pointer={pointer}>
      <caption>{say(name)}</caption>
      <thead>
        <tr>
          <td />
          {STEPS.map((urgency) => (
            <th key={urgency} scope="col">
              {t.urgency(urgency)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {STEPS.map((impact) => (
          <tr key={impact}>
            <th scope="row">{t.impact(impact)}</th>
            {STEPS.map((urgency) => (
              <td key={urgency}>
                <Select
                  aria-label={`${t.impact(impact)} ${t.urgency(urgency)}`}
                  value={rowOf(impact)[urgency]}
                  options={(schema.properties?.[impact]?.properties?.[urgency]?.enum ?? []).map((word) => ({
                    value: word,
                    label: String(word),
                  }))}
                  onChange={(next: unknown) => onChange({ ...rows, [impact]: { ...rowOf(impact), [urgency]: next } })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
