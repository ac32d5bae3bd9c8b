/**
 * `npm run check:openapi`: the specification before tools that are not ours, in Python and in Node, each pinned and
 * installed into a folder of its own that is removed at the end. Two validators, and clients made of it for both
 * languages, which the type checkers of both then read. Needs Python 3 with venv and pip, and the registries of both.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { specification } from './specification.ts';

const PYTHON = ['openapi-spec-validator==0.9.0', 'openapi-python-client==0.29.1', 'mypy==2.4.1'];
const NODE = ['@seriousme/openapi-schema-validator@2.11.0', 'openapi-typescript@7.13.0', 'typescript@5.9.3'];

const folder = mkdtempSync(path.join(tmpdir(), 'changming-openapi-'));
const inBin = (name: string): string => path.join(folder, 'python', 'bin', name);

/** What it said, when it failed. */
function run(what: string, command: string, ...args: string[]): boolean {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  const isGood = status === 0;
  process.stdout.write(`${isGood ? 'ok    ' : 'FAILED'} ${what}\n`);
  if (!isGood) process.stderr.write(`${error?.message ?? ''}${stdout}${stderr}\n`);
  return isGood;
}

async function main(): Promise<void> {
  writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(await specification()));
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
  const installed = [
    run('Python of its own', 'python3', '-m', 'venv', 'python'),
    run('tools in Python', inBin('pip'), 'install', '--quiet', '--disable-pip-version-check', ...PYTHON),
    run('tools in Node', 'npm', 'install', '--no-audit', '--no-fund', '--save-exact', ...NODE),
  ];
  const checked = installed.every(Boolean) && [
    run('valid by openapi-spec-validator (Python)', inBin('openapi-spec-validator'), 'openapi.json'),
    run('valid by openapi-schema-validator (Node)', 'npx', '--no-install', 'validate-api', 'openapi.json'),
    run('client for TypeScript made', 'npx', '--no-install', 'openapi-typescript', 'openapi.json', '-o', 'client.ts'),
    run('client for TypeScript type-checks', 'npx', '--no-install', 'tsc', '--noEmit', '--strict', 'client.ts'),
    run(
      'client for Python made',
      inBin('openapi-python-client'),
      'generate',
      '--path',
      'openapi.json',
      '--output-path',
      'client',
      '--meta',
      'none',
    ),
    run('client for Python type-checks', inBin('mypy'), '--no-error-summary', 'client'),
  ];
  if (!checked || !checked.every(Boolean)) process.exitCode = 1;
}

void main().finally(() => rmSync(folder, { recursive: true, force: true }));
