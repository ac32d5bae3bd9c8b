/** Settings are refused all at once, and a door beyond this machine is never open. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readEnv } from '../../platform/env.ts';

const near = {
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/changming?replicaSet=rs0',
  CHANGMING_SECRET: 'a secret of at least 32 characters',
  CHANGMING_RECORD_KEY: 'a record key of 32 characters or more',
  CHANGMING_DATA: '/nowhere',
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'env-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('settings that are not given get their defaults', () => {
  expect(readEnv(near)).toMatchObject({
    temporalNamespace: 'changming',
    taskQueue: 'changming',
    embedded: false,
    host: '127.0.0.1',
    port: 3000,
    dataFolder: '/nowhere',
  });
});

const casesOf = (wished?: string) => readEnv({ ...near, CHANGMING_SAMPLE_CASES: wished }).sampleCases;

test('the sample opens all of its cases, or as many as are wished', () => {
  expect([casesOf(), casesOf(''), casesOf('0'), casesOf('20')]).toEqual([undefined, undefined, 0, 20]);
  for (const wrong of ['-1', 'all', '1.5']) expect(() => casesOf(wrong)).toThrow('CHANGMING_SAMPLE_CASES');
});

test('every wrong or missing setting is named in one message', () => {
  const env = { CHANGMING_DATA: folder, PORT: 'http', MONGODB_URI: 'postgres://x', CHANGMING_SECRET: '' };
  const unset = ['TEMPORAL_ADDRESS', 'CHANGMING_SECRET', 'CHANGMING_RECORD_KEY'].map((name) => `${name} is not set`);
  for (const said of [...unset, 'PORT', 'MONGODB_URI is mongodb:']) expect(() => readEnv(env)).toThrow(said);
});

test('a wrong secret is not repeated in the message', () => {
  expect(() => readEnv({ ...near, CHANGMING_SECRET: 'hunter2' })).toThrow(/^(?!.*hunter2)/s);
});

test('a secret comes from the file that its _FILE variable names, without the line end', () => {
  const file = path.join(folder, 'secret');
  writeFileSync(file, `${near.CHANGMING_SECRET}\n`);
  const { CHANGMING_SECRET, ...rest } = near;
  expect(readEnv({ ...rest, CHANGMING_SECRET_FILE: file }).secret).toBe(CHANGMING_SECRET);
  expect(() => readEnv({ ...rest, CHANGMING_SECRET_FILE: `${file}-not-there` })).toThrow('cannot be read');
});

describe('the record key', () => {
  const [key, older] = [near.CHANGMING_RECORD_KEY, 'the record key of the years before it'];
  const keysIn = (text: string) => readEnv({ ...near, CHANGMING_RECORD_KEY: text }).recordKeys;

  test('is one, or several by comma or line end, the present one first', () => {
    expect(keysIn(key)).toEqual([key]);
    for (const text of [`${key},${older}`, ` ${key} , ${older},`, `${key}\n${older}\n`, `${key}\r\n\r\n${older}`])
      expect(keysIn(text)).toEqual([key, older]);
  });

  test('comes from a file as well', () => {
    const file = path.join(folder, 'record-key');
    writeFileSync(file, `${key}\n${older}\n`);
    const { CHANGMING_RECORD_KEY: _, ...rest } = near;
    expect(readEnv({ ...rest, CHANGMING_RECORD_KEY_FILE: file }).recordKeys).toEqual([key, older]);
    writeFileSync(file, '\n');
    expect(() => readEnv({ ...rest, CHANGMING_RECORD_KEY_FILE: file })).toThrow('CHANGMING_RECORD_KEY has at least 32');
  });

  test.each(['short', `${key},short`, ',', key.slice(0, 31)])('%j is refused, and not repeated', (text) => {
    expect(() => keysIn(text)).toThrow(/^CHANGMING_RECORD_KEY has at least 32 characters in each key$/);
  });
});

test('without addresses the product that runs on the data folder is found', () => {
  const { CHANGMING_DATA: _, ...env } = near;
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ env: { ...env, CHANGMING_EMBEDDED: '1' } }));
  expect(readEnv({ CHANGMING_DATA: folder })).toMatchObject({ mongodbUri: near.MONGODB_URI, embedded: true });
});

const trusted = (more: Record<string, string>) => readEnv({ ...near, ...more }).trustedProxies;

describe('S04 proxies that are believed', () => {
  test('are this machine behind https, none else, or those that are named', () => {
    expect(trusted({})).toEqual([]);
    expect(trusted({ PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
    expect(trusted({ PUBLIC_URL: 'https://ops.example' })).toEqual(['loopback']);
    const TRUSTED_PROXIES = '10.0.0.5,172.18.0.0/16,fd00::/8,loopback';
    expect(trusted({ PUBLIC_URL: 'https://ops.example', TRUSTED_PROXIES })).toEqual(TRUSTED_PROXIES.split(','));
  });

  test.each([
    'uniquelocal',
    '10.0.0.0/33',
    '10.0.0.5/',
    'proxy.example',
    '10.0.0.5, 10.0.0.6',
    '10.0.0.5,',
    '*',
    'true',
  ])('%j is no proxy', (TRUSTED_PROXIES) => {
    expect(() => trusted({ TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES is addresses or networks, by comma');
  });
});

const named = (CHANGMING_SECOND_FACTOR: string) => readEnv({ ...near, CHANGMING_SECOND_FACTOR }).secondFactor;

test('S12 roles that need a second factor are words by comma', () => {
  expect(named('')).toEqual([]);
  expect(named('auditor,system-administrator')).toEqual(['auditor', 'system-administrator']);
  expect(() => named('auditor; all')).toThrow('CHANGMING_SECOND_FACTOR is roles, by comma');
});

const far = 'mongodb://db.example:27017/changming';
test.each([
  ['MONGODB_URI', far],
  ['MONGODB_URI', `${far}?tls=true`],
  ['MONGODB_URI', 'mongodb://u:p@db.example/changming'],
  ['MONGODB_URI', 'mongodb://127.0.0.1:1,db.example:1/changming'],
  ['TEMPORAL_ADDRESS', 'temporal.example:7233'],
])('%s %s is refused: beyond this machine without TLS and credentials', (name, value) => {
  expect(() => readEnv({ ...near, [name]: value })).toThrow(`${name} is beyond this machine`);
});

test('engines beyond this machine are accepted with TLS and credentials', () => {
  const env = {
    ...near,
    MONGODB_URI: 'mongodb://u:p@db.example/changming?tls=true',
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_API_KEY: 'key',
  };
  expect(readEnv(env)).toMatchObject({ temporalAddress: 'temporal.example:7233' });
});
