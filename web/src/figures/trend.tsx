/** What came before: as a picture, and as the table that says the same. */
import { Segmented, Tag } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Waiting } from '../ui/waiting.tsx';
import { useSaid, useWords } from '../words/words.ts';
import type { Figure } from './reading.ts';
import { useValueIn } from './value.ts';
import { figureWords } from './words.ts';

const Chart = lazy(() => import('./trend-chart.tsx'));

export function Picture({ figure, small = false }: { figure: Figure; small?: boolean }): ReactNode {
  return (
    <Suspense
      fallback={
        <div className={small ? 'trend-chart small' : 'trend-chart'}>
          <Waiting rows={2} />
        </div>
      }
    >
      <Chart figure={figure} small={small} />
    </Suspense>
  );
}

export function Trend({ figure }: { figure: Figure }): ReactNode {
  const t = useWords(figureWords);
  const [is, setIs] = useState<'chart' | 'table'>('chart');
  return (
    <section aria-label={t.trend}>
      <div className="row">
        <h3 className="side-title grow">{t.trend}</h3>
        <Segmented
          size="small"
          value={is}
          onChange={setIs}
          options={[
            { value: 'chart', label: t.asChart },
            { value: 'table', label: t.asTable },
          ]}
        />
      </div>
      {is === 'chart' ? <Picture figure={figure} /> : <TrendTable figure={figure} />}
    </section>
  );
}

function TrendTable({ figure }: { figure: Figure }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const valueOf = useValueIn();
  return (
    <table className="plain-table">
      <caption className="seen-by-readers">{t.trendOf(said(figure.name))}</caption>
      <thead>
        <tr>
          <th scope="col">{t.period}</th>
          <th scope="col" className="right">
            {t.value}
          </th>
          <th scope="col">{t.met}</th>
        </tr>
      </thead>
      <tbody>
        {figure.trend.toReversed().map(({ period, value, met }) => (
          <tr key={period}>
            <th scope="row" className="numbers">
              {period}
            </th>
            <td className="right numbers">{valueOf(figure.unit, value)}</td>
            <td>
              <Met met={met} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In a word and a colour; nothing where there is no target. */
export function Met({ met }: { met: boolean | null }): ReactNode {
  const t = useWords(figureWords);
  if (met === null) return null;
  return <Tag color={met ? 'success' : 'error'}>{met ? t.isMet : t.isMissed}</Tag>;
}
