/** Planned against what it took, step by step, the weak ones named; of drills and of what was needed. */
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Answers } from '../generated/api.ts';
import { Answered } from '../ui/answered.tsx';
import { useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { runWords } from './words.ts';

type Told = Answers['GET /api/runs/{number}/report']['answer'];

export function Report({ number, isOver }: { number: string; isOver: boolean }): ReactNode {
  const t = useWords(runWords);
  const query = useQuery({
    queryKey: asked.runReport(number),
    queryFn: ({ signal }) => read('GET /api/runs/{number}/report', { at: { number }, signal }),
    enabled: isOver,
    retry: false,
  });
  return (
    <section className="run-report" aria-label={t.report} data-run="report">
      <h2 className="side-title">{t.report}</h2>
      {isOver ? (
        <Answered query={query} rows={4}>
          {(told) => <Steps told={told} />}
        </Answered>
      ) : (
        <p className="quiet">{t.reportNot}</p>
      )}
    </section>
  );
}

function Steps({ told }: { told: Told }): ReactNode {
  const t = useWords(runWords);
  const said = useSaid();
  const { length } = useTimes();
  const { recovery } = told;
  return (
    <>
      {recovery && (
        <p className="row">
          {recovery.actualMs !== undefined && <span>{`${t.recovery} ${length(recovery.actualMs)}`}</span>}
          {recovery.objectiveMs !== undefined && (
            <span className="quiet">{`${t.rto} ${length(recovery.objectiveMs)}`}</span>
          )}
          {recovery.within !== undefined && (
            <Tag color={recovery.within ? 'success' : 'error'}>{recovery.within ? t.within : t.beyond}</Tag>
          )}
        </p>
      )}
      {told.weak.length === 0 && <p className="quiet">{t.noWeak}</p>}
      <table className="step-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.step}</th>
            <th scope="col" className="right">
              {t.planned}
            </th>
            <th scope="col" className="right">
              {t.actual}
            </th>
            <th scope="col" className="right wide-only">
              {t.waited}
            </th>
            <th scope="col" className="right wide-only">
              {t.tries}
            </th>
            <th scope="col">{t.weakTitle}</th>
          </tr>
        </thead>
        <tbody>
          {told.steps.map((one) => (
            <tr key={one.step} data-step={one.step}>
              <th scope="row">{said(one.title, one.step)}</th>
              <td className="right numbers">{length(one.budgetMs)}</td>
              <td className="right numbers">{one.actualMs === undefined ? '–' : length(one.actualMs)}</td>
              <td className="right numbers wide-only">{length(one.waitedMs)}</td>
              <td className="right numbers wide-only">{one.tries}</td>
              <td>
                {one.weak.map((why) => (
                  <Tag key={why} color="warning">
                    {t.weak[why]}
                  </Tag>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.whole}</th>
            <td className="right numbers">{length(told.budgetMs)}</td>
            <td className="right numbers">{told.actualMs === undefined ? '–' : length(told.actualMs)}</td>
            <td className="wide-only" />
            <td className="wide-only" />
            <td />
          </tr>
        </tfoot>
      </table>
    </>
  );
}
