/**
 * The threads in which Temporal's SDK runs workflows, without what most of their time went into (`npm run bench -- --run engine`):
 *
 * - The SDK makes and keeps the text of a stack for each promise of a workflow, for its stack trace query alone. Without Node's
 *   promise hooks it does not, and answers that query with "not enabled on this worker".
 * - It has Node watch each of its calls into a workflow, six and more an activation, for a loop without end; for each watch Node
 *   starts and ends a thread, which takes longer than the call. Here one watch is kept over all calls of an activation, under the
 *   limit that the SDK gives to each. As before, a workflow that does not come to rest fails its task, and its thread goes on.
 * - After each activation it asks the thread what the workflow had to log, which is nothing but at its start and its end. Here the
 *   activation's own answer says that there is nothing.
 */
import threads, { type WorkerOptions } from 'node:worker_threads';
import { VMWorkflowThreadProxy as Workflow } from '@temporalio/worker/lib/workflow/threaded-vm';

/** Workflows run in threads that the SDK starts from this file. */
const sdkThread = require.resolve('@temporalio/worker/lib/workflow/workflow-worker-thread');
const sdkWorkflow = require.resolve('@temporalio/worker/lib/workflow/vm-shared');

/** The SDK says once what it misses. */
const noPromiseHooks = `
  const { warn } = console;
  console.warn = (...words) => {
    if (!String(words[0]).startsWith('v8.promiseHooks.createHook is not available')) return warn(...words);
    console.warn = warn;
  };
  require('node:v8').promiseHooks = undefined;
`;

/**
 * An activation makes all its calls before its first await. What a watch ends cannot be caught within, so what comes of it is said
 * here, in the SDK's words.
 */
const oneWatch = `
  const { Script } = require('node:vm');
  const { BaseVMWorkflow } = require(${JSON.stringify(sdkWorkflow)});
  const { runInContext } = Script.prototype;
  const { activate } = BaseVMWorkflow.prototype;
  const watched = new Script('callsOfActivation()');
  const unwatched = { displayErrors: true };
  let isWatched = false;
  let limit;

  Script.prototype.runInContext = function (context, options) {
    if (isWatched) return runInContext.call(this, context, unwatched);
    limit = options?.timeout ?? limit; // of the call that makes a workflow, before it is first activated
    return runInContext.call(this, context, options);
  };

  BaseVMWorkflow.prototype.activate = async function (activation) {
    let completion;
    globalThis.callsOfActivation = () => {
      completion = activate.call(this, activation);
    };
    isWatched = true;
    try {
      watched.runInThisContext({ timeout: limit });
    } catch (error) {
      return { runId: this.runId, failed: { failure: this.activator.errorToFailure(error) } };
    } finally {
      isWatched = false;
    }
    const answer = await completion;
    return this.activator.sinkCalls.length === 0 ? Object.assign(answer, { hasNothingToLog: true }) : answer;
  };
`;

/** Workflows that had nothing to log when they last answered. */
const quiet = new WeakSet<Workflow>();
/** As the SDK has them. */
const sdk = Object.getOwnPropertyDescriptors(Workflow.prototype);
type Answer = Awaited<ReturnType<Workflow['activate']>> & { hasNothingToLog?: true };

async function activateAndHear(this: Workflow, activation: Parameters<Workflow['activate']>[0]): Promise<Answer> {
  const { hasNothingToLog, ...answer }: Answer = await called(sdk.activate).call(this, activation);
  if (hasNothingToLog) quiet.add(this);
  return answer;
}

async function toLog(this: Workflow): ReturnType<Workflow['getAndResetSinkCalls']> {
  return quiet.delete(this) ? [] : await called(sdk.getAndResetSinkCalls).call(this);
}

function called<T>({ value }: TypedPropertyDescriptor<T>): T {
  if (value === undefined) throw new Error('the SDK has changed how it reaches its threads');
  return value;
}

/** For every thread of workflows that this process starts from now on. */
export function ownThreads({ stackTraces }: { stackTraces: boolean }): void {
  // Text, since a thread cannot begin with a file of ours when we run from source.
  const begin = `${stackTraces ? '' : noPromiseHooks}{${oneWatch}}\nrequire(${JSON.stringify(sdkThread)});`;
  class Thread extends threads.Worker {
    constructor(file: string | URL, options?: WorkerOptions) {
      if (file === sdkThread) super(begin, { ...options, eval: true });
      else super(file, options);
    }
  }
  Object.assign(threads, { Worker: Thread }); // the SDK looks it up whenever it starts one
  Object.assign(Workflow.prototype, { activate: activateAndHear, getAndResetSinkCalls: toLog });
}
