/** The case along its time: people, clocks and what the engine did beside each other. The compact view is its table. */
import { Slider } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Step } from './reading.ts';
import { useWho } from './story.tsx';
import { auditWords } from './words.ts';

const LANES = ['people', 'clocks', 'engine'] as const;
const laneOf = ({ type, by }: Step): (typeof LANES)[number] =>
  /clock/i.test(type) ? 'clocks' : by.role === 'system' ? 'engine' : 'people';

export function Lanes({ steps }: { steps: readonly Step[] }): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const who = useWho();
  const [zoom, setZoom] = useState(1);
  const [from, until] = [steps[0]?.at ?? 0, steps.at(-1)?.at ?? 0];
  const share = (at: number): string => `${(100 * (at - from)) / Math.max(1, until - from)}%`;
  return (
    <section aria-label={t.views.timeline}>
      <div className="row">
        <span className="quiet">{t.zoom}</span>
        <Slider className="audit-zoom" min={1} max={20} value={zoom} onChange={setZoom} ariaLabelForHandle={t.zoom} />
        <span className="grow" />
        <Link to="?view=compact">{t.table}</Link>
      </div>
      <div className="lanes" tabIndex={0} role="group" aria-label={t.views.timeline}>
        <div className="lanes-inner" style={{ width: `${100 * zoom}%` }}>
          {LANES.map((lane) => (
            <div key={lane} className="lane">
              <span className="lane-name quiet">{t.lanes[lane]}</span>
              {steps
                .filter((step) => laneOf(step) === lane)
                .map((step) => (
                  <Link
                    key={step.seq}
                    className={`mark mark-${lane}`}
                    style={{ insetInlineStart: share(step.at) }}
                    to={`?view=story&e=${step.seq}`}
                    title={`${instantIn(step.at)} ${who(step.by)} ${said(step.words, step.type)}`}
                    aria-label={`${instantIn(step.at)} ${who(step.by)} ${said(step.words, step.type)}`}
                  />
                ))}
            </div>
          ))}
          <div className="row quiet numbers">
            <span className="grow">{instantIn(from)}</span>
            <span>{instantIn(until)}</span>
          </div>
        </div>
      </div>
    </section>
  );
}
