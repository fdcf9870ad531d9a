/** What takes time says so: what is done, how long that usually takes, and how long it took. */

export class Steps {
  /** Whether programs that report their own progress are to be silent. */
  quiet;
  #print;

  /** @param {{ quiet?: boolean, print?: (line: string) => void }} options  Quiet tells nothing, and nothing is lost by it but progress. */
  constructor({ quiet = false, print = (line) => process.stdout.write(`${line}\n`) } = {}) {
    this.quiet = quiet;
    this.#print = quiet ? () => {} : print;
  }

  /**
   * Does something that takes time.
   * @template T
   * @param {string} what  Such as "Compiling the Worker".
   * @param {string} usually  How long that takes on two cores, such as "two minutes".
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async do(what, usually, work) {
    this.#print(`${what} (usually ${usually})`);
    const started = performance.now();
    const result = await work();
    this.#print(`  done in ${duration(performance.now() - started)}`);
    return result;
  }

  /** Tells what took no time. */
  note(line) {
    this.#print(line);
  }
}

/** Milliseconds as a person reads them: "0.4 s", "12 s", "2 min 5 s". */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
