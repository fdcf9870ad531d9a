/** What the machine itself has to have. It is looked for before anything is done, and all that is missing is named at once. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, Failure } from './command.mjs';
import { inRoot } from './project.mjs';

/** @throws {Failure} naming what is missing, and how to get it */
export async function requireMachine() {
  const missing = (await Promise.all([rust(), linker(), npm()])).filter((line) => line !== undefined);
  if (missing.length === 0) return;
  throw new Failure(`This machine lacks what Frontdesk is built with:\n  ${missing.join('\n  ')}\nThen run this again.`);
}

async function rust() {
  const [cargo, rustc, manifest] = await Promise.all([
    capture('cargo', ['--version']),
    capture('rustc', ['--version']),
    readFile(inRoot('Cargo.toml'), 'utf8'),
  ]);
  const [, needed] = manifest.match(/^rust-version = "(.+)"$/m);
  if (!cargo.ok || !rustc.ok) return `Rust ${needed} or newer: get rustup from https://rustup.rs or a package manager, and open a new shell`;
  const [, found] = rustc.stdout.match(/^rustc (\d+\.\d+)/) ?? [];
  return isOlder(found, needed) ? `Rust ${needed} or newer (this is ${found}): run rustup update stable` : undefined;
}

function isOlder(found, needed) {
  const [[major, minor], [neededMajor, neededMinor]] = [found, needed].map((version) => version.split('.').map(Number));
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

const COMPILER_ADVICE = {
  darwin: 'run xcode-select --install',
  linux: 'on Debian and Ubuntu, apt-get install gcc libc6-dev; on Fedora, dnf install gcc',
};

/** Rust links by the C compiler, unless cargo is told of another linker. One without the C library's files is there and links nothing. */
async function linker() {
  if (Object.keys(process.env).some((name) => /^CARGO_TARGET_(?!WASM32).+_LINKER$/.test(name))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-linker-'));
  try {
    const source = join(folder, 'empty.c');
    await writeFile(source, 'int main(void) { return 0; }\n');
    if ((await capture('cc', [source, '-o', join(folder, 'empty')])).ok) return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
  return `A C compiler called cc that links a program: ${COMPILER_ADVICE[process.platform] ?? 'install one'}`;
}

/** Npm is there when it has started this. */
async function npm() {
  if (process.env.npm_execpath || (await capture('npm', ['--version'])).ok) return undefined;
  return 'npm: it comes with Node from https://nodejs.org; on Debian and Ubuntu, apt-get install npm';
}
