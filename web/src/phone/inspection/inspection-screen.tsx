/** S9: an inspection on the way, with or without a network. */
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { toldOf } from '../../api/problem.ts';
import { isWaiting } from '../../off-line/row.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { bytesIn } from '../../words/times.ts';
import { useDraft } from '../draft.ts';
import { Head, secondIn } from '../head.tsx';
import { useCaseBox, useOutbox } from '../outbox.tsx';
import { Unsent } from '../unsent.tsx';
import { LITTLE, useRoomLeft } from '../room.ts';
import { phoneWords } from '../words.ts';
import { LineItem } from './line.tsx';
import { ownOf, type Pack, usePack } from './pack.ts';
import { Signing } from './signing.tsx';
import { inspectionWords } from './words.ts';

export function InspectionScreen({ number }: { number: string }): ReactNode {
  const t = useWords(inspectionWords);
  const p = useWords(phoneWords);
  const sayCode = useCodeWords();
  const { data: pack, error, dataUpdatedAt } = usePack(number);
  const { offLine } = useOutbox();
  const serverNow = pack?.view.serverNow;
  useEffect(() => {
    if (serverNow && error === null) offLine?.learned(Date.parse(serverNow));
  }, [serverNow, error, offLine]);
  const { status } = toldOf(error);
  const isCut = error !== null && (status === 0 || status >= 500);
  const isGone = error !== null && (status === 403 || status === 404);
  return (
    <>
      <Head title={pack?.view.title ?? number} back at={dataUpdatedAt} isCut={isCut} />
      <main className="page" data-inspection={number}>
        {isGone && <p role="alert">{p.notThere}</p>}
        {!pack && !isGone && <p>{error ? (isCut ? p.offlineNothing : sayCode(error)) : t.loading}</p>}
        {pack && !isGone && (
          <>
            <Ready isKept={pack.isKept} at={dataUpdatedAt} />
            <Shown pack={pack} isCut={isCut} />
          </>
        )}
      </main>
    </>
  );
}

/** Before he goes: whether all is on the phone, and whether it has room for what he will say. */
function Ready({ isKept, at }: { isKept: boolean; at: number }): ReactNode {
  const t = useWords(inspectionWords);
  const left = useRoomLeft();
  return (
    <>
      {isKept ? (
        <p className="quiet" role="status">
          {t.ready(secondIn(at))}
        </p>
      ) : (
        <p role="alert">{t.notKept}</p>
      )}
      {left !== undefined && left < LITTLE && <p role="alert">{t.littleRoom(bytesIn(left))}</p>}
    </>
  );
}

function Shown({ pack: { view, lines }, isCut }: { pack: Pack; isCut: boolean }): ReactNode {
  const t = useWords(inspectionWords);
  const locale = useLocale();
  const box = useCaseBox(view.number);
  const { recordHash } = view as { recordHash?: string };
  const isSaid = (command: string): boolean => box.rows.some((row) => isWaiting(row) && row.command === command);
  const may = (command: string): boolean => view.allowed.includes(command) && !isSaid(command);
  // what is said here, and the case has not heard yet, opens it: it is begun, and no item is open any more
  const mayComplete =
    !isSaid('complete') &&
    (view.allowed.includes('complete') ||
      isSaid('begin') ||
      view.blocked.some(({ command }) => command === 'complete'));
  const mayRecord = !isSaid('complete') && (view.allowed.includes('recordItems') || isSaid('begin'));
  const done = lines.filter(({ id, part }) => part?.status !== 'open' || ownOf(box.rows, id)).length;
  const titleOf = (row: { command: string; data: object }): string => {
    const of = 'lines' in row.data ? (row.data.lines as { line: string }[])[0]?.line : undefined;
    const names: Readonly<Record<string, string>> = {
      begin: t.begin,
      complete: t.complete,
      presentRecord: t.present,
      raiseFinding: t.finding,
      attach: t.signature,
      chooseValue: t.chosen,
    };
    return lines.find(({ id }) => id === of)?.title[locale] ?? names[row.command] ?? row.command;
  };
  const say = (command: string, data: object): void => void box.say({ command, data }).catch(() => undefined);
  return (
    <>
      {may('begin') && (
        <Words of={view.number} label={t.place} go={t.begin} act="begin" onSend={(place) => say('begin', { place })} />
      )}
      <h2>{t.done(done, lines.length)}</h2>
      <ul className="items">
        {lines.map((line) => (
          <LineItem key={line.id} number={view.number} line={line} box={box} mayRecord={mayRecord} isCut={isCut} />
        ))}
      </ul>
      <Unsent box={box} titleOf={titleOf} isCut={isCut} />
      {mayRecord && done === lines.length && mayComplete && (
        <Words
          of={view.number}
          label={t.summary}
          go={t.complete}
          act="complete"
          onSend={(summary) => say('complete', { summary })}
        />
      )}
      {may('presentRecord') && (
        <button type="button" className="big primary" onClick={() => say('presentRecord', {})}>
          {t.present}
        </button>
      )}
      {view.allowed.includes('sign') && recordHash && (
        <Signing key={recordHash} number={view.number} recordHash={recordHash} isCut={isCut} />
      )}
    </>
  );
}

type Given = { of: string; label: string; go: string; act: string; onSend: (words: string) => void };
function Words({ of, label, go, act, onSend }: Given): ReactNode {
  const [words, setWords] = useDraft(`${of}.${act}`);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (words.trim() !== '') onSend(words.trim());
  };
  return (
    <form className="stack" onSubmit={send} data-act={act}>
      <label>
        {label}
        <textarea
          value={words}
          onChange={(event) => setWords(event.target.value)}
          required
          maxLength={act === 'begin' ? 500 : 4_000}
        />
      </label>
      <button type="submit" className="big primary">
        {go}
      </button>
    </form>
  );
}
