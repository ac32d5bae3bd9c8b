/** Before somebody leaves a machine that others use: what becomes of what he typed and did not send (console.md R6). */
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { dropDrafts } from '../form/drafts.ts';
import { useWords } from '../words/words.ts';
import { useMe, useSignOut } from './me.ts';
import { shellWords } from './words.ts';

export function SignOut({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords(shellWords);
  const { id } = useMe();
  const signOut = useSignOut();
  return (
    <Modal open title={t.signOut} onCancel={onClose} footer={null}>
      <p>{t.signOutAsk}</p>
      <div className="row">
        <Button type="primary" onClick={() => void signOut()}>
          {t.keepDrafts}
        </Button>
        <Button danger onClick={() => void dropDrafts(id).then(signOut)}>
          {t.deleteDrafts}
        </Button>
      </div>
    </Modal>
  );
}
