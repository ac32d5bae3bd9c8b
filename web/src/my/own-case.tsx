/** One problem of the requester: how far it is, by when, and what was said about it. */
import { Button, Input, Popconfirm, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCase, useTimeline } from '../case/reading.ts';
import { useMe } from '../shell/me.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useGiving } from './giving.ts';
import { type Own, stageOf } from './own.ts';
import { usePromise } from './promise.ts';
import { myWords } from './words.ts';

export function OwnCase({ own, isOpen, onToggle }: { own: Own; isOpen: boolean; onToggle: () => void }): ReactNode {
  const t = useWords(myWords);
  const promise = usePromise();
  const stage = stageOf(own);
  return (
    <li className="my-card" data-own={own.first.number}>
      <button type="button" className="my-head" aria-expanded={isOpen} onClick={onToggle}>
        <span className="my-title">
          <span className="numbers quiet">{own.first.number}</span> {own.first.title}
        </span>
        <span className="quiet">{promise(own)}</span>
      </button>
      <Steps
        size="small"
        responsive={false}
        current={stage}
        titlePlacement="vertical"
        items={t.stages.split('|').map((title) => ({ title }))}
        {...(stage === 3 ? { status: 'finish' as const } : {})}
      />
      {isOpen && <Details own={own} />}
    </li>
  );
}

/** The case that works on it begins with what he said himself. */
const isAgain = ({ seq, id }: { seq: number; id: string }, first: string): boolean =>
  seq === 1 && !id.startsWith(`${first}:`);
const TEXTS = ['text', 'question', 'solution', 'reason', 'description'];

function Details({ own }: { own: Own }): ReactNode {
  const t = useWords(myWords);
  const said = useSaid();
  const me = useMe();
  const { data: pages } = useTimeline(own.first.number);
  const later = useTimeline(own.now.number).data;
  const all = [...(pages?.pages ?? []), ...(own.now === own.first ? [] : (later?.pages ?? []))]
    .flatMap(({ items }) => items)
    .toReversed()
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <div className="my-details">
      <Say own={own} />
      <h3 className="side-title">{t.history}</h3>
      <ol className="plain">
        {all.flatMap((item) => {
          if (item.kind !== 'event' || item.by.role === 'system' || isAgain(item, own.first.number)) return [];
          const texts = TEXTS.map((name) => item.data[name]).filter((one) => typeof one === 'string');
          return [
            <li key={item.id} className="entry-of-time">
              <time className="quiet numbers">{instantIn(item.at)}</time>
              <div>
                <span>{item.by.id === me.id ? t.you : t.us}</span> <strong>{said(item.words)}</strong>
                {texts.map((text) => (
                  <div key={text} className="said">
                    {text}
                  </div>
                ))}
              </div>
            </li>,
          ];
        })}
      </ol>
    </div>
  );
}

function Say({ own }: { own: Own }): ReactNode {
  const t = useWords(myWords);
  const [text, setText] = useState('');
  const [isUrged, setUrged] = useState(false);
  const { data: whole } = useCase(own.now.number);
  const saying = useGiving(own.now, () => setText(''));
  const urging = useGiving(own.now, () => setUrged(true));
  const withdrawing = useGiving(own.now);
  const may = (command: string): boolean => whole?.allowed.includes(command) === true;
  const error = saying.error ?? urging.error ?? withdrawing.error;
  return (
    <div className="my-say">
      {may('comment') && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') saying.give('comment', { text, audience: 'public' });
          }}
        >
          <Input.TextArea
            aria-label={t.say}
            placeholder={t.say}
            value={text}
            maxLength={4000}
            rows={1}
            onChange={({ target }) => setText(target.value)}
          />
          <Button htmlType="submit" disabled={text.trim() === ''} loading={saying.isPending} data-command="comment">
            {t.answer}
          </Button>
        </form>
      )}
      <div className="row">
        {may('urge') && (
          <Button
            data-command="urge"
            disabled={isUrged}
            loading={urging.isPending}
            onClick={() => urging.give('urge', {})}
          >
            {isUrged ? t.urged : t.urge}
          </Button>
        )}
        {may('cancel') && (
          <Popconfirm
            title={t.withdrawAsk}
            okText={t.withdraw}
            cancelText={t.back}
            onConfirm={() => withdrawing.give('cancel', { reason: 'withdrawn' })}
          >
            <Button danger loading={withdrawing.isPending} data-command="cancel">
              {t.withdraw}
            </Button>
          </Popconfirm>
        )}
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
