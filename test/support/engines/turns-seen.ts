/** Goes into the bundle of replay tests: tells the test what the turns answered, as the workflow hears it. */
import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export type TurnsSeen = Sinks & { turns: { taken(answer: unknown): void } };

const { turns } = proxySinks<TurnsSeen>();

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleLocalActivity: async (input, next) => {
        const answer = await next(input);
        if (input.activityType === 'takeTurn') turns.taken(answer);
        return answer;
      },
    },
  ],
});
