/** The production shape of `temporal-docker-compose.yml` against the settings that the product reads. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parse } from 'yaml';

import { envNames, readEnv, secretNames } from '../../platform/env.ts';
import { databaseSetup } from '../support/engines/database-setup.ts';

type Service = {
  image: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  healthcheck?: unknown;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
};
type Compose = { services: Record<string, Service>; volumes: object; networks: object; configs: object };

const file = path.resolve(__dirname, '../../temporal-docker-compose.yml');
const { services, volumes, networks } = parse(readFileSync(file, 'utf8'), { merge: true }) as Compose;
const product = Object.values(services).filter(({ image }) => image.startsWith('changming:'));
/** `${NAME:-default}` as compose fills it in when nobody sets NAME; `$$` is a dollar sign. */
const filledIn = (text: string) => text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll('$$', '$');
const settings = Object.assign({}, ...product.map(({ environment }) => environment)) as Record<string, string>;
const isSecret = (name: string) => secretNames.some((secret) => secret === name);
const isSet = (name: string) => name in settings || (isSecret(name) && `${name}_FILE` in settings);
const runsOn = (service: Service) => service.healthcheck !== undefined;

test('it sets nothing that the product does not read', () => {
  expect(product).toHaveLength(2);
  expect(Object.keys(settings).filter((name) => !envNames.includes(name))).toEqual([]);
});

test('it sets everything that the product reads', () => {
  const asked = envNames.filter((name) => !name.endsWith('_FILE'));
  expect(asked.filter((name) => !isSet(name))).toEqual([]);
});

test('every image has a version, and none is the latest', () => {
  for (const { image } of Object.values(services)) expect(image).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?$/);
});

test('each service waits for one that is there, by health or by its end', () => {
  for (const { depends_on: needs = {} } of Object.values(services))
    for (const [name, { condition }] of Object.entries(needs)) {
      const target = services[name];
      expect(target).toBeDefined();
      expect(condition).toBe(target && runsOn(target) ? 'service_healthy' : 'service_completed_successfully');
    }
});

test('what a service mounts and joins is named', () => {
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  expect(mounted.map((mount) => mount.split(':')[0]).filter((name) => !(name && name in volumes))).toEqual([]);
  const joined = Object.values(services).flatMap((service) => service.networks ?? []);
  expect(joined.filter((name) => !(name in networks))).toEqual([]);
});

test('engines are reached from within only; what has a port is on this machine unless one says otherwise', () => {
  const open = Object.entries(services).filter(([, { ports }]) => ports);
  expect(open.map(([name]) => name).toSorted()).toEqual(['api', 'temporal-ui']);
  for (const [, { ports = [] }] of open) expect(filledIn(ports.join())).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('no password, key or token stands in the environment of a container', () => {
  const named = /PASSWORD|PWD|SECRET|TOKEN|_KEY|URI/;
  const entries = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
  const told = entries.filter(([name, value]) => named.test(name) && !/^(\/secrets\/|\$\{\w+:-\}$)/.test(value));
  expect(told).toEqual([]);
});

/** Collections whose rows are written once. */
const ONCE = new Set(['audit', 'commits', 'events']);
const LAYERS = ['activities', 'api', 'client', 'commands', 'models', 'worker'];
const root = path.resolve(__dirname, '../..');

function collectionsNamed(): string[] {
  const files = LAYERS.flatMap((layer) =>
    readdirSync(path.join(root, layer), { recursive: true, encoding: 'utf8' }).map((name) => path.join(layer, name)),
  ).filter((name) => name.endsWith('.ts'));
  const named = files.flatMap((name) => [
    ...readFileSync(path.join(root, name), 'utf8').matchAll(
      /(?:schemaOptions|\bcollection(?:<[^(]*>)?)\('([a-z.-]+)'/g,
    ),
  ]);
  return [...new Set(named.flatMap(([, name]) => name ?? []))].toSorted();
}

test.each([true, false])(
  "the product's user may change every collection but those that hold what happened; there before: %s",
  (isThere) => {
    const { role, user } = databaseSetup({ isThere });
    const mayChange = role.privileges.filter(({ actions }) => actions.includes('update') || actions.includes('remove'));
    const named = collectionsNamed();
    expect(named.filter((name) => ONCE.has(name))).toEqual([...ONCE]);
    expect(mayChange.map(({ resource: { collection } }) => collection).toSorted()).toEqual(
      named.filter((name) => !ONCE.has(name)),
    );
    expect(role.privileges.every(({ resource: { db } }) => db === 'changming')).toBe(true);
    expect(role.roles).toEqual([{ role: 'readWrite', db: 'changming_rehearsal' }]);
    expect(user).toMatchObject({ user: 'changming', roles: ['changming'] });
  },
);

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const withOpenssl = hasOpenssl ? describe : describe.skip;

withOpenssl('the secrets that it makes (skipped where openssl is missing)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const here = (text: string) => text.replaceAll('/secrets', folder);
  /** As the service does it, but owned by whoever runs the test. */
  const make = () => {
    const script = here(filledIn(services['secrets']?.command?.[0] ?? ''));
    return spawnSync('bash', ['-euo', 'pipefail', '-c', `chown() { :; }\n${script}`], { encoding: 'utf8' });
  };
  const everything = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));

  test('are made once', () => {
    expect(make()).toMatchObject({ status: 0 });
    const before = everything();
    expect(make()).toMatchObject({ status: 0 });
    expect(everything()).toEqual(before);
  });

  test('but for a record key that an installation of an earlier release had not, and that is then added', () => {
    const keyFile = path.join(folder, 'changming', 'record-key');
    const names = () => new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
    const before = names();
    rmSync(keyFile);
    expect(make()).toMatchObject({ status: 0 });
    expect(readFileSync(keyFile, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(names()).toEqual(before);
  });

  test('can be read by their owner alone, but for the certificate of the authority', () => {
    for (const name of ['mongodb', 'temporal', 'changming', 'ui', 'authority'])
      expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
    expect(statSync(path.join(folder, 'ca.crt')).mode & 0o777).toBe(0o444);
  });

  test('certificates are signed by the authority and name their service', () => {
    for (const name of ['mongodb', 'temporal']) {
      const args = ['verify', '-CAfile', here('/secrets/ca.crt'), '-verify_hostname', name];
      expect(spawnSync('openssl', [...args, here(`/secrets/${name}/tls.crt`)])).toMatchObject({ status: 0 });
    }
  });

  test('make settings that the product accepts for engines on other machines', () => {
    const filled = Object.entries(settings).map(([name, value]) => [name, here(filledIn(value))]);
    expect(readEnv(Object.fromEntries(filled) as Record<string, string>)).toMatchObject({
      embedded: false,
      mongodbUri: expect.stringMatching(/^mongodb:\/\/changming:[0-9a-f]{64}@mongodb:27017\//) as string,
      secret: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      recordKeys: [expect.stringMatching(/^[0-9a-f]{64}$/) as string],
      temporalApiKey: undefined,
    });
  });
});
