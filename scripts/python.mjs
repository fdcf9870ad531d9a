/** Environments of Python for tests: each with the packages of one requirements.txt, made anew when that changes. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { capture, Failure, run } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';

const NEWEST_FIRST = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The Python of an environment. */
export const pythonOf = (folder) => join(folder, 'bin', 'python');

/** Whether an environment has what a requirements.txt names. */
export const isInstalled = async (folder, requirements) => isStamped(stampOf(folder), await fingerprint([requirements]));

/**
 * Makes an environment.
 * @throws {Failure} without a Python that can, or when pip does not reach its index
 */
export async function install(folder, requirements) {
  const python = await findPython();
  await rm(folder, { recursive: true, force: true });
  await run(python, ['-m', 'venv', folder]);
  await run(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  await writeStamp(stampOf(folder), await fingerprint([requirements]));
}

const stampOf = (folder) => join(folder, '.requirements');

/** The first Python that is new enough and can make an environment of its own. */
async function findPython() {
  const usable = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  for (const program of NEWEST_FIRST) {
    if ((await capture(program, ['-c', usable])).ok) return program;
  }
  throw new Failure('No Python 3.10 or newer with venv: install it (on Debian: apt-get install python3 python3-venv) and run this again');
}
