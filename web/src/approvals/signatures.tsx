/** Who has signed, who is asked, who must: stage by stage. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useName } from '../names/names.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { useSeatWords } from './as-whom.ts';
import type { Round } from './reading.ts';
import { approvalWords } from './words.ts';

type Stage = Round['stages'][number];
type Seat = Stage['seats'][number];
const COUNTED = (seat: Seat): boolean => seat.state !== 'void' && seat.state !== 'not-needed';
const VOTED = new Set(['approve', 'reject', 'abstain']);

export function Signatures({ round }: { round: Round }): ReactNode {
  const t = useWords(approvalWords);
  return (
    <section aria-label={t.signatures}>
      <h3 className="side-title">{`${t.signatures} · ${t.round(round.round)}`}</h3>
      <ol className="plain">
        {round.stages.map((stage) => (
          <StageLine key={stage.key} stage={stage} />
        ))}
      </ol>
    </section>
  );
}

function StageLine({ stage }: { stage: Stage }): ReactNode {
  const t = useWords(approvalWords);
  const words = useSeatWords();
  const signed = stage.seats.filter(({ state }) => VOTED.has(state)).length;
  const all = stage.rule === 'any' ? 1 : stage.seats.filter(COUNTED).length;
  return (
    <li className="stage">
      <div className="row">
        <strong>{words.stage(stage.key)}</strong>
        <span className="numbers" aria-live="polite">
          {t.signed(signed, all)}
        </span>
        <span className="quiet">{`${t.rules[stage.rule]} · ${t.stageStates[stage.state]}`}</span>
        {stage.overdue === true && <Tag color="error">{t.overdue}</Tag>}
      </div>
      <ul className="plain">
        {stage.seats.map((seat) => (
          <SeatLine key={seat.seat} seat={seat} />
        ))}
      </ul>
    </li>
  );
}

function SeatLine({ seat }: { seat: Seat }): ReactNode {
  const t = useWords(approvalWords);
  const words = useSeatWords();
  const nameOf = useName();
  const by = nameOf('person', seat.by);
  const who =
    seat.by === undefined
      ? seat.people.map(({ person }) => nameOf('person', person)).join(' / ')
      : seat.for === undefined
        ? by
        : t.by(by, nameOf('person', seat.for));
  return (
    <li className="row">
      <span className="quiet">{words.seat(seat.seat)}</span>
      <span>{who}</span>
      {seat.chair === true && <Tag>{t.chair}</Tag>}
      {seat.required === true && <Tag>{t.required}</Tag>}
      <span className={seat.state === 'reject' ? 'sheet-missing' : ''}>{t.seatStates[seat.state]}</span>
      {seat.votedAt !== undefined && <span className="quiet numbers">{instantIn(seat.votedAt)}</span>}
    </li>
  );
}
