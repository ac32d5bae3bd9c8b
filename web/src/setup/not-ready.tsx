/** On the first screen of whoever sets an installation up, until it has its first case. */
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../words/words.ts';
import { isDone, useSeesSetup, useSetup } from './reading.ts';
import { setupWords } from './words.ts';

export function NotReady(): ReactNode {
  const t = useWords(setupWords);
  const { data } = useSetup(useSeesSetup());
  if (!data?.items.some(({ step, state }) => step === 'first-case' && state === 'open')) return null;
  const { items } = data;
  return (
    <Alert
      className="not-ready"
      type="info"
      role="status"
      showIcon
      title={t.ready(items.filter(isDone).length, items.length)}
      action={<Link to="/start">{t.see}</Link>}
    />
  );
}
