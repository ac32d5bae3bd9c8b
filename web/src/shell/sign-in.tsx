/** S: signing in, as a page or as a layer over the page that somebody was on. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, type InputRef } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { asked } from '../api/keys.ts';
import { change } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { Forgotten } from '../entry/forgotten.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { useCountdown } from './countdown.ts';
import { shellWords } from './words.ts';
import type { Me } from './me.ts';

type Given = { name: string; password: string; code?: string };

/** `person`: who was signed in here before; another gets a clean page. */
export function SignIn({ person, onDone }: { person?: string; onDone?: (me: Me) => void }): ReactNode {
  const t = useWords(shellWords);
  const sayCode = useCodeWords();
  const client = useQueryClient();
  const [caps, setCaps] = useState(false);
  const [asksCode, setAsksCode] = useState(false);
  const [waitUntil, setWaitUntil] = useState(0);
  const left = useCountdown(waitUntil);
  const code = useRef<InputRef>(null);
  const signIn = useMutation({
    mutationFn: (body: Given) => change('POST /api/session', { body }),
    onSuccess: (me) => {
      client.setQueryData(asked.me, me);
      onDone?.(me);
    },
    onError: (error) => {
      const { code: why, retryAfterMs } = toldOf(error);
      if (why === 'second-factor-required' || why === 'second-factor-wrong') setAsksCode(true);
      if (retryAfterMs !== undefined) setWaitUntil(Date.now() + retryAfterMs);
    },
  });
  useEffect(() => {
    if (asksCode) code.current?.focus();
  }, [asksCode]);
  const noteCaps = (event: KeyboardEvent<HTMLInputElement>): void => setCaps(event.getModifierState('CapsLock'));
  return (
    <Card
      title={<h1 className="sign-in-title">{`${t.product} · ${t.signIn.title}`}</h1>}
      style={{ width: 360, maxWidth: '100%' }}
    >
      <Form<Given>
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: person ?? '' }}
        onFinish={({ name, password, code: given }) =>
          signIn.mutate({ name: name.trim(), password, ...(given ? { code: given.trim() } : {}) })
        }
      >
        <Form.Item name="name" label={t.signIn.name} rules={[{ required: true, message: t.signIn.name }]}>
          <Input autoComplete="username" autoFocus={person === undefined} maxLength={64} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t.signIn.password}
          rules={[{ required: true, message: t.signIn.password }]}
          extra={caps ? t.signIn.capsLock : undefined}
        >
          <Input.Password
            autoComplete="current-password"
            autoFocus={person !== undefined}
            onKeyUp={noteCaps}
            onKeyDown={noteCaps}
          />
        </Form.Item>
        {asksCode && (
          <Form.Item name="code" label={t.signIn.code} rules={[{ required: true, message: t.signIn.code }]}>
            <Input ref={code} autoComplete="one-time-code" inputMode="numeric" maxLength={32} />
          </Form.Item>
        )}
        {signIn.isError && (
          <Alert
            type={toldOf(signIn.error).code === 'second-factor-required' ? 'info' : 'error'}
            role="alert"
            title={left > 0 ? `${sayCode(signIn.error)} ${t.signIn.wait(left)}` : sayCode(signIn.error)}
            style={{ marginBottom: 16 }}
          />
        )}
        <Button type="primary" htmlType="submit" block loading={signIn.isPending} disabled={left > 0}>
          {t.signIn.go}
        </Button>
      </Form>
      <Forgotten />
    </Card>
  );
}
