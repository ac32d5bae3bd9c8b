/** A trend as small as a word, beside its value; the same in full is in the details. */
import type { ReactNode } from 'react';
import type { Figure } from './reading.ts';

const [WIDTH, HEIGHT, EDGE] = [96, 24, 3];

export function Spark({ figure: { trend, target } }: { figure: Figure }): ReactNode {
  const known = trend.flatMap(({ value }, at) => (value === null ? [] : [{ at, value }]));
  const most = Math.max(...known.map(({ value }) => value), target?.value ?? 0, Number.MIN_VALUE);
  const x = (at: number): number => EDGE + (at * (WIDTH - 2 * EDGE)) / Math.max(1, trend.length - 1);
  const y = (value: number): number => HEIGHT - EDGE - (value * (HEIGHT - 2 * EDGE)) / most;
  const last = known.at(-1);
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden className="spark">
      {target && (
        <line x1={EDGE} x2={WIDTH - EDGE} y1={y(target.value)} y2={y(target.value)} className="spark-target" />
      )}
      <polyline points={known.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')} className="spark-line" />
      {last && <circle cx={x(last.at)} cy={y(last.value)} r={EDGE - 1} className="spark-dot" />}
    </svg>
  );
}
