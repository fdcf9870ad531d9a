/** The runtime below a Miniflare: a process of its own, which a test can end as a machine that fails would, and what it prints. */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** Every child of this process, in the order in which they were started. */
const children: ChildProcess[] = [];
subscribe('child_process', (message) => {
  children.push((message as { process: ChildProcess }).process);
});

/** The workerd of one Miniflare. Miniflare starts another, on the same ports and files, when one has ended unexpectedly. */
export class Runtime {
  #workerd: ChildProcess | undefined;
  #onRestart = (): void => {};

  /** Notes the process that has just been started for it; nothing else may be started meanwhile. */
  started(): void {
    this.#workerd = children.findLast(({ spawnfile }) => spawnfile.includes('workerd'));
  }

  /** For Miniflare to call when another process runs in the place of one that ended. */
  restarted = (): void => {
    this.started();
    this.#onRestart();
  };

  /** Ends the process at once, whatever it is doing; back when the next one answers. */
  async kill(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onRestart = resolve;
    if (!this.#workerd?.kill('SIGKILL')) throw new Error('workerd is not running');
    await promise;
  }
}

/** The lines that workerd prints for the Worker, in order. */
export class LogCapture {
  #lines: string[] = [];
  #seen = new Map<string, () => void>();

  add = ({ message }: { message: string }): void => {
    const seen = this.#seen.get(message);
    if (seen) seen();
    else this.#lines.push(message);
  };

  /** The lines before `mark`, once it has come. */
  until(mark: string): Promise<string[]> {
    return new Promise((resolve) => this.#seen.set(mark, () => resolve([...this.#lines])));
  }
}
