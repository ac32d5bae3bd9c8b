/** Registers the call and says what became of it, one command after the other; each with its own key, which the call keeps over reload. */
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Refused } from '../api/problem.ts';
import { useTakeAnswer } from '../case/reading.ts';
import { filledIn, type Form, isFields } from '../form/schema.ts';
import { newKey, type Sending, untilKnown } from '../form/sending.ts';
import { type Call, type Calls, type Outcome } from './calls.ts';

type Going = { outcome: Outcome; form: Form | undefined; data: unknown };
export type Finishing = Pick<Sending, 'doubt' | 'isPending' | 'error' | 'stop' | 'reset'> & {
  go: (going: Going) => void;
};

export function useFinish(call: Call, calls: Calls): Finishing {
  const [doubt, setDoubt] = useState<Sending['doubt']>(undefined);
  const over = useRef(new AbortController());
  const take = useTakeAnswer();
  const renewed = (which: 'create' | 'finish', error: unknown): never => {
    if (error instanceof Refused && !error.isOpen && error.told.status !== 429)
      calls.put(call.id, { keys: { ...call.keys, [which]: newKey() } });
    throw error;
  };
  const mutation = useMutation({
    mutationFn: async ({ outcome, form, data }: Going) => {
      over.current = new AbortController();
      const common = { signal: over.current.signal, onDoubt: setDoubt };
      const registered = async (): Promise<string> => {
        const body = { channel: 'phone', ...reported(call) };
        const answer = await untilKnown({ ...common, path: '/api/calls', data: body, key: call.keys.create }).catch(
          (error: unknown) => renewed('create', error),
        );
        calls.put(call.id, { number: answer.number });
        take(answer);
        return answer.number;
      };
      const number = call.number ?? (await registered());
      if (form) {
        const path = form.path.replace('{number}', number);
        const answer = await untilKnown({ ...common, path, data, key: call.keys.finish }).catch((error: unknown) =>
          renewed('finish', error),
        );
        take(answer);
      }
      return { number, outcome };
    },
    onSettled: () => setDoubt(undefined),
    onSuccess: ({ number, outcome }) =>
      calls.finished(call.id, { number, outcome, title: call.report.title, at: Date.now() }),
  });
  return {
    doubt,
    isPending: mutation.isPending,
    error: mutation.error,
    go: mutation.mutate,
    stop: () => over.current.abort(),
    reset: mutation.reset,
  };
}

/** What the intake is told; a text that nobody typed says what the title does. */
function reported({ caller, report }: Call): object {
  const { name, contact, unit, application, title, description } = report;
  const data = {
    ...(caller?.person === undefined ? { caller: caller?.name ?? name } : { reporter: caller.person }),
    contact: contact || caller?.contact,
    unit,
    application,
    title,
    description: description.trim() === '' ? title : description,
  };
  const filled = filledIn(data);
  return isFields(filled) ? filled : {};
}
