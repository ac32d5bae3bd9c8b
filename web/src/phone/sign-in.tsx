/** Signing in with name, password and, where it is asked for, a code. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { change } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { toldOf } from '../api/problem.ts';
import { shellWords } from '../shell/words.ts';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { forgetOthers, keep } from './kept.ts';
import { isLeaving, left } from './session.ts';
import { phoneWords } from './words.ts';

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** `person`: who was signed in here; another begins anew. */
export function SignIn({ person, says, onDone }: { person?: string; says?: string; onDone: () => void }): ReactNode {
  const t = useWords(shellWords);
  const p = useWords(phoneWords);
  const sayCode = useCodeWords();
  const client = useQueryClient();
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useMutation({
    mutationFn: async (body: { name: string; password: string; code?: string }) => {
      if (isLeaving()) await left(); // of who was here before; where it does not come through, neither does this
      return await change('POST /api/session', { body });
    },
    onSuccess: (me) => {
      forgetOthers(me.id);
      keep('', 'me', me);
      const before = client.getQueryData<{ id: string } | null>(asked.me);
      if (before && before.id !== me.id) return window.location.reload(); // nothing that was read for another stays in the page
      client.setQueryData(asked.me, me);
      onDone();
    },
    onError: (error) => {
      const { code } = toldOf(error);
      if (code === 'second-factor-required' || code === 'second-factor-wrong') setAsksCode(true);
    },
  });
  const go = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const code = textOf(form, 'code').trim();
    signIn.mutate({
      name: textOf(form, 'name').trim(),
      password: textOf(form, 'password'),
      ...(code ? { code } : {}),
    });
  };
  return (
    <main className="whole">
      <h1>{`${t.product} · ${t.signIn.title}`}</h1>
      {says && <p role="status">{says}</p>}
      {isLeaving() && <p role="status">{p.leaving}</p>}
      <form onSubmit={go} className="stack">
        <label>
          {t.signIn.name}
          <input
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            required
            maxLength={64}
            defaultValue={person}
          />
        </label>
        <label>
          {t.signIn.password}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {asksCode && (
          <label>
            {t.signIn.code}
            <input name="code" autoComplete="one-time-code" inputMode="numeric" maxLength={32} required />
          </label>
        )}
        {signIn.isError && <p role="alert">{sayCode(signIn.error)}</p>}
        <button type="submit" className="big primary" disabled={signIn.isPending}>
          {t.signIn.go}
        </button>
      </form>
    </main>
  );
}
