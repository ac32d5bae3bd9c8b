/** Not there and not visible look the same. */
import { Button, Result } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../words/words.ts';
import { shellWords } from './words.ts';

export function NotFound(): ReactNode {
  const t = useWords(shellWords);
  const navigate = useNavigate();
  return <Result status="404" title={t.notThere} extra={<Button onClick={() => void navigate(-1)}>{t.back}</Button>} />;
}
