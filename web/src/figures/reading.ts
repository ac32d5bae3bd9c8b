/** What the screens of figures ask. */
import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { addressOf, read, send } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import type { Two } from '../words/words.ts';

export type Board = Answers['GET /api/figures/board']['answer'];
export type Figure = Board['figures'][number];
export type CasesOfFigure = Answers['GET /api/figures/indicators/{key}/cases']['answer'];

/** The figures; while others are asked for, those before stay in sight. */
export const useBoard = (query: Readonly<Record<string, string | number | undefined>>): UseQueryResult<Board> =>
  useQuery({
    queryKey: ['figures', 'board', query],
    queryFn: ({ signal }) => read('GET /api/figures/board', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** The cases behind a part of a figure, by the address that the figure names. */
export const useCasesOf = (address: string | undefined) =>
  useInfiniteQuery({
    queryKey: ['figures', 'cases', address],
    queryFn: async ({ signal, pageParam }): Promise<CasesOfFigure> => {
      const [path = '', query = ''] = (address ?? '').split('?');
      const asked = { ...Object.fromEntries(new URLSearchParams(query)), limit: '50', after: pageParam };
      return (await send('GET', addressOf(path, asked), { signal })) as CasesOfFigure;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: address !== undefined,
  });

const isTwo = (value: unknown): value is Two =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'zh') === 'string';

export type Indicator = { name: Two; unit: Figure['unit']; description?: Two; words?: Two };
/** What an indicator says of itself, by its key, or by `key@version`. */
export const useIndicator = (key: string | undefined): UseQueryResult<Indicator> =>
  useQuery({
    queryKey: ['indicator', key],
    queryFn: async ({ signal }): Promise<Indicator> => {
      const found = await read('GET /api/indicators/{id}', { at: { id: key ?? '' }, signal });
      const words: unknown = found['words'];
      return {
        name: found.source.name,
        unit: found.source.unit,
        description: found.source.description,
        ...(isTwo(words) ? { words } : {}),
      };
    },
    enabled: key !== undefined,
    staleTime: 10 * 60_000,
  });

export const keyOf = ({ indicator }: Pick<Figure, 'indicator'>): string => indicator.split('@')[0] ?? indicator;
export const versionOf = ({ indicator }: Pick<Figure, 'indicator'>): string => indicator.split('@')[1] ?? '';
