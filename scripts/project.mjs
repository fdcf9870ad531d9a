/**
 * What every script has to agree on: where things are, which ports.
 *
 * Runs on Node 20 and without node_modules, like everything that set-up needs.
 */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A path inside the repository. */
export const inRoot = (...parts) => join(ROOT, ...parts);

const PACKAGES = inRoot('node_modules');
const TOOLS = inRoot('.tools');
const STATE = inRoot('.wrangler');

export const PATHS = {
  packages: PACKAGES,
  packageLock: inRoot('package-lock.json'),
  /** What npm writes last when it has installed everything. */
  installedLock: join(PACKAGES, '.package-lock.json'),
  /** The Node that wrangler and the tests ask for: the project's own, else the one that runs this. */
  get node() {
    const own = join(PACKAGES, '.bin', 'node');
    return existsSync(own) ? own : process.execPath;
  },
  wrangler: join(PACKAGES, 'wrangler', 'bin', 'wrangler.js'),
  wasmOpt: join(PACKAGES, '.bin', 'wasm-opt'),
  esbuild: join(PACKAGES, '.bin', 'esbuild'),
  /** Tools of CI's: `cargo install --root`, and an environment of Python. */
  tools: TOOLS,
  cache: inRoot('.cache'),
  migrations: inRoot('migrations'),
  wranglerConfig: inRoot('wrangler.toml'),
  devVars: inRoot('.dev.vars'),
  devVarsExample: inRoot('.dev.vars.example'),
  /** Everything that the local environment remembers between starts. */
  state: STATE,
  database: join(STATE, 'state', 'v3', 'd1'),
  sandboxState: join(STATE, 'sandbox.json'),
  /** Names the processes of a running `npm start`. */
  running: join(STATE, 'running.json'),
};

/** Ports of `npm start` and the variables that change them. */
export const PORTS = {
  worker: { variable: 'PORT', standard: 8787 },
  sandbox: { variable: 'SANDBOX_PORT', standard: 8788 },
};

/** The clinic that `npm start` creates. */
export const DEMO_ORG = 'd5bc3d69-996a-445b-a234-494040dff620';
/** Another, which somebody has begun to set up: without it the operator of a deployment would see one clinic. */
export const SECOND_ORG = '0c6f0a4e-5b1d-4c0b-9d3e-7a52f1b8e613';

/** Whether a module is the program that was started, rather than imported by it. */
export function isProgram(moduleUrl) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}
