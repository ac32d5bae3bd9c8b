/** What the screens of a board's meetings ask, and the votes as they are written down. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { read } from '../../api/ask.ts';
import { asked } from '../../api/keys.ts';
import type { Answers } from '../../generated/api.ts';
import { instantIn } from '../../words/times.ts';

export const instantOf = (value: unknown): string => (typeof value === 'string' ? instantIn(value) : '');

export type Meeting = Answers['GET /api/meetings']['answer']['items'][number];
export type Before = Answers['GET /api/meetings/{id}/agenda']['answer']['items'][number];
export type Minutes = Answers['GET /api/meetings/{id}/minutes']['answer'];

export const useMeetings = () =>
  useInfiniteQuery({
    queryKey: asked.meeting('', 'list'),
    queryFn: ({ signal, pageParam }) => read('GET /api/meetings', { query: { limit: 50, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
export const useMeeting = (id: string) =>
  useQuery({
    queryKey: asked.meeting(id, 'itself'),
    queryFn: ({ signal }) => read('GET /api/meetings/{id}', { at: { id }, signal }),
  });
export const useAgenda = (id: string) =>
  useQuery({
    queryKey: asked.meeting(id, 'agenda'),
    queryFn: ({ signal }) => read('GET /api/meetings/{id}/agenda', { at: { id }, signal }),
  });
export const useMinutes = (id: string) =>
  useQuery({
    queryKey: asked.meeting(id, 'minutes'),
    queryFn: ({ signal }) => read('GET /api/meetings/{id}/minutes', { at: { id }, query: { format: 'json' }, signal }),
  });
