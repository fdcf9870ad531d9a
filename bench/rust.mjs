/** Builds the bare Rust Worker as the product's release is built: same tools, same WASM standard library, same optimisation. */
import path from 'node:path';
import { BUNDLING, bundleWorker } from '../scripts/bundle.mjs';
import { fingerprint, isStamped, writeStamp } from '../scripts/fingerprint.mjs';
import { inRoot } from '../scripts/project.mjs';
import { Steps } from '../scripts/steps.mjs';

/**
 * Builds the crate, unless that has been done from the same sources already.
 * @param {string} crate  Directory of the crate.
 * @returns {Promise<string>}  Directory with `index.js` and the WASM.
 * @throws {Failure} when set-up has not been run, or the compiler refuses.
 */
export async function buildRustPeer(crate) {
  const output = path.join(crate, 'build');
  const stamp = path.join(output, '.sources');
  const sources = await fingerprint([...['src', 'Cargo.toml', 'Cargo.lock'].map((name) => path.join(crate, name)), ...BUNDLING]);
  if (await isStamped(stamp, sources)) return output;

  const worker = { crate, library: 'bench_bare_rust', profile: 'release', folder: output, targets: inRoot('target', 'bench') };
  await bundleWorker(worker, new Steps({ print: (line) => process.stderr.write(`... ${line}\n`) }));
  await writeStamp(stamp, sources);
  return output;
}
