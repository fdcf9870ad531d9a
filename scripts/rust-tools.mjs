/** The command-line tools that come as crates: worker-build and wasm-bindgen, each in exactly one version. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, exitStatus, Failure } from './command.mjs';
import { lockedVersion, PATHS, WORKER_BUILD_VERSION } from './project.mjs';

/**
 * @typedef {{ program: string, crate: string, version: string }} Tool
 * @returns {Promise<{ workerBuild: Tool, wasmBindgen: Tool }>}
 */
export async function rustTools() {
  return {
    workerBuild: { program: 'worker-build', crate: 'worker-build', version: WORKER_BUILD_VERSION },
    wasmBindgen: {
      program: 'wasm-bindgen',
      crate: 'wasm-bindgen-cli',
      version: await lockedVersion('wasm-bindgen'),
    },
  };
}

/** Where the tool is installed in the right version: our own folder first, then the PATH, then cargo's folder. */
export async function findTool({ program, version }) {
  const folders = [join(PATHS.tools, 'bin'), ...process.env.PATH.split(delimiter), join(PATHS.cargoHome, 'bin')];
  for (const candidate of new Set(folders.map((folder) => join(folder, program)))) {
    if (existsSync(candidate) && (await versionOf(candidate)) === version) return candidate;
  }
  return undefined;
}

/** The path of a tool that set-up has installed. */
export async function requireTool(tool) {
  const found = await findTool(tool);
  if (!found) throw new Failure(`${tool.program} ${tool.version} is not installed; run: npm run setup`);
  return found;
}

/** Builds a tool from its crate into .tools; takes minutes. */
export async function installTool({ crate, version }) {
  const install = ['install', crate, '--version', `=${version}`, '--root', PATHS.tools];
  // A crate that a lock file names may have been withdrawn; then the newest compatible ones have to do.
  const status = (await exitStatus('cargo', [...install, '--locked'])) && (await exitStatus('cargo', install));
  if (status !== 0) {
    throw new Failure(`Could not install ${crate} ${version}: read cargo's message above, then run npm run setup again`);
  }
}

async function versionOf(program) {
  const { stdout } = await capture(program, ['--version']);
  return stdout.trim().split(' ').at(-1);
}
