/** Case templates 工单模板 that this person begins with. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { read } from '../../api/ask.ts';
import { asked } from '../../api/keys.ts';
import type { Answers } from '../../generated/api.ts';

export type Template = Answers['GET /api/case-templates']['answer']['items'][number];

/** Of one process, or of all. */
export const useTemplates = (process?: string): UseQueryResult<readonly Template[]> =>
  useQuery({
    queryKey: asked.register('case-templates', process ?? ''),
    queryFn: async ({ signal }) =>
      (await read('GET /api/case-templates', { query: { process }, signal })).items.filter(
        ({ open }) => open !== false,
      ),
  });
