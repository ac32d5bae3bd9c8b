/** One indicator: what it says, how it went, what it is made of, and the cases of each part. */
import { CloseOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useKeys } from '../shell/keys.tsx';
import { Answered } from '../ui/answered.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { withNames } from './named.ts';
import { useIndicatorNames } from './names.ts';
import { FigureCases } from './figure-cases.tsx';
import type { Place } from './place.ts';
import { type Figure, useIndicator, versionOf } from './reading.ts';
import { Met, Trend } from './trend.tsx';
import { useTargetIn, useValueIn } from './value.ts';
import { figureWords } from './words.ts';

export function Details({ figure, place }: { figure: Figure; place: Place }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const valueOf = useValueIn();
  const targetOf = useTargetIn();
  const indicator = useIndicator(figure.indicator);
  const names = useIndicatorNames();
  const head = useRef<HTMLHeadingElement>(null);
  const { parts } = figure;
  const part = parts[place.part] ?? parts[0];
  const close = (): void => place.set({ indicator: undefined, part: undefined });
  useKeys([{ keys: 'Escape', does: t.close, act: close }]);
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'nearest' });
  }, [figure.indicator]);
  const count = (is: Figure['parts'][number]['is']): number => parts.filter((one) => one.is === is).length;
  const nameOf = ({ is }: Figure['parts'][number], at: number): string => {
    const nth = parts.slice(0, at + 1).filter((one) => one.is === is).length;
    return count(is) > 1 ? t.part(t.parts[is], nth) : t.parts[is];
  };
  return (
    <aside className="figure-details" aria-label={t.details}>
      <div className="row">
        <h2 ref={head} className="figure-name grow">
          {said(figure.name)}
        </h2>
        <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t.close} onClick={close} />
      </div>
      <p className="row">
        <strong className="figure-value numbers">{valueOf(figure.unit, figure.value)}</strong>
        {figure.target !== null && <span className="quiet numbers">{`${t.target} ${targetOf(figure)}`}</span>}
        <Met met={figure.met} />
        {figure.value === null && <span className="quiet">{t.noneWhy}</span>}
      </p>
      <Trend figure={figure} />
      <section aria-label={t.cases}>
        <h3 className="side-title">{t.cases}</h3>
        {parts.length > 1 && (
          <Segmented
            value={String(parts.indexOf(part ?? parts[0]!))}
            onChange={(value) => place.set({ part: value }, true)}
            options={parts.map((one, at) => ({
              value: String(at),
              label: `${nameOf(one, at)} · ${t.casesOf(one.cases)}`,
            }))}
          />
        )}
        {part && <FigureCases key={part.query} address={part.query} />}
      </section>
      <section aria-label={t.formula}>
        <h3 className="side-title">{`${t.formula} · ${t.version(versionOf(figure))}`}</h3>
        <Answered query={indicator} rows={2}>
          {({ description, words }) => (
            <>
              <p>{said(description)}</p>
              {words && <p className="quiet">{said(withNames(words, names))}</p>}
            </>
          )}
        </Answered>
      </section>
    </aside>
  );
}
