/**
 * Everything that is started is registered here and ended in reverse order: at the end, on failure and on Ctrl-C.
 * Nothing outlives the run, and no run waits for ever to end.
 */
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Longest time that ending one thing may take, in milliseconds. */
const END_DEADLINE_MS = 10_000;

/** Where Linux keeps files in memory, and how many bytes have to be free there. */
const MEMORY = '/dev/shm';
const MEMORY_NEEDED = 2 ** 30;

export class Lifetime {
  #ends = [];
  #closing = null;

  /** Registers how to end something; what starts while everything is ending is ended at once. */
  defer(end) {
    if (this.#closing === null) this.#ends.push(end);
    else endOne(end);
  }

  /**
   * The same in memory, where the system has room for it there: how long a disk takes to keep a write says more of the disk than of
   * whoever writes.
   */
  async directoryInMemory(label) {
    const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
    return this.temporaryDirectory(label, bavail * bsize > MEMORY_NEEDED ? MEMORY : undefined);
  }

  /** Whether the end has begun. */
  get isClosing() {
    return this.#closing !== null;
  }

  /** Makes a directory that is removed at the end, under `parent` or the system's temporary one. */
  async temporaryDirectory(label, parent = os.tmpdir()) {
    const directory = await mkdtemp(path.join(parent, `frontdesk-bench-${label}-`));
    this.defer(() => rm(directory, { recursive: true, force: true }));
    return directory;
  }

  /** Ends everything, last started first; a second call waits for the first. */
  close() {
    this.#closing ??= this.#endAll();
    return this.#closing;
  }

  async #endAll() {
    for (const end of this.#ends.reverse()) await endOne(end);
  }
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** What a signal does while a lifetime runs. */
let interrupt = null;

/**
 * Makes the running lifetime the only one that answers signals. To be called whenever a library may have put a handler of its
 * own in place: Miniflare's exits the process at once, and what others are ending asynchronously would be left behind.
 */
export function holdSignals() {
  if (interrupt === null) return;
  for (const signal of Object.keys(SIGNALS)) {
    process.removeAllListeners(signal);
    process.on(signal, interrupt);
  }
}

/** Runs `work` with a lifetime that ends with it, or with the first signal that asks to stop. */
export async function withLifetime(work) {
  const lifetime = new Lifetime();
  interrupt = async (signal) => {
    console.error(`\n${signal}: stopping`);
    await lifetime.close();
    process.exit(SIGNALS[signal]);
  };
  holdSignals();
  try {
    return await work(lifetime);
  } finally {
    await lifetime.close();
  }
}

/** Ends one thing; what goes wrong is told and does not keep the others from ending. */
async function endOne(end) {
  await within(END_DEADLINE_MS, end).catch((error) => console.error(`while ending: ${error.message}`));
}

async function within(deadlineMs, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
