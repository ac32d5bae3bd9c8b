/** One item: OK with one tap; not OK with words, photo and a finding; a value; or not applicable, and why. */
import { type ChangeEvent, type ReactNode, useState } from 'react';
import { isWaiting } from '../../off-line/row.ts';
import { useLocale, useWords } from '../../words/words.ts';
import type { CaseBox } from '../outbox.tsx';
import { useDraft } from '../draft.ts';
import { pictureOf } from '../pictures.ts';
import { phoneWords } from '../words.ts';
import { Contested } from './contested.tsx';
import { type Line, ownOf, type Recorded, type Says } from './pack.ts';
import { inspectionWords } from './words.ts';

const CLASSES = ['minor', 'general', 'serious'] as const;
type Shown = { number: string; line: Line; box: CaseBox; mayRecord: boolean; isCut: boolean };

export function LineItem({ number, line, box, mayRecord, isCut }: Shown): ReactNode {
  const t = useWords(inspectionWords);
  const p = useWords(phoneWords);
  const locale = useLocale();
  const [open, setOpen] = useState<Says>();
  const [value, setValue] = useState('');
  const [note, setNote, clearNote] = useDraft(`${number}.${line.id}`);
  const [finding, setFinding] = useState('');
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [fault, setFault] = useState<string>();
  const own = ownOf(box.rows, line.id);
  const { answer, part } = line;
  const says = own?.recorded.says ?? (part?.status === 'open' ? undefined : part?.status);
  const shownValue = own?.recorded.value ?? (part as { value?: string } | undefined)?.value;
  const words: Readonly<Record<string, string>> = { ok: t.ok, abnormal: t.abnormal, 'not-applicable': t.notApplicable };
  const choice = answer.type === 'choice' ? answer.choices.find(({ id }) => id === shownValue) : undefined;
  const recorded = [says === undefined ? '' : (words[says] ?? ''), choice?.title[locale] ?? String(shownValue ?? '')];

  const record = async (said: Omit<Recorded, 'line'>): Promise<void> => {
    if (said.says !== undefined && said.says !== 'ok' && note.trim() === '') return setFault(t.noteNeeded);
    const basedOn = own ? [{ at: '/lines/0/basedOn', of: own.row.key }] : undefined;
    const told = note.trim() === '' ? {} : { note: note.trim() };
    const lines = [{ line: line.id, ...said, ...told, basedOn: part?.rev ?? 0 }];
    try {
      const pictures = await Promise.all(photos.map((file) => pictureOf(file, ['/files/-', '/lines/0/photos/-'])));
      const row = await box.say(
        { command: 'recordItems', data: { lines }, observed: ['/lines/0/observedAt'], ...(basedOn ? { basedOn } : {}) },
        pictures,
      );
      if (said.says === 'abnormal' && finding !== '')
        await box.say({
          command: 'raiseFinding',
          part: `f-${crypto.randomUUID().slice(0, 8)}`,
          data: { line: line.id, class: finding, what: note.trim() },
          after: [row.key],
        });
      setOpen(undefined);
      clearNote();
      setFault(undefined);
      setPhotos([]);
    } catch {
      setFault(p.outbox.full);
    }
  };
  const typed = answer.type === 'number' ? Number(value) : value.trim();
  const isTyped = value.trim() !== '' && (typeof typed === 'string' || Number.isFinite(typed));
  return (
    <li className="item" data-line={line.id} data-status={says ?? 'open'}>
      <strong>{line.title[locale]}</strong>
      {line.help && <span className="quiet">{line.help[locale]}</span>}
      {recorded.some((one) => one !== '') && (
        <span>
          {t.last(recorded.filter((one) => one !== '').join(' · '))}
          {own && (
            <span className={isWaiting(own.row) ? 'pending' : 'quiet'}>
              {` · ${isWaiting(own.row) ? (box.isSending && !isCut ? p.outbox.sending : p.outbox.waiting) : p.outbox.taken}`}
            </span>
          )}
        </span>
      )}
      {part?.status === 'contested' && <Contested part={part} box={box} />}
      {mayRecord && part?.status !== 'contested' && (
        <>
          {answer.type === 'choice' && (
            <div className="two">
              {answer.choices.map(({ id, title }) => (
                <button key={id} type="button" data-choice={id} onClick={() => void record({ value: id })}>
                  {title[locale]}
                </button>
              ))}
            </div>
          )}
          {(answer.type === 'number' || answer.type === 'text') && (
            <div className="row">
              <label>
                {answer.type === 'number' ? `${t.value} (${answer.unit})` : t.value}
                {answer.type === 'number' && answer.min !== undefined && answer.max !== undefined && (
                  <span className="quiet">{` ${t.limits(String(answer.min), String(answer.max))}`}</span>
                )}
                <input
                  value={value}
                  inputMode={answer.type === 'number' ? 'decimal' : 'text'}
                  onChange={(event) => setValue(event.target.value)}
                />
              </label>
              <button type="button" disabled={!isTyped} onClick={() => void record({ value: typed })}>
                {t.save}
              </button>
            </div>
          )}
          <div className="three">
            {answer.type === 'state' && (
              <button type="button" className="tall" data-says="ok" onClick={() => void record({ says: 'ok' })}>
                {t.ok}
              </button>
            )}
            {(['abnormal', 'not-applicable'] as const)
              .filter((one) => one === 'not-applicable' || answer.type === 'state')
              .map((one) => (
                <button key={one} type="button" className="tall" data-says={one} onClick={() => setOpen(one)}>
                  {words[one]}
                </button>
              ))}
          </div>
          {open && (
            <div className="stack">
              <label>
                {t.note}
                <textarea value={note} onChange={(event) => setNote(event.target.value)} maxLength={2_000} />
              </label>
              {open === 'abnormal' && (
                <label>
                  {t.finding}
                  <select value={finding} onChange={(event) => setFinding(event.target.value)}>
                    <option value="">{t.none}</option>
                    {CLASSES.map((one) => (
                      <option key={one} value={one}>
                        {t[one]}
                      </option>
                    ))}
                  </select>
                </label>
              )}
              <label className="button file">
                {photos.length > 0 ? t.photos(photos.length) : t.photo}
                <input
                  type="file"
                  accept="image/*"
                  capture="environment"
                  multiple
                  onChange={(event: ChangeEvent<HTMLInputElement>) =>
                    setPhotos([...photos, ...(event.target.files ?? [])].slice(0, 10))
                  }
                />
              </label>
              <button type="button" className="big primary" onClick={() => void record({ says: open })}>
                {t.save}
              </button>
            </div>
          )}
          {fault && <p role="alert">{fault}</p>}
        </>
      )}
    </li>
  );
}
