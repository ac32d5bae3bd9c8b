/** One run as the API shows it to this person, and as it was last seen where there is no network. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { read } from '../../api/ask.ts';
import type { Answers, Run } from '../../generated/api.ts';
import { followChanges } from '../../live/stream.ts';
import { useMe } from '../../shell/me.ts';
import { useLocale } from '../../words/words.ts';
import { keep, kept } from '../kept.ts';
import type { Act } from './words.ts';

export type Current = Run['current'][number];

export function useRun(number: string): UseQueryResult<Run> {
  const me = useMe();
  const locale = useLocale();
  const before = kept<Run>(me.id, number);
  return useQuery({
    queryKey: ['seen', number, locale],
    queryFn: async () => {
      const run = await read('GET /api/runs/{number}', {
        at: { number },
        query: { lang: locale },
        signal: AbortSignal.timeout(8_000),
      });
      keep(me.id, number, run);
      return run;
    },
    ...(before ? { initialData: before.data, initialDataUpdatedAt: before.at } : {}),
    staleTime: 0,
    refetchInterval: 5_000,
  });
}

type Plan = Answers['GET /api/runs/{number}/plan']['answer'];
/** Asked for once when the run is opened, so that it is there in the machine room; and each time when somebody looks at it. */
export function usePlan(number: string, isShown: boolean): UseQueryResult<Plan> {
  const me = useMe();
  const before = kept<Plan>(me.id, `${number}.plan`);
  return useQuery({
    queryKey: ['plan', number],
    queryFn: async () => {
      const signal = AbortSignal.timeout(8_000);
      const plan = await read('GET /api/runs/{number}/plan', { at: { number }, query: { format: 'json' }, signal });
      keep(me.id, `${number}.plan`, plan);
      return plan;
    },
    ...(before ? { initialData: before.data, initialDataUpdatedAt: before.at } : {}),
    staleTime: isShown ? 0 : Number.POSITIVE_INFINITY,
  });
}

/** At once when something of it changed, beside the asking every few seconds. */
export function useFollowed(number: string): void {
  const { id } = useMe();
  const client = useQueryClient();
  useEffect(() => {
    const over = new AbortController();
    followChanges(
      id,
      (change) => {
        if ('number' in change && change.number === number)
          void client.invalidateQueries({ queryKey: ['seen', number] });
      },
      over.signal,
    );
    return () => over.abort();
  }, [id, number, client]);
}

/** What may wait for the network: it says what somebody did or saw. What changes the course of the run may not. */
const SAID_LATER: readonly Act[] = [
  'takeStep',
  'confirmStep',
  'failStep',
  'witnessStep',
  'refuseWitness',
  'passGate',
  'refuseGate',
];
export const mayWait = (act: Act): boolean => SAID_LATER.includes(act);

/** At a step, the one that carries it on first. */
export const AT_STEP = [
  'confirmStep',
  'witnessStep',
  'passGate',
  'takeStep',
  'decideStep',
  'retryStep',
  'retryUndo',
  'markUndone',
  'refuseWitness',
  'refuseGate',
  'skipStep',
  'skipUndo',
] as const;
export const OF_RUN = ['resume', 'confirmService', 'refuseService', 'takeCommand'] as const;

/** It waits for this person, and for nobody else. */
export const isMine = ({ allowed, wanted }: Current, me: string): boolean =>
  AT_STEP.some((act) => allowed.includes(act)) && wanted.people.some(({ id }) => id === me);

const two = (n: number): string => String(n).padStart(2, '0');
/** `03:10`, or `1:03:10`. */
export function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
