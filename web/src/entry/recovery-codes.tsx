/** Recovery codes, shown once: nobody goes on before saying that they are kept. */
import { Button, Checkbox } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../words/words.ts';
import './entry.css';
import { entryWords } from './words.ts';

type Props = { account: string; codes: readonly string[]; doneWord: string; onDone: () => void };

export function RecoveryCodes({ account, codes, doneWord, onDone }: Props): ReactNode {
  const t = useWords(entryWords);
  const [isKept, setKept] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const text = [t.recovery.fileHead(account), '', ...codes, ''].join('\n');
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `changming-recovery-${account}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <section className="entry-form" aria-label={t.recovery.title}>
      <h3 className="entry-step">{t.recovery.title}</h3>
      <p>{t.recovery.why}</p>
      <ul className="recovery numbers" data-entry="recovery">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row no-print">
        <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          {isCopied ? t.recovery.copied : t.recovery.copy}
        </Button>
        <Button onClick={download}>{t.recovery.download}</Button>
        <Button onClick={() => window.print()}>{t.recovery.print}</Button>
      </div>
      <Checkbox
        className="no-print"
        checked={isKept}
        onChange={({ target }) => setKept(target.checked)}
        data-entry="kept"
      >
        {t.recovery.kept}
      </Checkbox>
      <Button className="no-print" type="primary" disabled={!isKept} onClick={onDone}>
        {doneWord}
      </Button>
    </section>
  );
}
