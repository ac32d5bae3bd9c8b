/** What waits for the requester, done where it stands: a question answered, a solution confirmed or sent back. */
import { Button, Input, Rate } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useCase, useTimeline } from '../case/reading.ts';
import type { CaseView } from '../generated/api.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { useGiving } from './giving.ts';
import type { Own } from './own.ts';
import { usePromise } from './promise.ts';
import { myWords } from './words.ts';

export function WaitingCard({ own }: { own: Own }): ReactNode {
  const promise = usePromise();
  const { mine } = own;
  if (!mine) return null;
  return (
    <article className="my-card my-waiting" data-waits={mine.command}>
      <h2 className="my-title">
        <span className="numbers quiet">{own.first.number}</span> {own.first.title}
      </h2>
      <div className="quiet">{promise(own)}</div>
      {mine.command === 'supplyInfo' ? (
        <Question kase={mine.kase} />
      ) : mine.command === 'confirm' ? (
        <Confirm kase={mine.kase} />
      ) : (
        <Other kase={mine.kase} />
      )}
    </article>
  );
}

const bare = (type: string): string => type.split('.').at(-1) ?? type;

function Question({ kase }: { kase: CaseView }): ReactNode {
  const t = useWords(myWords);
  const [text, setText] = useState('');
  const giving = useGiving(kase);
  const events = useTimeline(kase.number).data?.pages.flatMap(({ items }) => items) ?? [];
  const asked = events.findLast((item) => item.kind === 'event' && bare(item.type) === 'infoRequested');
  const question: unknown = asked?.data['question'] ?? asked?.data['text'] ?? asked?.data['reason'];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') giving.give('supplyInfo', { text });
      }}
    >
      {typeof question === 'string' && (
        <p className="said">
          <strong>{t.question}</strong>
          {` ${question}`}
        </p>
      )}
      <Input.TextArea
        aria-label={t.answerHint}
        placeholder={t.answerHint}
        value={text}
        maxLength={4000}
        rows={2}
        onChange={({ target }) => setText(target.value)}
      />
      {giving.error !== null && <ErrorPanel error={giving.error} />}
      <Button
        htmlType="submit"
        type="primary"
        disabled={text.trim() === ''}
        loading={giving.isPending}
        data-command="supplyInfo"
      >
        {t.answer}
      </Button>
    </form>
  );
}

/** Not solved: which of these the process has. */
const SENDING_BACK = ['refuseAnswer', 'reopen'];

function Confirm({ kase }: { kase: CaseView }): ReactNode {
  const t = useWords(myWords);
  const [rating, setRating] = useState(0);
  const [reason, setReason] = useState<string | undefined>(undefined);
  const giving = useGiving(kase);
  const { data: whole } = useCase(kase.number);
  const back = SENDING_BACK.find((command) => whole?.allowed.includes(command));
  const solution = whole?.['solution'] ?? kase['solution'];
  return (
    <div className="my-confirm">
      {typeof solution === 'string' && (
        <p className="said">
          <strong>{t.solution}</strong>
          {` ${solution}`}
        </p>
      )}
      {reason === undefined ? (
        <div className="row">
          <strong>{t.confirmAsk}</strong>
          <Rate aria-label={t.rate} value={rating} onChange={setRating} />
          <Button
            type="primary"
            data-command="confirm"
            loading={giving.isPending}
            onClick={() => giving.give('confirm', rating > 0 ? { rating: { score: rating } } : {})}
          >
            {t.solved}
          </Button>
          {back !== undefined && (
            <Button data-command={back} onClick={() => setReason('')}>
              {t.notSolved}
            </Button>
          )}
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (back !== undefined && reason.trim() !== '') giving.give(back, { reason });
          }}
        >
          <Input.TextArea
            autoFocus
            aria-label={t.whyNot}
            placeholder={t.whyNot}
            value={reason}
            maxLength={2000}
            rows={2}
            onChange={({ target }) => setReason(target.value)}
          />
          <div className="row">
            <Button htmlType="submit" type="primary" disabled={reason.trim() === ''} loading={giving.isPending}>
              {t.sendBack}
            </Button>
            <Button onClick={() => setReason(undefined)}>{t.back}</Button>
          </div>
        </form>
      )}
      {giving.error !== null && <ErrorPanel error={giving.error} />}
    </div>
  );
}

function Other({ kase }: { kase: CaseView }): ReactNode {
  const t = useWords(myWords);
  return (
    <Link to={`/cases/${kase.number}`}>
      {t.sign} · {t.open}
    </Link>
  );
}
