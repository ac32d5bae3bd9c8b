/** Goes into a bundle beside the real one: a loop that waits a moment before each command, so that its histories are no other loop's. */
import { sleep, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      handleUpdate: async (input, next) => {
        await sleep(1);
        return await next(input);
      },
    },
  ],
});
