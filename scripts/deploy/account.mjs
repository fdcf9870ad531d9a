/** The steps of a script as they are told: numbered, with what was done at the end. */
import { Failure } from '../command.mjs';
import { duration } from '../steps.mjs';

export class Account {
  #print;
  #count = 0;
  #done = [];

  /** @param {(line: string) => void} print */
  constructor(print = (line) => process.stdout.write(`${line}\n`)) {
    this.#print = print;
  }

  /** Where lines go. */
  get print() {
    return this.#print;
  }

  /**
   * Does a step.
   * @template T
   * @param {string} what  Such as "Apply migrations".
   * @param {() => Promise<T>} work
   * @param {string} unfinished  What a failure here leaves, and what to do.
   * @returns {Promise<T>}
   */
  async step(what, work, unfinished) {
    this.#count += 1;
    this.#print(`${this.#count}. ${what}`);
    const started = performance.now();
    try {
      const result = await work();
      this.#print(`  done in ${duration(performance.now() - started)}`);
      return result;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`Step ${this.#count} failed: ${what}\n${error.message}\n${unfinished}`, error.exitCode);
    }
  }

  /** Remembers something that was done, for the end. @param {string} sentence */
  did(sentence) {
    this.#done.push(sentence);
  }

  /** Says all that was done. */
  tell() {
    this.#print(['', 'Done:', ...this.#done.map((sentence) => `- ${sentence}`)].join('\n'));
  }
}

/** What would be done, for `--dry-run`: titles, with the command lines of each. @param {[title: string, ...lines: string[]][]} steps */
export function plan(steps, print = (line) => process.stdout.write(`${line}\n`)) {
  print('Nothing is done. This would be run:');
  for (const [at, [title, ...lines]] of steps.entries()) {
    print(`${at + 1}. ${title}`);
    for (const line of lines) print(`  ${line}`);
  }
}
