/**
 * Rust's standard library for wasm32, which the Worker is compiled against: from rustup, or, on a Debian machine that
 * cannot reach rustup's server, built from Debian's own Rust packages.
 *
 * FRONTDESK_WASM_STD=debian asks for the second without trying the first.
 */
import { existsSync, readdirSync } from 'node:fs';
import { capture, Failure } from './command.mjs';
import { DEBIAN_TOOLCHAIN, debianStdIsReady, installDebianStd } from './wasm-std-debian.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';
const DOWNLOAD_TIMEOUT_MS = 180_000;

/**
 * The environment in which cargo compiles for wasm32, to be added to the current one.
 * @returns {Promise<object | undefined>} undefined when there is no standard library for wasm32 yet
 */
export async function wasmToolchain() {
  if (!forcesDebian() && (await rustupStdIsReady())) return {};
  return (await debianStdIsReady()) ? DEBIAN_TOOLCHAIN : undefined;
}

/** Installs the standard library for wasm32. @param {import('./steps.mjs').Steps} steps */
export async function installWasmStd(steps) {
  if (!forcesDebian()) {
    const add = () => capture('rustup', ['target', 'add', WASM_TARGET], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
    const added = await steps.do(`Adding the Rust target ${WASM_TARGET}`, 'ten seconds', add);
    if (added.ok) return;
    if (!existsSync('/usr/bin/apt-get')) {
      const reason = added.stderr.trim().split('\n').at(-1);
      throw new Failure(`rustup could not add ${WASM_TARGET} (${reason}); run it by hand: rustup target add ${WASM_TARGET}`);
    }
    steps.note("  rustup could not; building it from Debian's packages instead");
  }
  await installDebianStd(steps);
}

const forcesDebian = () => process.env.FRONTDESK_WASM_STD === 'debian';

/** The default toolchain's; a toolchain that rustup does not manage counts too when it has the target. */
async function rustupStdIsReady() {
  const { ok, stdout } = await capture('rustc', ['--print', 'target-libdir', '--target', WASM_TARGET]);
  return ok && holdsStd(stdout.trim());
}

/** Whether a target's library folder holds a standard library. */
export function holdsStd(folder) {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('libstd-'));
}
