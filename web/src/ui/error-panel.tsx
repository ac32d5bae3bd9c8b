/** An error stays in its panel: words, code, trace id to copy, retry (console.md R9). */
import { Alert, Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { toldOf } from '../api/problem.ts';
import { shellWords } from '../shell/words.ts';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';

export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  const t = useWords(shellWords);
  const say = useCodeWords();
  const { code, traceId, status } = toldOf(error);
  return (
    <Alert
      type="error"
      role="alert"
      title={status === 404 ? t.notThere : say(error)}
      description={
        <span className="row">
          <code>{code}</code>
          {traceId !== undefined && (
            <Typography.Text copyable={{ text: traceId, tooltips: [t.copy, t.copied] }}>
              {`${t.trace} ${traceId.slice(0, 8)}`}
            </Typography.Text>
          )}
        </span>
      }
      action={onRetry && <Button onClick={onRetry}>{t.retry}</Button>}
    />
  );
}
