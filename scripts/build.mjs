/**
 * Builds the Worker into build/, unless that has been done from the same sources already. Wrangler runs this as its
 * custom build, so that `wrangler dev`, `wrangler deploy` and the tests all get the same Worker.
 */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, main, run } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { inRoot, isProgram, PATHS } from './project.mjs';
import { requireTool, rustTools } from './rust-tools.mjs';
import { wasmToolchain } from './wasm-std.mjs';

const SOURCES = ['src', 'Cargo.toml', 'Cargo.lock', 'openapi.json', 'scripts/build.mjs'].map((name) => inRoot(name));
const STAMP = join(PATHS.worker, '.sources');
const MODULE = join(PATHS.worker, 'index_bg.wasm');
const OUTPUTS = [join(PATHS.worker, 'index.js'), MODULE];

/**
 * How wasm-opt runs. What counts is the size after gzip: functions stay apart and alike ones come side by side, for
 * inlining those with a single caller and cutting the data at its zeros makes fewer bytes that compress worse.
 * Without `--debuginfo` the names are gone when it is done.
 */
const OPTIMISATION = [
  '-Os',
  '--one-caller-inline-max-function-size=0',
  '--skip-pass=memory-packing',
  // The first KB of memory is the far end of the stack.
  '--low-memory-unused',
  '--reorder-functions-by-name',
  '--strip-producers',
  '--strip-target-features',
];

/** What rustc and wasm-bindgen use; named, so that wasm-opt takes to nothing that workerd does not know yet. */
const FEATURES = [
  'mutable-globals',
  'sign-ext',
  'nontrapping-float-to-int',
  'bulk-memory',
  'multivalue',
  'reference-types',
  'exception-handling',
];

/** Whether build/ holds the Worker of the current sources. */
export async function isBuilt() {
  return OUTPUTS.every((file) => existsSync(file)) && (await isStamped(STAMP, await fingerprint(SOURCES)));
}

/** Compiles the Worker. */
export async function build() {
  // Taken before compiling: a source that changes meanwhile has to be compiled next time.
  const sources = await fingerprint(SOURCES);
  const { workerBuild, wasmBindgen } = await rustTools();
  const toolchain = await wasmToolchain();
  if (!toolchain) throw new Failure('Rust cannot compile for wasm32 yet; run: npm run setup');
  await run(await requireTool(workerBuild), ['--release'], {
    env: {
      ...toolchain,
      // A crate that does not compile is no crash of worker-build's.
      RUST_BACKTRACE: '0',
      // Named, because worker-build would download its own.
      WASM_BINDGEN_BIN: await requireTool(wasmBindgen),
      ESBUILD_BIN: PATHS.esbuild,
    },
  });
  await optimise(MODULE);
  await writeStamp(STAMP, sources);
}

/** Rewrites a module in place; takes half a minute. */
async function optimise(module) {
  const optimised = `${module}.optimised`;
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  await run(PATHS.wasmOpt, [module, '-o', optimised, ...OPTIMISATION, ...features]);
  await rename(optimised, module);
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    if (!(await isBuilt())) await build();
  });
}
