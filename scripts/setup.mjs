/**
 * Gets a machine that has git, Rust and Node 20 ready for everything else. Each step looks first and acts only when it
 * has to, so running it again costs about a second.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, isBuilt, testedBuild } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { capture, Failure, main, run } from './command.mjs';
import { buildConsole, isConsoleBuilt } from './console.mjs';
import { ensureDevVars } from './dev-vars.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { requireMachine } from './machine.mjs';
import { isProgram, PATHS } from './project.mjs';
import { duration, Steps } from './steps.mjs';
import { installWasmStd, wasmToolchain } from './wasm-std.mjs';
import { wrangler, WRANGLER_ENV } from './wrangler.mjs';

/** The first to run TypeScript without a flag. */
const MINIMUM_NODE = [22, 18];

/**
 * Does whatever is still to do, and tells each thing that takes time.
 * @param {import('./build.mjs').Build} wanted  Which Worker is built; the one that tests run unless said otherwise.
 * @param {{ tested?: boolean }} options  Without tests nothing is installed that only they need.
 */
export async function setup(wanted = testedBuild(), { tested = true } = {}) {
  const started = performance.now();
  const steps = new Steps();
  await requireMachine();
  await npmPackages(steps);
  await projectNode();
  await wasmStandardLibrary(steps);
  if (await ensureDevVars()) steps.note('Created .dev.vars from .dev.vars.example');
  if (!(await isConsoleBuilt())) await buildConsole(steps);
  if (!(await isBuilt(wanted))) await build(wanted, steps);
  await localDatabase(steps);
  if (tested) await ensureChromium(steps);
  steps.note(`Everything is in place (${duration(performance.now() - started)})`);
}

async function npmPackages(steps) {
  const [lock, installed] = await Promise.all([modified(PATHS.packageLock), modified(PATHS.installedLock)]);
  if (installed >= lock) return;
  // No package needs its install script, and whether npm runs them depends on its version.
  const install = () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  await steps.do('Installing npm packages', 'half a minute', install);
}

/** The project's own Node is an optional package, for there is not one for every platform. */
async function projectNode() {
  const { ok, stdout } = await capture(PATHS.node, ['--version']);
  if (ok && isRecentEnough(stdout)) return;
  const machine = `${process.platform} ${process.arch}`;
  throw new Failure(`No Node ${MINIMUM_NODE.join('.')} or newer for ${machine}: install one and run this again`);
}

function isRecentEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  return major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
}

async function wasmStandardLibrary(steps) {
  if (await wasmToolchain()) return;
  await installWasmStd(steps);
  if (await wasmToolchain()) return;
  throw new Failure('Rust still cannot compile for wasm32; run: rustup target add wasm32-unknown-unknown');
}

async function localDatabase(steps) {
  const stamp = join(PATHS.database, '.migrations');
  const migrations = await fingerprint([PATHS.migrations, PATHS.wranglerConfig]);
  if (await isStamped(stamp, migrations)) return;
  const apply = () => capture(...wrangler('d1', 'migrations', 'apply', 'DB', '--local'), { env: WRANGLER_ENV });
  const applied = await steps.do('Applying migrations to the local database', 'three seconds', apply);
  if (!applied.ok) {
    // Migrations are rewritten as long as nobody runs the product, and what an earlier checkout left here does not fit them then.
    const remedy = 'If the local database is of an earlier checkout, delete .wrangler/state, which has nothing but local tries.';
    throw new Failure(`Applying migrations failed:\n${applied.stdout}${applied.stderr}\n${remedy}`);
  }
  await writeStamp(stamp, migrations);
}

/** When a file was last changed, in milliseconds since 1970; minus infinity when there is none. */
async function modified(path) {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? -Infinity;
}

if (isProgram(import.meta.url)) await main(() => setup());
