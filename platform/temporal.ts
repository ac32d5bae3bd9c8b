import type { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import {
  Client,
  Connection,
  type ConnectionLike,
  type TLSConfig,
  type WorkflowClient,
  type WorkflowService,
} from '@temporalio/client';
import type { ConnectionCtorOptions, RPCImplOptions } from '@temporalio/client/lib/connection';
import { AtOnce } from './at-once.ts';

export type TemporalSettings = {
  /** host:port of the frontend. */
  temporalAddress: string;
  temporalNamespace: string;
  temporalTlsCa?: string | undefined;
  temporalTlsCert?: string | undefined;
  temporalTlsKey?: string | undefined;
  temporalApiKey?: string | undefined;
};

/** What both kinds of connection (client and worker) need: address, certificates, key. */
export function connectionOptions(settings: TemporalSettings) {
  const { temporalAddress: address, temporalApiKey: apiKey } = settings;
  return { address, tls: tlsOf(settings), ...(apiKey === undefined ? {} : { apiKey }) };
}

/** A client that connects at its first call, so a process also starts while Temporal is away. Deadlines: `inTime`. */
export function connectClient(settings: TemporalSettings): Client {
  const connection = FrugalConnection.lazy(connectionOptions(settings));
  return new Client({ connection, namespace: settings.temporalNamespace });
}

type CallContext = Connection['callContextStorage'] extends AsyncLocalStorage<infer Context> ? Context : never;
const context = new AtOnce<CallContext>();

/** Without Node's own call context (at-once.ts): what is called after a wait has no deadline, so `withDeadline` refuses that. */
class FrugalConnection extends Connection {
  protected constructor(options: ConnectionCtorOptions) {
    super({ ...options, callContextStorage: context });
  }

  protected static override generateRPCImplementation(options: RPCImplOptions) {
    return super.generateRPCImplementation({ ...options, callContextStorage: context });
  }

  override async withDeadline<T>(deadline: number | Date, call: () => Promise<T>): Promise<T> {
    const { looks } = context;
    const answer = context.run({ ...context.getStore(), deadline }, call);
    if (context.looks > looks + 1) return await answer;
    answer.catch(() => undefined); // nobody waits for it
    throw new Error('a deadline holds for what is called at once: use inTime');
  }
}

/**
 * `work` with a client whose every call about workflows, and to the raw service, ends at `deadline` (epoch ms) as gRPC's
 * DEADLINE_EXCEEDED, however late in `work` it is made.
 */
export async function inTime<T>(client: Client, deadline: number, work: (timed: Client) => Promise<T>): Promise<T> {
  const workflowService = timedService(client.connection, deadline);
  const connection: ConnectionLike = Object.create(client.connection, { workflowService: { value: workflowService } });
  // The same clients but for the connection: to make new ones costs as much as a call.
  const workflow: WorkflowClient = Object.create(client.workflow, { connection: { value: connection } });
  const timed: Client = Object.create(client, { connection: { value: connection }, workflow: { value: workflow } });
  return await work(timed);
}

/** The service as it is, each call under the deadline. */
const timedService = (connection: ConnectionLike, deadline: number): WorkflowService =>
  new Proxy(connection.workflowService, {
    get: (service, name) => {
      const method: unknown = Reflect.get(service, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        connection.withDeadline<unknown>(deadline, () => Reflect.apply(method, service, args));
    },
  });

/** What the engine itself calls the client's namespace: another one in each database of an engine. */
export async function namespaceId(client: Client): Promise<string> {
  const { namespace } = client.options;
  const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
  return namespaceInfo?.id ?? '';
}

/** Which of the workflows that wait for a worker goes first: 1 to 5, 1 before all. Of tasks from now on. */
export async function setPriority(client: Client, workflowId: string, priorityKey: number): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: { priority: { priorityKey } },
    updateMask: { paths: ['priority'] },
  });
}

function tlsOf({
  temporalTlsCa,
  temporalTlsCert,
  temporalTlsKey,
  temporalApiKey,
}: TemporalSettings): TLSConfig | boolean {
  if (temporalTlsCa === undefined && temporalTlsCert === undefined) return temporalApiKey !== undefined;
  return {
    ...(temporalTlsCa === undefined ? {} : { serverRootCACertificate: readFileSync(temporalTlsCa) }),
    ...(temporalTlsCert === undefined || temporalTlsKey === undefined
      ? {}
      : { clientCertPair: { crt: readFileSync(temporalTlsCert), key: readFileSync(temporalTlsKey) } }),
  };
}

/** True for an address on this machine: there nothing is gained by compressing what is sent. */
export const isLoopback = (address: string): boolean => /^(127\.|localhost:|\[::1\])/.test(address);
