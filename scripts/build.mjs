/**
 * Builds the Worker into build/, unless that has been done from the same sources already. Wrangler runs this as its
 * custom build, so that `wrangler dev`, `wrangler deploy` and the tests all get the same Worker.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, main, run } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { inRoot, isProgram, PATHS } from './project.mjs';
import { requireTool, rustTools } from './rust-tools.mjs';
import { wasmToolchain } from './wasm-std.mjs';

const SOURCES = ['src', 'Cargo.toml', 'Cargo.lock', 'openapi.json'].map((name) => inRoot(name));
const STAMP = join(PATHS.worker, '.sources');
const OUTPUTS = ['index.js', 'index_bg.wasm'].map((name) => join(PATHS.worker, name));

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
      WASM_OPT_BIN: PATHS.wasmOpt,
      ESBUILD_BIN: PATHS.esbuild,
    },
  });
  await writeStamp(STAMP, sources);
}

if (isProgram(import.meta.url)) {
  await main(async () => {
    if (!(await isBuilt())) await build();
  });
}
