/** The steps of the plan in their order, each with what undoes it, as they stand; while it goes back, the last first. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Tag } from 'antd';
import type { ReactNode } from 'react';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import type { Sheet } from '../approvals/reading.ts';
import type { Opened } from '../case/opened.ts';
import { PartButtons } from '../case/part-buttons.tsx';
import { useProcesses } from '../case/processes.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Step, stepsOf } from './typed.ts';
import { changeWords } from './words.ts';

type Props = { kase: CaseAnswer; sheet: Sheet; onOpen: (opened: Opened) => void };

export function Steps({ kase, sheet, onOpen }: Props): ReactNode {
  const t = useWords(changeWords);
  const { data } = useQuery({
    queryKey: asked.parts(kase.number, 'step'),
    queryFn: ({ signal }) =>
      read('GET /api/cases/{number}/parts', {
        at: { number: kase.number },
        query: { kind: 'step', limit: 100 },
        signal,
      }),
  });
  const isBack = kase.status === 'rolling-back';
  const steps = stepsOf(sheet.plan, data?.items ?? [], isBack);
  const { backOut, backOutMinutes } = sheet.plan;
  return (
    <section aria-label={t.steps}>
      <h2 className="side-title">{t.steps}</h2>
      {isBack && <Alert type="warning" role="status" title={t.goingBack} />}
      {steps.length === 0 ? (
        <p className="quiet">{t.noSteps}</p>
      ) : (
        <table className="change-steps" data-change="steps">
          <thead>
            <tr>
              <th scope="col">{t.columns.step}</th>
              <th scope="col">{t.columns.undo}</th>
              <th scope="col" className="right">
                {t.columns.minutes}
              </th>
              <th scope="col">{t.columns.status}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <Row key={step.id} kase={kase} step={step} onOpen={onOpen} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.total}</th>
              <td />
              <td className="right numbers">{steps.reduce((sum, { minutes }) => sum + minutes, 0)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      )}
      {typeof backOut === 'string' && (
        <p className="said">
          <span className="quiet">{`${t.backOut} `}</span>
          {backOut}
          {typeof backOutMinutes === 'number' && (
            <span className="quiet">{` · ${t.backOutMinutes(backOutMinutes)}`}</span>
          )}
        </p>
      )}
    </section>
  );
}

function Row({ kase, step, onOpen }: { kase: CaseAnswer; step: Step; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(changeWords);
  const said = useSaid();
  const statuses = useProcesses()
    .get('change')
    ?.parts.find(({ kind }) => kind === 'step')?.statuses;
  return (
    <tr data-step={step.id} data-status={step.status}>
      <th scope="row">
        {step.title}
        <div className="quiet said">{step.instruction}</div>
        {step.verify !== undefined && <div className="quiet said">{`${t.verify}: ${step.verify}`}</div>}
        <PartButtons
          kase={kase}
          part={{ id: step.id, kind: 'step', status: step.status, title: step.title }}
          only={[]}
          onOpen={onOpen}
        />
      </th>
      <td className="said">{step.undo ?? `${t.noUndo} · ${step.noUndo ?? ''}`}</td>
      <td className="right numbers">{step.minutes}</td>
      <td>
        <Tag {...(step.status === 'failed' ? { color: 'error' } : {})}>
          {said(statuses?.find(({ key }) => key === step.status)?.title, step.status)}
        </Tag>
      </td>
    </tr>
  );
}
