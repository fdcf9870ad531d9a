/** Programs that believe it is later than it is: Node, workerd and Rust's tests, with all that they start. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, Failure } from './command.mjs';
import { inRoot } from './project.mjs';

const SOURCE = inRoot('scripts', 'clock-ahead.c');

/** Clocks cannot be set on this machine. */
export class NoOtherClocks extends Failure {}

/** The environment in which a program's clock shows an instant (milliseconds since the Unix epoch) now and runs on from there. */
export type ClockAt = (instant: number) => Record<string, string>;

/**
 * Runs `work` with a way to set other programs' clocks.
 *
 * @throws NoOtherClocks unless the machine has Linux and a C compiler, which Rust needs there as well
 */
export async function withOtherClocks<T>(work: (clockAt: ClockAt) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clock-ahead-'));
  try {
    const library = join(folder, 'clock-ahead.so');
    await compile(library);
    return await work((instant) => ({
      LD_PRELOAD: library,
      CLOCK_AHEAD_SECONDS: String(Math.round((instant - Date.now()) / 1000)),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compile(library: string): Promise<void> {
  if (process.platform !== 'linux') throw new NoOtherClocks('Programs can be given another clock on Linux only');
  const { ok, stderr } = await capture('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE]);
  if (!ok) throw new NoOtherClocks(`To give programs another clock takes a C compiler (cc): ${stderr.trim().split('\n')[0]}`);
}
