/** One unit: its steps, who has each and what happened, and what may be reported of it. */
import { Drawer, Tag } from 'antd';
import type { ReactNode } from 'react';
import { offersOf } from '../case/offers.ts';
import type { Opened } from '../case/opened.ts';
import { PartButtons } from '../case/part-buttons.tsx';
import type { CaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { SiteState, useCause } from './site-state.tsx';
import { type Site, type Step, wordsOf } from './waves.ts';
import { releaseWords } from './words.ts';

type Props = {
  kase: CaseAnswer;
  site: Site;
  /** Steps are for those who work on it. */
  isWorking: boolean;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
  /** The open form, of whatever part. */
  children?: ReactNode;
};

export function UnitPanel({ kase, site, isWorking, onOpen, onClose, children }: Props): ReactNode {
  const t = useWords(releaseWords);
  const nameOf = useName();
  const cause = useCause();
  const unit = nameOf('organisation', site.orgPath);
  return (
    <Drawer open title={unit} size="min(560px, 100vw)" onClose={onClose} className="unit-panel">
      <div className="row">
        <SiteState status={site.status} />
        <span className="quiet numbers">{`${t.steps} ${t.stepsOf(site.done, site.steps.length)}`}</span>
      </div>
      {cause(site) !== undefined && <p className="unit-cause">{cause(site)}</p>}
      {site.status !== undefined && (
        <PartButtons
          kase={kase}
          part={{ id: site.id, kind: 'site', status: site.status, title: unit }}
          onOpen={onOpen}
        />
      )}
      {children}
      {isWorking ? (
        <ol className="plain unit-steps">
          {site.steps.map((step) => (
            <StepLine key={step.part} kase={kase} step={step} onOpen={onOpen} />
          ))}
        </ol>
      ) : (
        <p className="quiet">{t.notYours}</p>
      )}
    </Drawer>
  );
}

function StepLine({
  kase,
  step,
  onOpen,
}: {
  kase: CaseAnswer;
  step: Step;
  onOpen: (opened: Opened) => void;
}): ReactNode {
  const t = useWords(releaseWords);
  const said = useSaid();
  const title = said(step.title);
  const words = wordsOf(step);
  return (
    <li className="unit-step" data-step={step.part} data-status={step.status}>
      <div className="row">
        <strong className="grow">{title}</strong>
        <Tag>{said(step.statusWords)}</Tag>
      </div>
      {step.who && <div className="quiet">{`${t.who}: ${step.who.name ?? step.who.id}`}</div>}
      {words && <div className="said">{said(words)}</div>}
      {step.verify && <div className="quiet said">{`${t.verify}: ${said(step.verify)}`}</div>}
      <PartButtons
        kase={kase}
        part={{ id: step.part, kind: step.kind, status: step.status, title }}
        only={offersOf(kase, { id: step.part, kind: step.kind, status: step.status }).allowed.length > 0 ? [] : WAITED}
        onOpen={onOpen}
      />
      {step.lines.length > 0 && (
        <ul className="plain unit-lines" aria-label={t.happened}>
          {step.lines.map((line) => (
            <li key={`${line.at} ${line.event}`}>
              <time className="quiet numbers" dateTime={line.at}>
                {instantIn(line.at)}
              </time>
              {` ${[line.by?.name ?? line.by?.id, said(line.words), line.said].filter(Boolean).join(' · ')}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
/** Of what is blocked at a step, what one would look for where nothing is allowed. */
const WAITED = ['takeStep', 'confirmStep', 'witnessStep', 'passGate'];
