/** The trend as a picture: the only place that loads the library of charts, and of it the parts used. */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as withParts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ReactNode, use, useEffect, useRef } from 'react';
import { ThemeContext } from '../ui/theme.tsx';
import { chartTones } from '../ui/tokens.ts';
import { useLocale, useSaid, useWords } from '../words/words.ts';
import type { Figure } from './reading.ts';
import { useTargetIn, valueIn } from './value.ts';
import { figureWords } from './words.ts';

withParts([LineChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

export default function TrendChart({ figure, small = false }: { figure: Figure; small?: boolean }): ReactNode {
  const t = useWords(figureWords);
  const locale = useLocale();
  const said = useSaid();
  const target = useTargetIn()(figure);
  const tone = chartTones[use(ThemeContext)];
  const box = useRef<HTMLDivElement>(null);
  const name = said(figure.name);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const chart = init(element);
    const { unit } = figure;
    chart.setOption({
      animation: !still,
      animationDuration: 150,
      aria: { enabled: true, label: { description: describedIn() } },
      grid: { left: 8, right: small ? 12 : 64, top: 16, bottom: 4, containLabel: true },
      // Drawn on the canvas: what is written into the page as HTML brings styles that its policy refuses.
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: shown },
      xAxis: {
        type: 'category',
        data: figure.trend.map(({ period }) => period),
        axisLabel: { color: tone.quiet, hideOverlap: true },
        axisLine: { lineStyle: { color: tone.line } },
      },
      yAxis: {
        type: 'value',
        min: 0,
        ...(unit === 'share' ? { max: ({ max }: { max: number }) => Math.max(1, max) } : {}),
        ...(unit === 'number' ? { minInterval: 1 } : {}),
        splitNumber: small ? 2 : 4,
        axisLabel: { color: tone.quiet, formatter: (value: number) => valueIn(locale, unit, value) },
        splitLine: { lineStyle: { color: tone.line } },
      },
      series: [
        {
          type: 'line',
          name,
          data: figure.trend.map(({ value }) => value),
          color: tone.ink,
          symbolSize: 6,
          connectNulls: false,
          ...(figure.target === null
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: tone.target, type: 'dashed' },
                  label: { color: tone.quiet, formatter: target, show: !small },
                  data: [{ yAxis: figure.target.value }],
                },
              }),
        },
      ],
    });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };

    function shown(value: unknown): string {
      return typeof value === 'number' ? valueIn(locale, unit, value) : t.none;
    }
    function describedIn(): string {
      return `${t.trendOf(name)} ${figure.trend.map(({ period, value }) => `${period} ${shown(value)}`).join(', ')}`;
    }
  }, [figure, locale, name, small, t, target, tone]);
  return (
    <div ref={box} className={small ? 'trend-chart small' : 'trend-chart'} role="img" aria-label={t.trendOf(name)} />
  );
}
