/** How much room the phone has left for what is said and photographed on it. */
import { useQuery } from '@tanstack/react-query';

/** Bytes: some dozen photos. */
export const LITTLE = 50 * 1_048_576;

/** Undefined: the browser does not say. */
export function useRoomLeft(): number | undefined {
  const { data } = useQuery({
    queryKey: ['room'],
    queryFn: async () => {
      const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
      return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
    },
    refetchInterval: 60_000,
  });
  return data ?? undefined;
}
