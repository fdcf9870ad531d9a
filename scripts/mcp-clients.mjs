/**
 * Clients of MCP that are no npm packages of the project: the Python SDK, and the inspector, which would bring a whole web application.
 * Each is installed below .tools when the ring `mcp` runs first. Where that cannot be done its tests are left out and say so, but in CI.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, run } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { inRoot, PATHS } from './project.mjs';
import { install, isInstalled, pythonOf } from './python.mjs';
import { Steps } from './steps.mjs';

const TESTS = inRoot('tests', 'mcp');
const REQUIREMENTS = join(TESTS, 'requirements.txt');
const LOCKED = ['package.json', 'package-lock.json'].map((file) => join(TESTS, 'inspector', file));
const PYTHON_FOLDER = join(PATHS.tools, 'mcp-python');
const INSPECTOR_FOLDER = join(PATHS.tools, 'mcp-inspector');
const INSPECTOR_STAMP = join(INSPECTOR_FOLDER, '.lock');

/** Whether a test that cannot run is to fail. */
export const REQUIRED = process.env.FRONTDESK_MCP_CLIENTS === 'required';
export const INSPECTOR = join(INSPECTOR_FOLDER, 'node_modules', '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js');
export const PYTHON = pythonOf(PYTHON_FOLDER);

export const hasPythonSdk = () => isInstalled(PYTHON_FOLDER, REQUIREMENTS);
export const hasInspector = async () => isStamped(INSPECTOR_STAMP, await fingerprint(LOCKED));

/** Installs what is missing and can be had. */
export async function ensureMcpClients() {
  const steps = new Steps();
  await ensure(steps, "MCP's Python SDK", hasPythonSdk, () => install(PYTHON_FOLDER, REQUIREMENTS));
  await ensure(steps, "MCP's inspector", hasInspector, installInspector);
}

async function ensure(steps, name, isThere, doInstall) {
  if (await isThere()) return;
  try {
    await steps.do(`Installing ${name}`, 'half a minute', doInstall);
  } catch (error) {
    if (!(error instanceof Failure) || REQUIRED) throw error;
    steps.note(`${name} could not be installed: ${error.message}. Until then its tests are left out; all others run.`);
  }
}

async function installInspector() {
  await mkdir(INSPECTOR_FOLDER, { recursive: true });
  for (const file of LOCKED) await copyFile(file, join(INSPECTOR_FOLDER, file.split('/').at(-1)));
  // `npm ci` insists on an optional part, for Windows, that no registry has.
  const options = ['--omit=optional', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...options], { cwd: INSPECTOR_FOLDER });
  await writeStamp(INSPECTOR_STAMP, await fingerprint(LOCKED));
}
