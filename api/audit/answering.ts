import type { EngineHeads } from '../../client/record/verify-engine.ts';

/** An engine that is away keeps nobody from the rest; `asked`: it answered once. */
export function answering(engine: EngineHeads): EngineHeads & { asked: () => boolean } {
  let asked = false;
  return {
    asked: () => asked,
    headOf: async (process, caseId) => {
      try {
        const head = await engine.headOf(process, caseId);
        asked = true;
        return head;
      } catch {
        return null;
      }
    },
  };
}
