/** What to do without the password: nobody can look it up, another is set. */
import { Button, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../words/words.ts';
import { entryWords } from './words.ts';

const COMMAND = 'npm run person -- password <ID>';

export function Forgotten(): ReactNode {
  const t = useWords(entryWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="link" block onClick={() => setOpen(true)} data-entry="forgotten">
        {t.forgot.ask}
      </Button>
      <Modal
        open={isOpen}
        title={t.forgot.title}
        onCancel={() => setOpen(false)}
        footer={
          <Button type="primary" onClick={() => setOpen(false)}>
            {t.forgot.close}
          </Button>
        }
      >
        <p>{t.forgot.nobody}</p>
        <p>{t.forgot.admin}</p>
        <p>{t.forgot.factor}</p>
        <p>
          {`${t.forgot.operator} `}
          <code>{COMMAND}</code>
        </p>
      </Modal>
    </>
  );
}
