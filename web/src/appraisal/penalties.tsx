/** What is owed: a line for each clause, each relief, and what the cap takes off; the lines add up to the total. */
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useAmounts } from './amounts.ts';
import { fieldsOf, type Terms } from './reading.ts';
import { appraisalWords } from './words.ts';

export function Penalties({ kase, terms }: { kase: CaseAnswer; terms: Terms | undefined }): ReactNode {
  const t = useWords(appraisalWords);
  const said = useSaid();
  const { money } = useAmounts();
  const { penalties = [], penalty, currency } = fieldsOf(kase);
  if (penalty === undefined) return null;
  const titleOf = (all: Terms['items'] | Terms['clauses'] | undefined, id: string | undefined): string =>
    said(all?.find((one) => one.id === id)?.title, id);
  return (
    <section aria-label={t.penalties}>
      <h2 className="side-title">{t.penalties}</h2>
      <table className="appraisal-table" data-appraisal="penalties">
        <thead>
          <tr>
            <th scope="col">{t.clause}</th>
            <th scope="col" className="right">
              {t.times}
            </th>
            <th scope="col" className="right">
              {t.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {penalties.map(({ is, of, times, cents }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no name of their own and never move
            <tr key={at}>
              <th scope="row">
                {is === 'cap'
                  ? t.cap
                  : is === 'clause'
                    ? titleOf(terms?.clauses, of)
                    : t.adjustment(titleOf(terms?.items, of))}
              </th>
              <td className="right numbers">{times}</td>
              <td className="right numbers">{money(cents, currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.total}</th>
            <td />
            <td className="right numbers">
              <strong>{money(penalty, currency)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
