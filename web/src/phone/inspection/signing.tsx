/** Signing what is shown, under one's own account; a signature by hand goes along as a file. */
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useDirect, Sent } from '../run/direct.tsx';
import { useWords } from '../../words/words.ts';
import type { CaseBox } from '../outbox.tsx';
import { inspectionWords } from './words.ts';

type Shown = { number: string; recordHash: string; box: CaseBox; isCut: boolean };
export function Signing({ number, recordHash, box, isCut }: Shown): ReactNode {
  const t = useWords(inspectionWords);
  const glass = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const sending = useDirect(number, () => undefined);
  const draw = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons === 0) return;
    const pen = event.currentTarget.getContext('2d');
    if (!pen) return;
    pen.lineWidth = 4;
    pen.lineTo(...place(event));
    pen.stroke();
    setDrawn(true);
  };
  const clear = (): void => {
    glass.current?.getContext('2d')?.clearRect(0, 0, glass.current.width, glass.current.height);
    setDrawn(false);
  };
  const sign = async (): Promise<void> => {
    const blob = await new Promise<Blob | null>((resolve) => {
      if (isDrawn && glass.current) glass.current.toBlob(resolve, 'image/png');
      else resolve(null);
    });
    if (blob) {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const data = { files: [], text: t.signature, audience: 'public' };
      await box.say({ command: 'attach', data }, [{ name: 'signature.png', bytes, at: ['/files/-'] }]);
    }
    sending.go({ path: `/api/inspections/${number}/sign`, data: { recordHash } });
  };
  return (
    <section className="stack">
      <p>{`${t.signs} ${t.bothSign}`}</p>
      <p className="quiet">{t.signHere}</p>
      <canvas
        ref={glass}
        className="glass"
        width={800}
        height={320}
        aria-label={t.signHere}
        onPointerDown={begin}
        onPointerMove={draw}
      />
      {isDrawn && (
        <button type="button" onClick={clear}>
          {t.clear}
        </button>
      )}
      {isCut && <p role="alert">{t.fixOff}</p>}
      <Sent sending={sending} />
      <button
        type="button"
        className="big primary"
        data-act="sign"
        disabled={isCut || sending.isPending}
        onClick={() => void sign()}
      >
        {t.sign}
      </button>
    </section>
  );
}

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
