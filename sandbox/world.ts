/** What every handler works on: the state, the clock, the source of randomness, the faults and the record of calls. */
import { createHash, randomBytes } from 'node:crypto';
import { Faults } from './faults.ts';
import { Recorder } from './recorder.ts';
import { seedDemo, seedRetell, seedVapi } from './demo.ts';
import { loadState, saveState } from './persistence.ts';
import { emptyState, type State } from './state.ts';
import { Receivers } from './webhooks.ts';

/** How to make a world. Every field has a default fit for `npm start`. */
export interface WorldOptions {
  /** JSON file that the state is read from at start and written to after each change. */
  stateFile?: string;
  /** Milliseconds since the epoch; `Date.now` unless a test brings its own. */
  clock?: () => number;
  /** Makes every generated id and token repeatable. */
  seed?: string;
  /** False leaves out the demo clinic's accounts and calendar. */
  demo?: boolean;
  /** Where the Frontdesk is that is tried with it, for the page that says how. */
  frontdesk?: string;
}

/** The live sandbox behind the HTTP server. */
export class World {
  readonly state: State;
  readonly faults = new Faults();
  readonly receivers = new Receivers();
  readonly requests: Recorder;
  readonly frontdesk: string;
  readonly #clock: () => number;
  readonly #random: (size: number) => Buffer;
  readonly #stateFile: string | undefined;
  #offset = 0;

  constructor(options: WorldOptions = {}) {
    this.#clock = options.clock ?? Date.now;
    this.#random = options.seed === undefined ? randomBytes : seededBytes(options.seed);
    this.#stateFile = options.stateFile;
    this.frontdesk = options.frontdesk ?? 'http://localhost:8787';
    this.requests = new Recorder(() => this.now());
    const saved = options.stateFile === undefined ? null : loadState(options.stateFile);
    const demo = options.demo !== false;
    const empty = emptyState();
    this.state = { ...empty, ...saved, google: { ...empty.google, ...saved?.google } };
    if (saved === null) this.#start(demo);
    else if (demo) {
      if (saved.vapi === undefined) this.#add(seedVapi);
      if (saved.retell === undefined) this.#add(seedRetell);
    }
  }

  /** The sandbox's time in milliseconds: the clock plus what {@link advance} added. */
  now(): number {
    return this.#clock() + this.#offset;
  }

  /** Moves the sandbox's time forward (or back) by seconds. */
  advance(seconds: number): void {
    this.#offset += seconds * 1000;
  }

  /** Lower-case hex of `size` random bytes. */
  hex(size: number): string {
    return this.#random(size).toString('hex');
  }

  /** The next number of {@link State.sequence}. */
  next(): number {
    this.state.sequence += 1;
    return this.state.sequence;
  }

  /** A quoted entity tag that was never given before. */
  etag(): string {
    return `"${3_400_000_000_000_000 + this.next() * 2}"`;
  }

  /** Writes the state file, if there is one. Call it after a change and before the answer. */
  save(): void {
    if (this.#stateFile !== undefined) saveState(this.#stateFile, this.state);
  }

  /** Back to the start: state, clock, faults and record. References to {@link state} stay valid. */
  reset(demo: boolean): void {
    Object.assign(this.state, emptyState());
    this.#offset = 0;
    this.faults.clear();
    this.receivers.clear();
    this.requests.clear();
    this.#start(demo);
  }

  #start(demo: boolean): void {
    this.#add(demo ? seedDemo : () => {});
  }

  #add(seed: (world: World) => void): void {
    seed(this);
    this.save();
  }
}

/** SHA-256 in counter mode: not for secrets, only for the same ids in every run. */
function seededBytes(seed: string): (size: number) => Buffer {
  let counter = 0;
  return (size) => {
    const blocks: Buffer[] = [];
    for (let length = 0; length < size; length += 32) {
      blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, size);
  };
}
