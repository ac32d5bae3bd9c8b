/** `?`: the keys valid here, as they are declared. */
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { type Key, useAllKeys } from './keys.tsx';
import { useSettings } from './settings.ts';
import { shellWords } from './words.ts';

type Row = Pick<Key, 'keys' | 'does'>;

export function KeySheet({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords(shellWords);
  const { singleKeys } = useSettings();
  const all = useAllKeys()();
  const inForms: readonly Row[] = [
    { keys: 'ctrl+Enter', does: t.key.send },
    { keys: 'Escape', does: t.key.close },
    { keys: 'ctrl+v', does: t.key.paste },
  ];
  const parts: readonly [title: string, rows: readonly Row[]][] = [
    [t.keysHere, all.filter(({ everywhere }) => everywhere !== true)],
    [t.keysEverywhere, all.filter(({ everywhere }) => everywhere === true)],
    [t.keysInForms, inForms],
  ];
  return (
    <Modal open title={t.keys} onCancel={onClose} footer={null}>
      {parts.map(([title, rows]) =>
        rows.length === 0 ? null : (
          <section key={title} aria-label={title}>
            <h3 className="side-title">{title}</h3>
            <dl className="keys">
              {rows.map(({ keys, does }) => (
                <div key={`${keys} ${does}`} className="row">
                  <dt>
                    {keys.split(' ').map((stroke) => (
                      <kbd key={stroke}>{said(stroke)}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ),
      )}
      <p className="quiet">{`${t.keysCommands} ${singleKeys ? t.keysOn : t.keysOff}`}</p>
    </Modal>
  );
}

/** As it stands on the key. */
const said = (stroke: string): string =>
  (stroke === '' ? 'space' : stroke)
    .split('+')
    .map((part) => NAMES[part] ?? part)
    .join('+');
const NAMES: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  space: 'Space',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
};
