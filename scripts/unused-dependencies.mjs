/** `node scripts/unused-dependencies.mjs`: whether Cargo.toml names a crate that nothing uses. Installs cargo-shear when it has to. */
import { main, run } from './command.mjs';
import { findTool, installTool } from './rust-tools.mjs';

const SHEAR = { program: 'cargo-shear', crate: 'cargo-shear', version: 'VERSION' };

await main(async () => {
  if (!(await findTool(SHEAR))) {
    console.log(`Compiling ${SHEAR.program} ${SHEAR.version} (some minutes, once)`);
    await installTool(SHEAR);
  }
  await run(await findTool(SHEAR), ['shear']);
});
