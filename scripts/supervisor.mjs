/** Programs that run side by side until all are told to stop, or one ends by itself. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './command.mjs';
import { ROOT } from './project.mjs';

/** How long programs may take to end after SIGTERM, in milliseconds, before they are killed. */
const GRACE_MS = 5_000;
const POLL_MS = 50;

export class Supervisor {
  #children = [];
  #stopping = false;
  #reject;

  /** Rejects with a Failure as soon as a program ends without having been told to. */
  broken = new Promise((_, reject) => (this.#reject = reject));

  constructor() {
    // Whoever races against it sees the rejection; nobody has to.
    this.broken.catch(() => {});
  }

  /**
   * Starts a program in a process group of its own, so that what it starts in turn can be stopped with it.
   * @param {{ env?: object, onLine: (line: string) => void }} options env is added to the environment; onLine gets
   *   each line of the program's output
   * @returns {import('node:child_process').ChildProcess} its pid is undefined when the program cannot be started
   */
  start(name, program, args, { env = {}, onLine }) {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
    child.on('error', (error) => this.#ended(name, error.message));
    child.on('close', (code, signal) => this.#ended(name, signal ?? `exit code ${code}`));
    if (child.pid !== undefined) this.#children.push(child);
    return child;
  }

  /** Ends every program and everything it started: asked first, made to after a grace period. */
  async stop(graceMs = GRACE_MS) {
    this.#stopping = true;
    const deadline = performance.now() + graceMs;
    for (const { pid } of this.#children) signalGroup(pid, 'SIGTERM');
    while (this.#children.some(isAlive) && performance.now() < deadline) await delay(POLL_MS);
    this.kill();
  }

  /** Ends everything at once. */
  kill() {
    this.#stopping = true;
    for (const { pid } of this.#children) signalGroup(pid, 'SIGKILL');
  }

  #ended(name, how) {
    if (!this.#stopping) this.#reject(new Failure(`${name} ended unexpectedly (${how})`));
  }
}

/** A group lives as long as any process in it does, so grandchildren count. */
const isAlive = ({ pid }) => signalGroup(pid, 0);

/** Signals a process group. Answers whether there still was one. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH' || error.code === 'EPERM') return false;
    throw error;
  }
}
