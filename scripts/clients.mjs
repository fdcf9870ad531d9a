/**
 * `node scripts/clients.mjs`: holds openapi.json against others' tools. A linter reads it, and the clients that two generators make of it
 * are compiled and run against the Worker. Needs Python 3.10 or newer with venv; everything else it installs for itself.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { main, run } from './command.mjs';
import { inRoot, PATHS } from './project.mjs';
import { install, isInstalled, pythonOf } from './python.mjs';
import { setup } from './setup.mjs';
import { WRANGLER_ENV } from './wrangler.mjs';

const TESTS = inRoot('tests', 'clients');
const DOCUMENT = inRoot('openapi.json');
const GENERATED = join(PATHS.cache, 'clients');
const VENV = join(PATHS.tools, 'python');
const PYTHON = pythonOf(VENV);
const REQUIREMENTS = join(TESTS, 'requirements.txt');

const ofPackages = (program) => join(PATHS.packages, '.bin', program);
const node = (program, ...args) => run(PATHS.node, [ofPackages(program), ...args], { env: { REDOCLY_TELEMETRY: 'off' } });

/** The generator, in an environment of its own. */
async function installGenerator() {
  if (await isInstalled(VENV, REQUIREMENTS)) return;
  console.log('Installing openapi-python-client');
  await install(VENV, REQUIREMENTS);
}

async function generate() {
  await rm(GENERATED, { recursive: true, force: true });
  await node('openapi-typescript', DOCUMENT, '-o', join(GENERATED, 'schema.d.ts'));
  const options = ['--config', join(TESTS, 'python.yaml'), '--output-path', join(GENERATED, 'python'), '--fail-on-warning'];
  await run(join(VENV, 'bin', 'openapi-python-client'), ['generate', '--path', DOCUMENT, ...options]);
}

const COMPILER = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions'];

await main(async () => {
  await setup();
  await node('redocly', 'lint', DOCUMENT, '--config', inRoot('redocly.yaml'));
  await installGenerator();
  await generate();
  await node('tsc', ...COMPILER, join(TESTS, 'typescript.ts'));
  const env = { ...WRANGLER_ENV, PYTHON, PYTHON_CLIENT: join(GENERATED, 'python') };
  await run(PATHS.node, ['--test', '--test-reporter=spec', join(TESTS, 'clients.test.ts')], { env });
});
