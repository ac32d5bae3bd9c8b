/** Not there and not visible look the same. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../words/words.ts';
import { shellWords } from './words.ts';

export function NotFound(): ReactNode {
  const t = useWords(shellWords);
  const navigate = useNavigate();
  return (
    <div className="not-there">
      <h1>{t.notThere}</h1>
      <Button onClick={() => void navigate(-1)}>{t.back}</Button>
    </div>
  );
}
