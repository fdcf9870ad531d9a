/** `node scripts/unused-dependencies.mjs`: whether Cargo.toml names a crate that nothing uses. Installs cargo-shear when it has to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main, run } from './command.mjs';
import { PATHS } from './project.mjs';
import { installTool } from './rust-tools.mjs';

/** The last that the project's Rust compiles. */
const SHEAR = { crate: 'cargo-shear', version: '1.11.0' };

/** The program does not tell its own version, but cargo remembers what it has installed. */
async function isInstalled({ crate, version }) {
  const installed = await readFile(join(PATHS.tools, '.crates.toml'), 'utf8').catch(() => '');
  return installed.includes(`"${crate} ${version} `);
}

await main(async () => {
  if (!(await isInstalled(SHEAR))) {
    console.log(`Compiling ${SHEAR.crate} ${SHEAR.version} (some minutes, once)`);
    await installTool(SHEAR);
  }
  await run(join(PATHS.tools, 'bin', SHEAR.crate), ['shear']);
});
