/** The sheet over the run that asks for the words, and the photos, of one command. */
import { type ChangeEvent, type FormEvent, type ReactNode, useState } from 'react';
import type { Run } from '../../generated/api.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { useDraft } from '../draft.ts';
import type { Say } from '../outbox.tsx';
import { pictureOf } from '../pictures.ts';
import { phoneWords } from '../words.ts';
import { Sent, pathOf, useDirect } from './direct.tsx';
import { People } from './people.tsx';
import { type Current, mayWait } from './run.ts';
import { type Act, runWords } from './words.ts';

/** What each asks for: its fields as the contract of a run names them (domain/kernel/running/contract.ts). */
const FIELDS: Readonly<Partial<Record<Act, 'evidence' | 'checks' | 'findings'>>> = {
  confirmStep: 'evidence',
  witnessStep: 'evidence',
  passGate: 'evidence',
  markUndone: 'evidence',
  refuseGate: 'findings',
  confirmService: 'checks',
};
/** Of which attempt of a step it is said; the others, of which state of a step or gate. */
const OF_ATTEMPT: readonly Act[] = ['confirmStep', 'failStep'];
const OBSERVED: readonly Act[] = ['confirmStep', 'witnessStep'];
const PHOTOS: readonly Act[] = ['confirmStep', 'failStep', 'passGate', 'refuseGate'];

export type Seen = Pick<Current, 'part' | 'attempt' | 'rev'>;
/** `seen`: the step as it stood when he pressed the button; it may move on under the open sheet. */
export type Asked = { act: Act; at?: Current | undefined; seen?: Seen | undefined; choice?: string };
type Shown = { run: Run; asked: Asked; say: Say; onClose: () => void };
export function Asking({ run, asked: { act, at, seen, choice }, say, onClose }: Shown): ReactNode {
  const t = useWords(runWords);
  const p = useWords(phoneWords);
  const locale = useLocale();
  const [words, setWords, clear] = useDraft(`${run.number}.${at?.part ?? ''}.${act}`);
  const [read, setRead] = useState(seen);
  const [second, setSecond] = useState('');
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [isFull, setFull] = useState(false);
  const [isKeeping, setKeeping] = useState(false);
  const [isSaid, setSaid] = useState(false);
  const isOfAttempt = OF_ATTEMPT.includes(act);
  const hasMoved =
    read !== undefined && at !== undefined && (isOfAttempt ? at.attempt !== read.attempt : at.rev !== read.rev);
  const over = (): void => {
    clear();
    onClose();
  };
  const sending = useDirect(run.number, over);
  const field = FIELDS[act] ?? 'reason';
  const check = at?.words.verify?.[locale];
  const title = at?.words.title[locale] ?? run.title;

  const dataOf = (): Record<string, unknown> => ({
    ...(words.trim() === '' && act === 'witnessStep' ? {} : { [field]: words.trim() }),
    ...(act === 'refuseService' ? { checks: second.trim() } : {}),
    ...(act === 'refuseGate' ? { class: second || 'minor' } : {}),
    ...(choice === undefined ? {} : { choice }),
    ...(mayWait(act) && read ? (isOfAttempt ? { attempt: read.attempt } : { basedOn: read.rev }) : {}),
  });
  const keepIt = async (): Promise<void> => {
    setKeeping(true);
    try {
      const pictures = await Promise.all(photos.map((file) => pictureOf(file, ['/files/-'])));
      if (!isSaid)
        await say({
          command: act,
          ...(at ? { part: at.part } : {}),
          data: dataOf(),
          ...(OBSERVED.includes(act) ? { observed: ['/observedAt'] } : {}),
        });
      setSaid(true); // where a photo does not fit, only that is to be kept again
      if (pictures.length > 0)
        await say({ command: 'attach', data: { files: [], text: t.photoOf(title), audience: 'internal' } }, pictures);
      over();
    } catch {
      setFull(true);
    } finally {
      setKeeping(false);
    }
  };
  const go = (event: FormEvent): void => {
    event.preventDefault();
    if (mayWait(act)) void keepIt();
    else
      sending.go({
        path: pathOf(run.process, run.number, act),
        data: { ...dataOf(), ...(at ? { part: at.part } : {}) },
      });
  };
  const label = field === 'reason' ? t.reason : field === 'evidence' ? t.evidence : t.checks;
  return (
    <div className="over" role="dialog" aria-modal="true" aria-label={t.do[act]} data-act={act}>
      <form className="whole" onSubmit={go}>
        <h1>{`${t.do[act]} · ${title}`}</h1>
        {act === 'refuseGate' && (
          <label>
            {t.class}
            <select value={second} onChange={(event) => setSecond(event.target.value)}>
              <option value="minor">{t.minor}</option>
              <option value="major">{t.major}</option>
            </select>
          </label>
        )}
        {act === 'refuseService' && (
          <label>
            {t.checks}
            <textarea value={second} onChange={(event) => setSecond(event.target.value)} required maxLength={4_000} />
          </label>
        )}
        <label>
          {label}
          <textarea
            value={words}
            onChange={(event) => setWords(event.target.value)}
            required={act !== 'witnessStep'}
            maxLength={2_000}
          />
        </label>
        {field === 'evidence' && check && words === '' && (
          <button type="button" data-act="as-checked" onClick={() => setWords(t.asChecked(check))}>
            {t.asChecked(check)}
          </button>
        )}
        {PHOTOS.includes(act) && <Photos photos={photos} onChange={setPhotos} />}
        {isFull && <p role="alert">{isSaid ? t.photoNot : p.outbox.full}</p>}
        {hasMoved && (
          <div className="notice" role="alert">
            <p>{t.moved(at ? `${title} · ${at.statusWords[locale]}` : title)}</p>
            <button type="button" data-act="read" onClick={() => setRead(at)}>
              {t.readIt}
            </button>
          </div>
        )}
        <Sent sending={sending} />
        <button
          type="submit"
          className={act.startsWith('refuse') || act === 'failStep' ? 'big danger' : 'big primary'}
          disabled={isKeeping || sending.isPending || hasMoved}
        >
          {t.do[act]}
        </button>
        <button type="button" className="big" onClick={onClose} disabled={isKeeping}>
          {p.cancel}
        </button>
        {act === 'failStep' && run.commander && <People people={[run.commander]} />}
      </form>
    </div>
  );
}

function Photos({
  photos,
  onChange,
}: {
  photos: readonly File[];
  onChange: (all: readonly File[]) => void;
}): ReactNode {
  const t = useWords(runWords);
  const add = (event: ChangeEvent<HTMLInputElement>): void => onChange([...photos, ...(event.target.files ?? [])]);
  return (
    <label className="button file">
      {photos.length > 0 ? `${t.photo} · ${t.photos(photos.length)}` : t.photo}
      <input type="file" accept="image/*" capture="environment" multiple onChange={add} />
    </label>
  );
}
