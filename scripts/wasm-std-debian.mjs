/**
 * The fallback for machines that reach Debian's archive but not rustup's: Debian packages a recent Rust (`rustc-web`)
 * with its sources but without a compiled standard library for wasm32-unknown-unknown, so that is compiled here, once.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, Failure, run } from './command.mjs';
import { PATHS } from './project.mjs';

const TARGET = 'wasm32-unknown-unknown';
const TOOLCHAIN = 'debian';
const LINKER = 'wasm-ld-22';
const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-clippy', 'lld-22'];
const RUSTC = '/usr/bin/rustc';
const CARGO = '/usr/bin/cargo';
const STAMP = '.compiler-version';

/** What makes cargo compile for wasm32 with it; host builds stay on the default toolchain. */
export const DEBIAN_TOOLCHAIN = {
  RUSTUP_TOOLCHAIN: TOOLCHAIN,
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: LINKER,
};

/** Whether it is installed, linked into rustup, and built by the compiler that is installed now. */
export async function debianStdIsReady() {
  if (!existsSync(RUSTC)) return false;
  const [folder, version, linked] = await Promise.all([
    libraryFolder(),
    compilerVersion(),
    capture('rustup', ['which', 'rustc', '--toolchain', TOOLCHAIN]),
  ]);
  const stamp = join(folder, STAMP);
  return linked.ok && existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
}

/**
 * Installs Debian's Rust, compiles the standard library and links the toolchain.
 * @param {import('./steps.mjs').Steps} steps
 */
export async function installDebianStd(steps) {
  const administrator = await administratorPrefix();
  await steps.do(`Installing Debian's Rust (${PACKAGES.join(', ')})`, 'a minute', () => installPackages(administrator));
  const libraries = await steps.do('Compiling the standard library for wasm32', 'a minute', compileStd);
  await placeLibraries(administrator, libraries);
  await run('rustup', ['toolchain', 'link', TOOLCHAIN, '/usr']);
}

/** How to run a command as root: nothing when we are, else sudo where it asks no password. */
async function administratorPrefix() {
  if (process.getuid() === 0) return [];
  if ((await capture('sudo', ['-n', 'true'])).ok) return ['sudo', '-n'];
  throw new Failure("Installing Debian's Rust takes root: run npm run setup once as root, or let rustup reach its server");
}

async function installPackages(administrator) {
  const [program, ...args] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  await run(program, [...args, 'update']);
  await run(program, [...args, 'install', '--yes', '--no-install-recommends', ...PACKAGES]);
}

/** Compiles an empty crate, and std with it. Answers the paths of std's libraries. */
async function compileStd() {
  const crate = join(PATHS.cache, 'wasm-std');
  await mkdir(join(crate, 'src'), { recursive: true });
  await writeFile(join(crate, 'Cargo.toml'), EMPTY_CRATE);
  await writeFile(join(crate, 'src', 'lib.rs'), '#![no_std]\n');
  await run(CARGO, ['build', '--quiet', '--release', '-Zbuild-std=std,panic_abort,proc_macro', '--target', TARGET], {
    cwd: crate,
    env: {
      RUSTC,
      // -Z options on a stable compiler, which is how Rust's own std is built.
      RUSTC_BOOTSTRAP: '1',
      // Without the bitcode, link-time optimisation of the Worker finds nothing to optimise.
      RUSTFLAGS: '-Cembed-bitcode=yes',
      CARGO_TARGET_DIR: join(crate, 'target'),
    },
  });
  const output = join(crate, 'target', TARGET, 'release', 'deps');
  const names = readdirSync(output).filter((name) => name.endsWith('.rlib') && !name.startsWith('libempty'));
  return names.map((name) => join(output, name));
}

/** Puts the libraries where rustc looks, replacing those of an earlier compiler. */
async function placeLibraries(administrator, libraries) {
  const folder = await libraryFolder();
  const stamp = join(tmpdir(), `frontdesk-${process.pid}${STAMP}`);
  await writeFile(stamp, await compilerVersion());
  const asAdministrator = ([program, ...args]) => run(program, args);
  await asAdministrator([...administrator, 'mkdir', '-p', folder]);
  const old = (await readdir(folder)).filter((name) => name.endsWith('.rlib')).map((name) => join(folder, name));
  if (old.length > 0) await asAdministrator([...administrator, 'rm', ...old]);
  await asAdministrator([...administrator, 'cp', ...libraries, folder]);
  await asAdministrator([...administrator, 'cp', stamp, join(folder, STAMP)]);
  await rm(stamp);
}

async function libraryFolder() {
  return (await capture(RUSTC, ['--print', 'target-libdir', '--target', TARGET])).stdout.trim();
}

async function compilerVersion() {
  return (await capture(RUSTC, ['--version'])).stdout.trim();
}

const EMPTY_CRATE = `[package]
name = "empty"
version = "0.0.0"
edition = "2024"

[profile.release]
panic = "abort"

# A workspace of its own: it lies in the project's folder and is no part of it.
[workspace]
`;
