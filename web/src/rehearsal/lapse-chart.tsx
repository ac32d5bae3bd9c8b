/** The picture of a rehearsal's time: loads the library of charts, and of it the parts used. */
import { CustomChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as withParts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ReactNode, use, useEffect, useRef } from 'react';
import { useProcesses } from '../case/processes.ts';
import { ThemeContext } from '../ui/theme.tsx';
import { chartTones, clockTones } from '../ui/tokens.ts';
import { clockIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Lane, Lapse } from './lapse.ts';
import { rehearsalWords } from './words.ts';

withParts([
  CustomChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  AriaComponent,
  CanvasRenderer,
]);

const LANE_PX = 36;
const BAR_PX = 8;

export default function LapseChart({ lapse }: { lapse: Lapse }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const processes = useProcesses();
  const theme = use(ThemeContext);
  const box = useRef<HTMLDivElement>(null);
  const { lanes, told, now, begin } = lapse;
  const height = (lanes.length + 1) * LANE_PX + 56;
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const tone = chartTones[theme];
    const clock = clockTones[theme];
    const nameOf = (lane: Lane): string =>
      `${lane.number} ${said(processes.get(lane.process)?.clocks[lane.clock], lane.clock)}`;
    const names = [...lanes.map(nameOf), t.toldLane];
    const until = Math.max(now, ...lanes.map(({ dueAt = 0 }) => dueAt));
    const chart = init(element);
    chart.setOption({
      animation: false,
      aria: { enabled: true, label: { description: t.lapse } },
      grid: { left: 8, right: 24, top: 24, bottom: 8, containLabel: true },
      tooltip: { trigger: 'item', renderMode: 'richText' },
      xAxis: {
        type: 'time',
        min: begin,
        max: until,
        axisLabel: { color: tone.quiet, hideOverlap: true, formatter: (at: number) => instantIn(at).slice(5) },
        axisLine: { lineStyle: { color: tone.line } },
        splitLine: { show: true, lineStyle: { color: tone.line } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLabel: { color: tone.quiet },
        axisLine: { lineStyle: { color: tone.line } },
      },
      series: [
        {
          type: 'custom',
          name: t.clocks,
          encode: { x: [0, 1], y: 2 },
          data: lanes.map(({ from, until: to }, lane) => [from, to, lane]),
          renderItem: (_: unknown, api: ChartApi) => {
            const [left, right] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
            return {
              type: 'rect',
              shape: { x: left[0], y: left[1] - BAR_PX / 2, width: Math.max(2, right[0] - left[0]), height: BAR_PX },
              style: { fill: tone.ink },
            };
          },
          tooltip: { formatter: ({ dataIndex }: { dataIndex: number }) => names[dataIndex] ?? '' },
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: tone.target, type: 'dashed' },
            label: { color: tone.quiet, formatter: clockIn(now), position: 'start' },
            data: [{ xAxis: now }],
          },
        },
        points(
          t.due,
          'diamond',
          clock.soon.ink,
          lanes.map(({ dueAt }) => dueAt),
        ),
        points(
          t.states.breached,
          'triangle',
          clock.over.ink,
          lanes.map(({ breachedAt }) => breachedAt),
        ),
        {
          ...points(t.toldLane, 'circle', tone.quiet, []),
          data: told.map((at) => [at, lanes.length]),
        },
      ],
    });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [begin, lanes, now, processes, said, t, theme, told]);
  return (
    <div ref={box} className="lapse-chart" style={{ height }} role="img" aria-label={t.lapse} data-rehearsal="lapse" />
  );
}

type ChartApi = { value: (at: number) => number; coord: (place: number[]) => [number, number] };

const points = (name: string, symbol: string, color: string, instants: readonly (number | undefined)[]) => ({
  type: 'scatter',
  name,
  symbol,
  symbolSize: 12,
  color,
  data: instants.flatMap((at, lane) => (at === undefined ? [] : [[at, lane]])),
  tooltip: { formatter: ({ value }: { value: number[] }) => `${name} ${instantIn(value[0] ?? 0)}` },
});
