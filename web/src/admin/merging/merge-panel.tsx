/** Two people edited one entry: what both changed differently is chosen, nothing else. */
import { Alert, Radio } from 'antd';
import type { ReactNode } from 'react';
import { shortly } from '../../audit/trail-detail.tsx';
import type { Fields } from '../../form/schema.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import type { Clash } from './merge.ts';
import { adminWords } from '../words.ts';

type MergeProps = { clashes: readonly Clash[]; value: Fields; onChoose: (field: string, value: unknown) => void };
export function Merge({ clashes, value, onChoose }: MergeProps): ReactNode {
  const t = useWords(adminWords);
  const field = useFieldWords();
  return (
    <Alert
      type="warning"
      role="alert"
      title={t.merge}
      description={
        <>
          <p>{t.mergeHint}</p>
          {clashes.map((one) => (
            <div key={one.field} className="field">
              <span>{field(one.field)}</span>
              <Radio.Group
                aria-label={field(one.field)}
                value={JSON.stringify(value[one.field]) === JSON.stringify(one.theirs) ? 'theirs' : 'mine'}
                onChange={({ target }) => onChoose(one.field, target.value === 'theirs' ? one.theirs : one.mine)}
                options={[
                  { value: 'mine', label: `${t.mine}: ${shortly(one.mine)}` },
                  { value: 'theirs', label: `${t.theirs}: ${shortly(one.theirs)}` },
                ]}
              />
            </div>
          ))}
        </>
      }
    />
  );
}
