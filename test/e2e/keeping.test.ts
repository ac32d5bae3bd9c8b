/** What the supervisor is made of, with small programs in the place of engines: ports of one's own, and what hangs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const scripts = path.resolve(__dirname, '../../scripts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-keeping-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the module with the names of the scripts at hand; what it prints is the answer. */
function told(code: string): unknown {
  const names = { keeper: ['keep'], 'own-ports': ['ownPorts', 'listens'], processes: ['until', 'isAlive', 'noteOf'] };
  const imports = Object.entries(names).map(
    ([file, all]) => `import { ${all.join(', ')} } from '${path.join(scripts, file)}.mjs';`,
  );
  const file = path.join(folder, 'module.mjs');
  writeFileSync(file, [...imports, "import { spawn } from 'node:child_process';", code].join('\n'));
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 20_000 });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Serves on a port once `free` says so, ends with 1 when the port is another's. */
const serving = `
  const program = (port, waitMs) => spawn(process.execPath, ['-e',
    'setTimeout(() => require("net").createServer().on("error", () => process.exit(1)).listen(' + port + ', "127.0.0.1"), ' + waitMs + ')'],
    { detached: true, stdio: 'ignore' });`;

test('two that want the same ports in the same moment get their own, and neither takes the other for its own', () => {
  const seen = told(`${serving}
    const said = [];
    const of = (name) => {
      const own = ownPorts({ port: 21733 }, { lost: (from, to) => said.push(to > from) });
      const kept = keep(name, async () => program((await own.take()).port, 300), { noted() {}, say() {} });
      return { own, kept };
    };
    const one = of('one');
    await until(() => one.kept.pid(), 5000); // it has its port, and does not listen yet
    const both = [one, of('other')];
    await until(() => both[1].kept.pid(), 5000);
    const early = both.map(({ own, kept }) => own.isHeldBy(kept.pid()));
    await until(() => both.every(({ own, kept }) => own.isHeldBy(kept.pid())), 15000);
    const ports = both.map(({ own }) => own.now().port);
    const held = both.map(({ kept }) => ports.map((port) => listens(kept.pid(), port)));
    await Promise.all(both.map(({ kept }) => kept.stop(2000)));
    console.log(JSON.stringify({ early, differ: ports[0] !== ports[1], held, said }));`);
  expect(seen).toEqual({
    early: [false, false],
    differ: true,
    held: [
      [true, false],
      [false, true],
    ],
    said: [true],
  });
});

test('ports that are held once stay: the next launch of the same program gets them again', () => {
  const seen = told(`${serving}
    const own = ownPorts({ port: 21833 });
    const kept = keep('one', async () => program((await own.take()).port, 0), { noted() {}, say() {} });
    await until(() => own.isHeldBy(kept.pid()), 10000);
    const [before, first] = [own.now().port, kept.pid()];
    process.kill(first, 'SIGKILL');
    await until(() => kept.pid() !== first && listens(kept.pid(), before), 10000);
    console.log(JSON.stringify({ same: own.now().port === before, anew: kept.pid() !== first, held: listens(kept.pid(), before) }));
    await kept.stop(2000);`);
  expect(seen).toEqual({ same: true, anew: true, held: true });
});

test('one that runs and does not answer is ended and started again; one that answers now and then is left alone', () => {
  const seen = told(`
    const said = [];
    const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    const of = (name) => keep(name, idle, { noted() {}, say: (text) => said.push(text) });
    const [hung, slow] = [of('hung'), of('slow')];
    await until(() => hung.pid() && slow.pid(), 5000);
    const before = [hung.pid(), slow.pid()];
    let asked = 0;
    hung.watch(async () => false, { everyMs: 10 });
    slow.watch(async () => (asked += 1) % 5 === 0, { everyMs: 10 });
    await until(() => hung.pid() !== before[0] && asked > 20, 10000);
    console.log(JSON.stringify({ anew: hung.pid() !== before[0], left: slow.pid() === before[1], said: said.slice(0, 2) }));
    await Promise.all([hung.stop(2000), slow.stop(2000)]);`);
  expect(seen).toEqual({
    anew: true,
    left: true,
    said: ['hung runs but does not answer: it is ended', 'hung ended by itself (SIGKILL); started again in 0.1 s'],
  });
});
