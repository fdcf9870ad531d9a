/**
 * From a crate to a Worker: cargo compiles it, tools/bundle makes modules of that, esbuild joins the JavaScript, and a release is made
 * small. `Cargo.lock` and `package-lock.json` pin all that takes part.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, run } from './command.mjs';
import { optimise } from './optimise.mjs';
import { inRoot, PATHS } from './project.mjs';
import { wasmToolchain, WASM_TARGET } from './wasm-std.mjs';

/** Named, since a developer's configuration may send cargo elsewhere. */
const TARGETS = inRoot('target');
const BUNDLER = join(TARGETS, 'local', 'bundle');

/** What is made of a crate depends on these, besides the crate itself. */
export const BUNDLING = ['tools/bundle', 'scripts/bundle.mjs', 'scripts/optimise.mjs'].map((name) => inRoot(name));

/** What a Worker consists of; the WASM comes first, so that no JavaScript is ever beside an older one. */
export const MODULES = ['index_bg.wasm', 'index.js'];

/**
 * Builds a Worker.
 * @param {object} worker
 * @param {string} worker.crate  Folder of the crate.
 * @param {string} worker.library  Name of what cargo compiles.
 * @param {'local' | 'release'} worker.profile  A release is optimised and minified; a local build has names in its stack traces.
 * @param {string} worker.folder  Gets `index.js` and `index_bg.wasm`.
 * @param {string} [worker.targets]  Cargo's folder.
 * @param {import('./steps.mjs').Steps} steps  Tells what is done.
 * @throws {Failure} when something does not compile; the compiler has said why.
 */
export async function bundleWorker({ crate, library, profile, folder, targets = TARGETS }, steps) {
  await compileBundler(steps);
  const compiled = join(targets, WASM_TARGET, profile, `${library}.wasm`);
  await steps.do(`Compiling the Worker (${profile})`, USUALLY[profile], () => compile(crate, profile, targets, steps.quiet));
  const staging = `${folder}.staging`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  await steps.do('Bundling it', 'some seconds', () => bundle(compiled, staging, profile));
  if (profile === 'release') await steps.do('Making it small', 'a minute', () => optimise(join(staging, MODULES[0])));
  await mkdir(folder, { recursive: true });
  for (const name of MODULES) await rename(join(staging, name), join(folder, name));
  await rm(staging, { recursive: true });
}

const USUALLY = {
  local: 'two minutes the first time, ten seconds after a change',
  release: 'five minutes the first time, three after a change',
};

async function compileBundler(steps) {
  const cargo = () => run('cargo', ['build', ...quietly(steps.quiet), '--profile', 'local', '--package', 'bundle', '--target-dir', TARGETS]);
  if (existsSync(BUNDLER)) await cargo();
  else await steps.do('Compiling the program that bundles the Worker', 'a minute', cargo);
}

async function compile(crate, profile, targets, quiet) {
  const toolchain = await wasmToolchain();
  if (!toolchain) throw new Failure('Rust cannot compile for wasm32 yet; run: npm run setup');
  const args = ['--profile', profile, '--lib', '--target', WASM_TARGET, '--target-dir', targets];
  await run('cargo', ['build', ...quietly(quiet), ...args], { cwd: crate, env: toolchain });
}

const quietly = (quiet) => (quiet ? ['--quiet'] : []);

async function bundle(compiled, staging, profile) {
  await run(BUNDLER, [compiled, staging], { env: { RUST_BACKTRACE: '0' } });
  const minified = profile === 'release' ? ['--minify'] : [];
  const outside = ['--external:./index_bg.wasm', '--external:cloudflare:*'];
  const options = ['--bundle', '--format=esm', '--log-level=warning', '--allow-overwrite', '--outfile=index.js', ...outside, ...minified];
  await run(PATHS.esbuild, ['entry.js', ...options], { cwd: staging });
}
