/** `node scripts/unused-dependencies.mjs`: whether Cargo.toml names a crate that nothing uses. Installs cargo-shear when it has to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitStatus, Failure, main, run } from './command.mjs';
import { PATHS } from './project.mjs';
import { Steps } from './steps.mjs';

/** The last that the project's Rust compiles. */
const SHEAR = { crate: 'cargo-shear', version: '1.11.0' };

/** The program does not tell its own version, but cargo remembers what it has installed. */
async function isInstalled({ crate, version }) {
  const installed = await readFile(join(PATHS.tools, '.crates.toml'), 'utf8').catch(() => '');
  return installed.includes(`"${crate} ${version} `);
}

/** Builds it into .tools. */
async function install({ crate, version }) {
  const args = ['install', crate, '--version', `=${version}`, '--root', PATHS.tools];
  if ((await exitStatus('cargo', [...args, '--locked'])) === 0) return;
  console.log(`A crate that ${crate}'s lock file names may have been withdrawn: trying the newest compatible ones`);
  if ((await exitStatus('cargo', args)) === 0) return;
  throw new Failure(`Could not install ${crate} ${version}: read cargo's message above, then run this again`);
}

await main(async () => {
  if (!(await isInstalled(SHEAR))) {
    await new Steps().do(`Compiling ${SHEAR.crate} ${SHEAR.version}`, 'some minutes', () => install(SHEAR));
  }
  await run(join(PATHS.tools, 'bin', SHEAR.crate), ['shear']);
});
