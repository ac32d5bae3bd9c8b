/** Approve, reject, return: words first where they are needed, sent under one key until it is known what became of it. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { asked } from '../../api/keys.ts';
import { useAsWhom } from '../../approvals/as-whom.ts';
import type { Ask } from '../../approvals/reading.ts';
import { approvalWords } from '../../approvals/words.ts';
import { useForms, useProcesses } from '../../case/processes.ts';
import { useSending } from '../../form/sending.ts';
import type { CaseAnswer } from '../../generated/api.ts';
import { useCodeOf, useCodeWords } from '../../words/codes.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { useDraft } from '../draft.ts';
import { goTo } from '../route.tsx';
import { phoneWords } from '../words.ts';

const VOTES = ['approve', 'reject', 'return'] as const;
type Name = (typeof VOTES)[number];
type Props = { kase: CaseAnswer; asks: readonly Ask[]; hash: string | undefined };

export function Vote({ kase, asks, hash }: Props): ReactNode {
  const say = useSaid();
  const reason = useCodeOf();
  const { data: forms } = useForms(kase.process);
  const [open, setOpen] = useState<Name | undefined>(undefined);
  const title = (name: Name): string => say(forms?.get(name)?.title, name);
  const button = (name: Name, className: string): ReactNode => (
    <button type="button" className={className} data-command={name} onClick={() => setOpen(name)}>
      {title(name)}
    </button>
  );
  if (open !== undefined)
    return (
      <Words
        key={open}
        kase={kase}
        asks={asks}
        hash={hash}
        name={open}
        title={title(open)}
        onClose={() => setOpen(undefined)}
      />
    );
  const blocked = kase.blocked.filter(({ command }) => VOTES.some((name) => name === command));
  return (
    <>
      {kase.allowed.includes('approve') && button('approve', 'big primary')}
      <div className="two">
        {kase.allowed.includes('reject') && button('reject', 'big danger')}
        {kase.allowed.includes('return') && button('return', 'big')}
      </div>
      {blocked.map(({ command, code, params }) => (
        <p key={command} className="quiet">
          {`${say(forms?.get(command)?.title, command)} · ${reason(code, params)}`}
        </p>
      ))}
    </>
  );
}

type Asking = Props & { name: Name; title: string; onClose: () => void };
function Words({ kase, asks, hash, name, title, onClose }: Asking): ReactNode {
  const t = useWords(approvalWords);
  const p = useWords(phoneWords);
  const asWhom = useAsWhom();
  const sayCode = useCodeWords();
  const client = useQueryClient();
  const plural = useProcesses().get(kase.process)?.plural;
  const [words, setWords, clear] = useDraft(`${kase.number}.${name}`);
  const [place, setPlace] = useState(0);
  const [version] = useState(kase.version);
  const ask = asks[place] ?? asks[0];
  const sending = useSending({
    onDone: (answer) => {
      clear();
      client.setQueryData(asked.case(kase.number), answer);
      void client.invalidateQueries({ queryKey: asked.list('approvals', '') });
      goTo('/m/approvals', { replace: true });
    },
  });
  const isReady = name === 'approve' || words.trim() !== '';
  const said = words.trim() === '' ? {} : { reason: words.trim() };
  const ofVote = {
    ...(hash === undefined ? {} : { planHash: hash }),
    ...(ask ? { stage: ask.stage } : {}),
    ...(ask?.as === 'delegate' && ask.for !== undefined ? { for: ask.for } : {}),
  };
  return (
    <form
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || plural === undefined || sending.isPending) return;
        const data = name === 'return' ? said : { ...ofVote, ...said };
        sending.go({ path: `/api/${plural}/${kase.number}/${name}`, data, version });
      }}
    >
      {name !== 'return' && asks.length > 1 && (
        <select aria-label={t.asWhom} value={place} onChange={({ target }) => setPlace(Number(target.value))}>
          {asks.map((one, at) => (
            <option key={`${one.stage} ${one.seat}`} value={at}>
              {asWhom(one)}
            </option>
          ))}
        </select>
      )}
      {name !== 'return' && asks.length === 1 && ask && ask.as !== 'own' && <p>{asWhom(ask)}</p>}
      <label>
        {t.meeting.reason}
        <textarea
          autoFocus
          rows={3}
          maxLength={2_000}
          required={name !== 'approve'}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </label>
      {sending.doubt !== undefined && <p role="status">{p.outbox.waiting}</p>}
      {sending.error !== null && !sending.isPending && <p role="alert">{sayCode(sending.error)}</p>}
      <div className="two">
        <button type="button" className="big" onClick={onClose} disabled={sending.isPending}>
          {p.cancel}
        </button>
        <button type="submit" className="big primary" disabled={!isReady || sending.isPending}>
          {sending.isPending ? p.outbox.sending : title}
        </button>
      </div>
    </form>
  );
}
