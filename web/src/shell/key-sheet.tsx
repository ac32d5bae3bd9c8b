/** `?`: the keys valid here, as they are declared. */
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { useAllKeys } from './keys.tsx';
import { shellWords } from './words.ts';

export function KeySheet({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords(shellWords);
  const all = useAllKeys()();
  return (
    <Modal open title={t.keysHere} onCancel={onClose} footer={null}>
      <dl className="keys">
        {all.map(({ keys, does }) => (
          <div key={`${keys} ${does}`} className="row">
            <dt>
              {keys.split(' ').map((stroke) => (
                <kbd key={stroke}>{stroke}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
