/** Wrangler, run by the project's own Node and without questions, telemetry or advice. */
import { PATHS } from './project.mjs';

/** Program and arguments of a wrangler command. */
export const wrangler = (...args) => [PATHS.node, [PATHS.wrangler, ...args]];

/** The environment it runs in. */
export const WRANGLER_ENV = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  // It would fetch what `Request.cf` holds at Cloudflare's edge, which nothing here reads.
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/** Empty lines, the status of the local server, and cargo naming each crate. */
const NOISE = /^\s*$|^⎔ |^\[custom build\]\s*(Compiling\b.*)?$/;

/**
 * What of `wrangler dev`'s output a person needs to see: nothing while it starts well, all of it when it does not,
 * and after that requests, what the Worker logs, and builds.
 */
export class DevOutput {
  #held = [];
  #dumping = false;
  #print;

  /** @param {(line: string) => void} print */
  constructor(print) {
    this.#print = print;
  }

  /** Takes one line from wrangler. */
  line = (line) => {
    if (this.#held) this.#held.push(line);
    else if (!this.#isNoise(line)) this.#print(line.replace(/^\[wrangler:info\] /, ''));
  };

  /** A build that fails is dumped a second time, as the innards of the process that it was. */
  #isNoise(line) {
    this.#dumping = line.includes('Process exited with non-zero status') || (this.#dumping && line.startsWith('  '));
    return this.#dumping || NOISE.test(line);
  }

  /** It has started well: what it said is forgotten, what it says from now on is shown. */
  started() {
    this.#held = undefined;
  }

  /** It has not: shows what it said. */
  failed() {
    this.#held?.forEach((line) => this.#print(line));
    this.#held = undefined;
  }
}
