/** How long it took so far and may take, how far it is, whether it comes back in time, and who is at what. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer, CutoverAnswer, FailoverAnswer, Run } from '../generated/api.ts';
import { ClockTag } from '../ui/clock-tag.tsx';
import { useValueWords } from '../words/fields.ts';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Line, loadsOf } from './commander.ts';
import { runWords } from './words.ts';

type Props = { kase: CaseAnswer; run: Run; lines: readonly Line[]; now: number };

export function Summary({ kase, run, lines, now }: Props): ReactNode {
  const t = useWords(runWords);
  const { length } = useTimes();
  const { startedAt, endedAt, budgetMs, counts, commander } = run;
  const late = lines.filter(({ isLate }) => isLate).length;
  const elapsed =
    startedAt === undefined ? undefined : (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  return (
    <div className="run-summary">
      <dl className="run-figures" data-run="figures">
        <Figure label={t.elapsed}>
          {elapsed === undefined ? '–' : length(elapsed)}
          {elapsed !== undefined && elapsed > budgetMs && <Tag color="error">{t.over}</Tag>}
        </Figure>
        <Figure label={t.budget}>{length(budgetMs)}</Figure>
        <Figure label={t.progress}>{t.stepsOf(counts.done + counts.skipped, counts.steps)}</Figure>
        <Figure label={t.late}>{late}</Figure>
        <Figure label={t.commander}>
          {commander === null ? '–' : [commander.name ?? commander.id, commander.phone].filter(Boolean).join(' ')}
        </Figure>
        {kase.process === 'failover' && <Recovery kase={kase as FailoverAnswer & CaseAnswer} />}
        {kase.process === 'cutover' && <Window kase={kase as CutoverAnswer & CaseAnswer} />}
      </dl>
      <Loads lines={lines} />
    </div>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="quiet">{label}</dt>
      <dd className="numbers">{children}</dd>
    </div>
  );
}

function Recovery({ kase }: { kase: FailoverAnswer & CaseAnswer }): ReactNode {
  const t = useWords(runWords);
  const { length } = useTimes();
  const { faultAt, rtoMs, recoveryMs, withinRto, dataLossMs, readings } = kase;
  const rto = readings['rto'];
  return (
    <>
      {faultAt !== undefined && <Figure label={t.fault}>{instantIn(faultAt)}</Figure>}
      <Figure label={t.rto}>
        {rtoMs === undefined ? t.noObjective : length(rtoMs)}{' '}
        {rto && rto.state !== 'cancelled' && rto.state !== 'waiting' && <ClockTag reading={rto} />}
      </Figure>
      {recoveryMs !== undefined && (
        <Figure label={t.recovery}>
          {length(recoveryMs)}{' '}
          {withinRto !== undefined && (
            <Tag color={withinRto ? 'success' : 'error'}>{withinRto ? t.within : t.beyond}</Tag>
          )}
        </Figure>
      )}
      <Figure label={t.rpo}>{dataLossMs === undefined ? t.rpoNone : length(dataLossMs)}</Figure>
    </>
  );
}

function Window({ kase }: { kase: CutoverAnswer & CaseAnswer }): ReactNode {
  const t = useWords(runWords);
  const value = useValueWords();
  const { windowFrom, windowUntil, backOutAt, openChecks = [] } = kase;
  return (
    <>
      {windowFrom !== undefined && windowUntil !== undefined && (
        <Figure label={t.window}>{`${instantIn(windowFrom)} – ${instantIn(windowUntil)}`}</Figure>
      )}
      {backOutAt !== undefined && <Figure label={t.backOut}>{instantIn(backOutAt)}</Figure>}
      {openChecks.length > 0 && (
        <Figure label={t.checks}>{openChecks.map((one) => value('cutover', 'check', one)).join(', ')}</Figure>
      )}
    </>
  );
}

function Loads({ lines }: { lines: readonly Line[] }): ReactNode {
  const t = useWords(runWords);
  const said = useSaid();
  const loads = loadsOf(lines);
  if (loads.length === 0) return null;
  return (
    <section aria-label={t.who} data-run="loads">
      <h2 className="side-title">{t.who}</h2>
      <ul className="plain">
        {loads.map(({ person, name, lines: own }) => (
          <li key={person}>
            <strong>{person === '' ? t.nobody : name}</strong>
            {` · ${own.map(({ part }) => said(part.title)).join(', ')} `}
            {own.some(({ isLate }) => isLate) && <Tag color="error">{t.over}</Tag>}
          </li>
        ))}
      </ul>
    </section>
  );
}
