/** Builds the bare Rust Worker as the product is built: same tools, same WASM standard library, same profile. */
import path from 'node:path';
import { Failure, run } from '../scripts/command.mjs';
import { fingerprint, isStamped, writeStamp } from '../scripts/fingerprint.mjs';
import { PATHS, inRoot } from '../scripts/project.mjs';
import { requireTool, rustTools } from '../scripts/rust-tools.mjs';
import { wasmToolchain } from '../scripts/wasm-std.mjs';

/**
 * Builds the crate, unless that has been done from the same sources already.
 * @param {string} crate  Directory of the crate.
 * @returns {Promise<string>}  Directory with `index.js` and the WASM.
 * @throws {Failure} when set-up has not been run, or the compiler refuses.
 */
export async function buildRustPeer(crate) {
  const output = path.join(crate, 'build');
  const stamp = path.join(output, '.sources');
  const sources = await fingerprint(['src', 'Cargo.toml', 'Cargo.lock'].map((name) => path.join(crate, name)));
  if (await isStamped(stamp, sources)) return output;

  const toolchain = await wasmToolchain();
  if (toolchain === undefined) throw new Failure('Rust cannot compile for wasm32 yet; run: npm run setup');
  const { workerBuild, wasmBindgen } = await rustTools();
  await run(await requireTool(workerBuild), ['--release', crate], {
    cwd: crate,
    env: {
      ...toolchain,
      WASM_BINDGEN_BIN: await requireTool(wasmBindgen),
      WASM_OPT_BIN: PATHS.wasmOpt,
      ESBUILD_BIN: PATHS.esbuild,
      CARGO_TARGET_DIR: inRoot('target', 'bench'),
    },
  });
  await writeStamp(stamp, sources);
  return output;
}
