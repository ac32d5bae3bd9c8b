/** Every setting of the processes, read once at the start and passed on as one value. */
import { isIP } from 'node:net';
import path from 'node:path';

import { z } from 'zod';
import { fileShape, filesOf } from './files/settings.ts';
import type { TemporalSettings } from './temporal.ts';
import { readText } from './utf8.ts';

type Source = Readonly<Record<string, string | undefined>>;
/** One problem a line: a person mends them all at once. */
export class EnvError extends Error {}

/** A secret may also come from the file that `<name>_FILE` names; it never comes from the command line. */
export const secretNames = [
  'MONGODB_URI',
  'TEMPORAL_API_KEY',
  'METRICS_TOKEN',
  'CHANGMING_SECRET',
  'CHANGMING_RECORD_KEY',
  'SMTP_URL',
] as const satisfies readonly (keyof typeof shape)[];

/** `loopback`, an address, or a network. */
function isNetwork(word: string): boolean {
  if (word === 'loopback') return true;
  const [address = '', bits, ...more] = word.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  return version !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

const RECORD_KEY_LENGTH = 32;
/** By comma or line end. */
const keysIn = (text: string): string[] =>
  text
    .split(/[,\r\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== '');

const shape = {
  /** `host:port` of Temporal's frontend. */
  TEMPORAL_ADDRESS: z.string().regex(/^\S+:\d{1,5}$/, 'is host:port'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('changming'),
  /** Where rehearsals run, in time of their own. */
  TEMPORAL_NAMESPACE_REHEARSAL: z.string().min(1).default('rehearsal'),
  /** Files: the authority that signed Temporal's certificate, and our own certificate with its key. */
  TEMPORAL_TLS_CA: z.string().optional(),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
  /** `host:port` where the worker offers the metrics of Temporal's SDK. */
  TEMPORAL_METRICS_ADDRESS: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'is host:port')
    .optional(),
  /** How many cases the worker keeps folded in memory, some 10 KB each; with 0 each turn reads the document. */
  CHANGMING_FOLDED_CASES: z.coerce.number().int().min(0).max(100_000).default(1_500),
  /** `1`: Temporal shows where in its code an open case waits; costs the worker a quarter of its CPU time. */
  CHANGMING_STACK_TRACES: z.enum(['0', '1']).default('0'),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\/[^/]+/, 'is mongodb://…'),
  /** File: the authority that signed MongoDB's certificate. */
  MONGODB_TLS_CA: z.string().optional(),
  CHANGMING_TASK_QUEUE: z.string().min(1).default('changming'),
  /** `1` below `npm start`: sample organisation and accounts, engines of our own. */
  CHANGMING_EMBEDDED: z.enum(['0', '1']).default('0'),
  /** How many cases of the sample the first embedded start opens, in its order; absent: all of them. */
  CHANGMING_SAMPLE_CASES: z.coerce.number().int().min(0).optional(),
  CHANGMING_DATA: z.string().min(1).default('data'),
  /** Folder outside the database where the worker puts the seals of the record (docs/record.md); absent: `seals` in the data folder. */
  CHANGMING_SEALS: z.string().min(1).optional(),
  /**
   * Keys sessions, API keys, paging cursors and the secrets of second factors; the same for every process of an installation.
   * Another one ends all of them.
   */
  CHANGMING_SECRET: z.string().min(32, 'has at least 32 characters'),
  /** Signs the record (docs/record.md), the first of them; the others are of earlier days and only verify. */
  CHANGMING_RECORD_KEY: z
    .string()
    .transform(keysIn)
    .refine(
      (keys) => keys.length > 0 && keys.every((key) => key.length >= RECORD_KEY_LENGTH),
      `has at least ${RECORD_KEY_LENGTH} characters in each key`,
    ),
  /** Roles that nobody exercises without a second factor (TOTP), by comma: `system-administrator,security-administrator,audit-administrator`. */
  CHANGMING_SECOND_FACTOR: z
    .string()
    .regex(/^[a-z-]+(,[a-z-]+)*$/, 'is roles, by comma')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** Where people reach the API, when that is not HOST and PORT (a proxy in between). */
  PUBLIC_URL: z.url().optional(),
  /**
   * Addresses or networks (`10.0.0.5`, `172.18.0.0/16`, `loopback`), by comma, of the proxies before the API: only what they
   * say of where a request comes from is believed (docs/proxy.md). By default this machine's own, and none where
   * PUBLIC_URL names no https.
   */
  TRUSTED_PROXIES: z
    .string()
    .refine((text) => text.split(',').every(isNetwork), 'is addresses or networks, by comma')
    .optional(),
  /** `smtps://user:password@host`; absent: mails are kept in the outbox, where people read them. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, 'is smtp://… or smtps://…')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<]+@[A-Za-z0-9.-]+>?$/, 'is an address')
    .default('Changming <changming@localhost>'),
  /** Of texts and quiet hours of people who have chosen no other. */
  CHANGMING_ZONE: z.string().min(1).default('Asia/Shanghai'),
  /** `host:port`, by comma: receivers of webhooks within the operator's own network. */
  WEBHOOK_ALLOW: z
    .string()
    .regex(/^[^\s,]+:\d{1,5}(,[^\s,]+:\d{1,5})*$/, 'is host:port, by comma')
    .optional(),
  ...fileShape,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Bearer token for `/metrics` from beyond loopback. */
  METRICS_TOKEN: z.string().min(16, 'has at least 16 characters').optional(),
};
const schema = z.object(shape);

/** Every variable the product reads: the compose file and docs/settings.md are checked against it. */
export const envNames: readonly string[] = [...Object.keys(shape), ...secretNames.map((name) => `${name}_FILE`)];

/** What holds where a variable is not set; null: nothing, or it must be set. */
export const envDefaults: Readonly<Record<string, string | null>> = Object.fromEntries(
  Object.entries(shape).map(([name, one]) => {
    const { data } = one.safeParse(undefined);
    return [name, data === undefined ? null : String(data)];
  }),
);

export type Env = ReturnType<typeof named>;

const named = (raw: z.output<typeof schema>) => ({
  temporalAddress: raw.TEMPORAL_ADDRESS,
  temporalNamespace: raw.TEMPORAL_NAMESPACE,
  rehearsalNamespace: raw.TEMPORAL_NAMESPACE_REHEARSAL,
  temporalTlsCa: raw.TEMPORAL_TLS_CA,
  temporalTlsCert: raw.TEMPORAL_TLS_CERT,
  temporalTlsKey: raw.TEMPORAL_TLS_KEY,
  temporalApiKey: raw.TEMPORAL_API_KEY,
  temporalMetricsAddress: raw.TEMPORAL_METRICS_ADDRESS,
  foldedCases: raw.CHANGMING_FOLDED_CASES,
  stackTraces: raw.CHANGMING_STACK_TRACES === '1',
  mongodbUri: raw.MONGODB_URI,
  mongodbTlsCa: raw.MONGODB_TLS_CA,
  taskQueue: raw.CHANGMING_TASK_QUEUE,
  embedded: raw.CHANGMING_EMBEDDED === '1',
  sampleCases: raw.CHANGMING_SAMPLE_CASES,
  dataFolder: path.resolve(raw.CHANGMING_DATA),
  sealFolder: path.resolve(raw.CHANGMING_SEALS ?? path.join(raw.CHANGMING_DATA, 'seals')),
  secret: raw.CHANGMING_SECRET,
  recordKeys: raw.CHANGMING_RECORD_KEY satisfies readonly string[],
  host: raw.HOST,
  port: raw.PORT,
  publicUrl: raw.PUBLIC_URL,
  trustedProxies: raw.TRUSTED_PROXIES?.split(',') ?? (raw.PUBLIC_URL?.startsWith('https:') ? ['loopback'] : []),
  secondFactor: raw.CHANGMING_SECOND_FACTOR?.split(',') ?? [],
  smtpUrl: raw.SMTP_URL,
  mailFrom: raw.MAIL_FROM,
  zone: raw.CHANGMING_ZONE,
  webhookAllow: raw.WEBHOOK_ALLOW?.split(',') ?? [],
  files: filesOf(raw),
  logLevel: raw.LOG_LEVEL,
  metricsToken: raw.METRICS_TOKEN,
});

/**
 * The settings of this process. Where no engine's address is set, those of the product that runs on the data folder are
 * taken (`run.json` of `npm start`), so that `npm run rebuild` and its like find it.
 * @throws EnvError naming every variable that is missing or wrong.
 */
export function readEnv(source: Source = process.env): Env {
  const problems: string[] = [];
  const found = withSecretFiles(withRunningProduct(withoutEmpty(source)), problems);
  const parsed = schema.safeParse(found);
  if (!parsed.success) problems.push(...wordsOf(parsed.error.issues, found));
  const env = parsed.success ? named(parsed.data) : undefined;
  if (env) problems.push(...openDoors(env));
  if (!env || problems.length > 0) throw new EnvError(problems.join('\n'));
  return env;
}

/** All that a process needs that speaks to Temporal alone. */
export type EngineEnv = TemporalSettings & Pick<Env, 'logLevel'>;
const ofEngine = schema.pick({
  TEMPORAL_ADDRESS: true,
  TEMPORAL_NAMESPACE: true,
  TEMPORAL_TLS_CA: true,
  TEMPORAL_TLS_CERT: true,
  TEMPORAL_TLS_KEY: true,
  TEMPORAL_API_KEY: true,
  LOG_LEVEL: true,
});

/**
 * Settings of a process beside the product that knows Temporal and no database (a runner); they are found as in `readEnv`.
 * @throws EnvError naming every variable that is missing or wrong.
 */
export function readEngineEnv(source: Source = process.env): EngineEnv {
  const problems: string[] = [];
  const found = withSecretFiles(withRunningProduct(withoutEmpty(source)), problems);
  const parsed = ofEngine.safeParse(found);
  if (!parsed.success) problems.push(...wordsOf(parsed.error.issues, found));
  const raw = parsed.data;
  const env = raw && {
    temporalAddress: raw.TEMPORAL_ADDRESS,
    temporalNamespace: raw.TEMPORAL_NAMESPACE,
    temporalTlsCa: raw.TEMPORAL_TLS_CA,
    temporalTlsCert: raw.TEMPORAL_TLS_CERT,
    temporalTlsKey: raw.TEMPORAL_TLS_KEY,
    temporalApiKey: raw.TEMPORAL_API_KEY,
    logLevel: raw.LOG_LEVEL,
  };
  if (env) problems.push(...openEngine(env));
  if (!env || problems.length > 0) throw new EnvError(problems.join('\n'));
  return env;
}

const wordsOf = (issues: readonly z.core.$ZodIssue[], found: Source): string[] =>
  issues.map(({ path: [name], message }) =>
    found[String(name)] === undefined ? `${String(name)} is not set` : `${String(name)} ${message}`,
  );

/** `NAME=` in a compose or systemd file means: not set. */
const withoutEmpty = (source: Source): Source =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));

function withRunningProduct(source: Source): Source {
  const given = ['TEMPORAL_ADDRESS', 'MONGODB_URI', 'MONGODB_URI_FILE'].some((name) => source[name] !== undefined);
  if (given) return source;
  const file = path.resolve(source['CHANGMING_DATA'] ?? 'data', 'run.json');
  const run = z.object({ env: z.record(z.string(), z.string()) }).safeParse(JSON.parse(readIfThere(file) ?? 'null'));
  return run.success ? { ...run.data.env, ...source } : source;
}

function withSecretFiles(source: Source, problems: string[]): Source {
  const read = secretNames.flatMap((name) => {
    const file = source[`${name}_FILE`];
    if (file === undefined || source[name] !== undefined) return [];
    const text = readIfThere(file)?.trim();
    if (text === undefined) problems.push(`${name}_FILE names a file that cannot be read as UTF-8`);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { ...source, ...Object.fromEntries(read) };
}

function readIfThere(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}

const isLoopback = (host: string) =>
  /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host.replace(/:\d+$/, '')) || host.startsWith('%2F');

function openEngine({ temporalAddress, temporalTlsCert, temporalTlsKey, temporalApiKey }: TemporalSettings): string[] {
  const ownCertificate = temporalTlsCert !== undefined && temporalTlsKey !== undefined;
  return isLoopback(temporalAddress) || ownCertificate || temporalApiKey !== undefined
    ? []
    : ['TEMPORAL_ADDRESS is beyond this machine: set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY, or TEMPORAL_API_KEY'];
}

/** An engine beyond this machine is spoken to over TLS and with credentials, or not at all. */
function openDoors(env: Env): string[] {
  const problems = openEngine(env);
  const [, srv, userInfo, hosts = ''] = /^mongodb(\+srv)?:\/\/(?:([^@/]*)@)?([^/?]+)/.exec(env.mongodbUri) ?? [];
  const near = srv === undefined && hosts.split(',').every(isLoopback);
  const tls = srv !== undefined || env.mongodbTlsCa !== undefined || /[?&](tls|ssl)=true/.test(env.mongodbUri);
  const byCertificate = /[?&]authMechanism=MONGODB-X509/.test(env.mongodbUri);
  if (!near && !(tls && (userInfo !== undefined || byCertificate)))
    problems.push('MONGODB_URI is beyond this machine: it needs tls=true (or MONGODB_TLS_CA) and a user with password');
  return problems;
}
