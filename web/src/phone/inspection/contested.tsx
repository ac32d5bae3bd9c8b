/** Two phones said two things of one item: both are shown, a person chooses. */
import type { ReactNode } from 'react';
import type { Part } from '../../generated/api.ts';
import { useWords } from '../../words/words.ts';
import type { CaseBox } from '../outbox.tsx';
import type { Says } from './pack.ts';
import { inspectionWords } from './words.ts';

type Value = { says?: Says; value?: string | number };
export function Contested({ part, box }: { part: Part; box: CaseBox }): ReactNode {
  const t = useWords(inspectionWords);
  const { was, value, other = {} } = part as Part & { was?: Says; value?: string | number; other?: Value };
  const both: Value[] = [
    { ...(was === undefined ? {} : { says: was }), ...(value === undefined ? {} : { value }) },
    {
      ...(other.says === undefined ? {} : { says: other.says }),
      ...(other.value === undefined ? {} : { value: other.value }),
    },
  ];
  const said: Readonly<Record<Says, string>> = { ok: t.ok, abnormal: t.abnormal, 'not-applicable': t.notApplicable };
  return (
    <div className="notice">
      <p role="alert">{t.contested}</p>
      <div className="two">
        {both.map((one, n) => (
          <button
            key={n === 0 ? 'first' : 'other'}
            type="button"
            onClick={() =>
              void box
                .say({ command: 'chooseValue', part: part.id, data: { ...one, reason: t.chosen } })
                .catch(() => undefined)
            }
          >
            {[one.says && said[one.says], one.value].filter((each) => each !== undefined).join(' · ')}
          </button>
        ))}
      </div>
    </div>
  );
}
