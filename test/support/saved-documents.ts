/** Goes into the bundle of replay tests: tells the test which documents the workflow would save. */
import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export type SavedDocuments = Sinks & { saved: { document(document: unknown): void } };

const { saved } = proxySinks<SavedDocuments>();

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleLocalActivity: async (input, next) => {
        const [asked]: unknown[] = input.args;
        if (input.activityType === 'saveCase' && typeof asked === 'object' && asked !== null && 'document' in asked)
          saved.document(asked.document);
        return await next(input);
      },
    },
  ],
});
