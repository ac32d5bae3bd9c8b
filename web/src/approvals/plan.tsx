/** The plan as it was submitted. */
import { Typography } from 'antd';
import type { ReactNode } from 'react';
import { useFieldWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import type { Sheet } from './reading.ts';
import { Value } from './value.tsx';
import { approvalWords } from './words.ts';

const FIRST = ['window', 'outageMinutes', 'implementer', 'consequences'];

export function Plan({ sheet }: { sheet: Sheet }): ReactNode {
  const t = useWords(approvalWords);
  const field = useFieldWords();
  const { plan, items, customers, description } = sheet;
  const whole: Readonly<Record<string, unknown>> = { description, items, customers, ...plan };
  const names = [...new Set(['description', ...FIRST, 'items', 'customers', ...Object.keys(plan)])];
  return (
    <section aria-label={t.plan}>
      <h3 className="side-title">{t.plan}</h3>
      {sheet.planHash !== undefined && (
        <p className="quiet sheet-hash" data-approval="hash">
          {`${t.shown} · ${sheet.submittedAt === undefined ? '' : `${t.submittedAt(instantIn(sheet.submittedAt))} · `}${t.hash} `}
          <Typography.Text code copyable={{ text: sheet.planHash }}>
            {sheet.planHash.slice(0, 16)}
          </Typography.Text>
        </p>
      )}
      <dl className="facts sheet-plan">
        {names
          .filter((name) => whole[name] !== undefined && whole[name] !== '')
          .map((name) => (
            <div key={name}>
              <dt className="quiet">{field(name)}</dt>
              <dd>
                <Value name={name} value={whole[name]} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
