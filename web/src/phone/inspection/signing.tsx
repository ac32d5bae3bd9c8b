/**
 * Signing what is shown, under one's own account; a signature by finger, or a name that is typed, goes along as a picture. It goes up
 * before one signs: with the second signature the record is closed.
 */
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { toldOf } from '../../api/problem.ts';
import { newKey, untilKnown } from '../../form/sending.ts';
import { upload } from '../../form/upload.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useWords } from '../../words/words.ts';
import { Sent, useDirect } from '../run/direct.tsx';
import { phoneWords } from '../words.ts';
import { inspectionWords } from './words.ts';

const PEN_PX = 4;
const NAME_FONT = '72px serif';

type Shown = { number: string; recordHash: string; isCut: boolean };
export function Signing({ number, recordHash, isCut }: Shown): ReactNode {
  const t = useWords(inspectionWords);
  const p = useWords(phoneWords);
  const sayCode = useCodeWords();
  const glass = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const attached = useRef({ key: newKey(), isDone: false });
  const sending = useDirect(number, () => undefined);
  const draw = (event: PointerEvent<HTMLCanvasElement>): void => {
    const pen = event.buttons === 0 || name !== '' ? null : event.currentTarget.getContext('2d');
    if (!pen) return;
    pen.lineWidth = PEN_PX;
    pen.lineTo(...place(event));
    pen.stroke();
    setDrawn(true);
  };
  const clear = (): void => {
    glass.current?.getContext('2d')?.clearRect(0, 0, glass.current.width, glass.current.height);
    setDrawn(false);
    setName('');
  };
  const type = (typed: string): void => {
    clear();
    setName(typed);
    const pen = glass.current?.getContext('2d');
    if (!pen || !glass.current || typed.trim() === '') return;
    pen.font = NAME_FONT;
    pen.textBaseline = 'middle';
    pen.fillText(typed, PEN_PX * 6, glass.current.height / 2, glass.current.width - PEN_PX * 12);
    setDrawn(true);
  };
  const sign = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const picture = isDrawn && !attached.current.isDone ? await pictureOf(glass.current) : null;
      if (picture) {
        const { signal } = new AbortController();
        const id = await upload(new File([picture], 'signature.png'), { signal, onProgress: () => undefined });
        const data = { files: [id], text: t.signature, audience: 'public' };
        await untilKnown({ path: `/api/inspections/${number}/attach`, data, key: attached.current.key, signal });
        attached.current.isDone = true;
      }
      sending.go({ path: `/api/inspections/${number}/sign`, data: { recordHash } });
    } catch (error) {
      attached.current.key = newKey(); // the picture goes up anew, and so another body
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="stack" data-act="signing">
      <p>{`${t.signs} ${t.bothSign}`}</p>
      <p className="quiet">{t.signHere}</p>
      <canvas
        ref={glass}
        className="glass"
        width={800}
        height={320}
        role="img"
        aria-label={t.signHere}
        onPointerDown={begin}
        onPointerMove={draw}
      />
      <label>
        {t.signTyped}
        <input value={name} onChange={(event) => type(event.target.value)} maxLength={60} autoComplete="off" />
      </label>
      {isDrawn && (
        <button type="button" onClick={clear}>
          {t.clear}
        </button>
      )}
      {isCut && <p role="alert">{t.fixOff}</p>}
      {fault !== undefined && (
        <p role="alert" data-code={toldOf(fault).code}>
          {sayCode(fault)}
        </p>
      )}
      {isBusy && <p role="status">{p.outbox.sending}</p>}
      <Sent sending={sending} />
      <button
        type="button"
        className="big primary"
        data-act="sign"
        disabled={isCut || isBusy || sending.isPending}
        onClick={() => void sign()}
      >
        {t.sign}
      </button>
    </section>
  );
}

const pictureOf = (glass: HTMLCanvasElement | null): Promise<Blob | null> =>
  new Promise((resolve) => {
    if (glass) glass.toBlob(resolve, 'image/png');
    else resolve(null);
  });

/** Of the pointer, in pixels of the glass. */
const place = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLCanvasElement>): [number, number] => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  const { width: across, height: down } = currentTarget;
  return [((clientX - left) * across) / width, ((clientY - top) * down) / height];
};
const begin = (event: PointerEvent<HTMLCanvasElement>): void => {
  event.currentTarget.setPointerCapture(event.pointerId);
  const pen = event.currentTarget.getContext('2d');
  pen?.beginPath();
  pen?.moveTo(...place(event));
};
