import { readFileSync } from 'node:fs';
import { Client, Connection, type TLSConfig } from '@temporalio/client';

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

/** A client that connects at its first call, so a process also starts while Temporal is away. */
export function connectClient(settings: TemporalSettings): Client {
  const connection = Connection.lazy(connectionOptions(settings));
  return new Client({ connection, namespace: settings.temporalNamespace });
}

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
