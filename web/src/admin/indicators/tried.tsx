/** What a formula would have come to in the last three periods, with what was counted of how many cases. */
import type { ReactNode } from 'react';
import type { Answers } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { formulaWords } from './words.ts';

type Answer = Answers['POST /api/indicators/preview']['answer'];

export function Tried({ answer }: { answer: Answer }): ReactNode {
  const t = useWords(formulaWords);
  const said = useSaid();
  const nameOf = useName();
  const { periods, says, organisation, calendar, zone } = answer;
  const value = (one: number | null): string => (one === null ? t.nothing : String(Math.round(one * 10_000) / 10_000));
  return (
    <div aria-live="polite">
      <p className="quiet">{[said(says.words), nameOf('organisation', organisation), calendar, zone].join(' · ')}</p>
      <div className="scrolls">
        <table className="days numbers">
          <thead>
            <tr>
              <th scope="col">{t.period}</th>
              <th scope="col">{t.value}</th>
              <th scope="col">{t.counted}</th>
            </tr>
          </thead>
          <tbody>
            {periods.map(({ name, value: came, parts }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="right">
                  <strong>{value(came)}</strong>
                  {came !== null && says.units.includes('share') && ` (${Math.round(came * 1_000) / 10} %)`}
                </td>
                <td>
                  {parts.map((part) => (
                    <div key={`${part.is} ${part.formula}`}>
                      {`${t.parts[part.is]} ${value(part.value)}`}{' '}
                      <span className="quiet">{t.ofCases(part.cases)}</span>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
