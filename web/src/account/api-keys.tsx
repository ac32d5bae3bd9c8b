/** One's own API keys; who has a second factor gives its code for a new one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { change, read } from '../api/ask.ts';
import { KeyList } from '../security/key-list.tsx';
import { securityWords } from '../security/words.ts';
import { useMe } from '../shell/me.ts';
import { shellWords } from '../shell/words.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';

export function ApiKeys(): ReactNode {
  const t = useWords(securityWords);
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const say = useWords(shellWords);
  const hasFactor = useMe().secondFactor === 'on';
  const query = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => read('GET /api/api-keys', { signal }) });
  const again = (): void => void client.invalidateQueries({ queryKey: ['api-keys'] });
  const end = useMutation({
    mutationFn: (id: string) => change('DELETE /api/api-keys/{id}', { at: { id } }),
    onSettled: again,
  });
  const make = useMutation({
    mutationFn: () =>
      change('POST /api/api-keys', { body: { name, password, ...(hasFactor ? { code: code.trim() } : {}) } }),
    onSuccess: () => {
      setName('');
      setPassword('');
      setCode('');
      again();
    },
  });
  return (
    <section aria-label={t.keys}>
      <Answered query={query} rows={2}>
        {({ items }) => <KeyList items={items} onEnd={(id) => end.mutate(id)} />}
      </Answered>
      {make.data && (
        <Alert
          type="success"
          role="status"
          title={t.shownOnce}
          description={
            <Typography.Text code copyable={{ text: make.data.key, tooltips: [say.copy, say.copied] }}>
              {make.data.key}
            </Typography.Text>
          }
        />
      )}
      {make.isError && <ErrorPanel error={make.error} />}
      <form
        className="row security-act"
        aria-label={t.newKey}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Input aria-label={t.name} placeholder={t.name} value={name} onChange={({ target }) => setName(target.value)} />
        <Input.Password
          aria-label={t.password}
          placeholder={t.password}
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        {hasFactor && (
          <Input
            className="numbers"
            aria-label={say.signIn.code}
            placeholder={say.signIn.code}
            autoComplete="one-time-code"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
        <Button
          htmlType="submit"
          disabled={name === '' || password === '' || (hasFactor && code.trim() === '')}
          loading={make.isPending}
        >
          {t.make}
        </Button>
      </form>
    </section>
  );
}
