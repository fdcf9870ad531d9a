/** Running other programs, and ending with one clear line when something is wrong. */
import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/** Something that the person at the keyboard can act on: its message is shown without a stack. */
export class Failure extends Error {
  /** @param {string} message what is wrong and what to do
   *  @param {number} exitCode 1, or 2 for a command line that makes no sense */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program to its end with its output passed through.
 * @param {{ env?: object, cwd?: string }} options env is added to the environment
 * @throws {Failure} when it cannot be started or its exit code is not 0
 */
export async function run(program, args, options = {}) {
  const status = await exitStatus(program, args, options);
  if (status !== 0) throw new Failure(`${describe(program, args)} failed (${status})`);
}

/** Like `run`, but answers the exit code (or the name of the signal) for the caller to judge. */
export function exitStatus(program, args, { env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => reject(notStarted(program, error)));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}

/**
 * Runs a program and answers what it printed.
 * @returns {Promise<{ ok: boolean, stdout: string, stderr: string }>} ok is false when the program is missing,
 *   fails or takes longer than the timeout
 */
export function capture(program, args, { env = {}, cwd = ROOT, timeoutMs = 60_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(timeoutMs),
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => (output[stream] += text));
    }
    child.on('error', (error) => resolve({ ok: false, stdout: '', stderr: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, ...output }));
  });
}

/** Runs a script's main function; a Failure becomes one line on stderr and the exit code. */
export async function main(program) {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

const describe = (program, args) => [program.split('/').at(-1), ...args].join(' ');

function notStarted(program, error) {
  return error.code === 'ENOENT' ? new Failure(`${program} is not installed`) : error;
}
