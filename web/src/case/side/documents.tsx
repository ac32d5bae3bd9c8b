/** Official forms 公文: what may be made of the case as it stands, and what was made. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { change, read } from '../../api/ask.ts';
import { download } from '../../api/download.ts';
import { asked } from '../../api/keys.ts';
import { Refused } from '../../api/problem.ts';
import type { Answers } from '../../generated/api.ts';
import { Answered } from '../../ui/answered.tsx';
import { useCodeOf, useCodeWords } from '../../words/codes.ts';
import { bytesIn, instantIn } from '../../words/times.ts';
import { useLocale, useSaid, useWords } from '../../words/words.ts';
import { caseWords } from '../words.ts';

type Listed = Answers['GET /api/cases/{number}/documents']['answer'];
type Kind = Listed['kinds'][number];
type Made = Listed['items'][number];
type Wish = NonNullable<Answers['POST /api/cases/{number}/documents']['body']>;
/** Asked while one is being made, and at no other time. */
const MAKING_MS = 1_500;

export const useDocuments = (number: string) =>
  useQuery({
    queryKey: asked.documents(number),
    queryFn: ({ signal }) => read('GET /api/cases/{number}/documents', { at: { number }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ state: how }) => how === 'making') ? MAKING_MS : false),
  });

const pathOf = (number: string, id: string): string => `/api/cases/${number}/documents/${id}`;

/** Has one made; it is saved as soon as it is there. */
function useMaking(number: string) {
  const client = useQueryClient();
  const say = useCodeWords();
  const { message } = App.useApp();
  const locale = useLocale();
  const { data } = useDocuments(number);
  const wanted = useRef<{ wish: Wish; since: ReadonlySet<string> } | undefined>(undefined);
  const save = useMutation({
    mutationFn: (id: string) => download(pathOf(number, id)),
    onError: (error) => void message.error(say(error)),
  });
  const ask = useMutation({
    mutationFn: async (wish: Wish): Promise<Made | undefined> => {
      try {
        return await change('POST /api/cases/{number}/documents', { at: { number }, body: { ...wish, locale } });
      } catch (error) {
        if (error instanceof Refused && error.told.status === 202) return undefined; // it is being made
        throw error;
      }
    },
    onSuccess: (made, wish) => {
      if (made) save.mutate(made.id);
      else
        wanted.current = {
          wish,
          since: new Set(data?.items.filter(({ state }) => state === 'ready').map(({ id }) => id)),
        };
      void client.invalidateQueries({ queryKey: asked.documents(number) });
    },
    onError: (error) => void message.error(say(error)),
  });
  useEffect(() => {
    const wish = wanted.current;
    const made = data?.items.find(
      ({ id, kind, format, state }) =>
        wish && state === 'ready' && !wish.since.has(id) && kind === wish.wish.kind && format === wish.wish.format,
    );
    if (!made) return;
    wanted.current = undefined;
    save.mutate(made.id);
    // oxlint-disable-next-line react/exhaustive-deps -- when the list comes
  }, [data]);
  return { ask: ask.mutate, isPending: ask.isPending, save: save.mutate };
}

export function Documents({ number }: { number: string }): ReactNode {
  const t = useWords(caseWords);
  const query = useDocuments(number);
  return (
    <Answered query={query} rows={1}>
      {({ kinds, items }) =>
        kinds.length === 0 && items.length === 0 ? (
          <p className="quiet">{t.noDocuments}</p>
        ) : (
          <Shown number={number} listed={{ kinds, items }} />
        )
      }
    </Answered>
  );
}

function Shown({
  number,
  listed: { kinds, items },
}: {
  number: string;
  listed: Pick<Listed, 'kinds' | 'items'>;
}): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const reason = useCodeOf();
  const { ask, isPending, save } = useMaking(number);
  const titleOf = (key: string): string => said(kinds.find(({ kind }) => kind === key)?.title, key);
  return (
    <>
      <ul className="plain documents">
        {kinds.map((kind) => (
          <li key={kind.kind} data-document={kind.kind}>
            <div>{said(kind.title)}</div>
            {kind.possible ? (
              <div className="row no-print">
                {kind.sides.flatMap((side) =>
                  kind.formats.map((format) => (
                    <Button
                      key={`${side} ${format}`}
                      size="small"
                      loading={isPending}
                      onClick={() => ask(wishOf(kind, side, format))}
                    >
                      {side === 'outward' && kind.sides.length > 1 ? t.outward(t.formats[format]) : t.formats[format]}
                    </Button>
                  )),
                )}
              </div>
            ) : (
              <div className="quiet">{reason(kind.code ?? '')}</div>
            )}
          </li>
        ))}
      </ul>
      <ul className="plain">
        {items.map(({ id, kind, format, state, code, at, size, fileName }) => (
          <li key={id}>
            {state === 'ready' ? (
              <Button type="link" size="small" className="file-link" title={fileName} onClick={() => save(id)}>
                {`${titleOf(kind)} · ${t.formats[format]}`}
              </Button>
            ) : (
              <span>{`${titleOf(kind)} · ${t.formats[format]}`}</span>
            )}{' '}
            <span className="quiet numbers">
              {state === 'making'
                ? t.making
                : state === 'failed'
                  ? reason(code ?? 'document-failed')
                  : `${instantIn(at)} ${size === undefined ? '' : bytesIn(size)}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const wishOf = (kind: Kind, side: Kind['sides'][number], format: Kind['formats'][number]): Wish => ({
  kind: kind.kind as Wish['kind'],
  format,
  ...(side === 'outward' && kind.sides.length > 1 ? { outward: true } : {}),
});
